"""One case placed as it comes, on a calendar that others have filled: `fit` to its end, refereed, and nothing else.

For simulations that place thousands of cases: no second opinion and no reasons, which take longer than the plan; nothing in
it depends on the clock, so the same calendar always gives the same appointments.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import replace

from solver.calendars import Calendars
from solver.check import complete, violations
from solver.fit import fit
from solver.plan import Appointment
from solver.problem import Problem
from solver.question import Effort
from solver.search import RefereeError

_SECONDS = 36_000.0  # so many that the time is never up; where it is, an audit ends with InputError and not with another plan
Standing = Callable[[int], Iterable[Appointment]]  # what stands on a day, as pinned appointments of other cases


def placed(problem: Problem, calendars: Calendars, standing: Standing) -> tuple[Appointment, ...]:
    """The new appointments of the one case of `problem`; what has no place is in none of them.

    `calendars` hold all that is taken; of it the referee is shown what `standing` says of the days that were chosen, and judges
    double bookings by that. Raises RefereeError, and InputError where it takes ten hours.
    """
    effort = Effort(time.monotonic() + _SECONDS, confirm=False, audit=True)
    made = fit(problem, calendars, effort).appointments
    known = {pin.id for pin in problem.pinned}
    new = tuple(one for one in made if one.id not in known)
    days = dict.fromkeys(one.day for one in new)
    others = tuple(one for day in days for one in standing(day) if one.id not in known)
    judged = replace(problem, pinned=(*problem.pinned, *others))
    broken = violations(judged, complete(judged, made))
    if broken:
        raise RefereeError("; ".join(f"{one.rule}: {one.sentence}" for one in broken[:5]))
    return new
