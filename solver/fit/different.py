"""The next best plans, each different from all before it: on other days, in more appointments or with another host.

What tells plans apart is their comings: the day and the host of each new appointment. Every other plan either lacks one
of the comings of the best or has more of them. So each in turn is forbidden, and more appointments are asked for; the
best of each such part is the next candidate, and once it is taken its part is divided in the same way (Lawler 1972;
Murty 1968). The parts overlap, so that a plan may turn up again; nothing is missed, and the least is always taken first.
"""

from collections.abc import Iterator
from heapq import heappop, heappush
from itertools import count

from solver.fit import Fit
from solver.fit.groups import Coming
from solver.fit.search import Label
from solver.question import Made


def others(settled: Fit) -> Iterator[Made]:
    """After the best plan the next best by all five goals, and so on until there is none; pinned appointments included.

    None leaves more unplaced than the best. Raises `TimeUpError`.
    """
    if settled.best is None:
        return
    numbers = count()
    heap = [(settled.best[0], next(numbers), frozenset[Coming](), 0, settled)]
    seen, offered = {(frozenset[Coming](), 0)}, set[frozenset[Coming]]()
    while heap:
        _, number, without, least, run = heappop(heap)
        if run.best is None:
            continue
        mine = comings(run.best[1])
        if mine not in offered:
            offered.add(mine)
            if number:
                yield run.made()
        for part in (*((without | {coming}, least) for coming in sorted(mine, key=str)), (without, len(mine) + 1)):
            if part not in seen:
                seen.add(part)
                again = settled.again(*part)
                if again.best is not None:
                    heappush(heap, (again.best[0], next(numbers), *part, again))


def comings(label: Label) -> frozenset[Coming]:
    """The day and the host of each appointment."""
    return frozenset((table.days[index], table.host) for table, index in label.steps)
