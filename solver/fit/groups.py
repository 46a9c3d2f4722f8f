"""Groups: every set of meetings that can be one appointment, and the days on which it can.

Grown one meeting at a time: a group and one more meeting at its end. Appended is only what the order allows, so what
comes after a member never stands before it, what must lie on an earlier day is never a member, and what comes between
two members is one itself.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from solver.fit import shared_travel
from solver.fit.meetings import Meetings, members
from solver.fit.slots import Pool, Slots, alone, by_day, longer
from solver.fit.windows import Variant, Windows, slots_of

Masks = NDArray[np.int64]
Host = tuple[int, str | None]  # rank among the case's advisors and id; 0 and None where nobody hosts
Coming = tuple[int, str | None]  # the day (a position) of an appointment and its host


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

    def lacking(self, without: frozenset[Coming]) -> "Table":
        """The same without the days on which this host does not come."""
        kept = [index for index, day in enumerate(self.days) if (day, self.host) not in without]
        if len(kept) == len(self.days):
            return self
        days, waits, begins = ([column[index] for index in kept] for column in (self.days, self.waits, self.begins))
        return replace(self, days=days, waits=waits, begins=begins)


@dataclass(frozen=True)
class Way:
    """A group at a place, hosted by one of `hosts` (rank and id): when it can end, and the latest begin then."""

    place: str
    variant: Variant
    hosts: tuple[Host, ...]
    ends: Slots
    begins: Slots


_AT_ONCE = 256  # groups
_MOST_GROUPS, _MOST_ENDS = 1 << 17, 1 << 25  # at one place with the same officers; together some hundred megabytes


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
    _tables: dict[int, list[Table]] = field(default_factory=dict)
    _lacking: dict[int, list[Table]] = field(default_factory=dict)

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

    def needed(self, groups: Masks) -> Masks:
        """What must be placed before each of these groups."""
        found = np.zeros_like(groups)
        for number in members(self.asked):
            found[groups >> number & 1 == 1] |= self.meetings.direct[number]
        return found & ~groups


def grow(found: Groups, over: Callable[[], None]) -> None:
    """Find all groups; `over` is called now and then and may raise to end it. Raises TimeUpError when there are too many."""
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
            _Growing(found, place, Variant(barred), some, apart=pairs).grow(over)
            for variant in shared_travel.variants(meetings, windows, place, barred) if pairs else ():
                over()
                _Growing(found, place, variant, some, only=pairs).grow(over)


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
    """The groups at one place for some of the hosts, level by level: all of one meeting, all of two, ...

    `apart`: pairs of meetings that no group may hold; `only`: record groups that hold one of these pairs, no others.
    """

    def __init__(
        self, found: Groups, place: str, variant: Variant, hosts: list[Host], apart: list[int] | None = None,
        only: list[int] | None = None,
    ) -> None:  # fmt: skip
        self.found, self.place, self.variant, self.hosts = found, place, variant, tuple(hosts)
        self.apart, self.only = apart or [], only
        self.meetings, timeline = found.meetings, found.windows.timeline
        policy = self.meetings.problem.policy
        self.longest, self.wait = timeline.length(policy.max_appointment_minutes), timeline.length(policy.max_wait_minutes)
        self.low = np.minimum.reduce([found.low(place, host) for _, host in hosts])  # for the host who is free longest
        self.here: list[int] = []
        self.groups, self.ends = 0, 0  # how many there are so far
        for number in members(found.asked):
            starts = slots_of(found.windows.starts(number, place, variant, *found.days[number]))
            if len(starts):
                found.starts[number, place, variant] = starts
                self.here.append(number)

    def grow(self, over: Callable[[], None]) -> None:
        """Enumerate the groups; `over` is called now and then."""
        starts = [self.found.starts[number, self.place, self.variant] for number in self.here]
        lengths = np.array([self.meetings.all[number].length for number in self.here], np.int32)
        singles = [alone(own, length, self.longest, self.low) for own, length in zip(starts, lengths, strict=True)]
        masks = np.array([1 << number for number in self.here], np.int64)
        groups = pooled(singles)
        meetings = pooled([(own, own) for own in starts])
        while len(masks):
            self.groups += len(masks)
            if self.groups > _MOST_GROUPS:
                raise TimeUpError
            self._record(masks, groups, over)
            parts, appended, bigger = self._ways(masks)
            masks, groups = self._joined(groups, meetings, lengths, parts, appended, bigger, over)

    def _joined(
        self, groups: Pool, meetings: Pool, lengths: Slots, parts: Slots, appended: Slots, bigger: Masks, over: Callable[[], None]
    ) -> tuple[Masks, Pool]:
        """The groups that come about in these ways, some hundred at a time: between them the time may be up."""
        order = np.argsort(bigger, kind="stable")
        masks, firsts = np.unique(bigger[order], return_index=True)
        bounds = np.append(firsts, len(order)).astype(np.int32)
        found: list[Pool] = []
        for low in range(0, len(masks), _AT_ONCE):
            over()
            some = bounds[low : low + _AT_ONCE + 1]
            ways = order[some[0] : some[-1]]
            found.append(
                longer(groups, meetings, lengths, parts[ways], appended[ways], some - some[0], self.wait, self.longest, self.low)
            )
            self.ends += len(found[-1][1])
            if self.ends > _MOST_ENDS:
                raise TimeUpError
        sizes = np.concatenate([np.diff(pool[0]) for pool in found]) if found else np.empty(0, np.int32)
        kept = sizes > 0
        all_bounds = np.append(0, np.cumsum(sizes[kept])).astype(np.int32)
        ends, begins = (np.concatenate([pool[side] for pool in found]) if found else np.empty(0, np.int32) for side in (1, 2))
        return masks[kept], (all_bounds, ends, begins)

    def _ways(self, masks: Masks) -> tuple[Slots, Slots, Masks]:
        """Which groups may be followed by which meetings (numbers within `here`), and what comes of it."""
        meetings = self.meetings
        later, lengths = np.zeros_like(masks), np.zeros(len(masks), np.int64)
        for number in self.here:
            inside = masks >> number & 1 == 1
            later[inside] |= meetings.later[number]
            lengths[inside] += meetings.all[number].length
        found: list[tuple[Slots, Slots, Masks]] = []
        for index, number in enumerate(self.here):
            bit = 1 << number
            # short enough, nothing of the group comes after the meeting, and nothing left out between them
            fits = lengths + meetings.all[number].length <= self.longest
            fits &= masks & (bit | meetings.apart[number] | meetings.later[number]) == 0
            fits &= meetings.before[number] & ~masks & later == 0
            for pair in self.apart:
                fits &= (masks | bit) & pair != pair
            some = np.flatnonzero(fits).astype(np.int32)
            found.append((some, np.full(len(some), index, np.int32), masks[some] | bit))
        return tuple(np.concatenate(side) for side in zip(*found, strict=True))  # type: ignore[return-value]

    def _record(self, masks: Masks, groups: Pool, over: Callable[[], None]) -> None:
        bounds, ends, begins = groups[0].tolist(), groups[1], groups[2]
        for index, group in enumerate(masks.tolist()):
            over()
            low, high = bounds[index], bounds[index + 1]
            if low < high and (self.only is None or any(pair & group == pair for pair in self.only)):
                way = Way(self.place, self.variant, self.hosts, ends[low:high], begins[low:high])
                self.found.ways.setdefault(group, []).append(way)


def pooled(sets: list[tuple[Slots, Slots]]) -> Pool:
    """Two arrays each of many sets, in a row."""
    bounds = np.append(0, np.cumsum([len(one) for one, _ in sets])).astype(np.int32)
    if not sets:
        return bounds, np.empty(0, np.int32), np.empty(0, np.int32)
    return bounds, np.concatenate([one for one, _ in sets]), np.concatenate([two for _, two in sets])
