"""Why a meeting stayed unplaced: a checked fact in words with its values, or "no free time found".

A sentence is only said when the bit sets of the calendars bear it out for this meeting alone. What needs more than one
meeting to see (an order, a lag, a full day) is not claimed here.
"""

from collections.abc import Iterator
from functools import cached_property
from itertools import combinations

from solver.calendars import Calendars, officers, starts
from solver.exchange import clock_of
from solver.plan import Appointment
from solver.problem import Case, Meeting, Problem

NOT_FOUND = "no free time found"


class Reasons:
    """Why meetings stayed unplaced. `calendars` hold what is pinned; `planned` are the appointments of the plan."""

    def __init__(self, problem: Problem, calendars: Calendars, planned: tuple[Appointment, ...]) -> None:
        self.problem, self.calendars, self.planned = problem, calendars, planned

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
        fact = _fact_alone(problem, self._taken, case, meeting)
        return f"{fact}, once the appointments of this plan have their time" if fact else NOT_FOUND

    @cached_property
    def _taken(self) -> Calendars:
        """The calendars with this plan booked: made once, however many meetings stayed unplaced."""
        calendars, pinned = Calendars(self.problem), set(self.problem.pinned)
        for one in self.planned:
            if one not in pinned:
                calendars.take(one)
        return calendars


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
