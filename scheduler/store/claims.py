"""What an appointment takes, and for how long: the capacities it claims.

Source: rules 3 to 6 of docs/problem.md. The customer and one room are taken for the appointment; the advisor from
`start - travel` to `end + travel`; an officer during each meeting, or, where the way there takes time, from travel
before their first to travel after their last one. A place without a limit of rooms has no room to claim.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from scheduler.plans import Appointment
from scheduler.town import Place


@dataclass(frozen=True, order=True)
class Claim:
    """One capacity (`kind` seat, customer or room) for a half-open time in UTC. Of rooms any of the place's that is free."""

    kind: str
    name: str
    start: datetime
    end: datetime


def claims(appointment: Appointment, place: Place) -> tuple[Claim, ...]:
    """All claims of an appointment at that place, sorted: who locks in one order does not wait in a circle.

    Worked out in UTC: on a clock that is put back, adding even nothing to a time of the second hour gives one of the first.
    """
    travel = timedelta(minutes=place.travel_minutes)
    start, end = appointment.start.astimezone(UTC), appointment.end.astimezone(UTC)
    taken = [Claim("customer", appointment.customer, start, end)]
    if place.rooms is not None:
        taken.append(Claim("room", place.id, start, end))
    if appointment.advisor is not None:
        taken.append(Claim("seat", appointment.advisor, start - travel, end + travel))
    for seat in {seat for held in appointment.meetings for seat in held.seats}:
        theirs = [(held.start.astimezone(UTC), held.end.astimezone(UTC)) for held in appointment.meetings if seat in held.seats]
        if travel:
            first, last = min(since for since, _ in theirs), max(until for _, until in theirs)
            taken.append(Claim("seat", seat, first - travel, last + travel))
        else:
            taken.extend(Claim("seat", seat, since, until) for since, until in theirs)
    return tuple(sorted(taken))
