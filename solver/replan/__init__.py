"""A plan that was told and no longer fits the world, put right with the fewest customers told. The order of the goals says how.

What still stands as it is, with other people if need be, is not touched (`reseating`). Only the cases that lose an
appointment, and those with meetings that have no place, are placed anew, each exactly by `fit` among everything else as it
stands, so that they keep what can be kept. Where that leaves something unplaced that alone would have a place, those who
stand in its way are asked too: then they may move, at the price of goal 2.

The bound on goal 2 is made of two statements. What a day keeps at best is true of every plan, see `reseating`. What a case
loses at least if it had the calendar to itself is true of plans that leave no more of it unplaced than it must; so it is
used only where as little is unplaced as all cases need, for then each leaves just its own.
"""

import time
from collections.abc import Iterable
from dataclasses import replace

from solver.budget import Budget
from solver.changes import following
from solver.explain import Reasons
from solver.plan import Appointment, Plan
from solver.problem import Previous, Problem
from solver.question import Found
from solver.replan.placing import Replanning
from solver.replan.proof import Proof
from solver.replan.stood import lawful_by_itself
from solver.search import finished

__all__ = ["having_told", "lawful_by_itself", "replan"]


def having_told(problem: Problem, told: Iterable[Appointment]) -> Problem:
    """The problem in which just these appointments have been told to the customers, as far as they are not pinned."""
    pinned = {pin.id for pin in problem.pinned}
    previous = tuple(Previous(one.case, one.place, one.start, one.end) for one in told if one.id not in pinned)
    return replace(problem, previous=previous)


def replan(problem: Problem, told: Iterable[Appointment], budget: Budget) -> Plan:
    """The best plan found of a problem that is `having_told` these appointments of its cases; pinned ones among them stand.

    Appointments that follow a told one bear its id. Within about `budget.seconds`; raises RefereeError like `solve`.
    """
    began = time.monotonic()
    run = Replanning(problem, tuple(told), budget, began)
    run.place_anew()
    run.make_room()
    made = (*problem.pinned_here, *following(run.told, run.made, [pin.id for pin in problem.pinned]))
    why = Reasons(problem, run.base, made, run.late)
    return finished(problem, Found(made, Proof(run).bounds(made)), why, budget, began)
