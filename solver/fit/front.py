"""The Pareto front of appointments against delay: what the customer gains by coming more often.

Unplaced and changes stay at their optimum. One more appointment is offered only where it makes the plan strictly sooner,
so none of the plans is dominated by another.
"""

from collections.abc import Iterator
from copy import copy

from solver.fit import Fit
from solver.fit.search import Days, Limits
from solver.question import Made


def sooner(settled: Fit) -> Iterator[Made]:
    """After the best plan each sooner one, in as few more appointments as that takes; pinned appointments included.

    Each is proved: with no more appointments than it has none has less delay, nor as little delay and less waiting. So is
    the end of the front: in however many appointments, no plan is sooner. Raises `TimeUpError`.
    """
    if settled.best is None:
        return
    (dropped, broken, fewest, delay, *_), _ = settled.best
    stages = [days for *goals, days in settled.stages if goals == [dropped, broken]]
    run = copy(settled)
    for count in range(fewest + 1, max((days.asked.bit_count() for days in stages), default=0) + 1):
        if not any(_may_be_sooner(days, delay) for days in stages):
            return
        run.best = None
        for days in stages:
            label = run.soonest(days, count, broken, delay)
            if label is not None:
                run.tightest(days, count, broken, label)
        if run.best is not None:
            delay = run.best[0][3]
            yield run.made()


def _may_be_sooner(days: Days, delay: int) -> bool:
    return days.least_delay() < delay and days.possible(Limits(delay, len(days.meetings.case.advisors)))
