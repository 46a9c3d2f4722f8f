"""What has moved between a plan and its confirmation, in people's words: who or what is taken, where and when.

Whether the plan still fits is the referee's word; this room only finds the reasons that people can do something about.
By whom somebody is taken is nobody's business.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from scheduler.horizon import horizon
from scheduler.plans import Appointment
from scheduler.sittings import Sitting, sittings
from scheduler.store.claims import Claim, claims
from scheduler.town import Place, Town


def what_moved(proposed: Iterable[Appointment], booked: Iterable[Appointment], town: Town, now: datetime) -> tuple[str, ...]:
    """A sentence for each seat, room, customer or day that the proposed appointments can no longer have.

    `booked`: the appointments of everybody that take somebody meanwhile. Every place of `proposed` is one of the town.
    """
    days = horizon(town, now)
    hours = cache(lambda: sittings(town, days))  # of a whole town: only when nobody simpler is in the way
    places = town.place_by_id
    taken = _taken(booked, town)
    said: list[str] = []
    for one in proposed:
        if one.start < days.opens:
            soonest = f"{days.opens:%A, %d.%m.%Y, %H:%M}"
            said.append(f"{_whole(one, town)} is too soon by now: the first time that can be booked is {soonest}.")
            continue
        for claim in claims(one, places[one.place]):
            said += _why_not(claim, one, taken, hours, town)
    return tuple(dict.fromkeys(said))


def what_is_taken(one: Appointment, taken: Collection[Claim], town: Town) -> tuple[str, ...]:
    """Of `what_moved` what others have `taken` of what the appointment needs; it takes no working out of hours."""
    return tuple(each for claim in claims(one, town.place_by_id[one.place]) for each in _why_taken(claim, one, taken, town))


def when(start: datetime, end: datetime, town: Town) -> str:
    """`Tuesday, 03.03.2026, 09:00 to 09:30`, on the town's clocks."""
    zone = ZoneInfo(town.timezone)
    return f"{start.astimezone(zone):%A, %d.%m.%Y, %H:%M} to {end.astimezone(zone):%H:%M}"


def no_room(place: Place, start: datetime, end: datetime, town: Town) -> str:
    return f"{place.title} has no free room any more on {when(start, end, town)}."


def _whole(one: Appointment, town: Town) -> str:
    return f"The appointment on {when(one.start, one.end, town)} at {town.place_by_id[one.place].title}"


def _why_not(
    claim: Claim, one: Appointment, taken: Collection[Claim], hours: Callable[[], dict[str, tuple[Sitting, ...]]], town: Town
) -> Iterator[str]:
    seat = claim.name if claim.kind == "seat" else None
    if seat is not None and seat not in town.email_by_seat:
        yield f"{seat} is no longer a seat of {town.title}; it was to come on {when(claim.start, claim.end, town)}."
        return
    others = tuple(_why_taken(claim, one, taken, town))
    yield from others
    if seat is not None and not others and not _sits(hours().get(seat, ()), one.place, claim):
        place = town.place_by_id[one.place].title
        yield f"{seat} no longer sits at {place} on {when(claim.start, claim.end, town)}."


def _why_taken(claim: Claim, one: Appointment, taken: Collection[Claim], town: Town) -> Iterator[str]:
    place = town.place_by_id[one.place]
    against = [other for other in taken if (other.kind, other.name) == (claim.kind, claim.name) and _overlap(other, claim)]
    match claim.kind:
        case "room":
            if place.rooms is not None and _most_at_once(claim, against) >= place.rooms:
                yield no_room(place, one.start, one.end, town)
        case "customer":
            if against:
                yield f"{_whole(one, town)} meets another appointment of the customer."
        case _:
            if against:
                time = when(claim.start, claim.end, town)
                yield f"{claim.name} is taken by another appointment on {time}; the plan needs it at {place.title}."


def _taken(booked: Iterable[Appointment], town: Town) -> list[Claim]:
    places = town.place_by_id
    return [claim for one in booked if one.place in places for claim in claims(one, places[one.place])]


def _overlap(one: Claim, other: Claim) -> bool:
    return one.start < other.end and other.start < one.end


def _most_at_once(claim: Claim, against: Collection[Claim]) -> int:
    """Of `against`, all of which overlap `claim`, how many do so at the same moment."""
    moments = {claim.start, *(other.start for other in against if other.start > claim.start)}
    return max(sum(other.start <= moment < other.end for other in against) for moment in moments)


def _sits(hours: Iterable[Sitting], place: str, claim: Claim) -> bool:
    """Whether the seat is at the place, or free to go there, all the time."""
    reach = claim.start
    for sitting in sorted((one for one in hours if one.place in (None, place)), key=lambda one: one.start):
        if sitting.start <= reach:
            reach = max(reach, sitting.end)
    return reach >= claim.end
