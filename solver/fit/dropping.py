"""Which meetings stay unplaced when not all can be placed: the least weight, and every set of that weight.

Whatever falls takes along all that comes after it. Of a *clash* something must fall, whatever else is placed. So the sets
to drop are tried from the lightest on, and each failure gives a clash that says which meetings to try next (Reiter's
hitting sets; Davies and Bacchus 2011 do the same for MaxSAT).

That some meetings cannot be placed by themselves is no clash yet: one more between them may shorten a wait that is too
long without it.
"""

from collections.abc import Callable, Iterator
from heapq import heappop, heappush

from solver.fit.groups import Groups
from solver.fit.meetings import Meetings, members


def least_dropped(
    groups: Groups, possible: Callable[[int], bool], with_others: Callable[[int], bool], over: Callable[[], None]
) -> Iterator[tuple[int, int | None]]:
    """(weight, None) each time at least so much must fall; then (weight, what is placed) for every set of that weight.

    `possible`: whether meetings can be placed with nothing else. `with_others`: False only when they cannot be, whatever
    else is placed.
    """
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
            clash = smaller_clash(meetings, asked, with_others)
            clashes.append(clash)
        for number in members(clash):
            more = dropped | (meetings.with_later(number) & everything)
            if more not in seen:
                seen.add(more)
                heappush(heap, (meetings.weight(more), more))


def smaller_clash(meetings: Meetings, clash: int, with_others: Callable[[int], bool]) -> int:
    """A clash within a clash, without those of its last meetings that it does not need.

    What `least_dropped` begins with is one: if it could be placed together with some of what was dropped, less would have
    to fall, and everything lighter has been tried.
    """
    for number in reversed(members(clash)):
        without = clash & ~(1 << number)
        if not meetings.later[number] & clash and without and not with_others(without):
            clash = without
    return clash
