"""When a meeting can start and an appointment can run, as slots of the compressed clock (`solver.calendars`).

Within one case no two officers ever compete: its appointments lie on different days and the meetings of one appointment
do not overlap. So each meeting has its own starts, whoever else is there, and a host is only asked for the whole.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

import numpy as np

from solver.calendars import Calendars, officers, starts, union
from solver.fit.meetings import Meetings
from solver.fit.needs import filled
from solver.fit.slots import Bytes, Slots, stretches

NEVER = np.iinfo(np.int32).max


def packed(bits: int) -> Bytes:
    return np.frombuffer(bits.to_bytes((bits.bit_length() + 7) // 8, "little"), np.uint8)


def slots_of(bits: int) -> Slots:
    """The members of a bit set, ascending."""
    return np.flatnonzero(np.unpackbits(packed(bits), bitorder="little")).astype(np.int32)


@dataclass(frozen=True)
class Variant:
    """What is settled about the officers before a group is looked at.

    `barred`: hosts and so cannot sit in a meeting. `confined`: officers who are free in this set of slots only.
    """

    barred: str | None = None
    confined: tuple[tuple[str, int], ...] = ()


class Windows:
    """Starts of meetings and the limits of appointments, each worked out once."""

    def __init__(self, meetings: Meetings, calendars: Calendars) -> None:
        self.meetings, self.calendars, self.problem = meetings, calendars, meetings.problem
        self.timeline = calendars.timeline
        case, timeline = meetings.case, self.timeline
        self.fills = officers(self.problem, dict.fromkeys(need for one in meetings.all for need in one.meeting.needs))
        self.comes: list[int] | None = None  # the customer's windows, each a stretch of one of these sets; None: any time
        if case.customer_windows is not None:
            self.comes = _apart(timeline.bits(window.start, window.end) for window in case.customer_windows)
        blocked = sum(((1 << timeline.stride) - 1) << (day * timeline.stride) for day in meetings.blocked)
        self.open = calendars.everything & ~blocked
        self._welcome: dict[int, int] = {}

    def barred(self, advisor: str, place: str) -> str | None:
        """The advisor, if hosting there keeps them from sitting in a meeting of the case as an officer; else None."""
        sits = any(advisor in pool for pool in self.fills.values())
        return advisor if sits and self.problem.place_by_id[place].hosted else None

    def starts(self, number: int, place: str, variant: Variant, first: int, last: int) -> int:
        """Where a meeting can start between two days (positions, inclusive), as a bit set."""
        one, calendars, stride = self.meetings.all[number], self.calendars, self.timeline.stride
        if place not in one.meeting.places or last < first:
            return 0
        days = ((1 << (last + 1) * stride) - 1) & ~((1 << first * stride) - 1)
        here = self.problem.place_by_id[place]
        if not here.hosted and not one.meeting.needs:
            return 0
        found = self.welcome(one.length) & days
        if here.rooms is not None:
            found &= starts(self.open & ~calendars.full(place), one.length)
        if here.hosted:
            hosts = [variant.barred] if variant.barred else self.meetings.case.advisors
            found &= calendars.starts_of_any(hosts, place, one.length)
        return found & self.seated(number, place, variant) if found else 0

    def welcome(self, length: int) -> int:
        """Where so many slots can start on one day on which nothing is pinned, in one of the customer's windows."""
        if length not in self._welcome:
            self._welcome[length] = starts(self.open, length)
            if self.comes is not None:
                self._welcome[length] &= union(starts(bits, length) for bits in self.comes)
        return self._welcome[length]

    def sits(self, officer: str, place: str, length: int, variant: Variant) -> int:
        """Where an officer could begin to sit in a meeting of so many slots."""
        if officer == variant.barred:
            return 0
        for confined, bits in variant.confined:
            if confined == officer:
                return starts(bits, length, self.timeline.length(self.problem.place_by_id[place].travel_minutes))
        return self.calendars.starts(officer, place, length)

    def seated(self, number: int, place: str, variant: Variant) -> int:
        """The starts at which distinct officers fill all needs of a meeting."""
        one = self.meetings.all[number]
        if len(one.meeting.needs) == 1:  # as nearly always
            return union(self.sits(id, place, one.length, variant) for id in self.fills[one.meeting.needs[0]])
        pool = dict.fromkeys(officer for need in one.meeting.needs for officer in self.fills[need])
        return filled(one.meeting.needs, self.fills, {id: self.sits(id, place, one.length, variant) for id in pool})

    def low(self, place: str, host: str | None) -> Slots:
        """For each slot the first one from which an appointment that ends there may run; NEVER where none may end.

        The host's free stretch with travel on both sides, a free room, one window of the customer, one day.
        """
        limits = [self._inside([self.open & ~self.calendars.full(place)])]
        if self.comes is not None:
            limits.append(self._inside(self.comes))
        if host is not None:
            free = [self.calendars.free(host, kind) for kind in self.calendars.shift_places(host, place)]
            limits.append(self._inside(free, self.timeline.length(self.problem.place_by_id[place].travel_minutes)))
        return reduce(np.maximum, limits)

    def _inside(self, sets: Iterable[int], margin: int = 0) -> Slots:
        """For each slot the begin of the first stretch of any one of these sets that it lies in or ends; see `low`."""
        found = np.full(self.timeline.size + 1, NEVER, np.int32)
        for bits in sets:
            stretches(packed(bits), margin, found)
        return found


def _apart(windows: Iterable[int]) -> list[int]:
    """The windows in a few sets, within each of which no two touch or overlap: they are not merged."""
    sets: list[int] = []
    for bits in sorted(set(windows) - {0}, key=lambda bits: bits.bit_length()):
        around = bits | bits >> 1
        for index, some in enumerate(sets):
            if not some & around:
                sets[index] |= bits
                break
        else:
            sets.append(bits)
    return sets
