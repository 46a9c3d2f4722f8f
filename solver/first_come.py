"""First come, first served: the baseline, and where a larger search begins."""

import time
from collections.abc import Callable
from dataclasses import replace
from itertools import count

from solver.calendars import Calendars
from solver.exact import Effort, Made, exact, fewest_confirmed
from solver.plan import Appointment
from solver.problem import Case, Problem

PARTS_FROM = 17  # meetings of one case: more than one venture; planned venture by venture first
_SHARES = 5  # a hard case may take five times its share: most need a tenth of theirs
Progress = Callable[[int, int], None]


def first_come(problem: Problem, effort: Effort, progress: Progress | None = None) -> tuple[Made, frozenset[str]]:
    """Case by case in the order of the problem, each proved optimal against the calendar at its turn.

    Also the cases for which the time was up before that; those that had no turn at all stay unplaced.
    """
    calendars = Calendars(problem)
    planned: list[Appointment] = list(problem.pinned_here)
    taken, numbers = {pin.id for pin in problem.pinned}, count(1)
    late: set[str] = set()
    for index, case in enumerate(problem.cases):
        left = effort.until - time.monotonic()
        share = min(_SHARES * left / (len(problem.cases) - index), left)
        turn = replace(effort, until=time.monotonic() + share, confirm=False)
        made = () if effort.over else _case(alone(problem, case), calendars, turn)
        for one in made:
            if one.id not in taken:
                named = replace(one, id=next(name for name in (f"a{number}" for number in numbers) if name not in taken))
                planned.append(named)
                calendars.take(named)
        if turn.over:
            late.add(case.id)
        if progress:
            progress(index + 1, len(problem.cases))
    return tuple(planned), frozenset(late)


def _case(problem: Problem, calendars: Calendars, effort: Effort) -> Made:
    """One case's appointments, pinned ones included."""
    start = in_parts(problem, calendars, effort) if len(problem.cases[0].meetings) >= PARTS_FROM else None
    return exact(problem, calendars, effort, start).appointments


def alone(problem: Problem, case: Case) -> Problem:
    """The problem of one of its cases; what the others have pinned is for the calendars to know."""
    return replace(
        problem,
        cases=(case,),
        pinned=tuple(pin for pin in problem.pinned_here if pin.case == case.id),
        previous=tuple(told for told in problem.previous if told.case == case.id),
    )


def in_parts(problem: Problem, calendars: Calendars, effort: Effort) -> Made:
    """A case of several ventures, one after the other in half the time: what stands first is pinned for the next.

    A lawful plan to begin with where proving everything at once may take too long.
    """
    (case,) = problem.cases
    standing, booked = problem.pinned_here, calendars.copy()
    parts = _parts(problem, case)
    until = time.monotonic() + max(effort.until - time.monotonic(), 0) / 2
    for index, part in enumerate(parts):
        share = (until - time.monotonic()) / (len(parts) - index)
        held = {held.meeting for one in standing for held in one.meetings}
        meetings = tuple(one for one in case.meetings if one.id in part or one.id in held)
        piece = replace(problem, cases=(replace(case, meetings=meetings),), pinned=standing, previous=())
        found = exact(piece, booked, replace(effort, until=time.monotonic() + share, confirm=False))
        known = {one.id for one in standing}
        new = [one for one in found.appointments if one.id not in known]
        for one in new:
            booked.take(one)
        standing = (*standing, *new)
    return standing


def _parts(problem: Problem, case: Case) -> list[set[str]]:
    """The free meetings in groups that no order ties to each other, small groups together up to a venture's size."""
    pinned = {held.meeting for pin in problem.pinned_here for held in pin.meetings}
    group = {meeting.id: {meeting.id} for meeting in case.meetings if meeting.id not in pinned}
    for meeting in case.meetings:
        for after in meeting.after:
            if meeting.id in group and after.meeting in group and group[meeting.id] is not group[after.meeting]:
                merged = group[meeting.id] | group[after.meeting]
                group.update(dict.fromkeys(merged, merged))
    parts: list[set[str]] = []
    for tied in {id(tied): tied for tied in group.values()}.values():
        fits = next((part for part in parts if len(part) + len(tied) < PARTS_FROM), None)
        if fits is None:
            parts.append(set(tied))
        else:
            fits |= tied
    return parts


def fewest(problem: Problem, effort: Effort) -> int | None:
    """The cases' structural bounds added up, if each stands a second way of asking, whatever was told before."""
    calendars, untold = Calendars(problem), replace(problem, previous=())
    total = 0
    for case in problem.cases:
        bound = fewest_confirmed(alone(untold, case), calendars, effort)
        if bound is None:
            return None
        total += bound
    return total
