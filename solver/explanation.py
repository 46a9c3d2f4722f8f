"""All that is said of one case: why each meeting is unplaced, why there are not fewer appointments, and what would help."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from solver.calendars import Calendars
from solver.check import complete
from solver.explain import Reasons, why_not_fewer
from solver.fit import fit
from solver.plan import Appointment, Goal, Unplaced
from solver.problem import Problem
from solver.question import Effort
from solver.reason import Clash
from solver.repairs import Allowed, Repair, Wanted, repairs
from solver.size import refuse_too_large


@dataclass(frozen=True)
class Fewer:
    """Why fewer appointments are impossible (None: it was not shown), and what would allow them."""

    clash: Clash | None
    repairs: tuple[Repair, ...]


@dataclass(frozen=True)
class Explanation:
    """Of the best plan of a case: its goals and appointments, and for each unplaced meeting why, and what would help.

    `fewer`: None where it was not asked, or where there cannot be fewer.
    """

    goals: tuple[Goal, ...]
    appointments: tuple[Appointment, ...]
    unplaced: tuple[tuple[Unplaced, tuple[Repair, ...]], ...]
    fewer: Fewer | None = None


def of_case(problem: Problem, case_id: str, others: Iterable[Appointment] = ()) -> Problem:
    """The problem of one of its cases, in which all that stands is pinned: `others` are appointments of other cases."""
    case = problem.case_by_id[case_id]
    pinned = {pin.id for pin in problem.pinned}
    added = tuple(replace(one, id=f"planned {one.id}") for one in others if one.case != case_id and one.id not in pinned)
    return replace(
        problem,
        cases=(case,),
        pinned=(*problem.pinned, *added),
        previous=tuple(told for told in problem.previous if told.case == case_id),
    )


def explain(problem: Problem, allowed: Allowed, effort: Effort, fewer: bool = True) -> Explanation:
    """Of a problem of one case, within about the time there is; what was not shown by then is missing. Raises InputError for
    a case beyond any time given.
    """
    (case,) = problem.cases
    refuse_too_large(problem)
    calendars = Calendars(problem)
    found = fit(problem, calendars, effort)
    bare = complete(problem, found.appointments, found.bounds)
    late = frozenset([case.id]) if effort.over else frozenset[str]()
    reasons = Reasons(problem, calendars, found.appointments, late)
    least = bare.goals[0].value
    told = []
    for one in bare.unplaced:
        said = reasons.told(one, effort)
        clash = said.why.clash if said.why else None
        wanted = Wanted(frozenset([one.meeting]), least)
        told.append((said, repairs(problem, clash, wanted, allowed, effort) if clash else ()))
    few = None
    if fewer and len(found.appointments) > max(len(problem.pinned_here), 1):
        clash = why_not_fewer(problem, calendars, found.appointments, effort)
        wanted = Wanted(frozenset(), least, len(found.appointments) - 1)
        few = Fewer(clash, repairs(problem, clash, wanted, allowed, effort) if clash else ())
    return Explanation(bare.goals, bare.appointments, tuple(told), few)
