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
    """What helps, by kind and the smallest of a kind first, none worse than another of its kind in everything; what was
    found until the time was up. `problem` has one case, and all that is taken is pinned.
    """
    found: list[Repair] = []
    tried = Trying(problem, clash, wanted, effort)
    for kind in ALL:
        for repair in kind(tried, allowed):
            if effort.over:
                break
            found.append(repair)
    kept = (one for one in found if not any(_beats(other, one) for other in found if other is not one))
    return tuple(sorted(kept, key=lambda one: (ORDER.index(one.kind), one.size, [goal.value for goal in one.goals])))


def _beats(one: Repair, other: Repair) -> bool:
    """At least as small and as good in everything, and in something better; or the same, and the first of the two."""
    if one.kind != other.kind:
        return False
    mine, theirs = ((it.size, *(goal.value for goal in it.goals)) for it in (one, other))
    return all(a <= b for a, b in zip(mine, theirs, strict=True)) and (
        mine != theirs or one.extras < other.extras or one.who < other.who
    )
