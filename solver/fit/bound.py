"""How few appointments a case needs at least, as if every group could be held on any day.

What is relaxed: the days. What stays: the groups, the order, and that what is a working day apart is not in one
appointment. In this looser world nothing is lost by placing less: if a set of meetings can be the rest of a plan in so
many appointments, so can every part of it. So it is enough to know the *largest* such rests: for one more appointment
each largest group is put before each of them. Any plan's appointments, read from the end, are such a sequence: fewer
than `fewest` do not exist.
"""

from collections.abc import Callable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from solver.fit.groups import Groups
from solver.fit.meetings import members
from solver.fit.slots import Masks

_MOST_PAIRS = 400_000  # of groups and rests looked at for one more appointment; beyond, minutes alone must do
_PIECE = 1024


class Bound:
    """`within(placed, count)`: could the rest be done in `count` more appointments?"""

    def __init__(self, groups: Groups, over: Callable[[], None]) -> None:
        self.groups, self.meetings, self.over, self.asked = groups, groups.meetings, over, groups.asked
        timeline = groups.windows.timeline
        self.longest = max(timeline.length(self.meetings.problem.policy.max_appointment_minutes), 1)
        self._tied: dict[str, int] = {}  # place -> the meetings that can be held nowhere else
        for number in members(self.asked):
            place, *others = dict.fromkeys(self.meetings.all[number].meeting.places)
            if not others:
                self._tied[place] = self._tied.get(place, 0) | 1 << number
        self._rests: list[Masks | None] = [np.zeros(1, np.int64)]  # by count: the largest rests; None: not worked out

    @cached_property
    def largest(self) -> Masks:
        """The groups that no meeting more can join."""
        groups = self.groups.masks
        largest = np.ones(len(groups), bool)
        for number in members(self.asked):
            self.over()
            bigger = groups | np.int64(1 << number)
            found = np.minimum(np.searchsorted(groups, bigger), len(groups) - 1)
            largest &= (bigger == groups) | (groups[found] != bigger)
        return groups[largest]

    def fewest(self, most: int) -> int:
        """The least count that could do for everything asked; `most` + 1 when more than `most` are needed."""
        count = int(self.by_minutes(np.array([self.asked]))[0])
        while count <= most and not self.within(0, count):
            count += 1
        return count

    def within(self, placed: int, count: int) -> bool:
        rest = self.asked & ~placed
        rests = self.rests(count)
        if rests is None:
            return bool(self.by_minutes(np.array([rest]))[0] <= count)
        return bool((rest & ~rests == 0).any())

    def rests(self, count: int) -> Masks | None:
        """The largest sets that can be the rest of a plan in `count` appointments."""
        while len(self._rests) <= count:
            self.over()
            before = self._rests[-1]
            self._rests.append(
                None if before is None or len(before) * len(self.largest) > _MOST_PAIRS else self._one_more(before)
            )
        return self._rests[count]

    def by_minutes(self, rests: Masks) -> Masks:
        """Of each set: appointments at different places are different, and none is longer than the longest."""
        minutes = {mask: self.meetings.lengths(rests & mask) for mask in (self.asked, *self._tied.values())}
        by_place = sum((-(-minutes[tied] // self.longest) for tied in self._tied.values()), np.zeros_like(rests))
        return np.maximum(by_place, -(-minutes[self.asked] // self.longest))

    def _one_more(self, rests: Masks) -> Masks:
        """One of the largest groups, then one of these rests: what of both can stand so.

        A meeting falls out where something that comes after it is missing, or stands in the group while it does not.
        """
        groups = np.repeat(self.largest, len(rests))
        later_ones = np.tile(rests, len(self.largest))
        whole = groups | later_ones
        first_only = groups & ~later_ones
        for number in reversed(members(self.asked)):
            bit = np.int64(1 << number)
            after = np.int64(self.meetings.later[number] & self.asked)
            if after:
                in_group = (groups & bit) != 0
                wrong = ((after & ~whole) != 0) | (~in_group & ((after & first_only) != 0))
                whole = np.where(wrong, whole & ~bit, whole)
        return _largest(np.unique(whole), self.over)


def _part_of(some: Masks, others: Masks, over: Callable[[], None]) -> NDArray[np.bool_]:
    """Which of some sets are part of one of the others, looked at piece by piece: all pairs at once can be gigabytes."""
    found = np.zeros(len(some), bool)
    for low in range(0, len(some), _PIECE):
        for start in range(0, len(others), _PIECE):
            over()
            pairs = some[low : low + _PIECE, None] & ~others[None, start : start + _PIECE] == 0
            found[low : low + _PIECE] |= pairs.any(axis=1)
    return found


def _largest(masks: Masks, over: Callable[[], None]) -> Masks:
    """Those that are part of no other; all are different."""
    masks = masks[np.argsort(-np.bitwise_count(masks), kind="stable")]
    kept = np.empty(0, np.int64)
    for start in range(0, len(masks), 256):
        some = masks[start : start + 256]
        some = some[~_part_of(some, kept, over)]
        inside = some[:, None] & ~some[None, :] == 0
        np.fill_diagonal(inside, False)
        kept = np.concatenate((kept, some[~inside.any(axis=1)]))
    return kept
