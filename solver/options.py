"""What a customer can choose from: the Pareto front of appointments against delay, and the next best different plans.

Both begin with the best plan, both come from `solver.fit` and are exact; every plan is refereed.
"""

import time
from dataclasses import dataclass
from itertools import islice

from solver.budget import Budget
from solver.calendars import Calendars
from solver.check import complete, score
from solver.exact import confirmed
from solver.explain import Reasons
from solver.fit import Fit, TimeUpError, fit
from solver.fit.different import others
from solver.fit.front import sooner
from solver.plan import Appointment, Plan, Unplaced
from solver.problem import Problem
from solver.question import DELAY, Effort, Found, Made
from solver.search import finished
from solver.size import refuse_too_large


@dataclass(frozen=True)
class Options:
    """Plans of one case. `front`: each has more appointments than the one before it and is sooner by the fourth goal.

    `different`: the best by all five goals, each on other days, in more appointments or with another host than those
    before it. `complete`: the time was enough; else options may be missing, and those that are there are none the worse.
    """

    front: tuple[Plan, ...]
    different: tuple[Plan, ...]
    complete: bool


def options(problem: Problem, most: int, budget: Budget | None = None, calendars: Calendars | None = None) -> Options:
    """The whole front and the `most` best different plans of a problem of one case; no more are unplaced than must be.
    `calendars`: those of just this problem, where they are known already.

    Raises InputError for a case beyond any time given, ValueError for several cases or `most` below 1, RefereeError when an
    option does not pass `check`.
    """
    if len(problem.cases) != 1 or most < 1:
        raise ValueError(f"{len(problem.cases)} cases, {most} plans; options are of one case, and at least one plan.")
    refuse_too_large(problem)
    budget, began = budget or Budget(), time.monotonic()
    effort, calendars = Effort(began + budget.seconds, budget.seed), calendars or Calendars(problem)
    run = Fit(problem, calendars, effort)
    in_time, earlier, different = True, list[Made](), list[Made]()
    try:
        run.settle()
        for made in sooner(run):
            earlier.append(made)
        for made in islice(others(run), most - 1):
            different.append(made)
    except TimeUpError:
        in_time = False
    if not run.settled:
        run.make_do()
    first = confirmed(problem, calendars, effort, run.found())
    late = frozenset() if run.settled else frozenset(problem.case_by_id)
    reasons: dict[frozenset[str], _Once] = {}

    def plan(found: Found) -> Plan:
        placed = frozenset(held.meeting for one in found.appointments for held in one.meetings)
        why = reasons.setdefault(placed, _Once(problem, calendars, found.appointments, late))
        return finished(problem, found, why, budget, began)

    best = plan(first)
    return Options(
        front=(best, *(plan(_on_front(problem, first, made)) for made in earlier)),
        different=(best, *(plan(_next_best(problem, first, made)) for made in different)),
        complete=in_time,
    )


def best(problem: Problem, budget: Budget, calendars: Calendars) -> Plan:
    """The best plan of a problem of one case, as `search.solve` has it but without reasons: to compare. Raises InputError."""
    refuse_too_large(problem)
    began = time.monotonic()
    effort = Effort(began + budget.seconds, budget.seed)
    found = confirmed(problem, calendars, effort, fit(problem, calendars, effort))
    return finished(problem, found, _Unsaid(problem, calendars, found.appointments), budget, began)


class _Once(Reasons):
    """Reasons for all plans that place the same meetings: of one case, nothing else has a say in them."""

    def __init__(self, problem: Problem, calendars: Calendars, planned: tuple[Appointment, ...], late: frozenset[str]) -> None:
        super().__init__(problem, calendars, planned, late)
        self.known: dict[Unplaced, Unplaced] = {}

    def told(self, unplaced: Unplaced, effort: Effort) -> Unplaced:
        if unplaced not in self.known:
            self.known[unplaced] = super().told(unplaced, effort)
        return self.known[unplaced]


class _Unsaid(Reasons):
    """No reason is worked out."""

    def told(self, unplaced: Unplaced, effort: Effort) -> Unplaced:  # noqa: ARG002  nothing is searched for
        return unplaced


def _on_front(problem: Problem, first: Found, made: Made) -> Found:
    """Fewer appointments are proved possible, less delay in so many is proved impossible."""
    return Found(made, (*first.bounds[:DELAY], *_values(problem, made)[DELAY:]))


def _next_best(problem: Problem, first: Found, made: Made) -> Found:
    """What is proved of the best plan holds for this one as far as it is as good; nothing is known of the goals after."""
    best, values = _values(problem, first.appointments), _values(problem, made)
    as_good = (values[:number] == best[:number] for number in range(len(best)))
    return Found(made, tuple(bound if same else None for bound, same in zip(first.bounds, as_good, strict=True)))


def _values(problem: Problem, made: Made) -> tuple[int, ...]:
    return score(problem, complete(problem, made))
