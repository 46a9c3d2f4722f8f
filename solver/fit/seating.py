"""A group's meetings in their order, with times and officers, once it is settled when the appointment begins and ends."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

import numpy as np

from solver.fit.groups import Groups, Step
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
    for step in steps:
        seated = seat(groups, step)
        if seated is None:
            raise RuntimeError(f"a group was offered that cannot be held: {step}")
        held = []
        for number, start, staff in seated:
            meeting, minute = meetings.all[number].meeting, timeline.minutes(start)
            held.append(HeldMeeting(meeting.id, minute, minute + meeting.minutes, staff))
        host = _host(groups, step)
        made.append(Appointment(next(ids), meetings.case.id, step.place, host, held[0].start, held[-1].end, tuple(held)))
    return made


def _host(groups: Groups, step: Step) -> str | None:
    """The host; where deputies cost nothing the smallest id of those who could host at that time."""
    if step.host is None or groups.meetings.problem.policy.deputy_days:
        return step.host
    like = (batch for batch in groups.batches if (batch.place, batch.variant) == (step.place, step.variant))
    hosts = {host for batch in like if step.group in batch.masks for _, host in batch.hosts if host is not None}
    day, end = step.begin // groups.windows.timeline.stride, _end(groups, step)
    return min(host for host in hosts if step.begin >= groups.low(step.place, host)[end] and (day, host) not in groups.without)


def _end(groups: Groups, step: Step) -> int:
    return step.begin + groups.meetings.length(step.group) + step.waiting


def seat(groups: Groups, step: Step) -> Arrangement | None:
    """The group from its begin on with just so much waiting; None when it cannot. Among several ways the smallest ids."""
    return _Seating(groups, step).from_slot(step.group, step.begin, step.begin)


class _Seating:
    """Meeting after meeting from the begin on; what has failed once is not tried again."""

    def __init__(self, groups: Groups, step: Step) -> None:
        self.groups, self.meetings, self.windows, self.step, self.end = (
            groups,
            groups.meetings,
            groups.windows,
            step,
            _end(groups, step),
        )
        self.wait = self.windows.timeline.length(self.meetings.problem.policy.max_wait_minutes)
        self.order = sorted(members(step.group), key=lambda number: self.meetings.all[number].meeting.id)
        self.starts = {number: self._starts(number) for number in self.order}
        self.failed: set[tuple[int, int]] = set()

    def _starts(self, number: int) -> list[int]:
        """The starts of a meeting within the appointment."""
        starts = self.groups.starts[number, self.step.place, self.step.variant]
        return starts[np.searchsorted(starts, self.step.begin) : np.searchsorted(starts, self.end)].tolist()

    def from_slot(self, left: int, slot: int, latest: int) -> Arrangement | None:
        """The meetings in `left`, the next of which starts from `slot` to `latest`."""
        if not left:
            return () if slot == self.end else None
        if (left, slot) in self.failed:
            return None
        latest = min(latest, self.end - self.meetings.length(left))  # else what is left would end too late
        for number in self.order:
            if not left >> number & 1 or self.meetings.before[number] & left:
                continue
            starts = self.starts[number]
            for start in starts[bisect_left(starts, slot) : bisect_right(starts, latest)]:
                done = start + self.meetings.all[number].length
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
                if windows.sits(officer, self.step.place, one.length, self.step.variant) >> start & 1
            ]
            for need in one.meeting.needs
        ]
        staff = smallest(pools)
        if staff is None:
            raise RuntimeError(f"a start was offered that nobody can fill: {one.meeting.id} at {start}")
        return staff
