"""Proving a problem goal by goal with CP-SAT: one case against a full calendar, or a small joint problem.

First the ideal: every meeting placed, nothing told changed, and as few appointments as the structural bound allows. If
that exists, three goals are proved at once, and days after the one on which the cases can be done need not be looked
at: a plan that uses them is done later, hence worse on the fourth goal. So the horizon starts short and grows. Where
the ideal does not exist, the goals are taken one by one over the whole horizon.

CP-SAT has called solvable models infeasible (or-tools #5274, with presolve). What it alone says to be impossible is
therefore asked a second time with presolve off before it becomes a bound (`confirm`), else the bound is dropped.
"""

import math
import time
from dataclasses import dataclass

from ortools.sat.python import cp_model

from solver.bounds import earliest_done, fewest_appointments
from solver.calendars import Calendars
from solver.check import complete, score
from solver.goals import GOALS
from solver.model import appointments as read_appointments
from solver.model import build
from solver.plan import MINUTES_A_DAY, Appointment
from solver.problem import Problem

UNPLACED, CHANGES, APPOINTMENTS, DELAY, WAITING = range(5)
_NEVER = 10**9
_DAYS_AHEAD = (10, 40)  # how many working days beyond the earliest possible end are looked at before all of them


Made = tuple[Appointment, ...]


@dataclass(frozen=True)
class Found:
    """Appointments (pinned ones included) and a proven lower bound for each goal, None where none was proved."""

    appointments: Made
    bounds: tuple[int | None, ...]


@dataclass(frozen=True)
class Effort:
    """`until` when (monotonic seconds), with how many CP-SAT workers, from which seed, bounds confirmed or not."""

    until: float
    workers: int = 1
    seed: int = 0
    confirm: bool = True


def exact(problem: Problem, calendars: Calendars, effort: Effort, start: Found | None = None) -> Found:
    """The best plan found until the time is up, with what was proved; `start` is a lawful plan to improve on.

    `calendars` hold everything that is taken, the problem's own pinned appointments included.
    """
    run = _Run(problem, calendars, effort)
    ideal = run.ideal()
    return ideal or run.goal_by_goal(start or Found(problem.pinned_here, (0, 0, None, None, None)))


def fewest_confirmed(problem: Problem, calendars: Calendars, effort: Effort) -> int | None:
    """The structural bound on appointments, all meetings placed, if CP-SAT too finds fewer impossible; else None."""
    run = _Run(problem, calendars, effort)
    return run.bound([0, 0, run.fewest], run.fewest)


@dataclass(frozen=True)
class _Answer:
    """What CP-SAT said: impossible, or a plan with its goals, a bound on what was minimised and whether it is proved."""

    impossible: bool = False
    found: Made | None = None
    values: tuple[int, ...] = ()
    bound: int = 0
    proved: bool = False


