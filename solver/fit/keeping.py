"""Appointments the customer has been told, kept as they are: same place, same start, same end (goal 2)."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import groupby

import numpy as np

from solver.fit import seating
from solver.fit.groups import Step
from solver.fit.meetings import Meetings
from solver.fit.slots import Slots
from solver.fit.tables import Deck, Shelf, Tables
from solver.fit.windows import Windows
from solver.problem import Problem


@dataclass(frozen=True)
class Promise:
    """A told appointment, in slots, on its day (a position); `worth`: how often it stands in `previous`."""

    day: int
    place: str
    begin: int
    end: int
    worth: int


def promises(meetings: Meetings, windows: Windows) -> list[Promise]:
    """What was told and could still be kept by a new appointment: neither kept by a pinned one nor on a day that is gone."""
    timeline = windows.timeline
    found: list[Promise] = []
    for (place, start, end), worth in sorted(_not_standing(meetings.problem).items()):
        begin = timeline.slot(start)
        if begin is not None and begin // timeline.stride not in meetings.blocked:
            found.append(Promise(begin // timeline.stride, place, begin, begin + timeline.length(end - start), worth))
    return sorted(found, key=lambda one: (one.day, one.begin, one.place))


def lost(problem: Problem, told: list[Promise]) -> int:
    """How many of the told appointments no plan can keep; `told` are the promises of the problem."""
    return _not_standing(problem).total() - sum(one.worth for one in told)


def _not_standing(problem: Problem) -> Counter[tuple[str, int, int]]:
    """What was told and is not kept by a pinned appointment already: place, start and end, and how often."""
    standing = {(pin.place, pin.start, pin.end) for pin in problem.pinned_here}
    return Counter(where for one in problem.previous if (where := (one.place, one.start, one.end)) not in standing)


def choices(told: list[Promise], over: Callable[[], None]) -> Iterator[tuple[int, list[tuple[Promise, ...]]]]:
    """What is broken, least first, and which promises are kept then; of two on one day one at most.

    Day by day one promise is kept or none: an index into what there is to choose, the dearest to break first. From the
    best choice of all days on, a single index at a time is moved, never before the last one moved: each choice comes up once.
    """
    days: list[list[tuple[int, tuple[Promise, ...]]]] = []
    for _, some in groupby(told, lambda one: one.day):
        same_day = sorted(some, key=lambda one: -one.worth)
        worth = sum(one.worth for one in same_day)
        days.append([*((worth - one.worth, (one,)) for one in same_day), (worth, ())])
    heap = [(sum(day[0][0] for day in days), (0,) * len(days), 0)]
    broken, sets = heap[0][0], list[tuple[Promise, ...]]()
    while heap:
        over()
        cost, chosen, moved = heappop(heap)
        if cost > broken:
            yield broken, sets
            broken, sets = cost, []
        sets.append(tuple(promise for day, index in zip(days, chosen, strict=True) for promise in day[index][1]))
        for number in range(moved, len(days)):
            index = chosen[number] + 1
            if index < len(days[number]):
                more = days[number][index][0] - days[number][index - 1][0]
                heappush(heap, (cost + more, (*chosen[:number], index, *chosen[number + 1 :]), number))
    yield broken, sets


class Kept:
    """The promises that are kept, one after the other."""

    def __init__(self, kept: tuple[Promise, ...]) -> None:
        self.kept = kept
        self._tables: dict[Promise, Promised] = {}

    def next(self, behind: int) -> Promise | None:
        """The promise that comes next when so many lie behind."""
        return self.kept[behind] if behind < len(self.kept) else None

    def tables(self, promise: Promise, tables: Tables) -> "Promised":
        if promise not in self._tables:
            self._tables[promise] = Promised(promise, tables)
        return self._tables[promise]


class Promised:
    """Groups held just as promised, by each host who could: tables of that one day."""

    def __init__(self, promise: Promise, tables: Tables) -> None:
        self.promise, self.tables, self.groups = promise, tables, tables.groups
        self.shelf = Shelf(len(tables.groups.masks))

    def ask(self, groups: Slots) -> Deck:
        """As `Tables.ask`."""
        missing = self.shelf.missing(groups)
        self.tables.ask(missing)
        found = [table for group in missing.tolist() for table in self._held(group)]
        promise, rows = self.promise, np.array(found, np.int32).reshape(-1, 5)
        waits, ones = rows[:, 4], np.ones(len(rows), np.int32)
        days = np.stack((promise.day * ones, waits, promise.begin * ones))
        self.shelf.put(missing, rows[:, :3].T, rows[:, 3], ones, days)
        return self.shelf.deck

    def step(self, table: int, _at: int) -> Step:
        """As `Tables.step`."""
        return self._step(*self.shelf.owners[:, table].tolist())

    def _held(self, group: int) -> Iterator[tuple[int, int, int, int, int]]:
        """Tables of the group that can be held so: group, batch and host, rank and waiting."""
        self.tables.over()
        promise, deck, policy = self.promise, self.tables.shelf.deck, self.groups.meetings.problem.policy
        promised, length = promise.end - promise.begin, self.groups.meetings.length(int(self.groups.masks[group]))
        if not length <= promised <= self.groups.windows.timeline.length(policy.max_appointment_minutes):
            return
        for table in range(deck.firsts[group], deck.lasts[group]):
            owner = self.tables.shelf.owners[:, table].tolist()
            if promise.day in deck.days[deck.lows[table] : deck.highs[table]] and self._can(self._step(*owner)):
                yield *owner, int(deck.ranks[table]), promised - length

    def _can(self, step: Step) -> bool:
        promise = self.promise
        if step.place != promise.place:
            return False
        low = self.groups.low(step.place, step.host)
        return promise.begin >= low[promise.end] and seating.seat(self.groups, step) is not None

    def _step(self, group: int, batch: int, host: int) -> Step:
        some, mask = self.groups.batches[batch], int(self.groups.masks[group])
        waiting = self.promise.end - self.promise.begin - self.groups.meetings.length(mask)
        return Step(mask, some.place, some.hosts[host][1], some.variant, self.promise.begin, waiting)
