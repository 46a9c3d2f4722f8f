"""Who is taken out with a pivot, so that it finds room: cases that have its people when it could come."""

import random
from collections import defaultdict
from collections.abc import Collection

from solver.joint.together import Sole, Together
from solver.question import Made

_RIVALS = 4  # at most
_DRAWN = 8  # sets of rivals are looked at, until one would make room: half of them do, and looking costs a tenth of a step
_OFTEN = 0.5  # as a coin falls
_SCATTERED = 0.2  # how often they are not those nearest to one moment


def rivals(together: Together, rng: random.Random, pivot: str) -> list[str]:
    """Those who have, on one day on which the pivot could come, the people whom it could use; mostly about one time.

    Two meetings of an hour apart leave no room for one of two hours; one after the other they do. If none drawn would make
    room, the last ones.
    """
    sole = together.cases[pivot]
    if not sole.meetings.all:
        return []
    number = _wanted(sole, rng, together.made[pivot])
    first, last = sole.days(sole.meetings.everything)[number]
    some: list[str] = []
    for _ in range(_DRAWN if first <= last else 0):
        position = rng.randint(first, last)
        day = together.problem.working_days[position]
        near = set[str]().union(*(together.busy.get((person, day), ()) for person in _usable(sole, rng, number)))
        near.discard(pivot)
        if near:
            some = _some(together, rng, day, sorted(near))
            if _room(together, sole, number, position, [pivot, *some]):
                break
    return some


def _some(together: Together, rng: random.Random, day: int, near: list[str]) -> list[str]:
    count = rng.randint(1, _RIVALS)
    if rng.random() < _SCATTERED:
        return rng.sample(near, min(len(near), count))
    began = {id: next(one.start for one in together.made[id] if one.day == day) for id in near}
    moment = rng.choice(list(began.values()))
    return sorted(began, key=lambda id: abs(began[id] - moment))[:count]


def _room(together: Together, sole: Sole, number: int, position: int, gone: Collection[str]) -> bool:
    """Whether the meeting could be held on that day, as far as people go, if these cases did not come then."""
    calendars, day, freed = together.calendars, together.problem.working_days[position], defaultdict[str, int](int)
    for id in gone:
        for one in together.made[id]:
            if one.day == day:
                for person, taken in calendars.engaged(one):
                    freed[person] |= taken
    one = sole.meetings.all[number]
    for place in one.meeting.places:
        hosted = sole.problem.place_by_id[place].hosted
        pools = [sole.meetings.case.advisors] if hosted else []
        pools += [sole.windows.fills[need] for need in one.meeting.needs]
        found = -1
        for people in pools:
            found &= calendars.starts_on(position, people, place, one.length, freed)
            if not found:
                break
        if found:
            return True
    return False


def _usable(sole: Sole, rng: random.Random, number: int) -> set[str]:
    """An officer for each need of the meeting, and as a coin falls one of the hosts."""
    advisors = sole.meetings.case.advisors
    pools = [sole.windows.fills[need] for need in sole.meetings.all[number].meeting.needs]
    found = {rng.choice(pool) for pool in pools if pool}
    if not found or rng.random() < _OFTEN:
        found.add(advisors[0] if rng.random() < _OFTEN else rng.choice(advisors))
    return found


def _wanted(sole: Sole, rng: random.Random, made: Made) -> int:
    """One of the meetings that are left out, or of those before them, for it may be these that come too late; else any."""
    held = {held.meeting for one in made for held in one.meetings}
    lacking = [number for id, number in sole.number.items() if id not in held]
    if not lacking:
        return rng.randrange(len(sole.number))
    number = rng.choice(lacking)
    before = [other for other, _ in sole.meetings.all[number].after]
    while before and rng.random() < _OFTEN:
        number = rng.choice(before)
        before = [other for other, _ in sole.meetings.all[number].after]
    return number
