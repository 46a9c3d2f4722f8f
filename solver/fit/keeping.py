"""Appointments the customer has been told, kept as they are: same place, same start, same end (goal 2)."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import groupby

import numpy as np

from solver.fit import seating
from solver.fit.groups import Groups, Table
from solver.fit.meetings import Meetings
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
    """The promises that are kept, each with the groups that can keep it."""

    def __init__(self, groups: Groups, kept: tuple[Promise, ...], over: Callable[[], None]) -> None:
        self.groups, self.kept, self.over = groups, kept, over
        self._tables: dict[tuple[Promise, int], list[Table]] = {}

    def next(self, behind: int) -> Promise | None:
        """The promise that comes next when so many lie behind."""
        return self.kept[behind] if behind < len(self.kept) else None

    def tables(self, promise: Promise, group: int) -> list[Table]:
        """The group held just as promised, by each host who could."""
        key = promise, group
        if key not in self._tables:
            self.over()
            found = []
            for table in self.groups.tables(group) if self._may(promise, group) else ():
                if table.place == promise.place and self._can(table, promise):
                    waiting = promise.end - promise.begin - self.groups.meetings.length(group)
                    found.append(
                        Table(group, table.place, table.host, table.rank, table.variant,
                              *(np.array([one], np.int32) for one in (promise.day, waiting, promise.begin)))
                    )  # fmt: skip
            self._tables[key] = found
        return self._tables[key]

    def _may(self, promise: Promise, group: int) -> bool:
        timeline, policy = self.groups.windows.timeline, self.groups.meetings.problem.policy
        length = promise.end - promise.begin
        return self.groups.meetings.length(group) <= length <= timeline.length(policy.max_appointment_minutes)

    def _can(self, table: Table, promise: Promise) -> bool:
        if promise.day not in table.days:
            return False
        low = self.groups.low(table.place, table.host)
        return promise.begin >= low[promise.end] and seating.seat(self.groups, table, promise.begin, promise.end) is not None
