"""The question, one to one with `appointment-problem/1` of docs/problem.md.

Unit: minutes from 00:00 of day 0, which is the first of the working days; days are whole numbers from day 0. Both run
straight through nights and weekends, so that a length is always a difference. All values are frozen: another question
is a `dataclasses.replace` of this one. Values built here are trusted; text from outside comes in through `exchange`,
which refuses what the contract forbids.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import count

from solver.plan import Appointment


@dataclass(frozen=True)
class Stretch:
    """A half-open piece of one day, `[start, end)`."""

    start: int
    end: int


@dataclass(frozen=True)
class Policy:
    """The town's limits: how long an appointment, how long a wait inside it, what a deputy is worth in working days."""

    max_appointment_minutes: int
    max_wait_minutes: int
    deputy_days: int = 3


@dataclass(frozen=True)
class Place:
    """Where appointments are held. `rooms` None: no limit. `hosted` False: the customer goes there alone."""

    id: str
    rooms: int | None = None
    travel_minutes: int = 0
    hosted: bool = True


@dataclass(frozen=True)
class Shift:
    """When a member of staff works; `place` None: can be anywhere."""

    start: int
    end: int
    place: str | None = None


@dataclass(frozen=True)
class StaffMember:
    """An officer (fills the needs in `departments`), an advisor, or both."""

    id: str
    departments: tuple[str, ...]
    shifts: tuple[Shift, ...]

    @cached_property
    def reaches(self) -> dict[str | None, list[tuple[int, int]]]:
        """Place -> the stretches of time in shifts there, ascending; shifts of equal place that touch or overlap are one."""
        found: dict[str | None, list[tuple[int, int]]] = {}
        for shift in sorted(self.shifts, key=lambda shift: (shift.start, shift.end)):
            here = found.setdefault(shift.place, [])
            if here and shift.start <= here[-1][1]:
                here[-1] = here[-1][0], max(here[-1][1], shift.end)
            else:
                here.append((shift.start, shift.end))
        return found


@dataclass(frozen=True)
class After:
    """Another meeting of the case that must come first; 0: may share the appointment, n: n working days earlier."""

    meeting: str
    working_days: int = 0


@dataclass(frozen=True)
class Meeting:
    """The piece one department needs; two entries in `needs` are a round table, none: the advisor alone does it.

    `latest_day` is a legal or promised deadline, inclusive: the meeting is never placed after it.
    """

    id: str
    needs: tuple[str, ...]
    minutes: int
    places: tuple[str, ...]
    earliest_day: int
    latest_day: int
    after: tuple[After, ...] = ()
    weight: int = 1


@dataclass(frozen=True)
class Case:
    """A customer's meetings; `advisors` own advisor first, then deputies; `customer_windows` None: any time."""

    id: str
    advisors: tuple[str, ...]
    meetings: tuple[Meeting, ...]
    customer_windows: tuple[Stretch, ...] | None = None

    @cached_property
    def meeting_by_id(self) -> dict[str, Meeting]:
        return {meeting.id: meeting for meeting in self.meetings}


@dataclass(frozen=True)
class Previous:
    """An appointment the customer has been told; it may move only at the price of goal 2."""

    case: str
    place: str
    start: int
    end: int


@dataclass(frozen=True)
class Problem:
    """Everything the solver may know. `first_day` (ISO date) anchors day 0; `working_days` begins with 0."""

    name: str
    timezone: str
    first_day: str
    working_days: tuple[int, ...]
    policy: Policy
    places: tuple[Place, ...]
    staff: tuple[StaffMember, ...]
    cases: tuple[Case, ...]
    pinned: tuple[Appointment, ...] = ()
    previous: tuple[Previous, ...] = ()
    grid_minutes: int = 5

    @cached_property
    def place_by_id(self) -> dict[str, Place]:
        return {place.id: place for place in self.places}

    @cached_property
    def staff_by_id(self) -> dict[str, StaffMember]:
        return {member.id: member for member in self.staff}

    @cached_property
    def case_by_id(self) -> dict[str, Case]:
        return {case.id: case for case in self.cases}

    @cached_property
    def position_by_day(self) -> dict[int, int]:
        """Day -> its position in `working_days`; lags and delay are counted in these."""
        return {day: position for position, day in enumerate(self.working_days)}

    @cached_property
    def pinned_here(self) -> tuple[Appointment, ...]:
        """The pinned appointments of this problem's cases: they stand in every plan."""
        here = self.case_by_id
        return tuple(pin for pin in self.pinned if pin.case in here)

    @cached_property
    def pinned_elsewhere(self) -> tuple[Appointment, ...]:
        """The pinned appointments of other cases: they only take staff and rooms."""
        here = self.case_by_id
        return tuple(pin for pin in self.pinned if pin.case not in here)


def alone(problem: Problem, case: Case) -> Problem:
    """The problem of one of its cases; what the others have pinned is for the calendars to know."""
    return replace(
        problem,
        cases=(case,),
        pinned=tuple(pin for pin in problem.pinned_here if pin.case == case.id),
        previous=tuple(told for told in problem.previous if told.case == case.id),
    )


def new_ids(problem: Problem) -> Iterator[str]:
    """a1, a2, ... without those that pinned appointments bear."""
    taken = {pin.id for pin in problem.pinned}
    return (name for name in (f"a{number}" for number in count(1)) if name not in taken)
