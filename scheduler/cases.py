"""A case: what one customer's venture requires. Frozen values."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Customer:
    """Who comes; the same e-mail is the same customer, and their open cases are planned as one."""

    name: str
    email: str


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
    """One meeting a case requires. `id` is unique within the case (`bauordnung`); `needs` are department ids."""

    id: str
    department: str
    title: str
    needs: tuple[str, ...]
    minutes: int
    places: tuple[str, ...]
    after: tuple[After, ...] = ()
    weight: int = 1


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
    version: int = 1
