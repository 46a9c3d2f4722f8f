"""The way to a plan: goal by goal, each proved before the next, and refereed before it leaves.

One case is proved in milliseconds: `fit`. A small joint problem is proved by CP-SAT: `exact`. A large one is searched for
as long as there is time: `joint`. The baseline plans it first come, first served, each case proved at its turn.
"""

import time
from dataclasses import replace
from importlib.metadata import version

from solver import bounds
from solver.budget import METHODS, Budget
from solver.calendars import Calendars
from solver.check import complete, violations
from solver.exact import confirmed, exact
from solver.exchange import sha256
from solver.explain import Reasons
from solver.first_come import Progress, first_come
from solver.fit import fit
from solver.joint.turns import Told, improved
from solver.plan import Made, Plan
from solver.problem import Problem
from solver.question import Effort, Found
from solver.question import Made as Appointments
from solver.reading import InputError
from solver.size import MOST_STEPS, model_steps, refuse_too_large, refuse_too_large_a_model

_JOINT_MEETINGS = 16  # up to here a joint problem of several cases is proved rather than searched


# For the reasons of a plan; a fifth of the time its search took, or what it left of its time, if that is more.
SHARE_FOR_REASONS, SECONDS_FOR_REASONS = 0.2, 1.0
SECONDS_A_REASON = 0.5  # at most: nearly all need a tenth


_AUDITED = "Audits are for fit, exact and first-come."


class RefereeError(AssertionError):
    """Our own answer broke a rule: a bug here, never wrong input. Nothing was handed out."""


def solve(
    problem: Problem,
    budget: Budget | None = None,
    method: str = "auto",
    progress: Progress | None = None,
    goals: Told | None = None,
    calendars: Calendars | None = None,
) -> Plan:
    """A lawful plan with true bounds, within about `budget.seconds`. `progress(done, of)` counts cases where they are
    planned one after the other, `goals(values, bounds)` hears of each better plan where all are searched together.
    `calendars`: those of just this problem, where they are known already; they are not booked on.

    "No" is an answer: what has no place stands under `unplaced` with its reason. Raises ValueError for an unknown
    method, InputError for a case beyond any time given and for an audit cut short, RefereeError when the answer does not
    pass `check`.
    """
    budget = budget or Budget()
    if method not in METHODS:
        raise ValueError(f"{method} is not a method. Known are: {', '.join(METHODS)}.")
    refuse_too_large(problem)
    began = time.monotonic()
    effort = Effort(began + budget.seconds, budget.seed, audit=budget.audit)
    calendars = calendars or Calendars(problem)
    meetings = sum(len(case.meetings) for case in problem.cases)
    if method == "auto":
        small = meetings <= _JOINT_MEETINGS and model_steps(problem) <= MOST_STEPS
        many = "first-come" if budget.audit else "improve"  # which ends with the time, so never twice at the same plan
        method = "fit" if len(problem.cases) == 1 else "exact" if small else many
    if method == "fit":
        if len(problem.cases) != 1:
            raise ValueError(f"{len(problem.cases)} cases; fit plans one.")
        found = fit(problem, calendars, effort)
        if budget.second_opinion:
            found = confirmed(problem, calendars, effort, found)
        late = frozenset(problem.case_by_id) if effort.over else frozenset[str]()
    elif method == "exact":
        refuse_too_large_a_model(problem)
        half = replace(effort, until=(time.monotonic() + effort.until) / 2)
        found = exact(problem, calendars, effort, first_come(problem, half)[0])
        late = frozenset(problem.case_by_id) if effort.over else frozenset[str]()
    elif method == "improve":
        if budget.audit:
            raise InputError("method", "improve searches until the time is up, so it finds another plan each time.", _AUDITED)
        found, late = improved(problem, effort, budget.workers, goals), frozenset[str]()
    else:
        made, late = first_come(problem, effort, progress)
        found = Found(made, _bounds(problem, made))
    plan = finished(problem, found, Reasons(problem, calendars, found.appointments, late), budget, began)
    if not budget.audit:
        return plan
    record = Made(versions(), sha256(problem), method, budget.workers, budget.seed, budget.seconds)
    return replace(plan, seconds=0, made=record)


def versions() -> str:
    """Of all that has a say in a plan: our own, CP-SAT's, and of the compiled loops' libraries."""
    return ", ".join(f"{name} {version(name)}" for name in ("lotse-termine", "ortools", "numba", "numpy"))


def _bounds(problem: Problem, made: Appointments) -> tuple[int | None, ...]:
    """What structure proves about a first-come plan: only where every meeting is placed, for there it holds."""
    if sum(len(one.meetings) for one in made) < sum(len(case.meetings) for case in problem.cases):
        return 0, 0, None, None, 0
    return 0, 0, *bounds.of_all(problem), 0


def finished(problem: Problem, found: Found, why: Reasons, budget: Budget, began: float) -> Plan:
    """The finished plan, refereed: reasons for what stayed unplaced, goals recomputed, bounds as proved."""
    bare = complete(problem, found.appointments, found.bounds)
    now = time.monotonic()
    left = min(began + budget.seconds - now, SECONDS_A_REASON * len(bare.unplaced))
    seconds = budget.seconds if budget.audit else max(SECONDS_FOR_REASONS, SHARE_FOR_REASONS * (now - began), left)
    effort = Effort(now + seconds, budget.seed, audit=budget.audit)
    plan = replace(
        bare,
        unplaced=tuple(why.told(one, effort) for one in bare.unplaced),
        seconds=round(time.monotonic() - began, 3),
        seed=budget.seed,
    )
    broken = violations(problem, plan)
    if broken:
        raise RefereeError("; ".join(f"{one.rule}: {one.sentence}" for one in broken[:5]))
    return plan
