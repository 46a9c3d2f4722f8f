"""Which meetings stay unplaced when not all can be placed: the least weight, and every set of that weight.

Whatever falls takes along all that comes after it. A set that cannot be placed holds a smallest such set, a *clash*:
of every clash something must fall. So the sets to drop are tried from the lightest on, and each failure says which
meetings to try next (Reiter's hitting sets; Davies and Bacchus 2011 do the same for MaxSAT).
"""

from collections.abc import Callable, Iterator
from heapq import heappop, heappush

from solver.fit.groups import Groups
from solver.fit.meetings import Meetings, members


def least_dropped(groups: Groups, possible: Callable[[int], bool], over: Callable[[], None]) -> Iterator[tuple[int, int | None]]:
    """(weight, None) each time at least so much must fall; then (weight, what is placed) for every set of that weight."""
    meetings, everything = groups.meetings, groups.asked
    clashes: list[int] = []
    hopeless = 0
    for number in members(everything):
        if not groups.covers(1 << number):
            hopeless |= meetings.with_later(number) & everything
    heap, seen = [(meetings.weight(hopeless), hopeless)], {hopeless}
    least: int | None = None
    told = 0
    while heap and (least is None or heap[0][0] == least):
        over()
        weight, dropped = heappop(heap)
        if weight > told:
            told = weight
            yield weight, None
        asked = everything & ~dropped
        clash = next((one for one in clashes if not one & ~asked), None)
        if clash is None and possible(asked):
            least = weight
            yield weight, asked
            continue
        if clash is None:
            clash = smallest_clash(meetings, asked, possible)
            clashes.append(clash)
        for number in members(clash):
            more = dropped | (meetings.with_later(number) & everything)
            if more not in seen:
                seen.add(more)
                heappush(heap, (meetings.weight(more), more))


def smallest_clash(meetings: Meetings, asked: int, possible: Callable[[int], bool]) -> int:
    """Of meetings that cannot all be placed some that cannot either, but could without any one of their last."""
    clash = asked
    for number in reversed(members(asked)):
        without = clash & ~meetings.with_later(number)
        if clash >> number & 1 and not meetings.later[number] & clash and without != clash and not possible(without):
            clash = without
    return clash
