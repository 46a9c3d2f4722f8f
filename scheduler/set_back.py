"""What is booked and cannot stay as it is: somebody is absent, hours or rooms were cut, a day was closed, or a meeting that
has to come first does not any more (`out_of_order`).

Nothing that is booked changes with the town, or with another appointment. So what no longer stands is told, wherever the town
is changed too, with the way out: a replan (`replans`) puts it right with the fewest customers told.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from types import MappingProxyType
from zoneinfo import ZoneInfo

from scheduler.out_of_order import out_of_order
from scheduler.plans import Appointment
from scheduler.store.reading import Reading
from scheduler.store.store import Store
from scheduler.town import Town
from scheduler.workdays import is_bookable_day


@dataclass(frozen=True)
class SetBack:
    """An appointment, and in a sentence each what it lacks."""

    appointment: Appointment
    because: tuple[str, ...]


def set_back_now(store: Store, now: datetime) -> tuple[SetBack, ...]:
    """All that is booked or held, not over by `now`, and cannot stay as it is; by start."""
    with store.reading() as reading:
        return _found(reading, now)


class SetBacks:
    """`set_back_now`, kept as long as town, calendar and hour are the same: who watches the service asks often, and a city's
    whole calendar takes a second to read.
    """

    def __init__(self) -> None:
        self._kept: tuple[tuple[int, int, datetime], tuple[SetBack, ...]] | None = None

    def now(self, store: Store, now: datetime) -> tuple[SetBack, ...]:
        with store.reading() as reading:
            version, _ = reading.town()
            seen = version, reading.calendar_version(), now.replace(minute=0, second=0, microsecond=0)
            kept = self._kept
            if kept is None or kept[0] != seen:
                self._kept = kept = seen, _found(reading, now)
        return kept[1]


def _found(reading: Reading, now: datetime) -> tuple[SetBack, ...]:
    town, booked = reading.town()[1], reading.booked_from(now)
    held = reading.held_of_cases_told_from(now)
    return set_back(town, booked, out_of_order(town, booked, reading.cases_told_from(now), held, now))


def set_back(
    town: Town, booked: Collection[Appointment], besides: Mapping[int | None, tuple[str, ...]] = MappingProxyType({})
) -> tuple[SetBack, ...]:
    """Those of the appointments that the town cannot hold as they are booked, by start. `besides`: what else is wrong with one,
    by its id.
    """
    crowded = _crowded(town, booked)
    found = (SetBack(one, (*_lacking(town, one), *crowded.get(one.id, ()), *besides.get(one.id, ()))) for one in booked)
    return tuple(sorted((one for one in found if one.because), key=lambda one: one.appointment.start))


def _lacking(town: Town, one: Appointment) -> Iterator[str]:
    """The place and the seats that the town does not have then."""
    zone, name = ZoneInfo(town.timezone), _name(town, one)
    if one.place not in town.place_by_id:
        yield f'{name} is at "{one.place}", which the town no longer has.'
    stretches = [(seat, held.start, held.end) for held in one.meetings for seat in held.seats]
    stretches += [(one.advisor, one.start, one.end)] if one.advisor is not None else []
    for seat, begin, end in stretches:
        if seat not in town.email_by_seat:
            yield f'{name} needs the seat "{seat}", which the town no longer has.'
        elif not _sits(town, seat, begin.astimezone(zone), end.astimezone(zone), one.place):
            yield f'{name} needs the seat "{seat}", which has no hours then.'


def _crowded(town: Town, booked: Collection[Appointment]) -> dict[int | None, tuple[str, ...]]:
    """Those that found a room and are now one too many, by id: who began last has to go first."""
    found: dict[int | None, tuple[str, ...]] = {}
    for place in town.places:
        if place.rooms is None:
            continue
        running: list[Appointment] = []
        for one in sorted((one for one in booked if one.place == place.id), key=lambda one: (one.start, one.id or 0)):
            running = [other for other in running if other.end > one.start]
            if len(running) < place.rooms:
                running.append(one)
            else:
                found[one.id] = (f"{_name(town, one)} is one more than {place.title} has rooms ({place.rooms}).",)
    return found


def _name(town: Town, one: Appointment) -> str:
    return f"Appointment {one.id} on {one.start.astimezone(ZoneInfo(town.timezone)):%Y-%m-%d %H:%M}"


def _sits(town: Town, seat: str, start: datetime, end: datetime, place: str) -> bool:
    day = start.date()
    absent = any(one.seat == seat and one.first_day <= day <= one.last_day for one in town.absences)
    if absent or not is_bookable_day(day, town):
        return False
    (hours,) = (one.hours for one in (*town.advisors, *town.officers) if one.id == seat)
    covered: time = start.time()
    for stretch in sorted(hours, key=lambda stretch: stretch.start):
        if stretch.weekday == day.weekday() and stretch.place in (None, place) and stretch.start <= covered:
            covered = max(covered, stretch.end)
    return covered >= end.time()
