"""Who is to be told what of a change to an appointment: each letter carries a calendar entry, or takes one back.

The customer is told of time and place; when only others come, or in another order, the seats are told and the customer is
not. Whoever is no longer needed gets the cancellation of the appointment as they knew it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from scheduler.lifecycle import CANCELLED, CONFIRMED, CUSTOMER, MOVED
from scheduler.plans import Appointment

REQUEST, CANCEL = "REQUEST", "CANCEL"  # RFC 5546, 3.2.2 and 3.2.5
_IN_CALENDARS = (CONFIRMED, MOVED)


@dataclass(frozen=True)
class Letter:
    """`recipient`: a seat or "customer"; `appointment`: as it is to be told, under its newest sequence."""

    recipient: str
    method: str
    appointment: Appointment


def letters(was: Appointment, now: Appointment) -> tuple[Letter, ...]:
    """Of one change. Empty where no calendar is touched: held, let go, took place."""
    knew = tuple(_comers(was)) if was.status in _IN_CALENDARS else ()
    if now.status == CANCELLED:
        return tuple(Letter(one, CANCEL, replace(was, sequence=now.sequence, version=now.version)) for one in knew)
    if now.status not in _IN_CALENDARS:
        return ()
    coming = tuple(_comers(now))
    stands = knew and (was.place, was.start, was.end) == (now.place, now.start, now.end)
    asked = (Letter(one, REQUEST, now) for one in coming if not (stands and one == CUSTOMER))
    gone = replace(was, sequence=now.sequence, version=now.version)
    return (*asked, *(Letter(one, CANCEL, gone) for one in knew if one not in coming))


def _comers(one: Appointment) -> Iterator[str]:
    """Each once: the customer, the host, the officers."""
    seats = (seat for held in one.meetings for seat in held.seats)
    host = () if one.advisor is None else (one.advisor,)
    yield from dict.fromkeys((CUSTOMER, *host, *seats))
