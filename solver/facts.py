"""The facts that bind a case: its deadlines, its order, who is free when, the town's limits. Each can be relaxed by itself.

A relaxed problem is a problem like any other, only kinder: whoever can solve or referee one can judge what is said of a
fact. Relaxing a department or the advisors brings in staff who are always free, that is on every working day up to its
last grid step; relaxing a meeting's places lets it be held at all of them and at one that everybody can reach.
What no fact is, and so can never be the reason: a day has 24 hours and the horizon its working days.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import count

from solver.calendars import Calendars, officers
from solver.plan import MINUTES_A_DAY
from solver.problem import Case, Meeting, Place, Problem, Shift, StaffMember

# In the order in which they are tried for being dispensable: what stays to the end is what is told. So a reason names
# people before days, and both before the order of things and the limits of an appointment only where it must.
KINDS = (
    "asked",
    "told",
    "customer",
    "rooms",
    "advisors",
    "department",
    "first_day",
    "places",
    "order",
    "last_day",
    "wait",
    "longest",
    "once_a_day",
)


@dataclass(frozen=True)
class Fact:
    """One thing that binds a case. `subject`: a meeting, a department or a place; `value`: its day, minutes or number.

    asked: the meeting is to be placed. told: what was told the customer stands (value: changes allowed). customer: when
    they can come. rooms: of the place. advisors: when they are free. department: when its officers are. first_day,
    last_day: of the meeting. wait, longest: minutes in an appointment. places: of the meeting. order: the meeting comes so
    many working days after `other`. once_a_day: one appointment a day.
    """

    kind: str
    subject: str = ""
    other: str = ""
    value: int | None = None


ONCE_A_DAY = Fact("once_a_day")


class Facts:
    """The facts of a problem of one case, and that problem with some of them relaxed.

    `changes`: how much of what was told may change; None: it is not looked at."""

    def __init__(self, problem: Problem, calendars: Calendars, changes: int | None = None) -> None:
        (self.case,) = problem.cases
        self.problem = problem if changes is not None else replace(problem, previous=())
        self.pinned = {held.meeting for pin in problem.pinned_here for held in pin.meetings}
        self.free = tuple(meeting for meeting in self.case.meetings if meeting.id not in self.pinned)
        self.all = tuple(sorted(self._found(changes), key=lambda fact: KINDS.index(fact.kind)))
        names = _new_names(problem)
        self._advisor = self._always_free(next(names))
        most = {need: max(meeting.needs.count(need) for meeting in self.free) for need in self._needs()}
        self._officers = {
            need: tuple(replace(self._always_free(next(names)), departments=(need,)) for _ in range(most[need])) for need in most
        }
        self._anywhere = Place(next(name for name in names if name not in problem.place_by_id))
        staff = (*problem.staff, self._advisor, *(one for some in self._officers.values() for one in some))
        self._calendars = calendars.read_for(replace(problem, staff=staff))

    def without(self, relaxed: Collection[Fact]) -> tuple[Problem, Calendars]:
        """The problem with these facts relaxed (but `ONCE_A_DAY`, which no problem can say), and its calendars."""
        problem, gone = self.problem, set(relaxed)
        freed = [need for need in self._officers if Fact("department", need) in gone]
        advisors = Fact("advisors") in gone
        kinds = {fact.kind for fact in gone}
        policy = problem.policy
        if "longest" in kinds:
            policy = replace(policy, max_appointment_minutes=MINUTES_A_DAY)
        if "wait" in kinds:
            policy = replace(policy, max_wait_minutes=MINUTES_A_DAY)
        rooms = {fact.subject for fact in gone if fact.kind == "rooms"}
        places = tuple(replace(place, rooms=None) if place.id in rooms else place for place in problem.places)
        case = self._case(gone)
        easier = replace(
            problem,
            policy=policy,
            places=(*places, self._anywhere),
            staff=(*problem.staff, *([self._advisor] if advisors else []), *(one for need in freed for one in self._officers[need])),
            cases=(replace(case, advisors=(*case.advisors, self._advisor.id)) if advisors else case,),
            previous=() if "told" in kinds else problem.previous,
        )
        return easier, self._calendars.read_for(easier)

    def _case(self, gone: set[Fact]) -> Case:
        case = self.case
        left = [meeting for meeting in case.meetings if Fact("asked", meeting.id) not in gone]
        ids = {meeting.id for meeting in left}
        windows = None if Fact("customer") in gone else case.customer_windows
        return replace(
            case, customer_windows=windows, meetings=tuple(self._meeting(meeting, ids, gone) for meeting in left)
        )

    def _meeting(self, meeting: Meeting, asked: set[str], gone: set[Fact]) -> Meeting:
        if meeting.id in self.pinned:
            return meeting
        orders = {(fact.subject, fact.other) for fact in gone if fact.kind == "order"}
        free = {fact.kind for fact in gone if fact.subject == meeting.id}
        days = self.problem.working_days
        everywhere = (*meeting.places, *(place.id for place in self.problem.places), self._anywhere.id)
        return replace(
            meeting,
            earliest_day=days[0] if "first_day" in free else meeting.earliest_day,
            latest_day=days[-1] if "last_day" in free else meeting.latest_day,
            places=tuple(dict.fromkeys(everywhere)) if "places" in free else meeting.places,
            after=tuple(
                after for after in meeting.after if after.meeting in asked and (meeting.id, after.meeting) not in orders
            ),
        )

    def _found(self, changes: int | None) -> Iterator[Fact]:
        problem, case, days = self.problem, self.case, self.problem.working_days
        patient = problem.policy.max_wait_minutes >= MINUTES_A_DAY
        for meeting in self.free:
            if patient:  # else one may be what makes two others possible, by shortening a wait
                yield Fact("asked", meeting.id)
            if days and meeting.earliest_day > days[0]:
                yield Fact("first_day", meeting.id, value=meeting.earliest_day)
            if days and meeting.latest_day < days[-1]:
                yield Fact("last_day", meeting.id, value=meeting.latest_day)
            yield Fact("places", meeting.id)
            for after in meeting.after:
                yield Fact("order", meeting.id, after.meeting, after.working_days)
        for need in self._needs():
            yield Fact("department", need)
        named = dict.fromkeys(place for meeting in self.free for place in meeting.places)
        for place in map(problem.place_by_id.__getitem__, named):
            if place.rooms is not None:
                yield Fact("rooms", place.id, value=place.rooms)
        if case.customer_windows is not None:
            yield Fact("customer")
        if problem.previous:
            yield Fact("told", value=changes)
        yield Fact("advisors")
        if not patient:
            yield Fact("wait", value=problem.policy.max_wait_minutes)
        yield Fact("longest", value=problem.policy.max_appointment_minutes)
        if len(self.free) + len(problem.pinned_here) > 1:
            yield ONCE_A_DAY

    def _needs(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(need for meeting in self.free for need in meeting.needs))

    def _always_free(self, name: str) -> StaffMember:
        whole = MINUTES_A_DAY - self.problem.grid_minutes
        shifts = tuple(Shift(day * MINUTES_A_DAY, day * MINUTES_A_DAY + whole) for day in self.problem.working_days)
        return StaffMember(name, (), shifts)


def _new_names(problem: Problem) -> Iterator[str]:
    return (name for name in (f"always-free-{number}" for number in count(1)) if name not in problem.staff_by_id)


def nobody_fills(problem: Problem, need: str) -> bool:
    """Whether the staff of a problem lacks a department altogether."""
    return not officers(problem, [need])[need]
