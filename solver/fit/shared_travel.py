"""Two meetings of one appointment with the same officer at a place with travel: one engagement across the gap.

Elsewhere an officer is taken meeting by meeting, and each meeting has its own starts whoever else is there. Here who
sits in the first matters to the second, so these few groups are gone through arrangement by arrangement.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from solver.fit.meetings import Meetings, members
from solver.fit.slots import Slots
from solver.fit.windows import Windows

if TYPE_CHECKING:
    from solver.fit.groups import Groups

Arrangement = tuple[tuple[int, int, tuple[str, ...]], ...]  # meeting, start slot, officers by need; in order of time


def pairs(meetings: Meetings, windows: Windows, place: str) -> list[int]:
    """The pairs of meetings that could have an officer in common at this place, as masks; none without travel."""
    if not meetings.problem.place_by_id[place].travel_minutes:
        return []
    pools = [{officer for need in one.meeting.needs for officer in windows.fills[need]} for one in meetings.all]
    return [1 << one | 1 << two for one, two in combinations(range(len(pools)), 2) if pools[one] & pools[two]]


def ways(groups: Groups, group: int, place: str, barred: str | None, days: list[int]) -> tuple[Slots, Slots]:
    """Ends and latest begins of the group on these days."""
    latest: dict[int, int] = {}
    for day in days:
        for arrangement in arrangements(groups, group, place, barred, day):
            number, start, _ = arrangement[-1]
            end = start + groups.meetings.all[number].length
            latest[end] = max(latest.get(end, -1), arrangement[0][1])
    ends = sorted(latest)
    return np.array(ends, np.int32), np.array([latest[end] for end in ends], np.int32)


def arrangements(groups: Groups, group: int, place: str, barred: str | None, day: int) -> Iterator[Arrangement]:
    """Every way to hold the group on a day, officers included; who hosts is not asked here."""
    windows, meetings = groups.windows, groups.meetings
    timeline, policy, calendars = windows.timeline, meetings.problem.policy, windows.calendars
    travel = timeline.length(meetings.problem.place_by_id[place].travel_minutes)
    wait, longest = timeline.length(policy.max_wait_minutes), timeline.length(policy.max_appointment_minutes)
    low, high = day * timeline.stride, (day + 1) * timeline.stride
    starts = {}
    for number in members(group):
        own = groups.starts[number, place, barred]
        starts[number] = own[np.searchsorted(own, low) : np.searchsorted(own, high)].tolist()

    def free(officer: str, kind: str | None, begin: int, end: int) -> bool:
        taken = ((1 << (end - begin)) - 1) << begin
        return begin >= 0 and calendars.free(officer, kind) & taken == taken

    def seatings(needs: tuple[str, ...], start: int, end: int, engaged: dict[str, int]) -> Iterator[tuple[str, ...]]:
        if not needs:
            yield ()
            return
        for rest in seatings(needs[:-1], start, end, engaged):
            for officer in sorted(windows.fills[needs[-1]]):
                if officer == barred or officer in rest:
                    continue
                begin = engaged.get(officer, start) - travel
                if any(free(officer, kind, begin, end + travel) for kind in calendars.shift_places(officer, place)):
                    yield (*rest, officer)

    def follow(made: Arrangement, left: int, begin: int, end: int, engaged: dict[str, int]) -> Iterator[Arrangement]:
        if not left:
            yield made
        for number in members(left):
            if meetings.before[number] & left:
                continue
            one = meetings.all[number]
            for start in starts[number]:
                if made and not end <= start <= end + wait:
                    continue
                first, done = begin if made else start, start + one.length
                if done - first > longest:
                    continue
                for seated in seatings(one.meeting.needs, start, done, engaged):
                    more = {**dict.fromkeys(seated, start), **engaged}
                    yield from follow((*made, (number, start, seated)), left & ~(1 << number), first, done, more)

    yield from follow((), group, 0, 0, {})
