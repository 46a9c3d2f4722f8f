"""Proving a problem goal by goal with CP-SAT: one case against a full calendar, or a small joint problem.

First the ideal: every meeting placed, nothing told changed, and as few appointments as the structural bound allows. If
that exists, three goals are proved at once, and days after the one on which the cases can be done need not be looked
at: a plan that uses them is done later, hence worse on the fourth goal. So the horizon starts short and grows. Where
the ideal does not exist, the goals are taken one by one over the whole horizon. The best plan met on the way is never
lost, whichever question it answered.

CP-SAT has called solvable models infeasible (or-tools #5274, with presolve). What it alone says to be impossible is
therefore asked a second time with presolve off before it becomes a bound (`confirm`), else the bound is dropped.
"""

import time
from dataclasses import replace

from solver.bounds import earliest_done, fewest_appointments
from solver.calendars import Calendars
from solver.check import complete, score
from solver.coarse import impossible
from solver.plan import MINUTES_A_DAY
from solver.problem import Problem
from solver.question import APPOINTMENTS, CHANGES, DELAY, UNPLACED, WAITING, Answer, Effort, Found, Made, Question
from solver.size import MOST_STEPS, model_steps

_DAYS_AHEAD = (10, 40)  # how many working days beyond the earliest possible end are looked at before all of them


def exact(problem: Problem, calendars: Calendars, effort: Effort, start: Made | None = None) -> Found:
    """The best plan found until the time is up, with what was proved; `start` is a lawful plan to improve on.

    `calendars` hold everything that is taken, the problem's own pinned appointments included.
    """
    run = _Run(problem, calendars, effort, start or problem.pinned_here)
    return run.crowned(run.ideal() or run.goal_by_goal())


def confirmed(problem: Problem, calendars: Calendars, effort: Effort, found: Found) -> Found:
    """What another search says is impossible is said only if structure or CP-SAT, asked with presolve off, says so too.

    That is: fewer unplaced and fewer appointments. A bound that they do not bear out in time is dropped, and the plan says
    "not proved".
    """
    run = _Run(problem, calendars, effort, found.appointments)
    bounds = list(found.bounds)
    for index in (UNPLACED, APPOINTMENTS):
        bound = bounds[index]
        if bound and (index != APPOINTMENTS or bound > run.fewest or run.values[UNPLACED]):
            bounds[index] = run.bound(list(run.values[:index]), bound)
    return replace(found, bounds=tuple(bounds))


