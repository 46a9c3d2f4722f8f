"""The answer, one to one with `appointment-plan/1` of docs/problem.md.

Unit: minutes from 00:00 of the problem's day 0; negative before it. All values are frozen: a changed plan is a new one.
"""

from dataclasses import dataclass, field
from functools import cached_property

from solver.reason import Why

MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True)
class HeldMeeting:
    """One meeting at its time; `staff` fill the meeting's needs, in any order."""

    meeting: str
    start: int
    end: int
    staff: tuple[str, ...]


@dataclass(frozen=True)
class Appointment:
    """One coming of one customer to one place on one day. `advisor` hosts it, None at an unhosted place."""

    id: str
    case: str
    place: str
    advisor: str | None
    start: int
    end: int
    meetings: tuple[HeldMeeting, ...]

    @property
    def day(self) -> int:
        return self.start // MINUTES_A_DAY

    @cached_property
    def content(self) -> tuple[object, ...]:
        """All fields, so that equal appointments compare equal whatever the order of their lists."""
        held = tuple((one.meeting, one.start, one.end, tuple(sorted(one.staff))) for one in self.in_order)
        return self.id, self.case, self.place, self.advisor, self.start, self.end, held

    @cached_property
    def in_order(self) -> tuple[HeldMeeting, ...]:
        """The meetings by time: the order of lists in a plan means nothing."""
        return tuple(sorted(self.meetings, key=lambda held: (held.start, held.end, held.meeting)))


@dataclass(frozen=True)
class Unplaced:
    """A meeting without a place, and why: in words, which are all that a plan file tells, and as values."""

    case: str
    meeting: str
    reason: str
    why: Why | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Goal:
    """A goal's value in this plan and its proven lower bound; None where none was proved."""

    name: str
    value: int
    bound: int | None

    @property
    def proved(self) -> bool:
        return self.bound == self.value


@dataclass(frozen=True)
class Made:
    """How a plan came about, for those who must make it again: all six fields or none of them."""

    version: str
    input_sha256: str
    method: str
    workers: int
    seed: int
    limit_seconds: float


@dataclass(frozen=True)
class Plan:
    """Appointments, what stayed unplaced, and the five goals in order of weight."""

    status: str
    goals: tuple[Goal, ...]
    appointments: tuple[Appointment, ...]
    unplaced: tuple[Unplaced, ...]
    seconds: float
    seed: int
    made: Made | None = None
