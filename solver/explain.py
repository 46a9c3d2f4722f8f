"""Why a meeting stayed unplaced: a checked fact in words with its values, or "no free time found".

A sentence is only said when the bit sets of the calendars bear it out for this meeting alone. What needs more than one
meeting to see (an order, a lag, a full day) is not claimed here.
"""

from collections.abc import Iterator
from itertools import combinations

from solver.calendars import Calendars, officers, starts
from solver.exchange import clock_of
from solver.plan import Appointment
from solver.problem import Case, Meeting, Problem

NOT_FOUND = "no free time found"
TIME_UP = "no free time found before the time for the search was up"


class Reasons:
    """Why meetings stayed unplaced. `calendars` hold what is pinned; `planned` are the appointments of the plan.

    `late`: the cases for which the time was up before anything was proved.
    """

    def __init__(
        self, problem: Problem, calendars: Calendars, planned: tuple[Appointment, ...], late: frozenset[str] = frozenset()
    ) -> None:
        self.problem, self.calendars, self.planned, self.late = problem, calendars, planned, late
        self._others: tuple[str, Calendars] | None = None

    def of(self, case_id: str, meeting_id: str) -> str:
        """One sentence."""
        problem, case = self.problem, self.problem.case_by_id[case_id]
        meeting = case.meeting_by_id[meeting_id]
        fact = _fact_alone(problem, self.calendars, case, meeting)
        if fact:
            return fact
        placed = {held.meeting for one in self.planned if one.case == case.id for held in one.meetings}
        missing = [after.meeting for after in meeting.after if after.meeting not in placed]
        if missing:
            return f"it comes after {missing[0]}, which is unplaced"
        fact = _fact_alone(problem, self._after_others(case_id), case, meeting)
        if fact:
            return f"{fact}, once the other cases of this plan have their time"
        return TIME_UP if case_id in self.late else NOT_FOUND

    def _after_others(self, case_id: str) -> Calendars:
        """The calendars with the appointments of the plan's other cases; kept, for a case's meetings come together."""
        if self._others is None or self._others[0] != case_id:
            calendars, pinned = self.calendars.copy(), set(self.problem.pinned)
            for one in self.planned:
                if one.case != case_id and one not in pinned:
                    calendars.take(one)
            self._others = case_id, calendars
        return self._others[1]


def _fact_alone(problem: Problem, calendars: Calendars, case: Case, meeting: Meeting) -> str | None:
    day_text, policy = clock_of(problem).day_text, problem.policy
    days = calendars.timeline.days_between(meeting.earliest_day, meeting.latest_day) & calendars.everything
    span = f"from {day_text(meeting.earliest_day)} to {day_text(meeting.latest_day)}"
    if meeting.latest_day < meeting.earliest_day:
        return f"its last day {day_text(meeting.latest_day)} lies before its first day {day_text(meeting.earliest_day)}"
    if not days:
        return f"no working day of the problem lies {span}"
    if meeting.minutes > policy.max_appointment_minutes:
        return f"it lasts {meeting.minutes} minutes and an appointment at most {policy.max_appointment_minutes}"
    if not meeting.places:
        return "no place is allowed for it"
    for need, members in officers(problem, meeting.needs).items():
        if not members:
            return f"nobody on the staff fills the need {need}"
    facts = [_fact_at(problem, calendars, case, meeting, place, days) for place in dict.fromkeys(meeting.places)]
    if all(facts):
        ends = "; ".join(dict.fromkeys(fact for fact in facts if fact))
        return f"{span} {ends}"
    return None


def _fact_at(problem: Problem, calendars: Calendars, case: Case, meeting: Meeting, place: str, days: int) -> str | None:
    """What leaves no start for the meeting at one place; None when nothing alone, nor any two things, do."""
    if not problem.place_by_id[place].hosted and not meeting.needs:
        return f"nobody hosts at {place}, and only an advisor can hold it"
    reach = dict(_reach(problem, calendars, case, meeting, place))
    for who, bits in reach.items():
        if not bits & days:
            return f"{who} has no free {meeting.minutes} minutes for {place}"
    for (who, bits), (other, others) in combinations(reach.items(), 2):
        if not bits & others & days:
            return f"{who} and {other} have no {meeting.minutes} minutes for {place} in common"
    return None


def _reach(problem: Problem, calendars: Calendars, case: Case, meeting: Meeting, place: str) -> Iterator[tuple[str, int]]:
    """Who must be free -> the slots at which the meeting could start for them."""
    length = calendars.timeline.length(meeting.minutes)
    if case.customer_windows is not None:
        bits = 0
        for window in case.customer_windows:
            bits |= starts(calendars.timeline.bits(window.start, window.end), length)
        yield "the customer", bits
    for need, members in officers(problem, meeting.needs).items():
        bits = 0
        for member in members:
            bits |= calendars.starts(member, place, length)
        yield need, bits
    if problem.place_by_id[place].hosted:
        bits = 0
        for advisor in case.advisors:
            bits |= calendars.starts(advisor, place, length)
        yield " or ".join(case.advisors), bits
    if problem.place_by_id[place].rooms is not None:
        yield f"a room at {place}", starts(calendars.everything & ~calendars.full(place), length)
