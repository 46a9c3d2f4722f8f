"""A case: what one customer's venture requires. Frozen values."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Customer:
    """Who comes; the same e-mail is the same customer, and their open cases are planned as one.

    `language`: de or en, in which they are written to; "" where a new case does not say it. Who has no e-mail is known by an
    address that was made up for them (`mailbox.has_no_mail`) and is written to at `postal_address`, a line each.
    """

    name: str
    email: str
    language: str = "de"
    postal_address: str = ""


@dataclass(frozen=True)
class Window:
    """A time the customer can come, half open, aware."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class After:
    """Another meeting of the same case that comes first; 0 working days: may share the appointment."""

    meeting: str
    working_days: int


@dataclass(frozen=True)
class RequiredMeeting:
    """One meeting a case requires. `id` is unique within the case (`bauordnung`); `needs` are department ids.

    `bring`: papers this venture asks for there, beside what the department always asks for.
    """

    id: str
    department: str
    title: str
    needs: tuple[str, ...]
    minutes: int
    places: tuple[str, ...]
    after: tuple[After, ...] = ()
    weight: int = 1
    bring: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pause:
    """Days on which nothing was demanded of the authorities: from the day `since` to the day `until`, None while it lasts.

    `reason`: id of a `known_law.PauseReason` (`missing-papers`); what it does to a clock is said there.
    """

    since: date
    until: date | None
    reason: str


@dataclass(frozen=True)
class ClockRecord:
    """What is recorded of one deadline (`rule`: its id in the law) where the days of the whole case do not say it.

    `started_on`: its own event; `extended_to`: the last day the authority told the customer on `extension_told_on`;
    `done_on`: what it demands was done.
    """

    rule: str
    started_on: date | None = None
    extended_to: date | None = None
    extension_told_on: date | None = None
    done_on: date | None = None


@dataclass(frozen=True)
class Records:
    """The days that deadlines are counted from, beside `received_on` and `complete_on`; as far as they are known.

    `applied_on`: the authority has the application; `opens_on`: the business or the event begins, planned or true. `pauses`
    stand in order, none over another.
    """

    applied_on: date | None = None
    opens_on: date | None = None
    pauses: tuple[Pause, ...] = ()
    clocks: tuple[ClockRecord, ...] = ()


@dataclass(frozen=True)
class Case:
    """A Vorgang. `complete_on`: when the papers were complete, None while they are not."""

    id: int
    district: str
    venture: str | None
    customer: Customer
    received_on: date
    meetings: tuple[RequiredMeeting, ...]
    customer_windows: tuple[Window, ...] | None = None
    complete_on: date | None = None
    records: Records = Records()
    version: int = 1
