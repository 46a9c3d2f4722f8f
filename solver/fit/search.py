"""Appointment after appointment, day by day: the best way to place all that is asked in a given number of appointments.

A label is the beginning of a plan: what is placed and how. Two labels that have placed the same are compared, and one
that is nowhere better is dropped; labels that have placed different meetings are never compared, for what is left out
in the middle of an appointment can break the waiting limit.

A group is held on the earliest day it can: no later day is better for anything but a lesser host, or less waiting. So
goals 3 and 4 are searched first, each group on its earliest day by each host; waiting, and which of equal plans starts
earliest, afterwards among the plans that are as good.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from solver.fit.ahead import NEVER, Ahead
from solver.fit.bound import Bound
from solver.fit.groups import Groups, Step
from solver.fit.keeping import Kept, Promised
from solver.fit.meetings import members
from solver.fit.slots import Masks, Slots
from solver.fit.steps import (
    AT,
    BEGINS,
    COLUMNS,
    KEPT,
    LAST,
    PARENT,
    PLACED,
    RANKS,
    TABLE,
    WAITING,
    Course,
    Limit,
    Rows,
    expanded,
    following,
    least_delays,
    undominated,
)
from solver.fit.tables import Tables


class Label(NamedTuple):
    """The end of a search: what is placed, the last day, and ranks, waiting and begins of the steps added up."""

    placed: int
    last: int
    ranks: int
    waiting: int
    begins: int
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Limits:
    """What a plan may cost: fewer than `delay` (days and deputies together), at most `waiting` slots, hosts up to `rank`.

    `waiting` None: waiting is not looked at, and each group is tried on its earliest day only. `width`: how many labels
    are kept at each step; None: all, and then an empty answer is a proof.
    """

    delay: int
    rank: int
    waiting: int | None = None
    width: int | None = None


class Labels(NamedTuple):
    """Labels as `steps` has them: their rows, and for each its meetings' first days."""

    rows: Rows
    ready: Rows

    def of(self, some: Rows) -> "Labels":
        return Labels(self.rows[some], self.ready[some])


ANYHOW, LEFT_OUT = Limits(NEVER, NEVER), Limits(2 * NEVER, NEVER)  # all is placed however late; not even that
_LABELS_AT_ONCE, _MOST_LOOKS = 256, 1 << 26  # labels, and comparisons of sets, between two looks at the clock
_MOST_NEW = 1 << 14  # labels, before those that are not needed are dropped
_NO_LABELS = np.empty(0, np.int64)
_TRIED_AT_ONCE = 32  # labels, where any plan will do
_HEAVIEST = 256  # groups that a plan made in haste looks at