class _Run:
    """One exact solve. `limits` are the most that the first goals may be, in order."""

    def __init__(self, problem: Problem, calendars: Calendars, effort: Effort) -> None:
        self.problem, self.calendars, self.effort = problem, calendars, effort
        self.whole = len(problem.working_days)
        self.fewest = sum(fewest_appointments(problem, case) for case in problem.cases)
        earliest = [earliest_done(problem, case) for case in problem.cases]
        self.earliest, self.latest_earliest = sum(earliest), max(earliest, default=0)

    def ideal(self) -> Found | None:
        """All placed, nothing changed, as few appointments as any plan can have; None where that was not reached."""
        limits = [0, 0, self.fewest]
        model, answer = self._soonest(limits)
        while answer.impossible:
            if limits[APPOINTMENTS] == self.fewest + 1 and not self._possible(limits[:APPOINTMENTS]):
                return None  # asked after one more appointment, not before: that nearly always does
            limits[APPOINTMENTS] += 1
            model, answer = self._soonest(limits)
        if answer.found is None:
            return None
        delay = answer.values[DELAY] if answer.proved else min(answer.bound, self._beyond(model.days))
        bounds = [0, 0, self.bound(limits, limits[-1]), self.bound([*limits, delay], delay, model.days), None]
        found = answer.found
        if answer.proved:
            found, bounds[WAITING] = self._tightest([*limits, answer.values[DELAY]], found)
        return Found(found, tuple(bounds))

    def _beyond(self, days: int) -> int:
        """The least delay of a plan that uses a day after the first `days`."""
        return self.earliest + days - self.latest_earliest if days < self.whole else _NEVER

    def _days_for(self, delay: int) -> int:
        """The first working days that matter to plans of at most this delay."""
        return min(delay - self.earliest + self.latest_earliest + 1, self.whole)

    def _soonest(self, limits: list[int]) -> tuple["_Model", _Answer]:
        """The least delay within the limits, over a horizon that grows until no plan beyond it can be better."""
        fixed = [pin.start for pin in self.problem.pinned_here] + [told.start for told in self.problem.previous]
        positions = [self.problem.position_by_day.get(moment // MINUTES_A_DAY, 0) for moment in fixed]
        least = max([self.latest_earliest, *positions]) + 1
        for ahead in (*_DAYS_AHEAD, self.whole):
            model = _Model(self, limits, min(least + ahead, self.whole))
            answer = model.least(DELAY)
            if answer.found and answer.values[DELAY] >= self._beyond(model.days):  # look just as far as this plan tells
                model = _Model(self, limits, max(self._days_for(answer.values[DELAY]), least))
                return model, model.least(DELAY)
            over = answer.impossible and self._possible(limits) is False
            if answer.found or over or model.days == self.whole:
                return model, answer
        raise AssertionError("the last horizon is the whole one")

    def goal_by_goal(self, start: Found) -> Found:
        """Each goal in turn over the whole horizon; from `start` on there is always a plan in hand."""
        model = _Model(self, [], self.whole)
        best, bounds, limits = start.appointments, list(start.bounds), []
        for index in (UNPLACED, CHANGES, APPOINTMENTS, DELAY):
            best, bounds[index] = self._settled(model, index, limits, best)
            limits.append(self.score(best)[index])
            model.limit(index, limits[index])
        best, bounds[WAITING] = self._tightest(limits, best)
        return Found(best, tuple(bounds))

    def _settled(self, model: "_Model", index: int, limits: list[int], best: Made) -> tuple[Made, int | None]:
        """The best plan on one goal, those before it kept, and the bound that two ways of asking agree on."""
        values = self.score(best)
        bound: int | None = 0
        for presolve in (True, False) if values[index] else ():
            answer = model.least(index, presolve=presolve)
            if answer.found and answer.values[: index + 1] <= values[: index + 1]:
                best, values = answer.found, answer.values
            bound = self.bound([*limits, values[index]], answer.bound)
            if bound is not None and bound >= answer.bound:
                break
        return best, bound

    def bound(self, values: list[int], claimed: int, days: int | None = None) -> int | None:
        """A bound on the last of these goals, those before it kept; None when it does not hold for a second way of asking.

        `claimed` is what CP-SAT said, looking at `days`; structure may say more. On appointments, of which we say in a
        sentence that fewer are impossible, structure is not taken at its word either.
        """
        *limits, _value = values
        index = len(limits)
        structural = {APPOINTMENTS: self.fewest, DELAY: self.earliest} if index and limits[UNPLACED] == 0 else {}
        sure = structural.get(index, 0)
        best = max(claimed, sure)
        if best == 0 or not self.effort.confirm or (index == DELAY and best == sure):
            return best
        if self._possible([*limits, best - 1], days) is False:
            return best
        return sure if index == DELAY else None

    def _tightest(self, limits: list[int], best: Made) -> tuple[Made, int | None]:
        """The least waiting and a bound on it; among equal plans the earliest starts, then the smallest ids of the staff.

        First as if nobody had to wait, which is the rule. One after the other: in one weighted sum of all three, whose
        weights must reach into the millions, CP-SAT was seen to miss the proof for minutes. The ids are chosen for the
        times found.
        """
        delay = limits[DELAY]
        days = min(delay + 1, self.whole) if limits[UNPLACED] else self._days_for(delay)
        bound: int | None = self.score(self.problem.pinned_here)[WAITING]  # no plan waits less than what is pinned
        model = _Model(self, [*limits, bound], days)
        answer = model.least(WAITING, model.begins())
        if answer.found is None:
            model = _Model(self, limits, days)
            best, bound = self._settled(model, WAITING, limits, best)
            model.limit(WAITING, self.score(best)[WAITING])
            answer = model.least(WAITING, model.begins())
        if answer.found:
            best = answer.found
            model.fix_times()
            best = model.least(WAITING, model.ids()).found or best
        return best, bound

    def score(self, appointments: Made) -> tuple[int, ...]:
        return score(self.problem, complete(self.problem, appointments))

    def _possible(self, limits: list[int], days: int | None = None) -> bool | None:
        """Whether a plan within the limits exists, asked with presolve off; None when the time is up before that."""
        return _Model(self, limits, days or self.whole).possible()


class _Model:
    """The CP-SAT model of a run, within limits on the first goals, looking at the first `days` working days."""

    def __init__(self, run: _Run, limits: list[int], days: int) -> None:
        self.run, problem = run, run.problem
        most = None
        if len(limits) > APPOINTMENTS:
            free = limits[APPOINTMENTS] - len(problem.pinned_here)
            most = {case.id: max(free, 0) for case in problem.cases}
        self.days = days
        self.choice = build(problem, run.calendars, most, days)
        self.goals = [goal.expression(self.choice) for goal in GOALS]
        self.limited = len(limits)
        for index, most_allowed in enumerate(limits):
            self.limit(index, most_allowed)

    def limit(self, index: int, most: int) -> None:
        self.choice.model.add(self.goals[index] <= most)

    def possible(self) -> bool | None:
        """Sums decide whether less waiting is possible, and they are not seen without linear relaxation (13 s to 0.01)."""
        status = self._solver(presolve=False, linear=1 if self.limited > WAITING else 0).solve(self.choice.model)
        known = {cp_model.OPTIMAL: True, cp_model.FEASIBLE: True, cp_model.INFEASIBLE: False}
        return known.get(status)

    def begins(self) -> cp_model.LinearExprT:
        return sum(one.begin for case in self.choice.cases for one in case.appointments)

    def ids(self) -> cp_model.LinearExprT:
        """The ranks of everybody's id, hosts and officers, added up."""
        ranks = {id: rank for rank, id in enumerate(sorted(self.run.problem.staff_by_id))}
        seats = (seat for case in self.choice.cases for one in case.meetings for seat in one.seats)
        return sum(
            [ranks[host] * literal for case in self.choice.cases for one in case.appointments
             for (_, host, _), literal in one.hosts.items()]
            + [ranks[officer] * literal for seat in seats for officer, literal in seat.items()]
        )  # fmt: skip

    def fix_times(self) -> None:
        """Keep every meeting where the last answer holds it."""
        for case in self.choice.cases:
            for one in case.meetings:
                self.choice.model.add(one.start == self.cp_solver.value(one.start))

    def least(self, index: int, finer: cp_model.LinearExprT | None = None, presolve: bool = True) -> _Answer:
        """The least value of a goal within the limits; of `finer` instead, where given."""
        model = self.choice.model
        model.minimize(self.goals[index] if finer is None else finer)
        linear = 2 if index == WAITING and finer is None else 1 if len(self.choice.cases) > 1 else 0
        self.cp_solver = cp_solver = self._solver(presolve, linear)
        status = cp_solver.solve(model)
        if status == cp_model.MODEL_INVALID:
            raise RuntimeError(f"CP-SAT refuses the model: {model.validate()}")
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return _Answer(impossible=status == cp_model.INFEASIBLE)
        found = tuple(read_appointments(self.choice, cp_solver.value))
        values, proved = self.run.score(found), status == cp_model.OPTIMAL
        bound = values[index] if proved else max(math.ceil(cp_solver.best_objective_bound - 1e-6), 0)
        return _Answer(False, found, values, bound, proved)

    def _solver(self, presolve: bool = True, linear: int = 0) -> cp_model.CpSolver:
        """Small models: one light presolve pass and one worker beat CP-SAT's defaults several times over (measured).

        Days are found without linear relaxation; waiting, which only sums see, needs the full one for its proof.
        """
        effort, cp_solver = self.run.effort, cp_model.CpSolver()
        parameters = cp_solver.parameters
        parameters.max_time_in_seconds = max(effort.until - time.monotonic(), 0.01)
        parameters.random_seed = effort.seed
        parameters.num_workers = effort.workers if len(self.choice.cases) > 1 else 1
        parameters.cp_model_presolve = presolve
        parameters.cp_model_probing_level = 0
        parameters.max_presolve_iterations = 1
        parameters.linearization_level = linear
        return cp_solver
