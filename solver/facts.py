"""The facts that bind a case: its deadlines, its order, who is free when, the town's limits. Each can be relaxed by itself.

A relaxed problem is a problem like any other, only kinder: whoever can solve or referee one can judge what is said of a
fact. Where a department or the advisors are relaxed, others stand in for them who are always free: on every working day from
the earliest hour at which anybody works to the latest. Relaxing a meeting's places lets it be held wherever the case has a
meeting, if there is no travel to it, and at one more place with no limit at all.
What no fact is, and so cannot be relaxed: a day has its hours, the horizon its working days, and an appointment is one
coming on one day, so that two of them are two days.
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace
from itertools import count

from solver.calendars import Calendars
from solver.plan import MINUTES_A_DAY
from solver.problem import Case, Meeting, Place, Policy, Previous, Problem, Shift, StaffMember, Stretch
from solver.reason import Fact

# In the order in which they are tried for being dispensable, those of one stage together: what stays to the end is what is
# told. So where order, deadlines and the limits of an appointment alone are reason enough, nobody's hours are named.
STAGES = {
    "asked": 0,
    "told": 1,
    "customer": 1,
    "rooms": 1,
    "advisors": 1,
    "department": 1,
    "first_day": 1,
    "places": 2,
    "order": 3,
    "last_day": 4,
    "wait": 5,
    "longest": 5,
}
HOURS = frozenset({"told", "customer", "rooms", "advisors", "department"})  # facts that are about times of the day


@dataclass(frozen=True)
class StandIns:
    """Staff who are always free: an advisor, and for each department as many officers as sit in one meeting."""

    advisor: StaffMember
    officers: Mapping[str, tuple[StaffMember, ...]]


class Facts:
    """The facts of a problem of one case, and that problem with some of them relaxed.

    `changes`: how much of what was told may change; None: it is not looked at.
    """

    def __init__(self, problem: Problem, calendars: Calendars, changes: int | None = None) -> None:
        (self.case,) = problem.cases
        self.problem = problem if changes is not None else replace(problem, previous=())
        self.calendars = calendars
        self.pinned = {held.meeting for pin in problem.pinned_here for held in pin.meetings}
        self.free = tuple(meeting for meeting in self.case.meetings if meeting.id not in self.pinned)
        self.all = tuple(sorted(self._found(changes), key=lambda fact: STAGES[fact.kind]))
        named = dict.fromkeys(place for meeting in self.free for place in meeting.places)
        self._near = tuple(place for place in named if not problem.place_by_id[place].travel_minutes)
        self._anywhere = Place(next(name for name in _new_names() if name not in problem.place_by_id))
        self._standins: dict[tuple[int, int], tuple[StandIns, Calendars]] = {}

    def without(self, relaxed: Set[Fact]) -> tuple[Problem, Calendars]:
        """The problem with these facts relaxed, and its calendars."""
        problem, case = self.problem, self._case(relaxed)
        kinds = {fact.kind for fact in relaxed}
        policy = self._policy(case, kinds, anybody := any(one.kind in HOURS and one not in relaxed for one in self.all))
        places = tuple(
            replace(one, rooms=None) if Fact("rooms", one.id, value=one.rooms) in relaxed else one for one in problem.places
        )
        hours = self._hours(policy, anybody)
        standins, calendars = self._standing_in(hours)
        freed = {fact.subject for fact in relaxed if fact.kind == "department"}
        staff = tuple(
            replace(member, departments=tuple(need for need in member.departments if need not in freed))
            for member in problem.staff
        )
        staff += tuple(officer for need in standins.officers if need in freed for officer in standins.officers[need])
        if "advisors" in kinds:
            staff, case = (*staff, standins.advisor), replace(case, advisors=(standins.advisor.id,))
        easier = replace(
            problem,
            policy=policy,
            places=(*places, self._anywhere),
            staff=staff,
            cases=(case,),
            previous=() if "told" in kinds else problem.previous,
        )
        return easier, calendars.read_for(easier)

    def _policy(self, case: Case, relaxed: Set[str], anybody: bool) -> Policy:
        """The limits of an appointment. Where nobody's hours count nobody need wait, and no appointment need be longer than
        all meetings together: to say so makes the search much smaller, and changes no answer.
        """
        policy = self.problem.policy
        if "longest" in relaxed:
            together = sum(meeting.minutes for meeting in case.meetings)
            policy = replace(
                policy, max_appointment_minutes=MINUTES_A_DAY if anybody else max(together, policy.max_appointment_minutes)
            )
        if not anybody:
            return replace(policy, max_wait_minutes=0)
        return replace(policy, max_wait_minutes=MINUTES_A_DAY) if "wait" in relaxed else policy

    def _standing_in(self, hours: tuple[int, int]) -> tuple[StandIns, Calendars]:
        if hours not in self._standins:
            problem = self.problem
            names = (name for name in _new_names() if name not in problem.staff_by_id)
            shifts = tuple(Shift(day * MINUTES_A_DAY + hours[0], day * MINUTES_A_DAY + hours[1]) for day in problem.working_days)
            most = {need: max(meeting.needs.count(need) for meeting in self.free) for need in self._needs()}
            officers = {
                need: tuple(StaffMember(next(names), (need,), shifts) for _ in range(number)) for need, number in most.items()
            }
            found = StandIns(StaffMember(next(names), (), shifts), officers)
            everybody = (found.advisor, *(officer for some in officers.values() for officer in some))
            self._standins[hours] = found, self.calendars.read_for(replace(problem, staff=(*problem.staff, *everybody)))
        return self._standins[hours]

    def _hours(self, policy: Policy, anybody: bool) -> tuple[int, int]:
        """From when to when those who stand in are free: for one appointment as long as can be, which is enough when nobody
        else's hours count; else from when the first begins to work until the last stops, on whatever day.
        """
        way = 2 * max((place.travel_minutes for place in self.problem.places), default=0)
        needed = way + max(policy.max_appointment_minutes, *(meeting.minutes for meeting in self.free), 0)
        latest = MINUTES_A_DAY - self.problem.grid_minutes
        stretches: list[Shift | Stretch | Previous] = []
        if anybody:
            stretches += (shift for member in self.problem.staff for shift in member.shifts)
            stretches += self.case.customer_windows or ()
            stretches += self.problem.previous
        start = min((one.start % MINUTES_A_DAY for one in stretches), default=0)
        end = max((one.end % MINUTES_A_DAY or latest for one in stretches), default=0)
        end = min(max(start + needed, end), latest)
        return max(min(start, end - needed), 0), end

    def _case(self, gone: Set[Fact]) -> Case:
        case = self.case
        left = [meeting for meeting in case.meetings if Fact("asked", meeting.id) not in gone]
        ids = {meeting.id for meeting in left}
        windows = None if Fact("customer") in gone else case.customer_windows
        return replace(case, customer_windows=windows, meetings=tuple(self._meeting(meeting, ids, gone) for meeting in left))

    def _meeting(self, meeting: Meeting, asked: set[str], gone: Set[Fact]) -> Meeting:
        if meeting.id in self.pinned:
            return replace(meeting, after=())  # it stands, whatever was to come first
        orders = {(fact.subject, fact.other) for fact in gone if fact.kind == "order"}
        free = {fact.kind for fact in gone if fact.subject == meeting.id}
        days = self.problem.working_days
        everywhere = (*meeting.places, *self._near, self._anywhere.id)
        return replace(
            meeting,
            earliest_day=days[0] if "first_day" in free else meeting.earliest_day,
            latest_day=days[-1] if "last_day" in free else meeting.latest_day,
            places=tuple(dict.fromkeys(everywhere)) if "places" in free else meeting.places,
            after=tuple(after for after in meeting.after if after.meeting in asked and (meeting.id, after.meeting) not in orders),
        )

    def _found(self, changes: int | None) -> Iterator[Fact]:
        problem, case, days = self.problem, self.case, self.problem.working_days
        patient = problem.policy.max_wait_minutes >= MINUTES_A_DAY
        for meeting in self.free:
            if patient and not problem.previous:  # else one may be what makes others possible
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

    def _needs(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(need for meeting in self.free for need in meeting.needs))


def _new_names() -> Iterator[str]:
    return (f"always-free-{number}" for number in count(1))
