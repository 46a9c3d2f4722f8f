"""Groups: every set of meetings that can be one appointment, and the days on which it can."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from solver.fit.meetings import Meetings, members
from solver.fit.slots import Masks, Slots, by_day
from solver.fit.windows import Variant, Windows

Host = tuple[int, str | None]  # rank among the case's advisors and id; 0 and None where nobody hosts
Coming = tuple[int, str | None]  # the day (a position) of an appointment and its host


class Table(NamedTuple):
    """A group at a place with one host: day by day (positions, ascending) the least waiting and the earliest begin so.

    `rank`: the host's place among the case's advisors, 0 where nobody hosts. `variant`: see `Windows`.
    """

    group: int
    place: str
    host: str | None
    rank: int
    variant: Variant
    days: Slots
    waits: Slots
    begins: Slots

    def lacking(self, without: frozenset[Coming]) -> "Table":
        """The same without the days on which this host does not come."""
        kept = [(day, self.host) not in without for day in self.days.tolist()]
        if all(kept):
            return self
        return self._replace(days=self.days[kept], waits=self.waits[kept], begins=self.begins[kept])


class Way(NamedTuple):
    """A group at a place, hosted by one of `hosts` (rank and id): when it can end, and the latest begin then."""

    place: str
    variant: Variant
    hosts: tuple[Host, ...]
    ends: Slots
    begins: Slots


class TimeUpError(Exception):
    """The search ends before it is done: its time is over, or there are more groups than memory should hold."""


Step = tuple[Table, int]  # a group at a place with a host, and which of its days


@dataclass
class Groups:
    """All groups of the meetings in `asked`, with their tables; `without`: not on these days with these hosts."""

    meetings: Meetings
    windows: Windows
    asked: int
    days: dict[int, tuple[int, int]]  # meeting -> first and last position it may lie on
    ways: dict[int, list[Way]] = field(default_factory=dict)
    starts: dict[tuple[int, str, Variant], Slots] = field(default_factory=dict)
    lows: dict[tuple[str, str | None], Slots] = field(default_factory=dict)
    without: frozenset[Coming] = frozenset()
    ends: int = 0  # of all ways together
    _tables: dict[int, list[Table]] = field(default_factory=dict)
    _lacking: dict[int, list[Table]] = field(default_factory=dict)
    _stacked: dict[tuple[str, tuple[Host, ...]], Slots] = field(default_factory=dict)

    def only(self, asked: int) -> "Groups":
        """The groups of some of the meetings, all of which must be placed."""
        ways = {group: ways for group, ways in self.ways.items() if not group & ~asked}
        days = days_of(self.meetings, asked, True)
        return replace(self, asked=asked, days=days, ways=ways)

    def lacking(self, without: frozenset[Coming]) -> "Groups":
        """The same groups, but on these days not with these hosts."""
        return replace(self, without=without, _lacking={})

    def parts(self, asked: int) -> "Groups":
        """Groups of some of the meetings, held whenever they can be together with whatever else; waiting means nothing."""
        ways: dict[int, list[Way]] = {}
        for group, some in self.ways.items():
            if group & asked:
                ways.setdefault(group & asked, []).extend(some)
        return Groups(self.meetings, self.windows, asked, days_of(self.meetings, asked, True), ways, self.starts, self.lows)

    def tables(self, group: int) -> list[Table]:
        """The group by each host who could, worked out when first asked for."""
        if group not in self._tables:
            self._tables[group] = list(self._tables_of(group))
        if not self.without:
            return self._tables[group]
        if group not in self._lacking:
            self._lacking[group] = [table.lacking(self.without) for table in self._tables[group]]
        return self._lacking[group]

    def _tables_of(self, group: int) -> Iterator[Table]:
        length, stride = self.meetings.length(group), self.windows.timeline.stride
        for way in self.ways.get(group, ()):
            hosts, days, waits, begins = by_day(way.ends, way.begins, self._lows(way), length, stride)
            cuts = np.searchsorted(hosts, np.arange(len(way.hosts) + 1)).tolist()
            for (rank, host), low, high in zip(way.hosts, cuts, cuts[1:], strict=False):
                if low < high:
                    mine = slice(low, high)
                    yield Table(group, way.place, host, rank, way.variant, days[mine], waits[mine], begins[mine])

    def low(self, place: str, host: str | None) -> Slots:
        """See `Windows.low`."""
        if (place, host) not in self.lows:
            self.lows[place, host] = self.windows.low(place, host)
        return self.lows[place, host]

    def _lows(self, way: Way) -> Slots:
        """`low` of each of the hosts."""
        key = way.place, way.hosts
        if key not in self._stacked:
            self._stacked[key] = np.stack([self.low(way.place, host) for _, host in way.hosts])
        return self._stacked[key]

    def covers(self, asked: int) -> bool:
        """Whether each of these meetings can be held at all."""
        return all(1 << number in self.ways for number in members(asked))

    def needed(self, groups: Masks) -> Masks:
        """What must be placed before each of these groups."""
        found = np.zeros_like(groups)
        for number in members(self.asked):
            found[groups >> number & 1 == 1] |= self.meetings.direct[number]
        return found & ~groups


def days_of(meetings: Meetings, asked: int, backward: bool) -> dict[int, tuple[int, int]]:
    """The days each meeting may lie on; `backward`: all are placed, so a meeting leaves room for what comes after it."""
    last_of_all = len(meetings.problem.working_days) - 1
    days = {number: (meetings.all[number].first, min(meetings.all[number].last, last_of_all)) for number in members(asked)}
    if backward:
        for number in reversed(members(asked)):
            for other, lag in meetings.all[number].after:  # asked too, or this could not be placed
                days[other] = days[other][0], min(days[other][1], days[number][1] - lag)
    return days
