"""A case as the search sees it: its free meetings numbered, their order as masks, and the days each may lie on.

A set of meetings is an int, one bit a meeting. Pinned meetings are settled and leave only days behind: the customer does
not come twice on theirs, and what comes after them waits for them.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property, lru_cache
from graphlib import TopologicalSorter

import numpy as np
from numpy.typing import NDArray

from solver.problem import Case, Meeting, Problem


@dataclass(frozen=True)
class FreeMeeting:
    """A meeting to be placed. `after`: (number of a free meeting, working days that must lie between; 0: none)."""

    meeting: Meeting
    length: int
    first: int
    last: int
    after: tuple[tuple[int, int], ...]


@lru_cache(maxsize=1 << 16)
def members(mask: int) -> tuple[int, ...]:
    """The numbers in a set, ascending."""
    return tuple(number for number in range(mask.bit_length()) if mask >> number & 1)


class Meetings:
    """The free meetings of a problem's only case, in an order in which each comes after those it comes after.

    `first` and `last` of a meeting are positions in the working days, both inclusive, widened by nothing and narrowed
    only by what must come *before* it: what comes after it may stay unplaced.
    """

    def __init__(self, problem: Problem) -> None:
        (self.case,) = problem.cases
        self.problem = problem
        self.pinned = {held.meeting: pin for pin in problem.pinned_here for held in pin.meetings}
        self.all = _numbered(problem, self.case, {id: problem.position_by_day[pin.day] for id, pin in self.pinned.items()})
        self.everything = (1 << len(self.all)) - 1
        self._lengths: dict[int, int] = {}
        self.blocked = {problem.position_by_day[pin.day] for pin in problem.pinned_here}

    @cached_property
    def direct(self) -> list[int]:
        """For each meeting those it directly comes after."""
        return [sum({1 << other for other, _ in one.after}) for one in self.all]

    @cached_property
    def before(self) -> list[int]:
        """For each meeting all that come before it, however many steps."""
        found: list[int] = []
        for mask in self.direct:
            for other in members(mask):
                mask |= found[other]
            found.append(mask)
        return found

    @cached_property
    def later(self) -> list[int]:
        """For each meeting all that come after it, however many steps."""
        return [
            sum(1 << other for other, mask in enumerate(self.before) if mask >> number & 1) for number in range(len(self.all))
        ]

    @cached_property
    def apart(self) -> list[int]:
        """For each meeting those that come before it and must lie on an earlier day."""
        found: list[int] = []
        for one in self.all:
            mask = 0
            for other, lag in one.after:
                mask |= found[other] | (self.before[other] | 1 << other if lag else 0)
            found.append(mask)
        return found

    def with_later(self, number: int) -> int:
        """The meeting and all that fall with it when it stays unplaced."""
        return self.later[number] | 1 << number

    def weight(self, mask: int) -> int:
        return sum(self.all[number].meeting.weight for number in members(mask))

    def length(self, mask: int) -> int:
        """The slots of these meetings together."""
        if mask not in self._lengths:
            self._lengths[mask] = sum(self.all[number].length for number in members(mask))
        return self._lengths[mask]

    def lengths(self, masks: NDArray[np.int64]) -> NDArray[np.int64]:
        """The same of each of many sets."""
        found = np.zeros_like(masks)
        for number, one in enumerate(self.all):
            found += (masks >> number & 1) * one.length
        return found


def _numbered(problem: Problem, case: Case, pinned: dict[str, int]) -> tuple[FreeMeeting, ...]:
    days = problem.working_days
    order = {meeting.id: [after.meeting for after in meeting.after] for meeting in case.meetings}
    found: list[FreeMeeting] = []
    number: dict[str, int] = {}
    for id in TopologicalSorter(order).static_order():
        if id in pinned:
            continue
        meeting = case.meeting_by_id[id]
        first, last = bisect_left(days, meeting.earliest_day), bisect_right(days, meeting.latest_day) - 1
        after: dict[int, int] = {}
        for one in meeting.after:
            if one.meeting in pinned:
                first = max(first, pinned[one.meeting] + one.working_days)
                continue
            other = number[one.meeting]
            meet = not set(found[other].meeting.places).isdisjoint(meeting.places)
            lag = max(one.working_days, 0 if meet else 1)  # at different places: not in one appointment, so not on one day
            after[other] = max(after.get(other, 0), lag)
            first = max(first, found[other].first + lag)
        number[id] = len(found)
        length = meeting.minutes // problem.grid_minutes
        found.append(FreeMeeting(meeting, length, first, last, tuple(after.items())))
    return tuple(found)