class _Run:
    """One exact solve. `limits` are the most that the first goals may be, in order; `best` is the best plan met so far."""

    def __init__(self, problem: Problem, calendars: Calendars, effort: Effort, start: Made) -> None:
        self.problem, self.calendars, self.effort = problem, calendars, effort
        self.whole = len(problem.working_days)
        self.fewest = sum(fewest_appointments(problem, case) for case in problem.cases)
        earliest = [earliest_done(problem, case) for case in problem.cases]
        self.earliest, self.latest_earliest = sum(earliest), max(earliest, default=0)
        self.best, self.values = start, score(problem, complete(problem, start))

    def ideal(self) -> Found | None:
        """All placed, nothing changed, as few appointments as any plan can have; None where that was not reached."""
        limits = [0, 0, self.fewest]
        answer, days = self._soonest(limits)
        while answer.impossible:
            most = sum(len(case.meetings) for case in self.problem.cases) + len(self.problem.pinned_here)
            if self.effort.over or limits[APPOINTMENTS] > most:
                return None
            if limits[APPOINTMENTS] == self.fewest + 1 and self._possible(limits[:APPOINTMENTS]) is not True:
                return None  # asked after one more appointment, not before: that nearly always does
            limits[APPOINTMENTS] += 1
            answer, days = self._soonest(limits)
        if answer.found is None:
            return None
        bounds = [0, 0, self.bound([0, 0], limits[APPOINTMENTS]), self.bound(limits, answer.bound, days), None]
        found = answer.found
        if answer.proved:
            found, bounds[WAITING] = self._tightest([*limits, answer.values[DELAY]], found)
        return Found(found, tuple(bounds))

    def goal_by_goal(self) -> Found:
        """Each goal in turn over the whole horizon, from the best plan met so far."""
        question = self._question([], self.whole)
        bounds: list[int | None] = []
        limits: list[int] = []
        best = self.best
        for index in (UNPLACED, CHANGES, APPOINTMENTS, DELAY):
            best, bound = self._settled(question, index, limits, best)
            bounds.append(bound)
            limits.append(self._score(best)[index])
            question.limit(index, limits[index])
        best, bound = self._tightest(limits, best)
        return Found(best, (*bounds, bound))

    def crowned(self, found: Found) -> Found:
        """The best plan of all. Bounds are of plans as good as the one they came with: a better one keeps those before."""
        values = self._score(found.appointments)
        if self.values >= values:
            return found
        better = next(index for index in range(len(values)) if self.values[index] < values[index])
        kept = [bound if index < better else None for index, bound in enumerate(found.bounds)]
        return Found(self.best, tuple(kept))

    def bound(self, limits: list[int], claimed: int, days: int | None = None) -> int | None:
        """A bound on the goal after `limits`, for plans within them; None when a second way of asking does not bear it out.

        `claimed` is what CP-SAT said, looking at `days`; structure may say more. On appointments, of which we say in a
        sentence that fewer are impossible, structure is not taken at its word either.
        """
        index = len(limits)
        structural = {APPOINTMENTS: self.fewest, DELAY: self.earliest} if limits and limits[UNPLACED] == 0 else {}
        sure = structural.get(index, 0)
        bound = max(claimed, sure)
        if bound == 0 or not self.effort.confirm or (index == DELAY and bound == sure):
            return bound
        if index == APPOINTMENTS and limits[UNPLACED] == 0 and impossible(self.problem, self.calendars, bound - 1, self.effort):
            return bound
        if model_steps(self.problem) <= MOST_STEPS and self._possible([*limits, bound - 1], days) is False:
            return bound
        return sure if index == DELAY else None

    def _soonest(self, limits: list[int]) -> tuple[Answer, int]:
        """The least delay within the limits, and the days it was proved on; no plan that uses a later day is better.

        The horizon grows until there is a plan. Where later days could still better it, only those are added that could,
        and only a better plan is asked for.
        """
        fixed = [pin.start for pin in self.problem.pinned_here] + [told.start for told in self.problem.previous]
        positions = [self.problem.position_by_day.get(moment // MINUTES_A_DAY, 0) for moment in fixed]
        least = max([self.latest_earliest, *positions]) + 1
        answer, days = Answer(), self.whole
        for ahead in (*_DAYS_AHEAD, self.whole):
            days = min(least + ahead, self.whole)
            answer = self._least(self._question(limits, days), DELAY)
            over = answer.impossible and self._possible(limits) is False
            if answer.found or over or days == self.whole or self.effort.over:
                break
        if answer.found is None or self._days_for(answer.values[DELAY] - 1) <= days:
            return answer, days
        delay = answer.values[DELAY]
        days = max(self._days_for(delay - 1), least)
        better = self._least(self._question([*limits, delay - 1], days), DELAY)
        if better.impossible:
            return Answer(False, answer.found, answer.values, delay, proved=True), days
        return (better if better.found else Answer(False, answer.found, answer.values)), days

    def _days_for(self, delay: int) -> int:
        """The first working days that matter to plans of at most this delay, all meetings placed.

        A case that is done after the first n days has a delay of at least n, the others at least their earliest ends.
        """
        return min(max(delay - self.earliest + self.latest_earliest + 1, 0), self.whole)

    def _settled(self, question: Question, index: int, limits: list[int], best: Made) -> tuple[Made, int | None]:
        """The best plan on one goal, those before it kept, and the bound that two ways of asking agree on."""
        values = self._score(best)
        bound: int | None = 0
        for presolve in (True, False) if values[index] else ():
            answer = self._least(question, index, presolve)
            if answer.found and answer.values[: index + 1] <= values[: index + 1]:
                best, values = answer.found, answer.values
            bound = self.bound(limits, answer.bound)
            if bound is not None and bound >= answer.bound:
                break
        return best, bound

    def _tightest(self, limits: list[int], best: Made) -> tuple[Made, int | None]:
        """The least waiting and a bound on it; among equal plans the earliest starts, then the smallest ids of the staff.

        First as if nobody had to wait, which is the rule. One after the other: in one weighted sum of all three, whose
        weights must reach into the millions, CP-SAT was seen to miss the proof for minutes. The ids are chosen for the
        times found.
        """
        delay = limits[DELAY]
        days = min(delay + 1, self.whole) if limits[UNPLACED] else self._days_for(delay)
        least = self._score(self.problem.pinned_here)[WAITING]  # no plan waits less than what is pinned
        tied = self._tied([*limits, least], days)
        if tied or self._score(best)[WAITING] == least:
            return tied or best, least
        best, bound = self._settled(self._question(limits, days), WAITING, limits, best)
        return self._tied([*limits, self._score(best)[WAITING]], days) or best, bound

    def _tied(self, limits: list[int], days: int) -> Made | None:
        """Among plans within limits on all goals the earliest starts, then the smallest ids; in a third of the time left."""
        left = max(self.effort.until - time.monotonic(), 0)
        effort = replace(self.effort, until=self.effort.until - left * 2 / 3)
        question = Question(self.problem, self.calendars, effort, limits, days)
        earliest = question.least(WAITING, question.begins()).found
        if earliest is None:
            return None
        question.fix_times()
        return question.least(WAITING, question.ids()).found or earliest

    def _question(self, limits: list[int], days: int) -> Question:
        return Question(self.problem, self.calendars, self.effort, limits, days)

    def _least(self, question: Question, index: int, presolve: bool = True) -> Answer:
        return self._met(question.least(index, presolve=presolve))

    def _possible(self, limits: list[int], days: int | None = None) -> bool | None:
        """Whether a plan within the limits exists, asked with presolve off; None when the time is up before that."""
        if self.effort.over:
            return None
        answer = self._question(limits, days or self.whole).possible()
        return None if answer is None else not self._met(answer).impossible

    def _met(self, answer: Answer) -> Answer:
        if answer.found is not None and answer.values < self.values:
            self.best, self.values = answer.found, answer.values
        return answer

    def _score(self, appointments: Made) -> tuple[int, ...]:
        return score(self.problem, complete(self.problem, appointments))
