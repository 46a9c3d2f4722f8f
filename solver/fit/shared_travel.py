"""Two meetings of one appointment with the same officer at a place with travel: one engagement across the gap.

Elsewhere an officer is taken meeting by meeting, and each meeting has its own starts whoever else is there. Here all of an
officer's meetings of a day must lie in one free stretch of theirs. So for such groups it is settled first which of an
officer's stretches counts: the first of each day, or the second, ... Days do not meet, so one choice an officer does for
all of them.
"""

from collections.abc import Iterator
from itertools import combinations, product

from solver.calendars import runs, starts
from solver.fit.meetings import Meetings
from solver.fit.windows import Variant, Windows


def pairs(meetings: Meetings, windows: Windows, place: str) -> list[int]:
    """The pairs of meetings that could have an officer in common at this place, as masks; none without travel."""
    if not meetings.problem.place_by_id[place].travel_minutes:
        return []
    here = [(number, _pool(windows, one.meeting.needs)) for number, one in enumerate(meetings.all) if place in one.meeting.places]
    return [1 << one | 1 << two for (one, mine), (two, theirs) in combinations(here, 2) if mine & theirs]


def variants(meetings: Meetings, windows: Windows, place: str, barred: str | None) -> Iterator[Variant]:
    """Every choice of a stretch for each officer who could sit in two of the meetings."""
    here = [one for one in meetings.all if place in one.meeting.places]
    pools = [_pool(windows, one.meeting.needs) for one in here]
    shared = sorted({officer for mine, theirs in combinations(pools, 2) for officer in mine & theirs} - {barred})
    shortest = min(one.length for one in here)
    layers = [[(officer, bits) for bits in _layers(windows, officer, place, shortest)] for officer in shared]
    for chosen in product(*(layer or [(officer, 0)] for officer, layer in zip(shared, layers, strict=True))):
        yield Variant(barred, chosen)


def _pool(windows: Windows, needs: tuple[str, ...]) -> set[str]:
    return {officer for need in needs for officer in windows.fills[need]}


def _layers(windows: Windows, officer: str, place: str, shortest: int) -> list[int]:
    """The officer's stretches long enough for a meeting: the first of each day, the second of each day, ..."""
    timeline, calendars = windows.timeline, windows.calendars
    travel = timeline.length(windows.problem.place_by_id[place].travel_minutes)
    layers: list[int] = []
    seen: dict[int, int] = {}
    for kind in calendars.shift_places(officer, place):
        free = calendars.free(officer, kind)
        if not starts(free, shortest, travel):
            continue
        for low, high in runs(free):
            if high - low >= shortest + 2 * travel:
                day = low // timeline.stride
                index = seen[day] = seen.get(day, -1) + 1
                if index == len(layers):
                    layers.append(0)
                layers[index] |= ((1 << (high - low)) - 1) << low
    return layers
