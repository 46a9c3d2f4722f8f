"""One more appointment, compiled: which of the tables on offer can come next, and on which of their days."""

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from solver.fit.ahead import NEVER
from solver.fit.groups import Table
from solver.fit.slots import Masks, Slots, compiled

Columns = tuple[Masks, Slots, Slots, Slots, Slots, Slots]


class Offer(NamedTuple):
    """Tables that may come next, each until a day, and how many promises lie behind then.

    `columns`: by table its group, its rank, that day and how many days it has; of all in a row the days and the waiting.
    """

    tables: tuple[Table, ...]
    behind: tuple[int, ...]
    columns: Columns

    @staticmethod
    def of(tables: Sequence[Table], until: int, behind: int) -> "Offer":
        return Offer(
            tuple(tables),
            (behind,) * len(tables),
            (
                np.array([table.group for table in tables], np.int64),
                np.array([table.rank for table in tables], np.int32),
                np.full(len(tables), until, np.int32),
                np.array([len(table.days) for table in tables], np.int32),
                np.concatenate([np.empty(0, np.int32), *(table.days for table in tables)]),
                np.concatenate([np.empty(0, np.int32), *(table.waits for table in tables)]),
            ),
        )

    @property
    def size(self) -> int:
        """Days of all tables together."""
        return len(self.columns[-1])

    @staticmethod
    def joined(offers: Sequence["Offer"]) -> "Offer":
        """One after the other (at least one)."""
        tables, behind, columns = zip(*offers, strict=True)
        of_all = tuple(map(np.concatenate, zip(*columns, strict=True)))
        return Offer(tuple(chain(*tables)), tuple(chain(*behind)), of_all)  # type: ignore[arg-type]


@compiled
def done_at(rest: int, soonest: int, ready: Masks, done: NDArray[np.int64]) -> int:
    """The day on which the rest is done at the earliest, when nothing of it comes before `soonest`; see `ahead`."""
    latest = 0
    for number in range(len(ready)):
        if rest >> number & 1:
            latest = max(latest, done[number, max(soonest, ready[number])])
    return latest


@compiled
def next_steps(
    columns: Columns,
    label: tuple[int, int, int, int],
    ready: Masks,
    limits: tuple[int, int, int, int, int],
    done: NDArray[np.int64],
    lasts: NDArray[np.int64],
    lags: NDArray[np.int64],
) -> Slots:
    """Tables and, below, which of their days: the earliest, and where waiting counts later ones as long as they mean less of it.

    `label`: what is left, the last day, ranks and waiting. `limits`: see `search`, -1 where waiting does not count; what a
    deputy costs; the last pinned day. `done`, `lasts`: see `ahead`. `lags[one, other]`: how many days one is after the other.
    """
    groups, table_ranks, untils, sizes, days, waits = columns
    left, last, ranks, waited = label
    delay, rank, waiting, deputy_days, pinned_last = limits
    steps = np.empty((2, len(days)), np.int32)
    held = np.empty_like(ready)
    found, high, size = 0, 0, done.shape[1] - 1
    for table in range(len(groups)):
        low, high = high, high + sizes[table]
        if table_ranks[table] > rank:
            continue
        before = delay - deputy_days * (ranks + table_ranks[table])
        column = max(before, 0) if before <= size else size if before <= NEVER else size + 1
        soonest, latest, group = last + 1, untils[table], groups[table]
        for number in range(len(ready)):
            if group >> number & 1:
                soonest, latest = max(soonest, ready[number]), min(latest, lasts[number, column])
        index, most = low + np.searchsorted(days[low:high], soonest), waiting
        while index < high and days[index] <= latest:
            if waiting < 0 or waited + waits[index] <= most:
                day = int(days[index])
                for number in range(len(ready)):
                    held[number] = ready[number]
                    for other in range(len(ready)):
                        if group >> other & 1 and lags[number, other]:
                            held[number] = max(held[number], min(day + lags[number, other], size))
                if max(done_at(left & ~group, day + 1, held, done), day, pinned_last) < before:
                    steps[0, found], steps[1, found] = table, index - low
                    found += 1
                if waiting < 0 or waits[index] == 0:
                    break
                most = waited + waits[index] - 1
            index += 1
    return steps[:, :found].copy()
