"""The use case of explaining: why meetings of a plan are unplaced, why there are not fewer appointments, what would help.

Computed in the world as it is now, for the cases of a stored plan or for one of a problem file. Nothing is changed by it.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from scheduler import framing
from scheduler.german import working_days
from scheduler.lifecycle import HELD
from scheduler.planning import Desk, solved
from scheduler.plans import Goal
from scheduler.present import frame_now
from scheduler.problem_file import read_for, refusing
from scheduler.reasons import NOT_SHOWN, why_not_fewer
from scheduler.repairs import allowed, in_words
from scheduler.town import Town
from solver import wording
from solver.budget import Budget
from solver.check import complete, score
from solver.explanation import Explanation, explain, of_case
from solver.fit import fit
from solver.plan import Goal as SolverGoal
from solver.question import Effort
from solver.repairs import Allowed, Repair
from solver.warm import warm


@dataclass(frozen=True)
class Help:
    """One change that helps. `kind`: of `solver.repairs`, or `notice`; `size`: its minutes or working days, else 1; `goals`:
    what it leads to, with bounds.
    """

    kind: str
    size: int
    sentence: str
    goals: tuple[Goal, ...]


@dataclass(frozen=True)
class ExplainedMeeting:
    """An unplaced meeting, why, and what would help; `case` is None in a problem file."""

    case: int | None
    meeting: str
    reason: str
    helps: tuple[Help, ...]


@dataclass(frozen=True)
class ExplainedFewer:
    """Why so many `appointments`, one fewer than there are, do not do, and what would allow them."""

    appointments: int
    reason: str
    helps: tuple[Help, ...]


@dataclass(frozen=True)
class Explained:
    """Of the best plan there is now: its goals, what is unplaced in it, and why it has not fewer appointments (None: it was
    not asked, or it has one or none).
    """

    goals: tuple[Goal, ...]
    unplaced: tuple[ExplainedMeeting, ...]
    fewer: ExplainedFewer | None


def explain_plan(desk: Desk, plan_id: int, now: datetime, seconds: float | None = None) -> Explained:
    """Of the cases a stored plan was made for, as the world is now. Raises NotFoundError, InputError for too many meetings."""
    wanted = desk.solve_seconds if seconds is None else seconds
    return desk.computed(wanted, explained, plan_id, now, wanted)


def explained(desk: Desk, plan_id: int, now: datetime, seconds: float) -> Explained:
    """`explain_plan`, from one look at the store."""
    effort = Effort(time.monotonic() + seconds)
    with desk.store.reading() as reading:
        _, town = reading.town()
        plan = reading.proposal(plan_id).plan
        own = [one for one in plan.appointments if one.status == HELD]
        cases, framed = frame_now(desk.world, reading, plan.customer, plan.cases, now, own)
        others = [one for one in reading.booked_from(now) if one.customer != plan.customer]
    names = framed.names
    with refusing():
        told = explain(framed.problem, allowed(cases, town), effort)

    def with_town(changed: Town) -> framing.Frame:
        return framing.frame(changed, cases, [*framed.kept.values(), *others], now)

    sooner = tuple(_sooner(told, town, with_town, effort))

    def helps(repairs: Iterable[Repair], meeting: str = "") -> tuple[Help, ...]:
        shorter = (one for one, placed, fewer in sooner if (meeting in placed if meeting else fewer))
        return (*(_help(repair, in_words(names, repair)) for repair in repairs), *shorter)

    open_ones = []
    for unplaced, repairs in told.unplaced:
        said = framing.told(framed, unplaced)
        open_ones.append(ExplainedMeeting(said.case, said.meeting, said.reason, helps(repairs, unplaced.meeting)))
    fewer = None
    if told.fewer:
        reason = why_not_fewer(names, told.fewer.clash) if told.fewer.clash else NOT_SHOWN
        fewer = ExplainedFewer(len(told.appointments) - 1, reason, helps(told.fewer.repairs))
    return Explained(_goals(told.goals), tuple(open_ones), fewer)


def _sooner(
    told: Explanation, town: Town, with_town: Callable[[Town], framing.Frame], effort: Effort
) -> Iterator[tuple[Help, set[str], bool]]:
    """A shorter notice, the town's own rule: the least that helps, what it places, and whether it spares an appointment.

    No change of the problem says it: before the notice ends nobody's hours stand in it.
    """
    unplaced = {one.meeting for one, _ in told.unplaced}
    values = [goal.value for goal in told.goals]
    for days in range(1, town.limits.notice_working_days + 1):
        if effort.over:
            return
        limits = replace(town.limits, notice_working_days=town.limits.notice_working_days - days)
        framed = with_town(replace(town, limits=limits))
        found = fit(framed.problem, framed.calendars, effort)
        plan = complete(framed.problem, found.appointments)
        new = score(framed.problem, plan)
        placed = unplaced - {one.meeting for one in plan.unplaced}
        better, fewer = new[0] < values[0], new[0] <= values[0] and new[2] < values[2]
        if better or fewer:
            goals = tuple(Goal(goal.name, goal.value, bound) for goal, bound in zip(plan.goals, found.bounds, strict=True))
            sentence = f"Die Vorlaufzeit ist für diesen Vorgang um {working_days(days)} kürzer."
            yield Help("notice", days, sentence, goals), placed if better else set(), fewer
            return


def explain_file(problem: str | bytes, case_id: str, fewer: bool, seconds: float) -> Explained:
    """Of one case of a problem file, its other cases planned with it as they would be. Words and ids are the file's. Raises
    InputError.
    """
    whole = read_for(problem, case_id)
    warm()
    effort = Effort(time.monotonic() + seconds)
    others = solved(whole, Budget(seconds / 2)).appointments if len(whole.cases) > 1 else ()
    alone = of_case(whole, case_id, others)
    told = explain(alone, Allowed(), effort, fewer)

    def helps(repairs: Iterable[Repair]) -> tuple[Help, ...]:
        return tuple(_help(repair, wording.repair_text(alone, repair)) for repair in repairs)

    few = None
    if told.fewer:
        reason = wording.why_not(alone, told.fewer.clash) if told.fewer.clash else wording.NOT_SHOWN
        few = ExplainedFewer(len(told.appointments) - 1, reason, helps(told.fewer.repairs))
    open_ones = (ExplainedMeeting(None, one.meeting, one.reason, helps(repairs)) for one, repairs in told.unplaced)
    return Explained(_goals(told.goals), tuple(open_ones), few)


def _help(repair: Repair, sentence: str) -> Help:
    return Help(repair.kind, repair.size, sentence, _goals(repair.goals))


def _goals(goals: Iterable[SolverGoal]) -> tuple[Goal, ...]:
    return tuple(Goal(goal.name, goal.value, goal.bound) for goal in goals)
