"""The next best plans, each different from all before it: on other days, in more appointments or with another host.

What tells plans apart is their comings: the day and the host of each new appointment. Every other plan either lacks one
of the comings of the best or has more of them. So each in turn is forbidden, and more appointments are asked for; the
best of each such part is the next candidate, and once it is taken its part is divided in the same way (Lawler 1972;
Murty 1968). The parts overlap, so that a plan may turn up again; nothing is missed, and the least is always taken first.
"""

from collections.abc import Iterator
from heapq import heappop, heappush
from itertools import count

from solver.fit import Fit, Rating
from solver.fit.groups import Coming
from solver.question import Made

Part = tuple[frozenset[Coming], int]  # the comings that plans do not have, and how many appointments they have at least


def others(settled: Fit) -> Iterator[Made]:
    """After the best plan the next best by all five goals, and so on until there is none; pinned appointments included.

    None leaves more unplaced than the best. Raises `TimeUpError`.
    """
    if settled.best is None:
        return
    first = settled.best[0]
    numbers = count()  # no two entries of the heap are compared beyond them
    heap: list[tuple[Rating, int, Part, Fit | None]] = [(first, next(numbers), (frozenset(), 0), settled)]
    seen: set[Part] = set()
    offered: set[frozenset[Coming]] = set()
    while heap:
        rating, _, part, run = heappop(heap)
        if run is None:  # nothing in this part is better than that; what is best in it is worked out at its turn
            run = settled.again(*part, rating)
            if run.best is not None:
                heappush(heap, (run.best[0], next(numbers), part, run))
            continue
        if run.best is None:
            continue
        made, (without, least) = run.made(), part
        mine = _comings(run, made)
        if mine not in offered:
            offered.add(mine)
            if run is not settled:
                yield made
        more = len(mine) + 1
        for smaller, bound in (
            *(((without | {coming}, least), rating) for coming in sorted(mine, key=lambda coming: coming[0])),
            ((without, more), max(rating, (*first[:2], more, 0, 0, 0))),
        ):
            if smaller not in seen:
                seen.add(smaller)
                heappush(heap, (bound, next(numbers), smaller, None))


def _comings(run: Fit, made: Made) -> frozenset[Coming]:
    """The day and the host of each appointment that is not pinned."""
    positions = run.problem.position_by_day
    return frozenset((positions[one.day], one.advisor) for one in made[len(run.problem.pinned_here) :])
