"""Why a meeting stayed unplaced, and why fewer appointments are impossible: the right question to `solver.clash`.

The simplest that is true is told: the meeting cannot be held even by itself; or it comes after one that is unplaced; or it
cannot be held beside those of its case that are placed; or not once the plan's other cases have their time.
"""

from collections.abc import Iterable
from dataclasses import replace

from solver.calendars import Calendars
from solver.clash import Asked, clash, only
from solver.plan import Appointment, Unplaced
from solver.problem import Problem, alone
from solver.question import Effort
from solver.reason import Clash, Why
from solver.wording import sentence


class Reasons:
    """Why meetings stayed unplaced. `calendars` hold what is pinned; `planned` are the appointments of the plan.

    `late`: the cases for which the time was up before anything was proved.
    """

    def __init__(
        self, problem: Problem, calendars: Calendars, planned: tuple[Appointment, ...], late: frozenset[str] = frozenset()
    ) -> None:
        self.problem, self.calendars, self.planned, self.late = problem, calendars, planned, late
        self._others: tuple[str, Calendars] | None = None

    def told(self, unplaced: Unplaced, effort: Effort) -> Unplaced:
        """The same with its reason, in words and as values."""
        why = self.of(unplaced.case, unplaced.meeting, effort)
        return replace(unplaced, reason=sentence(self.problem, unplaced.case, unplaced.meeting, why), why=why)

    def of(self, case_id: str, meeting_id: str, effort: Effort) -> Why:
        case = self.problem.case_by_id[case_id]
        meeting = case.meeting_by_id[meeting_id]
        placed = {held.meeting for one in self.planned if one.case == case_id for held in one.meetings}
        by_itself, beside = (only(alone(self.problem, case), some) for some in ({meeting_id}, {*placed, meeting_id}))
        found = clash(Asked(by_itself, self.calendars), effort)
        if found:
            return Why(found)
        missing = [after.meeting for after in meeting.after if after.meeting not in placed]
        if missing:
            return Why(after=missing[0])
        found = clash(Asked(beside, self.calendars), effort)
        if found:
            return Why(found)
        if len(self.problem.cases) > 1:
            others = self._after_others(case_id)
            found = clash(Asked(by_itself, others), effort) or clash(Asked(beside, others), effort)
        return Why(found, with_others=found is not None, late=case_id in self.late)

    def _after_others(self, case_id: str) -> Calendars:
        """The calendars with the appointments of the plan's other cases; kept, for a case's meetings come together."""
        if self._others is None or self._others[0] != case_id:
            calendars, pinned = self.calendars.copy(), set(self.problem.pinned)
            for one in self.planned:
                if one.case != case_id and one not in pinned:
                    calendars.take(one)
            self._others = case_id, calendars
        return self._others[1]


def why_not_fewer(problem: Problem, calendars: Calendars, planned: Iterable[Appointment], effort: Effort) -> Clash | None:
    """Why the meetings placed by these appointments of the problem's only case cannot be placed in fewer, with as little
    changed of what was told. None: not shown, or there are no fewer.
    """
    (case,) = problem.cases
    made = tuple(planned)
    if len(made) <= len(problem.pinned_here):
        return None
    placed = {held.meeting for one in made for held in one.meetings}
    standing = {(one.place, one.start, one.end) for one in made}
    changes = sum((told.place, told.start, told.end) not in standing for told in problem.previous)
    return clash(Asked(only(alone(problem, case), placed), calendars, len(made) - 1, changes), effort)
