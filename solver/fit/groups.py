"""Groups: every set of meetings that can be one appointment, and the days on which it can."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from solver.fit.meetings import Meetings, members
from solver.fit.slots import Masks, Slots
from solver.fit.windows import Variant, Windows

Host = tuple[int, str | None]  # rank among the case's advisors and id; 0 and None where nobody hosts
Coming = tuple[int, str | None]  # the day (a position) of an appointment and its host


class Step(NamedTuple):
    """A group held as one appointment: from a slot on, with so much waiting. `variant`: see `Windows`."""

    group: int
    place: str
    host: str | None
    variant: Variant
    begin: int
    waiting: int


class Batch(NamedTuple):
    """Some groups at a place, each hosted by one of `hosts` (rank and id).

    Of group `masks[n]`, from `lows[n]` to `highs[n]`: when it can end, and the latest begin then.
    """

    place: str
    variant: Variant
    hosts: tuple[Host, ...]
    masks: Masks
    lows: Slots
    highs: Slots
    ends: Slots
    begins: Slots

    def where(self, kept: NDArray[np.bool_]) -> "Batch":
        return self._replace(masks=self.masks[kept], lows=self.lows[kept], highs=self.highs[kept])


class TimeUpError(Exception):
    """The search ends before it is done: its time is over, or there are more groups than memory should hold."""


@dataclass
class Groups:
    """All groups of the meetings in `asked`; `without`: not on these days with these hosts."""

    meetings: Meetings
    windows: Windows
    asked: int
    days: dict[int, tuple[int, int]]  # meeting -> first and last position it may lie on
    batches: list[Batch] = field(default_factory=list)
    starts: dict[tuple[int, str, Variant], Slots] = field(default_factory=dict)
    lows: dict[tuple[str, str | None], Slots] = field(default_factory=dict)
    without: frozenset[Coming] = frozenset()
    ends: int = 0  # of all batches together
    _stacked: dict[tuple[str, tuple[Host, ...]], Slots] = field(default_factory=dict)

    @cached_property
    def masks(self) -> Masks:
        """Each group once, ascending; to be asked for once all are found."""
        return np.unique(np.concatenate([np.empty(0, np.int64), *(batch.masks for batch in self.batches)]))

    def only(self, asked: int) -> "Groups":
        """The groups of some of the meetings, all of which must be placed."""
        batches = [batch.where(batch.masks & ~np.int64(asked) == 0) for batch in self.batches]
        return replace(self, asked=asked, days=days_of(self.meetings, asked, True), batches=batches)

    def lacking(self, without: frozenset[Coming]) -> "Groups":
        """The same groups, but on these days not with these hosts."""
        return replace(self, without=without)

    def parts(self, asked: int) -> "Groups":
        """Groups of some of the meetings, held whenever they can be together with whatever else; waiting means nothing."""
        some = [batch.where(batch.masks & np.int64(asked) != 0) for batch in self.batches]
        batches = [batch._replace(masks=batch.masks & np.int64(asked)) for batch in some]
        return Groups(self.meetings, self.windows, asked, days_of(self.meetings, asked, True), batches, self.starts, self.lows)

    def low(self, place: str, host: str | None) -> Slots:
        """See `Windows.low`."""
        if (place, host) not in self.lows:
            self.lows[place, host] = self.windows.low(place, host)
        return self.lows[place, host]

    def stacked(self, batch: Batch) -> Slots:
        """`low` of each of the hosts of a batch."""
        key = batch.place, batch.hosts
        if key not in self._stacked:
            self._stacked[key] = np.stack([self.low(batch.place, host) for _, host in batch.hosts])
        return self._stacked[key]

    def covers(self, asked: int) -> bool:
        """Whether each of these meetings can be held at all."""
        return bool(np.isin([1 << number for number in members(asked)], self.masks).all())

    def needed(self) -> Masks:
        """What must be placed before each of the groups."""
        found = np.zeros_like(self.masks)
        for number in members(self.asked):
            found[self.masks >> number & 1 == 1] |= self.meetings.direct[number]
        return found & ~self.masks


def days_of(meetings: Meetings, asked: int, backward: bool) -> dict[int, tuple[int, int]]:
    """The days each meeting may lie on; `backward`: all are placed, so a meeting leaves room for what comes after it."""
    last_of_all = len(meetings.problem.working_days) - 1
    days = {number: (meetings.all[number].first, min(meetings.all[number].last, last_of_all)) for number in members(asked)}
    if backward:
        for number in reversed(members(asked)):
            for other, lag in meetings.all[number].after:  # asked too, or this could not be placed
                days[other] = days[other][0], min(days[other][1], days[number][1] - lag)
    return days