class Days:
    """The search over days for one set of groups."""

    def __init__(self, groups: Groups, bound: Bound, kept: Kept, over: Callable[[], None]) -> None:
        self.meetings, self.bound, self.kept, self.over = groups.meetings, bound, kept, over
        self.asked, self.masks, self.needed = groups.asked, groups.masks, groups.needed()
        self.tables = Tables(groups, over)
        self.ahead = Ahead(groups, self.tables)
        problem, every = self.meetings.problem, self.meetings.all
        self.deputy_days = problem.policy.deputy_days
        self.pinned_last = max((problem.position_by_day[pin.day] for pin in problem.pinned_here if pin.meetings), default=0)
        self.end = len(problem.working_days)  # no day
        lags = np.zeros((len(every),) * 2, np.int64)  # of the first after the second
        for number, one in enumerate(every):
            for other, lag in one.after:
                lags[number, other] = lag
        self.course = Course(self.asked, self.ahead.done, self.ahead.lasts, lags, self.pinned_last, self.deputy_days)
        rows = np.zeros((1, COLUMNS), np.int64)
        rows[0, LAST] = -1
        self.start = Labels(rows, np.array([[min(one.first, self.end) for one in every]], np.int64))

    def best(self, count: int, limits: Limits) -> Label | None:
        """The best of the plans of `count` appointments within the limits; None: there is none, a proof unless narrowed.

        Best is the least delay, or where waiting is looked at the least waiting and then the earliest begins.
        """
        levels = [self.start]
        for left in range(count - 1, -1, -1):
            labels = self._narrowed(self._next(levels[-1], left, limits), limits.width)
            if not len(labels.rows):
                return None
            levels.append(labels)
        return self._label(levels)

    def possible(self, within: Limits = ANYHOW) -> bool:
        """Whether all that is asked can be placed at all within the limits, in however many appointments."""
        seen = waiting = self.start
        if not self.asked:
            return self.kept.next(0) is None
        while len(waiting.rows):
            order = np.lexsort(np.stack((-waiting.rows[:, LAST], np.bitwise_count(waiting.rows[:, PLACED]))))
            some, waiting = waiting.of(order[-_TRIED_AT_ONCE:]), waiting.of(order[:-_TRIED_AT_ONCE])
            more = self._next(some, None, within)
            whole = more.rows[:, PLACED] == self.asked
            if any(self.kept.next(kept) is None for kept in more.rows[whole, KEPT].tolist()):
                return True
            known = len(seen.rows)
            both = _joined([seen, more])
            needed = np.sort(_needed(both, waits=False))
            seen, waiting = both.of(needed), _joined([waiting, both.of(needed[needed >= known])])
        return False

    def greedy(self, soon: bool) -> Label:
        """A plan at once, if not a good one: next what weighs most, on its earliest day; `soon`: the earliest day comes first.

        Something may be left out. Of a great many groups only the heaviest few are looked at, then meetings by themselves.
        """
        weights = np.zeros_like(self.masks)
        for number in members(self.asked):
            weights += (self.masks >> number & 1) * self.meetings.all[number].meeting.weight
        order = np.argsort(-weights, kind="stable").astype(np.int32)
        levels = [self.start]
        while True:
            placed = np.int64(levels[-1].rows[0, PLACED])
            may = order[(self.masks[order] & placed == 0) & (self.needed[order] & ~placed == 0)]
            for some in (may[:_HEAVIEST], may[np.bitwise_count(self.masks[may]) == 1]):
                limit, only = _limit(LEFT_OUT, False)._replace(until=self.end), np.zeros(1, np.int64)
                groups, deck = (np.array([0, len(some)], np.int32), some, self.masks), self.tables.ask(some)
                more = Labels(*expanded(*levels[-1], only, groups, deck, self.course, limit))
                if len(more.rows):
                    weight, last = [self.meetings.weight(mask) for mask in more.rows[:, PLACED].tolist()], -more.rows[:, LAST]
                    levels.append(more.of(np.lexsort(np.stack((last, weight, last * soon)))[-1:]))
                    break
            else:
                return self._label(levels)

    def delay(self, label: Label) -> int:
        return self._delay(label.last, label.ranks)

    def _delay(self, last: int, ranks: int) -> int:
        return max(last, self.pinned_last, 0) + self.deputy_days * ranks

    def least_delay(self) -> int:
        """No plan that places everything is done earlier."""
        return int(least_delays(*self.start, self.course)[0])

    def following(self, placed: Masks, left: int | None) -> tuple[Slots, Slots]:
        """The groups (indices) that may come after each of these sets if `left` appointments are to follow them; None: any
        number. Those of set `n` lie from `bounds[n]` to `bounds[n + 1]`.
        """
        anything = np.array([self.asked])
        rests = anything if left is None else self.bound.rests(left)
        bounds, found = following(placed, self.masks, self.needed, self.asked, anything if rests is None else rests)
        if left is None or rests is not None:
            return bounds, found
        rest = self.asked & ~np.repeat(placed, np.diff(bounds)) & ~self.masks[found]
        few = self.bound.by_minutes(rest) <= left
        return np.append(0, np.cumsum(few))[bounds].astype(np.int32), found[few]

    def _next(self, labels: Labels, left: int | None, limits: Limits) -> Labels:
        """The labels and one more appointment, in every way that may still become a plan within the limits.

        `left`: so many appointments are to follow, None: any number. Where none is, only the best label.
        """
        found = [labels.of(_NO_LABELS)]
        limit = _limit(limits, left == 0)
        for some in self._pieces(labels, left):
            self.over()
            placed, sets = np.unique(labels.rows[some, PLACED], return_inverse=True)
            bounds, candidates = self.following(placed, left)
            for tables, until, keeps in self._decks(int(labels.rows[some[0], KEPT]), left):
                deck, limit = tables.ask(candidates), limit._replace(until=until, keeps=keeps)
                more = Labels(*expanded(*labels.of(some), sets, (bounds, candidates, self.masks), deck, self.course, limit))
                more.rows[:, PARENT] = some[more.rows[:, PARENT]]
                if left != 0:
                    found.append(more)
                elif len(more.rows):
                    found, limit = [more], self._tighter(limit, more.rows[0])
            if sum(len(more.rows) for more in found) > _MOST_NEW:
                found = [self._only_needed(found, limits)]
        return self._only_needed(found, limits)

    @staticmethod
    def _only_needed(some: list[Labels], limits: Limits) -> Labels:
        labels = _joined(some)
        return labels.of(_needed(labels, limits.waiting is not None))

    def _pieces(self, labels: Labels, left: int | None) -> Iterator[Rows]:
        """The labels (indices) a few at a time: such as have kept as much together, and of these such as have placed the same."""
        rests = None if left is None else self.bound.rests(left)
        looks = (len(self.masks) + 1) * (1 if rests is None else len(rests))
        at_once = min(max(_MOST_LOOKS // looks, 1), _LABELS_AT_ONCE)
        order = np.lexsort((labels.rows[:, PLACED], labels.rows[:, KEPT]))
        for alike in np.split(order, np.flatnonzero(np.diff(labels.rows[order, KEPT])) + 1):
            yield from (alike[start : start + at_once] for start in range(0, len(alike), at_once))

    def _decks(self, behind: int, left: int | None) -> Iterator[tuple[Tables | Promised, int, int]]:
        """What can come next when so many promises lie behind, until which day, and how many more are kept by it."""
        promise = self.kept.next(behind)
        if promise is None:
            yield self.tables, self.end, 0
            return
        if left != 0:
            yield self.tables, promise.day - 1, 0
        if left != 0 or self.kept.next(behind + 1) is None:
            yield self.kept.tables(promise, self.tables), promise.day, 1

    def _tighter(self, limit: Limit, row: Masks) -> Limit:
        """What is to be better than that label."""
        if limit.waiting < 0:
            return limit._replace(delay=self._delay(int(row[LAST]), int(row[RANKS])))
        return limit._replace(waiting=int(row[WAITING]), begins=int(row[BEGINS]))

    def _narrowed(self, labels: Labels, width: int | None) -> Labels:
        """No more labels than that: those which may be done soonest."""
        if width is None or len(labels.rows) <= width:
            return labels
        rows, ready = labels
        order = np.lexsort((rows[:, BEGINS], -np.bitwise_count(rows[:, PLACED]), least_delays(rows, ready, self.course)))
        return labels.of(order[:width])

    def _label(self, levels: list[Labels]) -> Label:
        """The first label of the last level, with all its steps."""
        placed, last, _, ranks, waiting, begins, *_ = levels[-1].rows[0].tolist()
        steps, index = list[Step](), 0
        for labels, before in zip(levels[:0:-1], levels[-2::-1], strict=True):
            row = labels.rows[index]
            index = int(row[PARENT])
            behind = int(before.rows[index, KEPT])
            promise = self.kept.next(behind) if row[KEPT] > behind else None
            tables = self.tables if promise is None else self.kept.tables(promise, self.tables)
            steps.append(tables.step(int(row[TABLE]), int(row[AT])))
        return Label(placed, last, ranks, waiting, begins, tuple(reversed(steps)))


def _limit(limits: Limits, final: bool) -> Limit:
    waiting = -1 if limits.waiting is None else limits.waiting
    return Limit(limits.delay, limits.rank, waiting, NEVER, until=0, keeps=0, final=final)


def _joined(some: list[Labels]) -> Labels:
    return Labels(*(np.concatenate(column) for column in zip(*some, strict=True)))


def _needed(labels: Labels, waits: bool) -> Rows:
    """Which of these labels to keep: of each two that are alike the better one, of equals the first. `waits`: waiting counts."""
    order = np.lexsort(labels.rows.T[[BEGINS, WAITING, RANKS, LAST, KEPT, PLACED]])
    return undominated(*labels, order, waits)
