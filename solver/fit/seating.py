"""A group's meetings in their order, with times and officers, once it is settled when the appointment begins and ends."""

from collections.abc import Iterable

import numpy as np

from solver.fit.groups import Groups, Step, Table
from solver.fit.meetings import members
from solver.fit.needs import smallest
from solver.plan import Appointment, HeldMeeting
from solver.problem import new_ids

Arrangement = tuple[tuple[int, int, tuple[str, ...]], ...]  # meeting, start slot, officers by need; in order of time


def appointments(groups: Groups, steps: Iterable[Step]) -> list[Appointment]:
    """The appointments of a plan, by day; new ids a1, a2, ... leave those of pinned ones out."""
    meetings, timeline = groups.meetings, groups.windows.timeline
    ids = new_ids(meetings.problem)
    made = []
    for table, index in steps:
        begin = int(table.begins[index])
        end = begin + meetings.length(table.group) + int(table.waits[index])
        seated = seat(groups, table, begin, end)
        if seated is None:
            raise RuntimeError(f"a group was offered that cannot be held: {table} from {begin} to {end}")
        held = []
        for number, start, staff in seated:
            meeting, minute = meetings.all[number].meeting, timeline.minutes(start)
            held.append(HeldMeeting(meeting.id, minute, minute + meeting.minutes, staff))
        host = _host(groups, table, begin, end)
        made.append(Appointment(next(ids), meetings.case.id, table.place, host, held[0].start, held[-1].end, tuple(held)))
    return made


def _host(groups: Groups, table: Table, begin: int, end: int) -> str | None:
    """The host of a table; where deputies cost nothing the smallest id of those who could host at that time."""
    if table.host is None or groups.meetings.problem.policy.deputy_days:
        return table.host
    like = (way for way in groups.ways[table.group] if way.place == table.place and way.variant == table.variant)
    hosts = {host for way in like for _, host in way.hosts if host is not None}
    day = begin // groups.windows.timeline.stride
    return min(host for host in hosts if begin >= groups.low(table.place, host)[end] and (day, host) not in groups.without)


def seat(groups: Groups, table: Table, begin: int, end: int) -> Arrangement | None:
    """The group from `begin` to `end` just as long; None when it cannot. Among several ways the smallest ids."""
    return _Seating(groups, table, end).from_slot(table.group, begin, begin)


class _Seating:
    """Meeting after meeting from the begin on; what has failed once is not tried again."""

    def __init__(self, groups: Groups, table: Table, end: int) -> None:
        self.groups, self.meetings, self.windows, self.table, self.end = groups, groups.meetings, groups.windows, table, end
        self.wait = self.windows.timeline.length(self.meetings.problem.policy.max_wait_minutes)
        self.failed: set[tuple[int, int]] = set()

    def from_slot(self, left: int, slot: int, latest: int) -> Arrangement | None:
        """The meetings in `left`, the next of which starts from `slot` to `latest`."""
        if not left:
            return () if slot == self.end else None
        if (left, slot) in self.failed:
            return None
        for number in sorted(members(left), key=lambda number: self.meetings.all[number].meeting.id):
            if self.meetings.before[number] & left:
                continue
            starts = self.groups.starts[number, self.table.place, self.table.variant]
            for start in starts[np.searchsorted(starts, slot) : np.searchsorted(starts, latest, "right")].tolist():
                done = start + self.meetings.all[number].length
                if done > self.end:
                    break
                rest = self.from_slot(left & ~(1 << number), done, done + self.wait)
                if rest is not None:
                    return ((number, start, self._officers(number, start)), *rest)
        self.failed.add((left, slot))
        return None

    def _officers(self, number: int, start: int) -> tuple[str, ...]:
        """The smallest ids that fill the needs, need by need, all of them distinct."""
        one, windows = self.meetings.all[number], self.windows
        pools = [
            [
                officer
                for officer in sorted(windows.fills[need])
                if windows.sits(officer, self.table.place, one.length, self.table.variant) >> start & 1
            ]
            for need in one.meeting.needs
        ]
        staff = smallest(pools)
        if staff is None:
            raise RuntimeError(f"a start was offered that nobody can fill: {one.meeting.id} at {start}")
        return staff
