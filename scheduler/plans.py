"""What was planned for a customer: proposed, then confirmed into appointments. Frozen values; times aware, Berlin."""

from dataclasses import dataclass
from datetime import datetime

from scheduler.lifecycle import PLANNED


@dataclass(frozen=True)
class HeldMeeting:
    """A meeting of `case` (its `RequiredMeeting.id`) at its time; `seats` fill its needs."""

    case: int
    meeting: str
    start: datetime
    end: datetime
    seats: tuple[str, ...]


@dataclass(frozen=True)
class Appointment:
    """A Termin. `id` None and `uid` empty while it is only proposed. `status`: see `lifecycle`; `version` rises with each
    change of it, from 1; `sequence` only with those that calendars must be told of (RFC 5545, 3.8.7.4).
    """

    id: int | None
    customer: str
    place: str
    advisor: str | None
    start: datetime
    end: datetime
    meetings: tuple[HeldMeeting, ...]
    uid: str = ""
    sequence: int = 0
    status: str = PLANNED
    version: int = 0


@dataclass(frozen=True)
class Transition:
    """What became of an appointment, once: `version` is the one it made. `was` None: it was entered. `by` as in `Hand`."""

    version: int
    was: str | None
    became: str
    by: str
    at: datetime


@dataclass(frozen=True)
class OpenMeeting:
    """A meeting that found no place, and why."""

    case: int
    meeting: str
    reason: str


@dataclass(frozen=True)
class Goal:
    """One of the five goals: value and proven lower bound, None where none was proved."""

    name: str
    value: int
    bound: int | None


@dataclass(frozen=True)
class Plan:
    """A plan for one customer. `kept` stood before (confirmed), `appointments` are the new ones.

    `status`: proposed, held (then `held_until`, for `held_by`: a seat or "customer") or confirmed; `version` rises with each
    change of it, from 1.
    """

    id: int | None
    customer: str
    cases: tuple[int, ...]
    status: str
    optimal: bool
    goals: tuple[Goal, ...]
    appointments: tuple[Appointment, ...]
    kept: tuple[Appointment, ...]
    unplaced: tuple[OpenMeeting, ...]
    seconds: float
    version: int = 1
    held_until: datetime | None = None
    held_by: str | None = None


@dataclass(frozen=True)
class JointPlan:
    """A plan for many customers at once, computed and not stored: a month, a what-if."""

    optimal: bool
    goals: tuple[Goal, ...]
    appointments: tuple[Appointment, ...]
    unplaced: tuple[OpenMeeting, ...]
    seconds: float


@dataclass(frozen=True)
class Change:
    """A confirmed appointment before and after; `told`: place, start or end changed, so the customer must be told."""

    before: Appointment
    after: Appointment

    @property
    def told(self) -> bool:
        return (self.before.place, self.before.start, self.before.end) != (self.after.place, self.after.start, self.after.end)


@dataclass(frozen=True)
class Replan:
    """What has to change in what is confirmed, for all customers at once; confirmed whole or not at all.

    `kept`: how many stand as they are; `reseated`: same place and time, but others come or the order is another; `told`: how
    many customers must be told something; `cases`: of those customers for whom anything changes.
    """

    id: int | None
    status: str
    goals: tuple[Goal, ...]
    cases: tuple[int, ...]
    kept: int
    reseated: tuple[Change, ...]
    moved: tuple[Change, ...]
    new: tuple[Appointment, ...]
    dropped: tuple[Appointment, ...]
    unplaced: tuple[OpenMeeting, ...]
    told: int
    seconds: float
    version: int = 1  # 2 once it is confirmed
