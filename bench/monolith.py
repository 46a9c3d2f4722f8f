"""What a good solver makes of the whole calendar in one piece: one CP-SAT model of all cases, the product's own
(`solver.model`), hinted with a first-come plan.

Unplaced and appointments are minimised in one sum in which one of the first outweighs all of the second, so that each
better plan is better in the order of the goals; then, where that sum is proved, delay, then waiting. Presolve is light:
with CP-SAT's own it was seen to search for nothing else within a minute. Problems with `previous` are not asked here:
changes are in no sum.
"""

import math
import time
from collections.abc import Callable

from ortools.sat.python import cp_model

from solver.check import complete
from solver.choice import Choice
from solver.goals import GOALS
from solver.model import appointments as read_appointments
from solver.model import build
from solver.plan import Appointment, Plan
from solver.problem import Problem
from solver.question import APPOINTMENTS, DELAY, UNPLACED, WAITING
from solver.size import model_steps

# Of the model: a minute's building and 2 GB before the search begins. `solver.size.MOST_STEPS` is what a service takes on.
MOST_STEPS = 6_000_000
Told = Callable[[tuple[int, ...], tuple[int | None, ...]], None]


class TooLargeError(ValueError):
    """The model would not be built within the time and memory of a bench."""


def monolith(problem: Problem, start: Plan, until: float, workers: int, seed: int, told: Told) -> Plan:
    """The best plan until then (monotonic seconds), with what CP-SAT proved; `start` where it finds none better.

    `told` hears of unplaced, changes and appointments of better plans, and of better bounds. Raises TooLargeError.
    """
    steps = model_steps(problem)
    if steps > MOST_STEPS:
        raise TooLargeError(f"a model of {steps} steps")
    return _Run(problem, start, until, workers, seed, told).best


class _Run:
    """One search; `best` is the plan in hand."""

    def __init__(self, problem: Problem, start: Plan, until: float, workers: int, seed: int, told: Told) -> None:
        self.problem, self.until, self.workers, self.seed, self.told = problem, until, workers, seed, told
        self.choice = build(problem)
        self.goals = [goal.expression(self.choice) for goal in GOALS]
        self.outweighs = 1 + len(problem.pinned_here) + sum(len(case.meetings) for case in problem.cases)
        self.values = [goal.value for goal in start.goals]
        self.bounds: list[int | None] = [0, 0, 0, None, None]
        self.made = start.appointments
        self._hint(start)
        self.told(tuple(self.values[:DELAY]), tuple(self.bounds[:DELAY]))
        if self._least(sum([self.outweighs * self.goals[UNPLACED], self.goals[APPOINTMENTS]]), self._first_two):
            for index in (DELAY, WAITING):
                self._limit()
                if not self._least(self.goals[index], lambda *_, index=index: self._one(index, *_)):
                    break
        self.best = complete(problem, self.made, self.bounds)

    def _least(self, expression: cp_model.LinearExprT, heard: Callable[[int | None, int], None]) -> bool:
        """Whether the least was proved."""
        self.choice.model.minimize(expression)
        cp_solver = self._solver()
        hears = _Hears(heard)
        cp_solver.best_bound_callback = lambda bound: heard(None, math.ceil(bound - 1e-6))
        status = cp_solver.solve(self.choice.model, hears)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return False
        self.made = tuple(read_appointments(self.choice, cp_solver.value))
        heard(round(cp_solver.objective_value), math.ceil(cp_solver.best_objective_bound - 1e-6))
        _rehint(self.choice, cp_solver)
        return status == cp_model.OPTIMAL

    def _first_two(self, value: int | None, bound: int) -> None:
        if value is not None:
            self.values[UNPLACED], self.values[APPOINTMENTS] = divmod(value, self.outweighs)
        self.bounds[UNPLACED] = bound // self.outweighs
        self.bounds[APPOINTMENTS] = max(bound - self.values[UNPLACED] * self.outweighs, 0)
        self.told(tuple(self.values[:DELAY]), tuple(self.bounds[:DELAY]))

    def _one(self, index: int, value: int | None, bound: int) -> None:
        if value is not None:
            self.values[index] = value
        self.bounds[index] = bound

    def _limit(self) -> None:
        for index, known in enumerate(self.bounds):
            if known is not None:
                self.choice.model.add(self.goals[index] <= self.values[index])

    def _hint(self, start: Plan) -> None:
        """Give CP-SAT the whole assignment of a plan: what the plan says is fixed, what follows is asked of CP-SAT."""
        model = self.choice.model
        _hint_plan(self.choice, start)
        cp_solver = self._solver()
        cp_solver.parameters.fix_variables_to_their_hinted_value = True
        cp_solver.parameters.stop_after_first_solution = True
        if cp_solver.solve(model) in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            _rehint(self.choice, cp_solver)

    def _solver(self) -> cp_model.CpSolver:
        cp_solver = cp_model.CpSolver()
        cp_solver.parameters.max_time_in_seconds = max(self.until - time.monotonic(), 0.01)
        cp_solver.parameters.num_workers = self.workers
        cp_solver.parameters.random_seed = self.seed
        cp_solver.parameters.cp_model_probing_level = 0
        cp_solver.parameters.max_presolve_iterations = 1
        return cp_solver


