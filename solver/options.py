"""What a customer can choose from: the Pareto front of appointments against delay, and the next best different plans.

Both begin with the best plan, both come from `solver.fit` and are exact; every plan is refereed.
"""

import time
from dataclasses import dataclass
from itertools import islice

from solver.calendars import Calendars
from solver.check import complete, score
from solver.exact import confirmed
from solver.explain import Reasons
from solver.fit import Fit, TimeUpError
from solver.fit.different import others
from solver.fit.front import sooner
from solver.plan import Plan
from solver.problem import Problem
from solver.question import DELAY, Effort, Found, Made
from solver.search import Budget, finished, refuse_too_large


@dataclass(frozen=True)
class Options:
    """Plans of one case. `front`: each has more appointments than the one before it and is sooner by the fourth goal.

    `different`: the best by all five goals, each on other days, in more appointments or with another host than those
    before it. `complete`: the time was enough; else options may be missing, and those that are there are none the worse.
    """

    front: tuple[Plan, ...]
    different: tuple[Plan, ...]
    complete: bool


def options(problem: Problem, most: int, budget: Budget | None = None) -> Options:
    """The whole front and the `most` best different plans of a problem of one case; no more are unplaced than must be.

    Raises InputError for a case beyond any time given, ValueError for several cases or `most` below 1, RefereeError when an
    option does not pass `check`.
    """
    if len(problem.cases) != 1 or most < 1:
        raise ValueError(f"{len(problem.cases)} cases, {most} plans; options are of one case, and at least one plan.")
    refuse_too_large(problem)
    budget, began = budget or Budget(), time.monotonic()
    effort, calendars = Effort(began + budget.seconds, budget.seed), Calendars(problem)
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

    def plan(found: Found) -> Plan:
        return finished(problem, found, Reasons(problem, calendars, found.appointments, late), budget, began)

    return Options(
        front=(plan(first), *(plan(_on_front(problem, first, made)) for made in earlier)),
        different=(plan(first), *(plan(_next_best(problem, first, made)) for made in different)),
        complete=in_time,
    )


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
