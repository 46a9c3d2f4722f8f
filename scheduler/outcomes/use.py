"""How much of their time is taken: of seats, of departments by half-day, of places. Percent of what is offered on the days.

What is offered are the town's hours; a seat that stays empty for illness has offered them and nobody took them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from scheduler.horizon import Horizon
from scheduler.outcomes.key import Key
from scheduler.playing.played import Played
from scheduler.sittings import sittings
from scheduler.store.claims import claims
from scheduler.town import Town
from scheduler.weekly import WEEKDAYS

NOON = time(12, 30)
HALVES = ("am", "pm")
HALF_DAYS = tuple(f"{day}-{half}" for day in WEEKDAYS[:5] for half in HALVES)
_MINUTE = timedelta(minutes=1)
Piece = tuple[str, float]  # half-day, minutes


def used(played: Played) -> Iterator[tuple[Key, float]]:
    """A figure for each seat, department, place with rooms, department and half-day, and district's own contact."""
    town, zone = played.scene.town, ZoneInfo(played.scene.town.timezone)
    taken: defaultdict[tuple[str, str], float] = defaultdict(float)
    rooms: defaultdict[str, float] = defaultdict(float)
    desk = {advisor.id for advisor in town.advisors}
    offered, open_minutes = _offered(town, played.days)
    for appointment in played.appointments:
        for claim in claims(appointment, town.place_by_id[appointment.place]) if appointment.place in town.place_by_id else ():
            start, end = claim.start.astimezone(zone), claim.end.astimezone(zone)
            if claim.kind == "seat":
                for half, minutes in _halves(start, end):
                    taken[claim.name, half] += minutes
            elif claim.kind == "room":
                rooms[claim.name] += (end - start) / _MINUTE
    groups = {("seat", seat): [seat] for seat in (*desk, *(one.id for one in town.officers))}
    for officer in town.officers:
        for department in officer.departments:
            groups.setdefault(("department", department), []).append(officer.id)
    groups["department", "advisors"] = sorted(desk)
    for (by, what), seats in sorted(groups.items()):
        yield from _percent(Key("use_percent", by, what), sum(taken[s, h] for s in seats for h in HALF_DAYS),
                            sum(offered.get((s, h), 0) for s in seats for h in HALF_DAYS))  # fmt: skip
        if by == "department":
            for half in HALF_DAYS:
                key = Key("use_percent", "half_day", f"{what}/{half}")
                yield from _percent(key, sum(taken[s, half] for s in seats), sum(offered.get((s, half), 0) for s in seats))
    for place in town.places:
        if place.rooms is not None:
            yield from _percent(Key("use_percent", "place", place.id), rooms[place.id], place.rooms * open_minutes)


@lru_cache(32)  # the same for every replication of a scenario
def _offered(town: Town, days: tuple[date, ...]) -> tuple[Mapping[tuple[str, str], float], float]:
    """Seat and half-day -> the minutes it sits on these days, and for how many minutes the house is open: as long as the
    advisor who sits longest that day.
    """
    offered: defaultdict[tuple[str, str], float] = defaultdict(float)
    asked, open_minutes = set(days), Counter[date]()
    desk = {advisor.id for advisor in town.advisors}
    whole_days = Horizon(town.timezone, days, datetime.combine(days[0], time(), ZoneInfo(town.timezone)))
    for seat, theirs in sittings(town, whole_days).items():
        by_day = Counter[date]()
        for one in theirs:
            if one.start.date() in asked:
                by_day[one.start.date()] += int((one.end - one.start) / _MINUTE)
                for half, minutes in _halves(one.start, one.end):
                    offered[seat, half] += minutes
        if seat in desk:
            open_minutes |= by_day
    return offered, sum(open_minutes.values())


def _percent(key: Key, taken: float, offered: float) -> Iterator[tuple[Key, float]]:
    if offered:
        yield key, 100 * taken / offered


def _halves(start: datetime, end: datetime) -> Iterator[Piece]:
    """A stretch of one day, cut at noon."""
    noon = datetime.combine(start.date(), NOON, start.tzinfo)
    day = WEEKDAYS[start.weekday()]
    if start < noon:
        yield f"{day}-am", (min(end, noon) - start) / _MINUTE
    if end > noon:
        yield f"{day}-pm", (end - max(start, noon)) / _MINUTE
