"""What fit says of a problem of one case, as a plan with its bounds; and an effort that ends after so many looks at it."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from solver.calendars import Calendars
from solver.check import complete
from solver.fit import fit
from solver.plan import Plan
from solver.problem import Problem
from solver.question import Effort
from tests.solver.drawn import read, values
from tests.twin.case_plans import case_plans, goals_of
from tests.twin.ground import Ground

Goals = tuple[int, ...]


@dataclass(frozen=True)
class Looks(Effort):
    """Over after `left` runs out, whatever the time: a search cut short at the same moment every time."""

    until: float = math.inf
    left: Iterator[int] = field(default_factory=lambda: iter(()))

    @property
    def over(self) -> bool:
        return next(self.left, None) is None


def fitted(problem: Problem, effort: Effort | None = None) -> Plan:
    """Fit's plan before the referee has seen it."""
    found = fit(problem, Calendars(problem), effort or Effort(math.inf))
    return complete(problem, found.appointments, found.bounds)


def cut_after(problem: Problem, looks: int) -> Plan:
    return fitted(problem, Looks(left=iter(range(looks))))


def best(drawn: dict[str, Any]) -> Goals:
    """The goals of the best plan by fit, which must have proved them."""
    plan = fitted(read(drawn))
    assert plan.status == "optimal", drawn
    return values(plan)


def goals_of_all(drawn: dict[str, Any]) -> set[Goals]:
    """The goals of every lawful plan of a drawn problem of one case, listed by the twin."""
    (case,), ground = drawn["cases"], Ground(drawn)
    return set(map(goals_of(ground, case), case_plans(ground, case)))


def below(bounds: tuple[int | None, ...], reached: Goals, of_all: set[Goals]) -> list[str]:
    """Every bound that some lawful plan undercuts which is as good on all goals before."""
    found = []
    for number, bound in enumerate(bounds):
        rivals = [goals[number] for goals in of_all if all(a <= b for a, b in zip(goals, reached[:number], strict=False))]
        if bound is not None and bound > min(rivals):
            found.append(f"goal {number}: bound {bound}, but a plan as good before it has {min(rivals)}")
    return found
