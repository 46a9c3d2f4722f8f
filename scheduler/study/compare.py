"""What the replications of a study say: of each scenario each figure's mean, and its difference to the baseline.

Differences are paired: replication 7 of a scenario has had the luck of replication 7 of the baseline, so what both have in
common falls out and the interval is narrower than that of either.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from scheduler.outcomes import Figures
from scheduler.study.interval import Estimate, estimate

Results = Mapping[tuple[int, int], Figures]  # (scenario, replication) -> figures


@dataclass(frozen=True)
class Compared:
    """One scenario: by the text of a key its estimate, and the estimate of the difference to the baseline."""

    name: str
    values: Mapping[str, Estimate]
    differences: Mapping[str, Estimate]


def compared(names: tuple[str, ...], results: Results, replications: int) -> tuple[Compared, ...]:
    """Of the first `replications` of each scenario, which are there; the baseline is the first scenario."""
    return tuple(_compared(name, number, results, replications) for number, name in enumerate(names))


def _compared(name: str, scenario: int, results: Results, replications: int) -> Compared:
    mine = [results[scenario, number] for number in range(replications)]
    base = [results[0, number] for number in range(replications)]
    keys = sorted({key for figures in mine for key in figures})
    values = {key: estimate([figures[key] for figures in mine if key in figures]) for key in keys}
    pairs = {
        key: [one[key] - other[key] for one, other in zip(mine, base, strict=True) if key in one and key in other] for key in keys
    }
    differences = {key: estimate(pairs[key]) for key in keys} if scenario else {}
    return Compared(
        name,
        {key: found for key, found in values.items() if found is not None},
        {key: found for key, found in differences.items() if found is not None},
    )