class _Hears(cp_model.CpSolverSolutionCallback):
    def __init__(self, heard: Callable[[int | None, int], None]) -> None:
        super().__init__()
        self.heard = heard

    def on_solution_callback(self) -> None:
        self.heard(round(self.objective_value), math.ceil(self.best_objective_bound - 1e-6))


def _hint_plan(choice: Choice, start: Plan) -> None:
    hint = choice.model.add_hint
    pinned = {pin.id for pin in choice.problem.pinned}
    made: dict[str, list[Appointment]] = {}
    for one in sorted(start.appointments, key=lambda one: one.start):
        if one.id not in pinned:
            made.setdefault(one.case, []).append(one)
    for case in choice.cases:
        theirs = made.get(case.case.id, [])
        for variables, index in zip(case.appointments, range(len(case.appointments)), strict=True):
            one = theirs[index] if index < len(theirs) else None
            hint(variables.used, one is not None)
            for place, literal in variables.at.items():
                hint(literal, one is not None and one.place == place)
            for (_, advisor, _), literal in variables.hosts.items():
                if one is None or one.advisor != advisor:
                    hint(literal, False)
            if one is not None:
                begin = _slot(choice, one.start)
                hint(variables.begin, begin)
                hint(variables.finish, begin + choice.timeline.length(one.end - one.start))
        held_in = {held.meeting: (number, held, one.place) for number, one in enumerate(theirs) for held in one.meetings}
        for meeting in case.meetings:
            number, held, place = held_in.get(meeting.meeting.id, (None, None, None))
            hint(meeting.here, held is not None)
            for index, literal in enumerate(meeting.holds):
                hint(literal, index == number)
            for where, literal in meeting.at.items():
                hint(literal, where == place)
            if held is not None:
                hint(meeting.start, _slot(choice, held.start))
                for officer, literal in ((officer, literal) for seat in meeting.seats for officer, literal in seat.items()):
                    if officer not in held.staff:
                        hint(literal, False)


def _slot(choice: Choice, minutes: int) -> int:
    slot = choice.timeline.slot(minutes)
    if slot is None:
        raise LookupError(f"minute {minutes} lies on no working day")
    return slot


def _rehint(choice: Choice, cp_solver: cp_model.CpSolver) -> None:
    """Every variable as it is in the last solution."""
    choice.model.clear_hints()
    for index, value in enumerate(cp_solver.response_proto.solution):
        choice.model.add_hint(choice.model.get_int_var_from_proto_index(index), value)
