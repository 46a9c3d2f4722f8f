"""What is said of facts, asked of others: a plan before the referee where it is to become possible, CP-SAT where not."""

import time
from collections.abc import Iterator

from solver.check import complete, score, violations
from solver.clash import Asked, relaxed
from solver.fit import fit
from solver.question import Effort, Question
from solver.reason import Clash, Fact


def untrue(asked: Asked, found: Clash, seconds: float = 20.0) -> Iterator[str]:
    """Whatever of a clash another way of asking does not bear out."""
    said = impossible(relaxed(asked, found), seconds)
    if said is not True:
        yield f"{found}: alone they are {'possible' if said is False else 'not settled in time'}"
    meetings = found.meetings if found.thinned else ()
    for fact in (*found.facts, *(Fact("asked", id) for id in meetings)):
        kinder = relaxed(asked, found, fact)
        if not shown_possible(kinder, seconds):
            yield f"{found}: without {fact} it is not possible"


def shown_possible(asked: Asked, seconds: float = 20.0) -> bool:
    """Whether the referee lets a plan pass that places everything, within what was asked."""
    made = fit(asked.problem, asked.calendars, Effort(time.monotonic() + seconds)).appointments
    plan = complete(asked.problem, made)
    unplaced, changes, appointments = score(asked.problem, plan)[:3]
    few = asked.most is None or appointments <= asked.most
    kept = asked.changes is None or changes <= asked.changes
    return not unplaced and few and kept and not violations(asked.problem, plan)


def impossible(asked: Asked, seconds: float = 20.0) -> bool | None:
    """What CP-SAT says with presolve off; None when it does not settle it in time."""
    limits = [0, len(asked.problem.previous) if asked.changes is None else asked.changes]
    limits += [] if asked.most is None else [asked.most]
    effort, days = Effort(time.monotonic() + seconds), len(asked.problem.working_days)
    answer = Question(asked.problem, asked.calendars, effort, limits, days).possible()
    return answer and answer.impossible


def enough(seconds: float = 20.0) -> Effort:
    return Effort(time.monotonic() + seconds)
