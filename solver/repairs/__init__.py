"""What would help: small changes that make possible what is not, each tried out and priced with the five goals it leads to.

Only what a clash names is worth changing: a change that leaves all its facts alone cannot help. Each kind is first tried
generously (an officer there all day, a customer who can always come); what the plan found then really uses is the repair,
thinned out as far as it still helps. Every repair is applied and solved anew, and its plan passes the referee.
"""

from solver.problem import Problem
from solver.question import Effort
from solver.reason import Clash
from solver.repairs.days import deadline, start, window
from solver.repairs.people import deputy, shift
from solver.repairs.places import house, video
from solver.repairs.trying import Allowed, Extra, Repair, Trying, Wanted

__all__ = ["Allowed", "Extra", "Repair", "Wanted", "repairs"]

ALL = (window, deadline, start, shift, deputy, video, house)
ORDER = tuple(kind.__name__ for kind in ALL)


def repairs(problem: Problem, clash: Clash, wanted: Wanted, allowed: Allowed, effort: Effort) -> tuple[Repair, ...]:
    """What helps, by kind and the smallest of a kind first, none that another of its kind is as good as in everything; what was
    found until the time was up. `problem` has one case, and all that is taken is pinned.
    """
    found: list[Repair] = []
    tried = Trying(problem, clash, wanted, effort)
    for kind in ALL:
        for repair in kind(tried, allowed):
            if effort.over:
                break
            found.append(repair)
    kept: list[Repair] = []
    for one in sorted(found, key=lambda one: (ORDER.index(one.kind), *_cost(one))):
        if not any(other.kind == one.kind and _no_worse(other, one) for other in kept):
            kept.append(one)
    return tuple(kept)


def _cost(repair: Repair) -> tuple[int, ...]:
    return repair.size, *(goal.value for goal in repair.goals)


def _no_worse(one: Repair, other: Repair) -> bool:
    return all(mine <= theirs for mine, theirs in zip(_cost(one), _cost(other), strict=True))
