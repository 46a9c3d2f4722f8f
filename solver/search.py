"""The way to a plan: goal by goal, each proved before the next, and refereed before it leaves.

One case (and a small joint problem) is proved: `exact`. A large problem is planned first come, first served, each case
proved at its turn: `first_come`.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count

from solver.bounds import earliest_done
from solver.calendars import Calendars
from solver.check import complete, violations
from solver.exact import Effort, Found, exact, fewest_confirmed
from solver.explain import Reasons
from solver.plan import Appointment, Plan
from solver.problem import Case, Problem

METHODS = ("auto", "exact", "first-come")
_JOINT_MEETINGS = 16  # up to here a joint problem of several cases is proved rather than planned first come
_SHARES = 5  # a hard case may take five times its share: most need a tenth of theirs
_LEAST_SECONDS = 1.0  # for one case, also when first come runs late
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Budget:
    """What a solve may cost: seconds of wall time, CP-SAT workers, and the seed that makes it repeatable."""

    seconds: float = 10.0
    workers: int = 2
    seed: int = 0


class RefereeError(AssertionError):
    """Our own answer broke a rule: a bug here, never wrong input. Nothing was handed out."""


def solve(problem: Problem, budget: Budget | None = None, method: str = "auto", progress: Progress | None = None) -> Plan:
    """A lawful plan with true bounds, within about `budget.seconds`. `progress(done, of)` counts cases.

    "No" is an answer: what has no place stands under `unplaced` with its reason. Raises ValueError for an unknown
    method, RefereeError when the answer does not pass `check`.
    """
    budget = budget or Budget()
    if method not in METHODS:
        raise ValueError(f"{method} is not a method. Known are: {', '.join(METHODS)}.")
    began = time.monotonic()
    calendars = Calendars(problem)
    if method == "auto":
        meetings = sum(len(case.meetings) for case in problem.cases)
        method = "exact" if len(problem.cases) <= 1 or meetings <= _JOINT_MEETINGS else "first-come"
    if method == "exact":
        start = first_come(problem, budget, None) if len(problem.cases) > 1 else None
        found = exact(problem, calendars, Effort(began + budget.seconds, budget.workers, budget.seed), start)
    else:
        found = first_come(problem, budget, progress)
    return _plan(problem, calendars, found, budget, began)


def first_come(problem: Problem, budget: Budget, progress: Progress | None) -> Found:
    """Case by case in the order of the problem, each proved optimal against the calendar at its turn: the baseline."""
    began = time.monotonic()
    calendars = Calendars(problem)
    planned: list[Appointment] = list(problem.pinned_here)
    taken, numbers = {pin.id for pin in problem.pinned}, count(1)
    for index, case in enumerate(problem.cases):
        left = began + budget.seconds - time.monotonic()
        share = max(_SHARES * left / (len(problem.cases) - index), _LEAST_SECONDS)
        found = exact(_alone(problem, case), calendars, Effort(time.monotonic() + share, seed=budget.seed, confirm=False))
        for one in found.appointments:
            if one not in problem.pinned_here:
                number = next(number for number in numbers if f"a{number}" not in taken)
                planned.append(replace(one, id=f"a{number}"))
                calendars.take(one)
        if progress:
            progress(index + 1, len(problem.cases))
    if sum(len(one.meetings) for one in planned) < sum(len(case.meetings) for case in problem.cases):
        return Found(tuple(planned), (0, 0, None, None, 0))  # the structural bounds hold where all meetings are placed
    fewest = _fewest(problem, Effort(began + budget.seconds, seed=budget.seed))
    return Found(tuple(planned), (0, 0, fewest, sum(earliest_done(problem, case) for case in problem.cases), 0))


def _alone(problem: Problem, case: Case) -> Problem:
    """The problem of one of its cases; what the others have pinned is for the calendars to know."""
    return replace(
        problem,
        cases=(case,),
        pinned=tuple(pin for pin in problem.pinned_here if pin.case == case.id),
        previous=tuple(told for told in problem.previous if told.case == case.id),
    )


def _fewest(problem: Problem, effort: Effort) -> int | None:
    """The cases' structural bounds added up, if each stands a second way of asking, whatever was told before."""
    calendars, untold = Calendars(problem), replace(problem, previous=())
    bounds = [fewest_confirmed(_alone(untold, case), calendars, effort) for case in problem.cases]
    known = [bound for bound in bounds if bound is not None]
    return sum(known) if len(known) == len(bounds) else None


def _plan(problem: Problem, calendars: Calendars, found: Found, budget: Budget, began: float) -> Plan:
    """The finished plan, refereed: reasons for what stayed unplaced, goals recomputed, bounds as proved."""
    bare = complete(problem, found.appointments)
    why = Reasons(problem, calendars, found.appointments)
    goals = tuple(replace(goal, bound=bound) for goal, bound in zip(bare.goals, found.bounds, strict=True))
    plan = replace(
        bare,
        status="optimal" if all(goal.proved for goal in goals) else "feasible",
        goals=goals,
        unplaced=tuple(replace(one, reason=why.of(one.case, one.meeting)) for one in bare.unplaced),
        seconds=round(time.monotonic() - began, 3),
        seed=budget.seed,
    )
    broken = violations(problem, plan)
    if broken:
        raise RefereeError("; ".join(f"{one.rule}: {one.sentence}" for one in broken[:5]))
    return plan
