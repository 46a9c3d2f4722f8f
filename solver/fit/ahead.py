"""Looking ahead: when the rest of a plan can be done at the earliest, meeting by meeting.

Each meeting may only lie on a day on which it could be held by itself, and what comes after it its lag later, again on
such a day. A plan may be done later than that, for its appointments get in each other's way, but never earlier.
"""

import numpy as np
from numpy.typing import NDArray

from solver.fit.groups import Groups
from solver.fit.meetings import members
from solver.fit.tables import Tables

NEVER = 1 << 60  # later than any day, and dearer than any deputies
Days = NDArray[np.int64]


class Ahead:
    """What is known of each meeting by itself, all days as positions.

    `done[meeting, day]`: from that day on, the earliest end of the meeting and all that comes after it. `lasts[meeting, day]`:
    the last day on which it can be held and all that be done before that day, -1: none; in the last column: whenever that is.
    """

    def __init__(self, groups: Groups, tables: Tables) -> None:
        meetings, size = groups.meetings, len(groups.meetings.problem.working_days)
        every_day = np.arange(size + 1)
        self.done: Days = np.full((len(meetings.all), size + 1), NEVER)
        self.lasts: Days = np.full((len(meetings.all), size + 2), -1)
        following: dict[int, list[tuple[int, int]]] = {number: [] for number in members(groups.asked)}
        for number in following:
            for other, lag in meetings.all[number].after:
                following[other].append((number, lag))
        numbers = members(groups.asked)[::-1]
        for number, can in zip(numbers, tables.days(np.array([1 << number for number in numbers], np.int64)), strict=True):
            first, last = groups.days[number]
            held = np.zeros(size, bool)  # on these days it could be held by itself
            held[can] = True
            held[: max(first, 0)] = held[max(last + 1, 0) :] = False
            days = np.flatnonzero(held)
            ends = days  # held on that day, the earliest end of what comes after it; ascending
            for other, lag in following[number]:
                ends = np.maximum(ends, self.done[other][np.minimum(days + lag, size)])
            self.done[number] = np.append(ends, NEVER)[np.searchsorted(days, every_day)]
            self.lasts[number] = np.append(-1, days)[np.searchsorted(ends, np.append(every_day, NEVER + 1))]
