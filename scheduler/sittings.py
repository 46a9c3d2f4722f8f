"""When each seat can really be booked: weekly hours, less closing days, absences and what is already past."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduler.horizon import Horizon
from scheduler.town import Hours, Town
from scheduler.workdays import bookable_days


@dataclass(frozen=True)
class Sitting:
    """One stretch of a seat's hours on one day, half open, aware; `place` None: wherever needed."""

    start: datetime
    end: datetime
    place: str | None


def sittings(town: Town, horizon: Horizon) -> dict[str, tuple[Sitting, ...]]:
    """Seat -> its sittings from the moment the horizon opens, in order."""
    days = bookable_days(horizon.opens.date(), horizon.last_day, town)
    absent = {(absence.seat, day) for absence in town.absences for day in days if absence.first_day <= day <= absence.last_day}
    return {
        seat.id: tuple(_on(seat.hours, (day for day in days if (seat.id, day) not in absent), horizon))
        for seat in (*town.advisors, *town.officers)
    }


def minutes_by_day(town: Town, days: Iterable[date]) -> Counter[tuple[str, date]]:
    """(seat, day) -> the minutes that seat sits on that day; `days` need not follow one another."""
    wanted = sorted(set(days))
    if not wanted:
        return Counter()
    zone = ZoneInfo(town.timezone)
    whole_days = Horizon(town.timezone, tuple(wanted), datetime.combine(wanted[0], time(), zone))
    asked, found = set(wanted), Counter[tuple[str, date]]()
    for seat, theirs in sittings(town, whole_days).items():
        for one in theirs:
            found[seat, one.start.date()] += (one.end - one.start) // timedelta(minutes=1)
    return Counter({key: minutes for key, minutes in found.items() if key[1] in asked})


def _on(hours: Iterable[Hours], days: Iterable[date], horizon: Horizon) -> Iterator[Sitting]:
    for day in days:
        for stretch in hours:
            if stretch.weekday == day.weekday():
                start = max(datetime.combine(day, stretch.start, horizon.zone), horizon.opens)
                end = datetime.combine(day, stretch.end, horizon.zone)
                if start < end:
                    yield Sitting(start, end, stretch.place)
