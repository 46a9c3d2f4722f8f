"""Groups: every set of meetings that can be one appointment, and the days on which it can.

Grown one meeting at a time: a group and one more meeting at its end. Appended is only what the order allows, so what
comes after a member never stands before it, what must lie on an earlier day is never a member, and what comes between
two members is one itself.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from solver.fit import shared_travel
from solver.fit.meetings import Meetings, members
from solver.fit.slots import Slots, alone, append, by_day, merge
from solver.fit.windows import Windows, slots_of

Ends = tuple[Slots, Slots]  # ends and latest begins


@dataclass(frozen=True)
class Table:
    """A group at a place with one host: day by day (positions, ascending) the least waiting and the earliest begin so.

    `rank`: the host's place among the case's advisors, 0 where nobody hosts. `barred`: see `Windows.barred`.
    """

    group: int
    place: str
    host: str | None
    rank: int
    barred: str | None
    days: list[int]
    waits: list[int]
    begins: list[int]


@dataclass(frozen=True)
class Way:
    """A group at a place, hosted by one of `hosts` (rank and id): when it can end, and the latest begin then."""

    place: str
    barred: str | None
    hosts: tuple[tuple[int, str | None], ...]
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
    starts: dict[tuple[int, str, str | None], Slots] = field(default_factory=dict)
    lows: dict[tuple[str, str | None], Slots] = field(default_factory=dict)
    _tables: dict[int, list[Table]] = field(default_factory=dict)

    @cached_property
    def latest(self) -> dict[int, int]:
        """For each group the last day on which all its members may lie."""
        return {group: min(self.days[number][1] for number in members(group)) for group in self.ways}

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
                    yield Table(group, way.place, host, rank, way.barred, days.tolist(), waits.tolist(), begins.tolist())

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
        by_barred: dict[str | None, list[tuple[int, str | None]]] = {}
        for rank, host in hosts:
            by_barred.setdefault(windows.barred(host, place) if host else None, []).append((rank, host))
        for barred, some in by_barred.items():
            _enumerate(found, place, barred, some, over)


def days_of(meetings: Meetings, asked: int, backward: bool) -> dict[int, tuple[int, int]]:
    """The days each meeting may lie on; `backward`: all are placed, so a meeting leaves room for what comes after it."""
    last_of_all = len(meetings.problem.working_days) - 1
    days = {number: (meetings.all[number].first, min(meetings.all[number].last, last_of_all)) for number in members(asked)}
    if backward:
        for number in reversed(members(asked)):
            for other, lag in meetings.all[number].after:  # asked too, or this could not be placed
                days[other] = days[other][0], min(days[other][1], days[number][1] - lag)
    return days


def _enumerate(
    found: Groups, place: str, barred: str | None, hosts: list[tuple[int, str | None]], over: Callable[[], None]
) -> None:
    meetings, windows = found.meetings, found.windows
    policy, timeline = meetings.problem.policy, windows.timeline
    longest, wait = timeline.length(policy.max_appointment_minutes), timeline.length(policy.max_wait_minutes)
    lows = [found.low(place, host) for _, host in hosts]
    low = lows[0]
    for other in lows[1:]:
        low = low.clip(max=other)
    level: dict[int, Ends] = {}
    here: list[tuple[int, Slots, int]] = []
    for number in members(found.asked):
        first, last = found.days[number]
        starts = slots_of(windows.starts(number, place, barred, first, last))
        if len(starts):
            length = meetings.all[number].length
            here.append((number, starts, length))
            found.starts[number, place, barred] = starts
            ways = alone(starts, length, longest, low)
            if len(ways[0]):
                level[1 << number] = ways
    later = dict.fromkeys(level, 0)
    for group in level:
        later[group] = meetings.later[group.bit_length() - 1]
    shared = shared_travel.pairs(meetings, windows, place)
    while level:
        more: dict[int, Ends] = {}
        for group, (ends, begins) in level.items():
            over()
            kept = ends, begins
            if any(pair & group == pair for pair in shared):
                some = sorted({int(end) // timeline.stride for end in ends})
                kept = shared_travel.ways(found, group, place, barred, some)
            if len(kept[0]):
                found.ways.setdefault(group, []).append(Way(place, barred, tuple(hosts), *kept))
            length = meetings.length(group)
            for number, starts, own in here:
                bit = 1 << number
                if group & (bit | meetings.apart[number] | meetings.later[number]) or length + own > longest:
                    continue
                if meetings.before[number] & ~group & later[group]:
                    continue
                ways = append(ends, begins, starts, own, wait, longest, low)
                if len(ways[0]):
                    bigger = group | bit
                    if bigger in more:
                        ways = merge(*more[bigger], *ways)
                    more[bigger] = ways
                    later[bigger] = later[group] | meetings.later[number]
        level = more
