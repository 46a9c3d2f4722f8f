"""When a study has seen enough. Asked of the first replications in their order, so that the answer is the same whichever was
done first: what more than that was done meanwhile is left out of the results.
"""

from scheduler.outcomes import Key
from scheduler.scenarios import LEAST_STOP, Enough
from scheduler.study.compare import Results
from scheduler.study.interval import estimate


def replications_enough(enough: Enough | None, scenarios: int, results: Results, most: int) -> int | None:
    """After how many replications the study is done; None: it is not yet."""
    complete = 0
    while complete < most and all((scenario, complete) in results for scenario in range(scenarios)):
        complete += 1
        if enough is not None and complete >= LEAST_STOP and _narrow(enough, scenarios, results, complete):
            return complete
    return complete if complete == most else None


def _narrow(enough: Enough, scenarios: int, results: Results, complete: int) -> bool:
    """The baseline by its mean, every other scenario by its difference to it."""
    key = str(Key(enough.measure))
    base = [results[0, number].get(key) for number in range(complete)]
    for scenario in range(scenarios):
        mine = [results[scenario, number].get(key) for number in range(complete)]
        told = [
            one - (other if scenario else 0)
            for one, other in zip(mine, base, strict=True)
            if one is not None and other is not None
        ]
        found = estimate(told)
        if found is None or found.half is None or found.half > enough.within:
            return False
    return True
