"""An appointment that its customer cannot or will not come to, fitted in anew: the times at which it could stand instead.

The appointment's meetings are taken out of the calendar and the case is fitted again (`choosing`), everything else standing as it
is: first within the time the customer asked for, then on that day, then at any time they can come; never over the time they
turned down. Each time is offered once, with whom they know if possible, and keeps the appointment whole, so that its entry moves
in the customer's calendar.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from scheduler import framing
from scheduler.cases import Window
from scheduler.choosing import choices
from scheduler.errors import Conflict
from scheduler.ground import meeting_id
from scheduler.invited import Wish
from scheduler.planning import Desk
from scheduler.plans import Appointment
from scheduler.preferences import MINUTES_A_DAY
from scheduler.present import frame_now
from scheduler.standing import seated_anew
from scheduler.store.reading import Reading
from solver.preferring import narrowed
from solver.problem import Problem

MOST = 5
_MOST_ASKED = 3  # of each of the three questions


def refitted(desk: Desk, wish: Wish, now: datetime, seconds: float) -> tuple[Appointment, ...]:
    """At most MOST, the ones nearest to what was asked first; every one of them lawful as the calendar is now."""
    with desk.store.reading() as reading:
        one = reading.appointment(wish.appointment)
        cases = sorted({held.case for held in one.meetings})
        _, framed = frame_now(desk.world, reading, one.customer, cases, now, without=(one,))
        today = framed.horizon.local(now).date()
        problem, found = _alone(framed, one), dict[tuple, Appointment]()
        questions = [
            who for time in _questions(problem, framed, one, wish.asked) for who in (*_with_the_same_host(time, one), time)
        ]
        for asked in questions:
            if len(found) >= MOST:
                break
            made = choices(asked, _MOST_ASKED, (), today, seconds / len(questions), framed.calendars.read_for(asked))
            for plan, _, _ in made.plans:
                for other in framing.unframe(framed, plan).appointments:
                    if _same_meetings(one, other):
                        found.setdefault((other.start, other.place), other)
        lawful = (_if_lawful(desk, reading, one, other, now) for other in found.values())
        return tuple(other for other in lawful if other is not None)[:MOST]


def _if_lawful(desk: Desk, reading: Reading, one: Appointment, other: Appointment, now: datetime) -> Appointment | None:
    """Fit does not ask what stands already to come after it; the referee does."""
    try:
        return seated_anew(desk.world, reading, one, other, now)
    except Conflict:
        return None


def _alone(framed: framing.Frame, one: Appointment) -> Problem:
    """The problem without other open meetings of the customer, unless these come first: they are not what was asked."""
    (case,) = framed.problem.cases
    wanted = {meeting_id(held.case, held.meeting) for held in one.meetings}
    pinned = {held.meeting for pin in framed.problem.pinned_here for held in pin.meetings}
    kept, more = set[str](), wanted | pinned
    while more:
        kept |= more
        more = {after.meeting for id_ in more for after in case.meeting_by_id[id_].after} - kept
    meetings = tuple(meeting for meeting in case.meetings if meeting.id in kept)
    return replace(framed.problem, cases=(replace(case, meetings=meetings),))


def _questions(problem: Problem, framed: framing.Frame, one: Appointment, asked: Window | None) -> Iterator[Problem]:
    start, end = framed.horizon.minutes(one.start), framed.horizon.minutes(one.end)
    anywhere = list(_without(problem.working_days, start, end))
    if asked is not None:
        length = end - start
        first = framed.horizon.minutes(asked.start)
        last = max(first + length, framed.horizon.minutes(asked.end))
        day = first // MINUTES_A_DAY
        on_the_day = [(a, b) for a, b in anywhere if a // MINUTES_A_DAY == day]
        within = ((max(a, first), min(b, last)) for a, b in on_the_day)
        for stretches in ([(a, b) for a, b in within if a < b], on_the_day):
            if stretches:
                yield narrowed(problem, stretches)
    yield narrowed(problem, anywhere)


def _with_the_same_host(problem: Problem, one: Appointment) -> Iterator[Problem]:
    (case,) = problem.cases
    if one.advisor in case.advisors:
        yield replace(problem, cases=(replace(case, advisors=(one.advisor,)),))


def _without(days: Iterable[int], start: int, end: int) -> Iterator[tuple[int, int]]:
    """All of each day, but for the time between `start` and `end`."""
    for day in days:
        first, last = day * MINUTES_A_DAY, (day + 1) * MINUTES_A_DAY
        if last <= start or end <= first:
            yield first, last
            continue
        if first < start:
            yield first, start
        if end < last:
            yield end, last


def _same_meetings(one: Appointment, other: Appointment) -> bool:
    return {(held.case, held.meeting) for held in one.meetings} == {(held.case, held.meeting) for held in other.meetings}
