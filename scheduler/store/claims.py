"""What an appointment takes, and for how long: the capacities it claims.

Source: rules 3 to 6 of docs/problem.md. The customer and one room are taken for the appointment; the advisor from
`start - travel` to `end + travel`; an officer during each meeting, or, where the way there takes time, from travel
before their first to travel after their last one. A place without a limit of rooms has no room to claim.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduler.plans import Appointment
from scheduler.town import Place


@dataclass(frozen=True, order=True)
class Claim:
    """One capacity (`kind` seat, customer or room) for a half-open time. A room is one of the place's, whichever is free."""

    kind: str
    name: str
    start: datetime
    end: datetime


def claims(appointment: Appointment, place: Place) -> tuple[Claim, ...]:
    """All claims of an appointment at that place, sorted: who locks in one order does not wait in a circle."""
    travel = timedelta(minutes=place.travel_minutes)
    taken = [Claim("customer", appointment.customer, appointment.start, appointment.end)]
    if place.rooms is not None:
        taken.append(Claim("room", place.id, appointment.start, appointment.end))
    if appointment.advisor is not None:
        taken.append(Claim("seat", appointment.advisor, appointment.start - travel, appointment.end + travel))
    for seat in {seat for held in appointment.meetings for seat in held.seats}:
        theirs = [held for held in appointment.meetings if seat in held.seats]
        if travel:
            start, end = min(held.start for held in theirs), max(held.end for held in theirs)
            taken.append(Claim("seat", seat, start - travel, end + travel))
        else:
            taken.extend(Claim("seat", seat, held.start, held.end) for held in theirs)
    return tuple(sorted(taken))
