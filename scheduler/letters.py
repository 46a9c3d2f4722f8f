"""Who is to be told what of a change to an appointment: each letter carries a calendar entry, or takes one back.

The customer and whom they bring along are told of time and place; when only others come, or in another order, the seats are
told and they are not. Whoever is no longer needed gets the cancellation of the appointment as they knew it.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from scheduler.lifecycle import CANCELLED, CONFIRMED, CUSTOMER, MOVED
from scheduler.plans import Appointment
from scheduler.town import Town
from scheduler.workdays import add_working_days

REQUEST, CANCEL, DECLINECOUNTER = "REQUEST", "CANCEL", "DECLINECOUNTER"  # RFC 5546, 3.2.2, 3.2.5 and 3.2.8
REMINDER = "REMINDER"  # a mail without a calendar entry: nothing has changed
IN_CALENDARS = (CONFIRMED, MOVED)
REMINDED_AT = time(9)  # on the town's clocks
GUEST = "guest."


@dataclass(frozen=True)
class Letter:
    """`recipient`: a seat, "customer" or a guest; `appointment`: as it is to be told, under its newest sequence. `about`: the
    wish it answers, else 0.
    """

    recipient: str
    method: str
    appointment: Appointment
    about: int = 0


def guest_key(number: int) -> str:
    """A guest as a recipient. No seat is called so: ids of a town hold no dot."""
    return f"{GUEST}{number}"


def guest_number(recipient: str) -> int | None:
    """None: it is no guest."""
    return int(recipient.removeprefix(GUEST)) if recipient.startswith(GUEST) else None


def letters(was: Appointment, now: Appointment, guests: Collection[str] = ()) -> tuple[Letter, ...]:
    """Of one change. Empty where no calendar is touched: held, let go, took place."""
    knew = tuple(_comers(was, guests)) if was.status in IN_CALENDARS else ()
    if now.status == CANCELLED:
        return tuple(Letter(one, CANCEL, replace(was, sequence=now.sequence, version=now.version)) for one in knew)
    if now.status not in IN_CALENDARS:
        return ()
    coming = tuple(_comers(now, guests))
    stands = knew and not customer_is_told(was, now)
    asked = (Letter(one, REQUEST, now) for one in coming if not (stands and (one == CUSTOMER or one in guests)))
    gone = replace(was, sequence=now.sequence, version=now.version)
    return (*asked, *(Letter(one, CANCEL, gone) for one in knew if one not in coming))


def customer_is_told(was: Appointment, now: Appointment) -> bool:
    """Of two states of an appointment: whether place or time are others."""
    return (was.place, was.start, was.end) != (now.place, now.start, now.end)


def reminded_at(one: Appointment, town: Town, working_days: int) -> datetime:
    """When the customer is reminded: in the morning, that many working days before the appointment's own day."""
    zone = ZoneInfo(town.timezone)
    day = add_working_days(one.start.astimezone(zone).date(), -working_days, town.holidays_in)
    return datetime.combine(day, REMINDED_AT, zone)


def _comers(one: Appointment, guests: Collection[str]) -> Iterator[str]:
    """Each once: the customer, the guests, the host, the officers."""
    seats = (seat for held in one.meetings for seat in held.seats)
    host = () if one.advisor is None else (one.advisor,)
    yield from dict.fromkeys((CUSTOMER, *guests, *host, *seats))
