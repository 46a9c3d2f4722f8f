"""What comes back from those who were invited, and what they are offered beside the mail. Frozen values; times aware, Berlin."""

from dataclasses import dataclass
from datetime import datetime

from scheduler.cases import Window
from scheduler.letters import guest_key
from scheduler.plans import Appointment

# What somebody says of an appointment (RFC 5545 3.2.12 in small letters; a counter-proposal is "countered").
ACCEPTED, TENTATIVE, DECLINED, COUNTERED = "accepted", "tentative", "declined", "countered"
BY_MAIL, BY_PAGE = "mail", "page"

# Why there is a wish, and what became of it.
BY_DECLINING, BY_COUNTER, BY_ASKING = "declined", "counter", "another_time"
OPEN, WAS_MOVED, REFUSED, WAS_CANCELLED, OVERTAKEN = "open", "moved", "refused", "cancelled", "overtaken"

LANGUAGES = ("de", "en")


@dataclass(frozen=True)
class Guest:
    """Somebody the customer brings along to one appointment."""

    id: int
    appointment: int
    name: str
    email: str
    language: str = "de"

    @property
    def key(self) -> str:
        """As a recipient of letters."""
        return guest_key(self.id)


@dataclass(frozen=True)
class Answer:
    """What a recipient said to what they were told under that sequence. `stamp`: when they said so, by their own calendar;
    `noted_at`: when it came here; `reference`: the mail it came in; None: it came by the page.
    """

    appointment: int
    recipient: str
    sequence: int
    state: str
    stamp: datetime
    noted_at: datetime
    way: str
    reference: str | None = None


@dataclass(frozen=True)
class Wish:
    """That the customer would rather come at another time than was told under `sequence`.

    `asked`: the time they named; `options`: the appointment as it could stand instead, best first; None: not worked out yet
    for the appointment's version `options_for`.
    """

    id: int
    appointment: int
    sequence: int
    kind: str
    made_at: datetime
    asked: Window | None = None
    note: str = ""
    state: str = OPEN
    reason: str | None = None
    settled_at: datetime | None = None
    settled_by: str | None = None
    options: tuple[Appointment, ...] | None = None
    options_for: int | None = None


@dataclass(frozen=True)
class Feed:
    """A calendar to subscribe to: of a seat, a department, a place or a case (its number as text).

    `busy_only`: it shows when, and nothing else. `instead_of_mail`: the seat gets no invitations by mail meanwhile.
    """

    id: int
    kind: str
    name: str
    busy_only: bool
    instead_of_mail: bool
    made_at: datetime
    revoked_at: datetime | None = None
