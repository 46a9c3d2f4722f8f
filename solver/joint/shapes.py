"""A case placed anew in a shape it has had: the same meetings together, in the same order, each appointment as soon as
can be, nobody waiting. A few dozen operations on bit sets, some hundred times faster than asking which shape is best.

What is found is lawful, but not proved to be any good; what is not found may yet be possible.
"""

import random
from collections.abc import Iterator

from solver.calendars import starts
from solver.fit.needs import smallest
from solver.fit.windows import Variant
from solver.joint.together import Sole
from solver.plan import Appointment, HeldMeeting
from solver.question import Made

Shape = tuple[tuple[str, tuple[int, ...]], ...]  # appointment by appointment: the place and the meetings in their order

_NOBODY_BARRED = Variant()
_SKIP = 0.15  # of the days that would do, how many are passed over when a plan is to be shaken


def shape_of(sole: Sole, made: Made) -> Shape:
    in_order = sorted(made, key=lambda one: one.start)
    return tuple((one.place, tuple(sole.number[held.meeting] for held in one.in_order)) for one in in_order)


def with_more(sole: Sole, shape: Shape, rng: random.Random, most: int) -> Shape | None:
    """The shape with the meetings it lacks put in somewhere the order lets them; None where that needs more than `most`
    appointments.
    """
    there = {number for _, group in shape for number in group}
    for number in range(len(sole.meetings.all)):
        if number not in there:
            ways = [way for way in _with(sole, shape, number) if len(way) <= most]
            if not ways:
                return None
            shape = rng.choice(ways)
    return shape


def _with(sole: Sole, shape: Shape, number: int) -> Iterator[Shape]:
    """The meeting in each of the appointments, and in one of its own, wherever the order lets it."""
    meetings, one = sole.meetings, sole.meetings.all[number]
    most = sole.windows.timeline.length(sole.problem.policy.max_appointment_minutes)
    where = {other: index for index, (_, group) in enumerate(shape) for other in group}
    later = {other: dict(meetings.all[other].after)[number] for other in where if number in dict(meetings.all[other].after)}
    first = max((where[other] + (lag > 0) for other, lag in one.after if other in where), default=0)
    last = min((where[other] - (lag > 0) for other, lag in later.items()), default=len(shape) - 1)
    for index in range(first, last + 1):
        place, group = shape[index]
        if place not in one.meeting.places or one.length + sum(meetings.all[other].length for other in group) > most:
            continue
        low = max((group.index(other) + 1 for other, _ in one.after if other in group), default=0)
        high = min((group.index(other) for other in later if other in group), default=len(group))
        for at in range(low, high + 1):
            yield (*shape[:index], (place, (*group[:at], number, *group[at:])), *shape[index + 1 :])
    begin = max((where[other] + 1 for other, _ in one.after if other in where), default=0)
    end = min((where[other] for other in later), default=len(shape))
    for index in range(begin, end + 1) if one.length <= most else ():
        for place in dict.fromkeys(one.meeting.places):
            yield (*shape[:index], (place, (number,)), *shape[index:])


def placed(sole: Sole, shape: Shape, rng: random.Random | None = None) -> Made | None:
    """The case in this shape, all appointments as soon as can be; None when one has no place. `rng`: not always the soonest."""
    asked = sum(1 << number for _, group in shape for number in group)
    days = sole.days(asked)
    day_of: dict[int, int] = {}
    made: list[Appointment] = []
    last = -1
    for place, group in shape:
        first, final = last + 1, min(days[number][1] for number in group)
        for number in group:
            first = max(first, days[number][0])
            for other, lag in sole.meetings.all[number].after:
                if other in day_of:
                    first = max(first, day_of[other] + lag)
        one = _held(sole, place, group, first, final, rng)
        if one is None:
            return None
        last = sole.problem.position_by_day[one.day]
        for number in group:
            day_of[number] = last
        made.append(one)
    return tuple(made)


def _held(
    sole: Sole, place: str, group: tuple[int, ...], first: int, final: int, rng: random.Random | None
) -> Appointment | None:
    """An appointment of these meetings on the soonest of these days."""
    windows, timeline = sole.windows, sole.windows.timeline
    calendars, problem = windows.calendars, sole.problem
    if final < first:
        return None
    begins = windows.open & ((1 << (final + 1) * timeline.stride) - (1 << first * timeline.stride))
    length = 0
    for number in group:
        begins &= windows.seated(number, place, _NOBODY_BARRED) >> length
        length += sole.meetings.all[number].length
        if not begins:
            return None
    here = problem.place_by_id[place]
    begins &= windows.welcome(length)
    if begins and here.rooms is not None:
        begins &= starts(windows.open & ~calendars.full(place), length)
    if not begins:
        return None
    host: str | None = None
    if here.hosted:
        best: tuple[int, int] | None = None
        for rank, advisor in enumerate(sole.meetings.case.advisors):
            can = begins & calendars.starts(advisor, place, length)
            if can:
                begin = _chosen(can, timeline.stride, rng)
                cost = begin // timeline.stride + problem.policy.deputy_days * rank, begin
                if best is None or cost < best:
                    best, host = cost, advisor
        if best is None:
            return None
        begin = best[1]
    else:
        begin = _chosen(begins, timeline.stride, rng)
    return _written(sole, place, host, group, begin)


def _chosen(begins: int, stride: int, rng: random.Random | None) -> int:
    """The first of the slots, or when shaken of a later day."""
    while True:
        begin = (begins & -begins).bit_length() - 1
        if rng is None or rng.random() >= _SKIP:
            return begin
        day = begin // stride
        later = begins >> (day + 1) * stride << (day + 1) * stride
        if not later:
            return begin
        begins = later


def _written(sole: Sole, place: str, host: str | None, group: tuple[int, ...], begin: int) -> Appointment | None:
    windows, timeline, held, slot = sole.windows, sole.windows.timeline, [], begin
    travel = sole.problem.place_by_id[place].travel_minutes
    sitting: set[str] = set()
    for number in group:
        one = sole.meetings.all[number]
        pools = [
            [
                id
                for id in windows.fills[need]
                if id != host and not (travel and id in sitting) and windows.calendars.starts(id, place, one.length) >> slot & 1
            ]
            for need in one.meeting.needs
        ]
        staff = smallest(pools)
        if staff is None:
            return None
        sitting.update(staff)
        minute = timeline.minutes(slot)
        held.append(HeldMeeting(one.meeting.id, minute, minute + one.meeting.minutes, staff))
        slot += one.length
    return Appointment("", sole.meetings.case.id, place, host, held[0].start, held[-1].end, tuple(held))
