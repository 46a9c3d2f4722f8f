"""A request for a new case, checked: every refusal is a sentence with path, value and what may help."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from scheduler.cases import Case, Customer, RequiredMeeting, Window
from scheduler.errors import InputError
from scheduler.known_law import refuse_unknown_day
from scheduler.mailbox import ADVICE, Mailbox, address_without_mail
from scheduler.nearest import unknown
from scheduler.recording import Recording, recorded
from scheduler.required import required_meetings, single_meetings
from scheduler.told_days import refuse_future
from scheduler.town import Town
from scheduler.ventures import Catalogue

LONGEST_NAME = 200
DAYS = ("complete_on", "applied_on", "opens_on")


@dataclass(frozen=True)
class NewCase:
    """What is told about a new case: either a `venture` of the catalogue or `meetings` as (department id, minutes).

    `not_needed`: departments of the venture that the customer need not see. `customer_windows` None: comes at any time.
    Days as in `Case` and its `Records`, None while not known.
    """

    district: str
    customer: Customer
    received_on: date
    venture: str | None = None
    meetings: tuple[tuple[str, int], ...] | None = None
    not_needed: tuple[str, ...] = ()
    customer_windows: tuple[Window, ...] | None = None
    complete_on: date | None = None
    applied_on: date | None = None
    opens_on: date | None = None


def checked(new: NewCase, town: Town, catalogue: Catalogue, now: datetime) -> Case:
    """The case as it may be stored (its id, 0, is given there). `catalogue`: of this town, on the day it is received.

    Raises InputError.
    """
    if new.district not in town.district_by_id:
        districts = {district.id: district.title for district in town.districts}
        raise unknown(new.district, f"a district of {town.title}", districts, path="district")
    refuse_future(new.received_on, "received_on", now.astimezone(ZoneInfo(town.timezone)).date())
    for index, window in enumerate(new.customer_windows or ()):
        _check_window(window, f"customer_windows[{index}]")
    opened = Case(
        id=0,
        district=new.district,
        venture=new.venture,
        customer=_customer(new.customer),
        received_on=new.received_on,
        meetings=_meetings(new, town, catalogue),
        customer_windows=new.customer_windows,
    )
    days = Recording(frozenset(DAYS), complete_on=new.complete_on, applied_on=new.applied_on, opens_on=new.opens_on)
    return recorded(opened, days, town, now)


def _customer(customer: Customer) -> Customer:
    """The name without blanks around it; the e-mail in small letters, for by it a customer is known again."""
    name = customer.name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise InputError(f"{name!r} is not a name of 1 to {LONGEST_NAME} printable letters.", path="customer.name", value=name)
    email = customer.email.lower()
    if not email and customer.postal_address:
        email = address_without_mail(uuid4().hex[:12])
    try:
        Mailbox(name, email)
    except ValueError as reason:
        raise InputError(
            f"{customer.email!r} is not exactly one e-mail address.",
            path="customer.email",
            value=customer.email,
            advice=f"{ADVICE} Who has none gives postal_address, for letters on paper.",
        ) from reason
    return Customer(name, email, customer.language, customer.postal_address)


def _meetings(new: NewCase, town: Town, catalogue: Catalogue) -> tuple[RequiredMeeting, ...]:
    if (new.venture is None) == (new.meetings is None):
        raise InputError("Either a venture or a list of meetings is needed, not both.", path="venture", value=new.venture)
    if new.venture is None:
        if new.not_needed:
            raise InputError("belongs to a venture.", path="not_needed", value=new.not_needed, advice="Leave those meetings out.")
        return single_meetings(new.meetings or (), town)
    return required_meetings(catalogue.venture(new.venture), town, new.not_needed)


def _check_window(window: Window, path: str) -> None:
    for name, moment in (("start", window.start), ("end", window.end)):
        if moment.utcoffset() is None:
            raise InputError(
                f"{moment.isoformat()} has no time zone.",
                path=f"{path}.{name}",
                value=moment.isoformat(),
                advice="Write it with an offset, like 2026-03-02T08:00+01:00.",
            )
        # The day by the sender's own clock: near the ends of the calendar there is no other to convert to.
        refuse_unknown_day(moment.date(), f"{path}.{name}")
    if window.end <= window.start:
        raise InputError(
            f"{window.end.isoformat()} is not after the start {window.start.isoformat()}.",
            path=f"{path}.end",
            value=window.end.isoformat(),
        )
