"""Groups: every set of meetings that can be one appointment, and the days on which it can.

Grown one meeting at a time: a group and one more meeting at its end. Appended is only what the order allows, so what
comes after a member never stands before it, what must lie on an earlier day is never a member, and what comes between
two members is one itself.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from solver.fit import shared_travel
from solver.fit.meetings import Meetings, members
from solver.fit.slots import Slots, alone, append, by_day, merge
from solver.fit.windows import Variant, Windows, slots_of

Ends = tuple[Slots, Slots]  # ends and latest begins
Host = tuple[int, str | None]  # rank among the case's advisors and id; 0 and None where nobody hosts


@dataclass(frozen=True)
class Table:
    """A group at a place with one host: day by day (positions, ascending) the least waiting and the earliest begin so.

    `rank`: the host's place among the case's advisors, 0 where nobody hosts. `variant`: see `Windows`.
    """

    group: int
    place: str
    host: str | None
    rank: int
    variant: Variant
    days: list[int]
    waits: list[int]
    begins: list[int]


@dataclass(frozen=True)
class Way:
    """A group at a place, hosted by one of `hosts` (rank and id): when it can end, and the latest begin then."""

    place: str
    variant: Variant
    hosts: tuple[Host, ...]
    ends: Slots
    begins: Slots


Step = tuple[Table, int]  # a group at a place with a host, and which of its days


@dataclass
class Groups:
    """All groups of the meetings in `asked`, with their tables."""

    meetings: Meetings
    windows: Windows
    asked: int
    days: dict[int, tuple[int, int]]  # meeting -> first and last position it may lie on
    ways: dict[int, list[Way]] = field(default_factory=dict)
    starts: dict[tuple[int, str, Variant], Slots] = field(default_factory=dict)
    lows: dict[tuple[str, str | None], Slots] = field(default_factory=dict)
    _tables: dict[int, list[Table]] = field(default_factory=dict)

    def only(self, asked: int) -> "Groups":
        """The groups of some of the meetings, all of which must be placed."""
        ways = {group: ways for group, ways in self.ways.items() if not group & ~asked}
        days = days_of(self.meetings, asked, True)
        return Groups(self.meetings, self.windows, asked, days, ways, self.starts, self.lows, self._tables)

    def tables(self, group: int) -> list[Table]:
        """The group by each host who could, worked out when first asked for."""
        if group not in self._tables:
            self._tables[group] = list(self._tables_of(group))
        return self._tables[group]

    def _tables_of(self, group: int) -> Iterator[Table]:
        length, stride = self.meetings.length(group), self.windows.timeline.stride
        for way in self.ways[group]:
            for rank, host in way.hosts:
                days, waits, begins = by_day(way.ends, way.begins, self.low(way.place, host), length, stride)
                if len(days):
                    yield Table(group, way.place, host, rank, way.variant, days.tolist(), waits.tolist(), begins.tolist())

    def low(self, place: str, host: str | None) -> Slots:
        """See `Windows.low`."""
        if (place, host) not in self.lows:
            self.lows[place, host] = self.windows.low(place, host)
        return self.lows[place, host]

    def covers(self, asked: int) -> bool:
        """Whether each of these meetings can be held at all."""
        return all(1 << number in self.ways for number in members(asked))

    def needed(self, group: int) -> int:
        """What must be placed before the group."""
        mask = 0
        for number in members(group):
            mask |= self.meetings.direct[number]
        return mask & ~group


def grow(found: Groups, over: Callable[[], None]) -> None:
    """Find all groups; `over` is called now and then and may raise to end it."""
    meetings, windows, asked = found.meetings, found.windows, found.asked
    places = dict.fromkeys(place for number in members(asked) for place in meetings.all[number].meeting.places)
    advisors = meetings.case.advisors
    for place in places:
        hosted = meetings.problem.place_by_id[place].hosted
        hosts = list(enumerate(advisors)) if hosted else [(0, None)]
        by_barred: dict[str | None, list[Host]] = {}
        for rank, host in hosts:
            by_barred.setdefault(windows.barred(host, place) if host else None, []).append((rank, host))
        for barred, some in by_barred.items():
            pairs = shared_travel.pairs(meetings, windows, place)

            def shares(group: int, pairs: list[int] = pairs) -> bool:
                return any(pair & group == pair for pair in pairs)

            _Growing(found, place, Variant(barred), some).grow(lambda group: not shares(group), _any, over)
            for variant in shared_travel.variants(meetings, windows, place, barred) if pairs else ():
                _Growing(found, place, variant, some).grow(_any, shares, over)


def _any(_group: int) -> bool:
    return True


def days_of(meetings: Meetings, asked: int, backward: bool) -> dict[int, tuple[int, int]]:
    """The days each meeting may lie on; `backward`: all are placed, so a meeting leaves room for what comes after it."""
    last_of_all = len(meetings.problem.working_days) - 1
    days = {number: (meetings.all[number].first, min(meetings.all[number].last, last_of_all)) for number in members(asked)}
    if backward:
        for number in reversed(members(asked)):
            for other, lag in meetings.all[number].after:  # asked too, or this could not be placed
                days[other] = days[other][0], min(days[other][1], days[number][1] - lag)
    return days


class _Growing:
    """The groups at one place for some of the hosts, level by level: all of one meeting, all of two, ..."""

    def __init__(self, found: Groups, place: str, variant: Variant, hosts: list[Host]) -> None:
        self.found, self.place, self.variant, self.hosts = found, place, variant, tuple(hosts)
        self.meetings, timeline = found.meetings, found.windows.timeline
        policy = self.meetings.problem.policy
        self.longest, self.wait = timeline.length(policy.max_appointment_minutes), timeline.length(policy.max_wait_minutes)
        self.low = np.minimum.reduce([found.low(place, host) for _, host in hosts])  # for the host who is free longest
        self.starts: dict[int, Slots] = {}
        for number in members(found.asked):
            starts = slots_of(found.windows.starts(number, place, variant, *found.days[number]))
            if len(starts):
                self.starts[number] = found.starts[number, place, variant] = starts

    def grow(self, wanted: Callable[[int], bool], recorded: Callable[[int], bool], over: Callable[[], None]) -> None:
        """Enumerate the groups that are `wanted`, each part of a wanted one being wanted too; record some of them."""
        level = {1 << number: self._alone(number) for number in self.starts}
        while level:
            more: dict[int, Ends] = {}
            for group, (ends, begins) in level.items():
                if not len(ends):
                    continue
                over()
                if recorded(group):
                    way = Way(self.place, self.variant, self.hosts, ends, begins)
                    self.found.ways.setdefault(group, []).append(way)
                for number in self._next(group):
                    bigger = group | 1 << number
                    if wanted(bigger):
                        longer = self._append(ends, begins, number)
                        more[bigger] = merge(*more[bigger], *longer) if bigger in more else longer
            level = more

    def _alone(self, number: int) -> Ends:
        return alone(self.starts[number], self.meetings.all[number].length, self.longest, self.low)

    def _append(self, ends: Slots, begins: Slots, number: int) -> Ends:
        length = self.meetings.all[number].length
        return append(ends, begins, self.starts[number], length, self.wait, self.longest, self.low)

    def _next(self, group: int) -> Iterator[int]:
        """The meetings that may follow the group: short enough, nothing of it comes after them or between."""
        meetings, left = self.meetings, self.longest - self.meetings.length(group)
        later = 0
        for number in members(group):
            later |= meetings.later[number]
        for number in self.starts:
            if (
                not group & (1 << number | meetings.apart[number] | meetings.later[number])
                and meetings.all[number].length <= left
                and not meetings.before[number] & ~group & later
            ):
                yield number
