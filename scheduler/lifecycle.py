"""The states of an appointment, and which may follow which. Every change of state goes through `refuse_unlawful`.

planned    proposed, or no longer held; it takes nobody
held       promised until a moment for one customer to say yes; it takes everybody it needs (Vormerkung)
confirmed  booked; moved: booked, and at another time or place since the customer was told first
took_place, no_show, cancelled    the end; what was cancelled or missed takes nobody, and its meetings are open again
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from scheduler.errors import Conflict, InputError
from scheduler.town import Town

PLANNED, HELD, CONFIRMED, MOVED = "planned", "held", "confirmed", "moved"
CANCELLED, TOOK_PLACE, NO_SHOW = "cancelled", "took_place", "no_show"

# What takes seats, customer and room: the schema says the same in ck_appointment_active.
TAKING = frozenset({HELD, CONFIRMED, MOVED, TOOK_PLACE})
# What the customer was told and can rely on, or has come to.
TOLD = frozenset({CONFIRMED, MOVED, TOOK_PLACE})

# From a state to itself: other officers come, or in another order; time and place stay.
LAWFUL: Mapping[str, frozenset[str]] = {
    PLANNED: frozenset({HELD, CONFIRMED}),
    HELD: frozenset({PLANNED, CONFIRMED}),
    CONFIRMED: frozenset({CONFIRMED, MOVED, CANCELLED, TOOK_PLACE, NO_SHOW}),
    MOVED: frozenset({MOVED, CANCELLED, TOOK_PLACE, NO_SHOW}),
    CANCELLED: frozenset(),
    TOOK_PLACE: frozenset(),
    NO_SHOW: frozenset(),
}

CUSTOMER, OFFICE = "customer", "office"


@dataclass(frozen=True)
class Hand:
    """Who changes something, and when. `by`: a seat, "customer", or "office" where the town itself has changed; no name of a
    person is kept.
    """

    by: str
    at: datetime


def hand_of(by: str, town: Town, now: datetime) -> Hand:
    """Raises InputError for whoever is neither the customer nor a seat of the town."""
    if by not in (CUSTOMER, OFFICE) and by not in town.email_by_seat:
        advice = f'Write "{CUSTOMER}", "{OFFICE}" or a seat of {town.title}.'
        raise InputError(f'"{by}" is nobody here.', path="by", value=by, advice=advice)
    return Hand(by, now)


def refuse_unlawful(appointment: int | None, was: str, becomes: str) -> None:
    """Raises Conflict when nothing that is `was` can become `becomes`."""
    if becomes not in LAWFUL[was]:
        after = ", ".join(sorted(LAWFUL[was])) or "nothing any more"
        sentence = f"Appointment {appointment} is {was} and cannot become {becomes}."
        raise Conflict([sentence], advice=f"What is {was} can become: {after}.")
