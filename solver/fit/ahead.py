"""Looking ahead: when the rest of a plan can be done at the earliest, meeting by meeting.

Each meeting may only lie on a day on which it could be held by itself, and what comes after it its lag later, again on
such a day. A plan may be done later than that, for its appointments get in each other's way, but never earlier.
"""

from bisect import bisect_left

from solver.fit.groups import Groups
from solver.fit.meetings import members

NEVER = 1 << 60  # later than any day, and dearer than any deputies


class Ahead:
    """`done[meeting][day]`: from that day on (a position), the earliest end of the meeting and all that comes after it."""

    def __init__(self, groups: Groups) -> None:
        size = len(groups.meetings.problem.working_days)
        self.done: dict[int, list[int]] = {}
        self._days: dict[int, list[int]] = {}  # the days a meeting could be held by itself
        self._ends: dict[int, list[int]] = {}  # held on that day, the earliest end of what comes after it; ascending
        self._last: dict[tuple[int, int], int] = {}
        following: dict[int, list[tuple[int, int]]] = {number: [] for number in members(groups.asked)}
        for number in following:
            for other, lag in groups.meetings.all[number].after:
                following[other].append((number, lag))
        for number in reversed(members(groups.asked)):
            first, last = groups.days[number]
            days = sorted({day for table in groups.tables(1 << number) for day in table.days if first <= day <= last})
            ends = [max([day, *(self.done[other][min(day + lag, size)] for other, lag in following[number])]) for day in days]
            done, index = [NEVER] * (size + 1), len(days)
            for day in reversed(range(size)):
                if index and days[index - 1] >= day:
                    index -= 1
                done[day] = ends[index] if index < len(days) else NEVER
            self.done[number], self._days[number], self._ends[number] = done, days, ends

    def last(self, group: int, before: int) -> int:
        """The last day on which all of the group could be held and what comes after it be done before `before`; -1: none."""
        key = group, before
        if key not in self._last:
            found = NEVER
            for number in members(group):
                index = bisect_left(self._ends[number], before)
                found = min(found, self._days[number][index - 1] if index else -1)
            self._last[key] = found
        return self._last[key]
