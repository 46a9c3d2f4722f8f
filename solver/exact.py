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
        delay = answer.values[DELAY] if answer.proved else min(answer.bound, self._beyond(model.choice.days))
        bounds = [0, 0, self.bound(limits, limits[-1]), self.bound([*limits, delay], delay, model.choice.days), None]
        found = answer.found
        if answer.proved:
            limits.append(answer.values[DELAY])
            model.limit(DELAY, answer.values[DELAY])
            found, bounds[WAITING] = self._tightest(model, limits, found)
        return Found(found, tuple(bounds))

    def _beyond(self, days: int) -> int:
        """The least delay of a plan that uses a day after the first `days`."""
        return self.earliest + days - self.latest_earliest if days < self.whole else _NEVER

    def _soonest(self, limits: list[int]) -> tuple["_Model", _Answer]:
        """The least delay within the limits, over a horizon that grows until no plan beyond it can be better."""
        fixed = [pin.start for pin in self.problem.pinned_here] + [told.start for told in self.problem.previous]
        positions = [self.problem.position_by_day.get(moment // MINUTES_A_DAY, 0) for moment in fixed]
        least = max([self.latest_earliest, *positions]) + 1
        for days in (least + ahead for ahead in _DAYS_AHEAD if least + ahead < self.whole):
            model = _Model(self, limits, days)
            answer = model.least(DELAY)
            found = answer.found and answer.values[DELAY] < self._beyond(days)
            if found or (answer.impossible and self._possible(limits) is False):
                return model, answer
        model = _Model(self, limits, self.whole)
        return model, model.least(DELAY)

    def goal_by_goal(self, start: Found) -> Found:
        """Each goal in turn over the whole horizon; from `start` on there is always a plan in hand."""
        model = _Model(self, [], self.whole)
        best, bounds, limits = start.appointments, list(start.bounds), []
        for index in (UNPLACED, CHANGES, APPOINTMENTS, DELAY):
            best, bounds[index] = self._settled(model, index, limits, best)
            limits.append(self.score(best)[index])
            model.limit(index, limits[index])
        best, bounds[WAITING] = self._tightest(model, limits, best)
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

    def _tightest(self, model: "_Model", limits: list[int], best: Made) -> tuple[Made, int | None]:
        """The least waiting and a bound on it; among equal plans the earliest starts, then the smallest ids of the staff.

        One weighted objective, whose weights cannot trade one for the other: measured faster than two solves.
        """
        choice, ranks = model.choice, {id: rank for rank, id in enumerate(sorted(self.problem.staff_by_id))}
        begins = [one.begin for case in choice.cases for one in case.appointments]
        chosen = [
            (ranks[host], literal) for case in choice.cases for one in case.appointments
            for (_, host, _), literal in one.hosts.items()
        ] + [
            (ranks[officer], literal) for case in choice.cases for one in case.meetings
            for seat in one.seats for officer, literal in seat.items()
        ]  # fmt: skip
        seats = len(begins) + sum(len(one.seats) for case in choice.cases for one in case.meetings)
        ids_most = seats * len(ranks)
        starts_most = (ids_most + 1) * (len(begins) * choice.size) + ids_most
        finer = cp_model.LinearExpr.sum(
            [(ids_most + 1) * begin for begin in begins] + [rank * literal for rank, literal in chosen]
        )
        answer = model.least(WAITING, finer, starts_most + 1)
        if answer.found and answer.values <= self.score(best):
            best = answer.found
        return best, self.bound([*limits, self.score(best)[WAITING]], answer.bound)

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

    def least(self, index: int, finer: cp_model.LinearExpr | int = 0, weight: int = 1, presolve: bool = True) -> _Answer:
        """The least value of a goal, then of `finer`, which is always less than `weight`."""
        model = self.choice.model
        model.minimize(cp_model.LinearExpr.sum([weight * self.goals[index], finer]))
        linear = 2 if index == WAITING else 1 if len(self.choice.cases) > 1 else 0
        cp_solver = self._solver(presolve, linear)
        status = cp_solver.solve(model)
        if status == cp_model.MODEL_INVALID:
            raise RuntimeError(f"CP-SAT refuses the model: {model.validate()}")
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return _Answer(impossible=status == cp_model.INFEASIBLE)
        found = tuple(read_appointments(self.choice, cp_solver.value))
        values, proved = self.run.score(found), status == cp_model.OPTIMAL
        bound = values[index] if proved else max(math.ceil(cp_solver.best_objective_bound - 1e-6) // weight, 0)
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
