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
from solver.fit.groups import Groups, Step, Table
from solver.fit.keeping import Kept
from solver.fit.meetings import members
from solver.fit.steps import Offer, done_at, next_steps


class Label(NamedTuple):
    """The beginning of a plan. `ready`: for each meeting the first day that the order still allows it.

    `kept`: how many of the promised appointments lie behind. `ranks`, `waiting` and `begins` are sums over its steps.
    """

    placed: int
    last: int
    ready: tuple[int, ...]
    kept: int
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


ANYHOW, LEFT_OUT = Limits(NEVER, NEVER), Limits(2 * NEVER, NEVER)  # all is placed however late; not even that
_NOTHING = Offer.of((), 0, 0)
_MOST_OFFERED = 1 << 22  # days on offer that are kept for the next label that has placed the same: some ten megabytes
_HEAVIEST = 256  # groups that a plan made in haste looks at


class Days:
    """The search over days for one set of groups."""

    def __init__(self, groups: Groups, bound: Bound, kept: Kept, over: Callable[[], None]) -> None:
        self.groups, self.meetings, self.bound, self.kept, self.over = groups, groups.meetings, bound, kept, over
        self.deputy_days = self.meetings.problem.policy.deputy_days
        self.masks = np.array(list(groups.ways), np.int64)
        self.needed = groups.needed(self.masks)
        self.asked = groups.asked
        self.ahead = Ahead(groups)
        problem = self.meetings.problem
        self.pinned_last = max((problem.position_by_day[pin.day] for pin in problem.pinned_here if pin.meetings), default=0)
        self.end = len(problem.working_days)  # no day
        self._waiting_for: dict[int, list[tuple[int, int]]] = {}
        self._choices: dict[tuple[int, int | None], list[int]] = {}
        self._offers: dict[tuple[int, int | None, int], Offer] = {}
        self._room = _MOST_OFFERED
        self._groups: dict[tuple[int, int], Offer] = {}
        self.lags = np.zeros((len(self.meetings.all),) * 2, np.int64)  # of the first after the second
        for number, one in enumerate(self.meetings.all):
            for other, lag in one.after:
                self.lags[number, other] = lag
        ready = tuple(min(one.first, self.end) for one in self.meetings.all)
        self.start = Label(placed=0, last=-1, ready=ready, kept=0, ranks=0, waiting=0, begins=0, steps=())

    def best(self, count: int, limits: Limits) -> Label | None:
        """The best of the plans of `count` appointments within the limits; None: there is none, a proof unless narrowed.

        Best is the least delay, or where waiting is looked at the least waiting and then the earliest begins.
        """
        found: Label | None = None
        frontier = [self.start]
        for left in range(count - 1, -1, -1):
            reached: dict[tuple[int, int], list[Label]] = {}
            for label in frontier:
                self.over()
                for more in self._next(label, self._after(label, left), limits):
                    if left == 0:
                        if self.kept.next(more.kept) is None and (
                            found is None or self._cost(more, limits) < self._cost(found, limits)
                        ):
                            found = more
                            limits = self._tighter(limits, found)
                        continue
                    _insert(reached.setdefault((more.placed, more.kept), []), more, limits.waiting is not None)
            frontier = [label for labels in reached.values() for label in labels]
            if limits.width is not None and len(frontier) > limits.width:
                frontier.sort(key=lambda label: (self._least_delay(label), -label.placed.bit_count(), label.begins))
                frontier = frontier[: limits.width]
        return found

    def possible(self, within: Limits = ANYHOW) -> bool:
        """Whether all that is asked can be placed at all within the limits, in however many appointments."""
        reached: dict[tuple[int, int], list[Label]] = {}
        stack = [self.start]
        while stack:
            self.over()
            label = stack.pop()
            if label.placed == self.asked and self.kept.next(label.kept) is None:
                return True
            following = list(self._next(label, self._after(label, None), within))
            following.sort(key=lambda one: (one.placed.bit_count(), -one.last))
            stack += [one for one in following if _insert(reached.setdefault((one.placed, one.kept), []), one, False)]
        return False

    def greedy(self, soon: bool) -> Label:
        """A plan at once, if not a good one: next what weighs most, on its earliest day; `soon`: the earliest day comes first.

        Something may be left out. Of a great many groups only the heaviest few are looked at, then meetings by themselves.
        """
        weights = np.zeros_like(self.masks)
        for number in members(self.asked):
            weights += (self.masks >> number & 1) * self.meetings.all[number].meeting.weight
        order = np.argsort(-weights, kind="stable")
        masks, needed, label = self.masks[order], self.needed[order], self.start
        while True:
            may = masks[(masks & np.int64(label.placed) == 0) & (needed & np.int64(~label.placed) == 0)]
            for some in (may[:_HEAVIEST], may[np.bitwise_count(may) == 1]):
                following = list(self._next(label, self._offer(some.tolist(), label.kept), LEFT_OUT))
                if following:
                    weight = self.meetings.weight
                    label = max(following, key=lambda one: (-one.last * soon, weight(one.placed), -one.last))
                    break
            else:
                return label

    def delay(self, label: Label) -> int:
        return max(label.last, self.pinned_last, 0) + self.deputy_days * label.ranks

    def least_delay(self) -> int:
        """No plan that places everything is done earlier."""
        return self._least_delay(self.start)

    def _cost(self, label: Label, limits: Limits) -> tuple[int, ...]:
        return (self.delay(label), 0) if limits.waiting is None else (label.waiting, label.begins)

    def _tighter(self, limits: Limits, found: Label) -> Limits:
        if limits.waiting is None:
            return Limits(self.delay(found), limits.rank, None, limits.width)
        return Limits(limits.delay, limits.rank, found.waiting, limits.width)

    def _next(self, label: Label, offer: Offer, limits: Limits) -> Iterator[Label]:
        """The label and one more of what is on offer, in every way that may still become a plan within the limits."""
        waiting = -1 if limits.waiting is None else limits.waiting
        steps = next_steps(
            offer.columns,
            (self.asked & ~label.placed, label.last, label.ranks, label.waiting),
            np.array(label.ready, np.int64),
            (limits.delay, limits.rank, waiting, self.deputy_days, self.pinned_last),
            self.ahead.done, self.ahead.lasts, self.lags,
        )  # fmt: skip
        for number, index in steps.T.tolist():
            yield self._with(label, offer.tables[number], index, offer.behind[number])

    def _with(self, label: Label, table: Table, index: int, kept: int) -> Label:
        day, group = int(table.days[index]), table.group
        ready = label.ready
        changed: list[int] | None = None
        for number, lag in self._held_up(group):
            if day + lag > ready[number]:
                changed = changed or list(ready)
                changed[number] = min(day + lag, self.end)
        return Label(
            label.placed | group,
            day,
            tuple(changed) if changed else ready,
            kept,
            label.ranks + table.rank,
            label.waiting + int(table.waits[index]),
            label.begins + int(table.begins[index]),
            (*label.steps, (table, index)),
        )

    def _held_up(self, group: int) -> list[tuple[int, int]]:
        """The meetings that wait for a member of the group more than to the next day, and how many days."""
        if group not in self._waiting_for:
            lags = self.lags[:, members(group)].max(axis=1).tolist()
            self._waiting_for[group] = [(number, lag) for number, lag in enumerate(lags) if lag > 1]
        return self._waiting_for[group]

    def _least_delay(self, label: Label) -> int:
        """However the plan goes on, it is not done earlier."""
        rest = done_at(self.asked & ~label.placed, label.last + 1, np.array(label.ready, np.int64), self.ahead.done)
        return max(label.last, self.pinned_last, rest) + self.deputy_days * label.ranks

    def _after(self, label: Label, left: int | None) -> Offer:
        """What may come next if `left` appointments are to follow it; None: any number."""
        key = label.placed, left, label.kept
        offer = self._offers.get(key)
        if offer is None:
            offer = self._offer(self.choices(label.placed, left), label.kept)
            self._room -= offer.size
            if self._room < 0:
                self._offers.clear()
                self._room = _MOST_OFFERED - offer.size
            self._offers[key] = offer
        return offer

    def _offer(self, groups: list[int], behind: int) -> Offer:
        return Offer.joined([_NOTHING, *(self._by_itself(group, behind) for group in groups)])

    def _by_itself(self, group: int, behind: int) -> Offer:
        """The tables of a group: before the next promise, or so that they keep it."""
        key = group, behind
        if key not in self._groups:
            promised, tables = self.kept.next(behind), self.groups.tables(group)
            if promised is None:
                self._groups[key] = Offer.of(tables, self.end, behind)
            else:
                kept = Offer.of(self.kept.tables(promised, group), promised.day, behind + 1)
                self._groups[key] = Offer.joined([Offer.of(tables, promised.day - 1, behind), kept])
        return self._groups[key]

    def choices(self, placed: int, left: int | None) -> list[int]:
        """The groups that may come next if `left` appointments are to follow them; None: any number."""
        key = placed, left
        if key not in self._choices:
            if left == 0:
                rest = self.asked & ~placed
                found = [rest] if rest in self.groups.ways else []
            else:
                gone = np.int64(~placed)
                possible = self.masks[((self.masks & np.int64(placed)) == 0) & ((self.needed & gone) == 0)]
                found = possible.tolist() if left is None else self.bound.all_within(placed, possible, left)
            self._choices[key] = found
        return self._choices[key]


def _insert(labels: list[Label], new: Label, waiting: bool) -> bool:
    """Keep a label unless one of the others is at least as good in everything; drop those that it is as good as."""
    for label in labels:
        if _as_good(label, new, waiting):
            return False
    labels[:] = [label for label in labels if not _as_good(new, label, waiting)]
    labels.append(new)
    return True


def _as_good(one: Label, two: Label, waiting: bool) -> bool:
    if one.last > two.last or one.ranks > two.ranks:
        return False
    if waiting and (one.waiting > two.waiting or one.begins > two.begins):
        return False
    if one.ready == two.ready:
        return True
    unplaced = ~one.placed
    return all(
        mine <= other or not unplaced >> number & 1 or mine <= one.last + 1
        for number, (mine, other) in enumerate(zip(one.ready, two.ready, strict=True))
    )
