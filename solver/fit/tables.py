"""Tables: on which days a group can come with which host, day by day the least waiting and the earliest begin so.

Worked out when first asked for, many groups at a time, and laid in a row for the compiled search.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from solver.fit.groups import Batch, Groups, Step
from solver.fit.slots import Masks, Slots, by_day

_AT_ONCE = 512  # groups
_NONE = np.empty((3, 0), np.int32)


class Deck(NamedTuple):
    """What the search looks at: group `n` has the tables `firsts[n]` to `lasts[n]`, -1: not worked out.

    Of a table the host's rank among the case's advisors (0 where nobody hosts) and, from `lows` to `highs`, its days
    (positions, ascending) with waiting and begin.
    """

    firsts: Slots
    lasts: Slots
    ranks: Slots
    lows: Slots
    highs: Slots
    days: Slots
    waits: Slots
    begins: Slots


class Shelf:
    """The tables of groups that were asked for: what stands in the deck stays where it is, more is put behind it."""

    def __init__(self, groups: int) -> None:
        unknown, none = np.full(groups, -1, np.int32), np.empty(0, np.int32)
        self.deck = Deck(unknown, unknown.copy(), none, none, none, none, none, none)
        self.owners = np.empty((3, 0), np.int32)  # of each table the group, the batch and which of its hosts

    def missing(self, groups: Slots) -> Slots:
        """Which of these are not there yet, each once."""
        wanted = np.zeros(len(self.deck.firsts), bool)
        wanted[groups] = True
        return np.flatnonzero(wanted & (self.deck.firsts < 0)).astype(np.int32)

    def put(self, groups: Slots, owners: Slots, ranks: Slots, sizes: Slots, days: Slots) -> None:
        """All tables of these groups. `days`: of one table after the other three rows, day, waiting and begin."""
        deck, before = self.deck, len(self.deck.ranks)
        highs = (len(deck.days) + np.cumsum(sizes)).astype(np.int32)
        order = np.argsort(owners[0], kind="stable")
        firsts, lasts = deck.firsts.copy(), deck.lasts.copy()
        firsts[groups] = before + np.searchsorted(owners[0][order], groups)
        lasts[groups] = before + np.searchsorted(owners[0][order], groups, "right")
        tables = zip((deck.ranks, deck.lows, deck.highs), (ranks, highs - sizes, highs), strict=True)
        self.owners = np.concatenate((self.owners, owners[:, order]), axis=1)
        self.deck = Deck(
            firsts, lasts, *(np.concatenate((old, new[order])) for old, new in tables),
            *(np.concatenate((old, new)) for old, new in zip(deck[5:], days, strict=True)),
        )  # fmt: skip


class Tables:
    """The tables of all groups, in the order of `Groups.masks`."""

    def __init__(self, groups: Groups, over: Callable[[], None]) -> None:
        self.groups, self.over, masks = groups, over, groups.masks
        self.shelf = Shelf(len(masks))
        of_all = [np.searchsorted(masks, batch.masks) for batch in groups.batches]
        empty = np.empty(0, np.int64)
        self._group = np.concatenate([empty, *of_all])
        self._batch = np.repeat(np.arange(len(of_all)), [len(one) for one in of_all])
        self._at = np.concatenate([empty, *(np.arange(len(one)) for one in of_all)])
        self._lengths = groups.meetings.lengths(masks).astype(np.int32)

    def ask(self, groups: Slots) -> Deck:
        """The deck with the tables of these groups (indices) in it."""
        missing = self.shelf.missing(groups)
        for start in range(0, len(missing), _AT_ONCE):
            self.over()
            self._add(missing[start : start + _AT_ONCE])
        return self.shelf.deck

    def days(self, masks: Masks) -> Iterator[Slots]:
        """Of each of these groups the days on which it can come, with whomever; a day may stand there twice."""
        groups = np.searchsorted(self.groups.masks, masks)
        there = np.isin(masks, self.groups.masks)
        deck = self.ask(groups[there].astype(np.int32))
        for group, can in zip(groups.tolist(), there.tolist(), strict=True):
            tables = range(deck.firsts[group], deck.lasts[group]) if can else ()
            yield np.concatenate([_NONE[0], *(deck.days[deck.lows[table] : deck.highs[table]] for table in tables)])

    def step(self, table: int, at: int) -> Step:
        """What stands at `at` in the deck, in that table."""
        group, number, host = self.shelf.owners[:, table].tolist()
        batch, deck = self.groups.batches[number], self.shelf.deck
        mask, begin, waiting = int(self.groups.masks[group]), int(deck.begins[at]), int(deck.waits[at])
        return Step(mask, batch.place, batch.hosts[host][1], batch.variant, begin, waiting)

    def _add(self, groups: Slots) -> None:
        entries = np.flatnonzero(np.isin(self._group, groups))
        owners, ranks, sizes, days = [_NONE], [_NONE[0]], [_NONE[0]], [_NONE]
        for number in np.unique(self._batch[entries]).tolist():
            batch, here = self.groups.batches[number], entries[self._batch[entries] == number]
            at, mine = self._at[here], self._group[here].astype(np.int32)
            pool = batch.lows[at], batch.highs[at], batch.ends, batch.begins
            tables, found = by_day(pool, self.groups.stacked(batch), self._lengths[mine], self.groups.windows.timeline.stride)
            tables, found = self._without(batch, tables, found)
            which, hosts, size = tables
            owners.append(np.stack((mine[which], np.full_like(which, number), hosts)))
            ranks.append(np.array([rank for rank, _ in batch.hosts], np.int32)[hosts])
            sizes.append(size)
            days.append(found)
        self.shelf.put(
            groups, np.concatenate(owners, axis=1), np.concatenate(ranks), np.concatenate(sizes), np.concatenate(days, axis=1)
        )

    def _without(self, batch: Batch, rows: Slots, found: Slots) -> tuple[Slots, Slots]:
        """Tables and days but for those on which the host must not come."""
        if not self.groups.without:
            return rows, found
        table = np.repeat(np.arange(rows.shape[1]), rows[2])
        hosts, kept = rows[1][table], np.ones(found.shape[1], bool)
        for number, (_, host) in enumerate(batch.hosts):
            days = [day for day, other in self.groups.without if other == host]
            kept[(hosts == number) & np.isin(found[0], days)] = False
        rows[2] = np.bincount(table[kept], minlength=rows.shape[1])
        return rows, found[:, kept]
