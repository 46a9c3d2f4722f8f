"""First come, first served: the baseline, and where a larger search begins."""

import time
from collections.abc import Callable
from dataclasses import replace

from solver.calendars import Calendars
from solver.fit import fit
from solver.plan import Appointment
from solver.problem import Problem, alone, new_ids
from solver.question import Effort, Made

_SHARES = 5  # a hard case may take five times its share: most need a tenth of theirs
Progress = Callable[[int, int], None]


def first_come(problem: Problem, effort: Effort, progress: Progress | None = None) -> tuple[Made, frozenset[str]]:
    """Case by case in the order of the problem, each proved optimal against the calendar at its turn.

    Also the cases for which the time was up before that; those that had no turn at all stay unplaced.
    """
    calendars = Calendars(problem)
    planned: list[Appointment] = list(problem.pinned_here)
    pinned, names = {pin.id for pin in problem.pinned}, new_ids(problem)
    late: set[str] = set()
    for index, case in enumerate(problem.cases):
        left = effort.until - time.monotonic()
        share = min(_SHARES * left / (len(problem.cases) - index), left)
        turn = replace(effort, until=time.monotonic() + share, confirm=False)
        made = () if effort.over else fit(alone(problem, case), calendars, turn).appointments
        for one in made:
            if one.id not in pinned:
                named = replace(one, id=next(names))
                planned.append(named)
                calendars.take(named)
        if turn.over:
            late.add(case.id)
        if progress:
            progress(index + 1, len(problem.cases))
    return tuple(planned), frozenset(late)
