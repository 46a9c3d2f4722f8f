"""The Pareto front of appointments against delay: what the customer gains by coming more often.

Unplaced and changes stay at their optimum. One more appointment is offered only where it makes the plan strictly sooner,
so none of the plans is dominated by another.
"""

from collections.abc import Iterator
from copy import copy

from solver.fit import Fit
from solver.fit.search import Limits
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
    run, every_host = copy(settled), len(settled.meetings.case.advisors)
    for count in range(fewest + 1, max((days.asked.bit_count() for days in stages), default=0) + 1):
        stages = [days for days in stages if days.least_delay() < delay]
        run.best = None
        for days in stages:
            label = run.soonest(days, count, broken, delay)
            if label is not None:
                run.tightest(days, count, broken, label)
        if run.best is not None:
            delay = run.best[0][3]
            yield run.made()
        elif not any(days.possible(Limits(delay, every_host)) for days in stages):
            return
