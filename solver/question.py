"""One question to CP-SAT: the model of a problem within limits on its first goals, over its first working days."""

import math
import time
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from solver.calendars import Calendars
from solver.check import complete, score
from solver.goals import GOALS
from solver.model import appointments as read_appointments
from solver.model import build
from solver.plan import Appointment
from solver.problem import Problem
from solver.reading import InputError

UNPLACED, CHANGES, APPOINTMENTS, DELAY, WAITING = range(5)
Made = tuple[Appointment, ...]


@dataclass(frozen=True)
class Found:
    """Appointments (pinned ones included) and a proven lower bound for each goal, None where none was proved."""

    appointments: Made
    bounds: tuple[int | None, ...]


@dataclass(frozen=True)
class Effort:
    """`until` when (monotonic seconds), from which seed, and whether bounds are confirmed a second way.

    `audit`: what is found must not depend on the clock, so it must not be what was found until then.
    """

    until: float
    seed: int = 0
    confirm: bool = True
    audit: bool = False

    @property
    def over(self) -> bool:
        """Raises InputError instead of saying yes in an audit."""
        return time.monotonic() > self.until and self.cut()

    def cut(self) -> bool:
        """To be called where the time has cut something short. True, but for an audit: that raises InputError."""
        if self.audit:
            what = "the time was up before the search was at its end, and what it finds until then is not the same each time."
            raise InputError("seconds", what, "Give an audit more of them.")
        return True


@dataclass(frozen=True)
class Answer:
    """What CP-SAT said: impossible, or a plan with its goals, a bound on what was minimised and whether it is proved."""

    impossible: bool = False
    found: Made | None = None
    values: tuple[int, ...] = ()
    bound: int = 0
    proved: bool = False


class Question:
    """The CP-SAT model of a problem. `limits`: the most its first goals may be; `days`: how many working days it sees."""

    def __init__(self, problem: Problem, calendars: Calendars, effort: Effort, limits: list[int], days: int) -> None:
        self.problem, self.effort = problem, effort
        most = None
        if len(limits) > APPOINTMENTS:
            free = limits[APPOINTMENTS] - len(problem.pinned_here)
            most = {case.id: max(free, 0) for case in problem.cases}
        self.days = days
        self.choice = build(problem, calendars, most, days)
        self.goals = [goal.expression(self.choice) for goal in GOALS]
        self.limited = len(limits)
        for index, most_allowed in enumerate(limits):
            self.limit(index, most_allowed)

    def limit(self, index: int, most: int) -> None:
        self.choice.model.add(self.goals[index] <= most)

    def possible(self) -> Answer | None:
        """Whether a plan within the limits exists, asked with presolve off; None when the time is up before that.

        Sums decide whether less waiting is possible, and they are not seen without linear relaxation (13 s to 0.01).
        """
        cp_solver = self._solver(presolve=False, linear=1 if self.limited > WAITING else 0)
        status = cp_solver.solve(self.choice.model)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return self._plan(cp_solver)
        if status == cp_model.UNKNOWN:
            self.effort.cut()
        return Answer(impossible=True) if status == cp_model.INFEASIBLE else None

    def begins(self) -> cp_model.LinearExprT:
        return sum(one.begin for case in self.choice.cases for one in case.appointments)

    def ids(self) -> cp_model.LinearExprT:
        """The ranks of everybody's id, hosts and officers, added up."""
        ranks = {id: rank for rank, id in enumerate(sorted(self.problem.staff_by_id))}
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

    def least(self, index: int, finer: cp_model.LinearExprT | None = None, presolve: bool = True) -> Answer:
        """The least value of a goal within the limits; of `finer` instead, where given."""
        model = self.choice.model
        model.minimize(self.goals[index] if finer is None else finer)
        linear = 2 if index == WAITING else 1 if len(self.choice.cases) > 1 else 0
        self.cp_solver = cp_solver = self._solver(presolve, linear)
        status = cp_solver.solve(model)
        if status == cp_model.MODEL_INVALID:
            raise RuntimeError(f"CP-SAT refuses the model: {model.validate()}")
        if status in (cp_model.UNKNOWN, cp_model.FEASIBLE):
            self.effort.cut()
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Answer(impossible=status == cp_model.INFEASIBLE)
        plan, proved = self._plan(cp_solver), status == cp_model.OPTIMAL
        bound = plan.values[index] if proved else max(math.ceil(cp_solver.best_objective_bound - 1e-6), 0)
        return replace(plan, bound=bound, proved=proved)

    def _plan(self, cp_solver: cp_model.CpSolver) -> Answer:
        found = tuple(read_appointments(self.choice, cp_solver.value))
        return Answer(found=found, values=score(self.problem, complete(self.problem, found)))

    def _solver(self, presolve: bool = True, linear: int = 0) -> cp_model.CpSolver:
        """Small models: one light presolve pass and one worker beat CP-SAT's defaults several times over (measured).

        One worker also gives the same answer each time, and with two CP-SAT 9.15 was seen to end the process on such a
        model ("segmentation fault"; or-tools #5025 is much like it).
        Days are found without linear relaxation; waiting, which only sums see, needs the full one for its proof.
        """
        effort, cp_solver = self.effort, cp_model.CpSolver()
        parameters = cp_solver.parameters
        parameters.max_time_in_seconds = max(effort.until - time.monotonic(), 0.01)
        parameters.random_seed = effort.seed
        parameters.num_workers = 1
        parameters.catch_sigint_signal = False  # it would never be given back, and Ctrl-C end us without a word
        parameters.cp_model_presolve = presolve
        parameters.cp_model_probing_level = 0
        parameters.max_presolve_iterations = 1
        parameters.linearization_level = linear
        return cp_solver
