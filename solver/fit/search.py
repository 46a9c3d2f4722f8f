"""Appointment after appointment, day by day: the best way to place all that is asked in a given number of appointments.

A label is the beginning of a plan: what is placed and how. Two labels that have placed the same are compared, and one
that is nowhere better is dropped; labels that have placed different meetings are never compared, for what is left out
in the middle of an appointment can break the waiting limit.

A group is held on the earliest day it can: no later day is better for anything but a lesser host, or less waiting. So
goals 3 and 4 are searched first, each group on its earliest day by each host; waiting, and which of equal plans starts
earliest, afterwards among the plans that are as good.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from solver.fit.ahead import NEVER, Ahead
from solver.fit.bound import Bound
from solver.fit.groups import Groups, Step, Table
from solver.fit.keeping import Kept
from solver.fit.meetings import members


@dataclass(frozen=True, slots=True)
class Label:
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
        self._waiting_for: dict[int, list[int]] = {}
        self._choices: dict[tuple[int, int | None], list[int]] = {}
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
                for more in self._next(label, self.choices(label.placed, left), limits):
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
            following = list(self._next(label, self.choices(label.placed, None), within))
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
                following = list(self._next(label, some.tolist(), LEFT_OUT))
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

    def _next(self, label: Label, groups: Iterable[int], limits: Limits) -> Iterator[Label]:
        """The label and one more of the groups, in every way that may still become a plan within the limits."""
        promised, behind, ready = self.kept.next(label.kept), label.kept, label.ready
        for group in groups:
            soonest = label.last + 1
            for number in members(group):
                if ready[number] > soonest:
                    soonest = ready[number]
            for table in self.groups.tables(group):
                if table.rank <= limits.rank:
                    latest = self.ahead.last(group, limits.delay - self.deputy_days * (label.ranks + table.rank))
                    if promised is not None:
                        latest = min(latest, promised.day - 1)
                    if soonest <= latest:
                        yield from self._on_days(label, table, soonest, latest, limits, behind)
            if promised is not None and soonest <= promised.day:
                for table in self.kept.tables(promised, group):
                    latest = self.ahead.last(group, limits.delay - self.deputy_days * (label.ranks + table.rank))
                    if table.rank <= limits.rank and promised.day <= latest:
                        yield from self._on_days(label, table, promised.day, promised.day, limits, behind + 1)

    def _on_days(self, label: Label, table: Table, soonest: int, latest: int, limits: Limits, kept: int) -> Iterator[Label]:
        """The group on its earliest day; where waiting counts, on later days too as long as they mean less of it."""
        days, waits = table.days, table.waits
        index = bisect_left(days, soonest)
        most = limits.waiting
        while index < len(days) and days[index] <= latest:
            waiting = label.waiting + waits[index]
            if most is None or waiting <= most:
                more = self._with(label, table, index, kept)
                if self._least_delay(more) < limits.delay:
                    yield more
                if most is None or waits[index] == 0:
                    return
                most = waiting - 1
            index += 1

    def _with(self, label: Label, table: Table, index: int, kept: int) -> Label:
        day, group = table.days[index], table.group
        ready = label.ready
        changed: list[int] | None = None
        for number in self._held_up(group):
            for other, lag in self.meetings.all[number].after:
                if lag > 1 and group >> other & 1 and day + lag > (changed or ready)[number]:
                    changed = changed or list(ready)
                    changed[number] = min(day + lag, self.end)
        return Label(
            label.placed | group,
            day,
            tuple(changed) if changed else ready,
            kept,
            label.ranks + table.rank,
            label.waiting + table.waits[index],
            label.begins + table.begins[index],
            (*label.steps, (table, index)),
        )

    def _held_up(self, group: int) -> list[int]:
        """The meetings that wait for a member of the group."""
        found = self._waiting_for.get(group)
        if found is None:
            found = [number for number, direct in enumerate(self.meetings.direct) if direct & group]
            self._waiting_for[group] = found
        return found

    def _least_delay(self, label: Label) -> int:
        """However the plan goes on, it is not done earlier."""
        most, soonest, ready = max(label.last, self.pinned_last, 0), label.last + 1, label.ready
        for number in members(self.asked & ~label.placed):
            done = self.ahead.done[number][max(soonest, ready[number])]
            if done > most:
                most = done
        return most + self.deputy_days * label.ranks

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
    if one.ready is two.ready:
        return True
    unplaced = ~one.placed
    return all(
        mine <= other or not unplaced >> number & 1 or mine <= one.last + 1
        for number, (mine, other) in enumerate(zip(one.ready, two.ready, strict=True))
    )
