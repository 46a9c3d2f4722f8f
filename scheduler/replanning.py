"""The use case of replanning a file: a plan was told to the customers, then somebody falls ill, a room or a place closes, an
urgent case comes. The answer is a lawful plan in which the fewest promises are broken, and what became of each.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from scheduler.errors import InputError
from scheduler.plans import Goal
from scheduler.problem_file import refusing
from solver import exchange
from solver.budget import Budget
from solver.changes import changes
from solver.check import violations
from solver.plan import Appointment
from solver.plan import Plan as SolverPlan
from solver.problem import Problem
from solver.replan import having_told, replan
from solver.setbacks import away, begun, closed
from solver.size import refuse_too_large


@dataclass(frozen=True)
class Days:
    """A seat that is away or a place that is closed, from the first to the last day. `rooms`: so many fewer; None: all."""

    id: str
    first_day: date
    last_day: date
    rooms: int | None = None


@dataclass(frozen=True)
class Setback:
    """What has changed since the plan was told. `today`: what lies before stays as it was, and nothing new is put there; None:
    nothing has gone by. `urgent`: more cases, as a problem file has them. `pinned`: cases of which nothing may move.
    """

    away: tuple[Days, ...] = ()
    closed: tuple[Days, ...] = ()
    urgent: Any = ()
    pinned: tuple[str, ...] = ()
    today: date | None = None


@dataclass(frozen=True)
class Line:
    """What became of an appointment. `before` and `after` are texts like `2026-03-05T09:00 to 10:30 at house`, None where there
    is none; `people`: others than before come, or do something else.
    """

    what: str  # kept, moved, new or dropped
    case: str
    before: str | None
    after: str | None
    people: bool


@dataclass(frozen=True)
class Replanned:
    """The plan and the problem it is a plan of, as files; `lines`: of every appointment; `told`: customers to be told."""

    plan: str
    problem: str
    goals: tuple[Goal, ...]
    lines: tuple[Line, ...]
    told: int


def replan_text(problem: str | bytes, plan: str | bytes, setback: Setback, budget: Budget) -> Replanned:
    """Raises InputError with the path of what cannot be used, and for a plan that breaks a rule."""
    with refusing():
        document = exchange.load(problem)
        before = exchange.problem_of(document)
        told = exchange.read_plan(plan, before)
        _refuse_unlawful(before, told)
        asked = _changed(before, _with_urgent(document, before, setback.urgent), told.appointments, setback)
        refuse_too_large(asked)
        found = replan(asked, told.appointments, budget)
    return Replanned(
        plan=exchange.write_plan(found, asked),
        problem=exchange.write_problem(asked),
        goals=tuple(Goal(goal.name, goal.value, goal.bound) for goal in found.goals),
        lines=tuple(_lines(asked, told.appointments, found.appointments)),
        told=len(changes(told.appointments, found.appointments).told),
    )


def _refuse_unlawful(problem: Problem, plan: SolverPlan) -> None:
    broken = violations(problem, plan)
    if broken:
        sentence = f'breaks "{broken[0].rule}": {broken[0].sentence}.'
        raise InputError(sentence, path="PLAN", advice="Only a lawful plan can be replanned; lotse check names all it breaks.")


def _with_urgent(document: Any, before: Problem, urgent: Any) -> Problem:
    """The problem with more cases. Raises InputError with the path in their own list."""
    cases = urgent["cases"] if isinstance(urgent, dict) and "cases" in urgent else urgent
    if not isinstance(cases, list | tuple):
        raise InputError("is not a list of cases.", path="--urgent", advice='Write [...], or {"cases": [...]}.')
    if not cases:
        return before
    try:
        return exchange.problem_of({**document, "cases": [*document["cases"], *cases]})
    except exchange.InputError as reason:
        path = reason.path
        for index in range(len(cases)):
            path = path.replace(f"cases[{len(before.cases) + index}]", f"--urgent cases[{index}]")
        raise exchange.InputError(path, reason.problem, reason.advice, reason.value) from reason


def _changed(before: Problem, problem: Problem, told: Collection[Appointment], setback: Setback) -> Problem:
    """The problem after all that has changed, with what was told in it: as pinned or as previous."""
    days = _DayNumbers(before)
    _refuse_unknown("--pin", setback.pinned, before.case_by_id)
    _refuse_unknown("--away", (one.id for one in setback.away), before.staff_by_id)
    _refuse_unknown("--closed", (one.id for one in setback.closed), before.place_by_id)
    today = days.of(setback.today, "--today") if setback.today else None
    standing = {pin.id for pin in problem.pinned}
    kept = [
        one for one in told if one.id not in standing and (one.case in setback.pinned or (today is not None and one.day < today))
    ]
    problem = replace(problem, pinned=(*problem.pinned, *kept))
    for one in setback.away:
        problem = away(problem, one.id, *days.both(one, "--away"))
    for one in setback.closed:
        problem = closed(problem, one.id, *days.both(one, "--closed"), one.rooms)
    if today is not None:
        problem = begun(problem, today)
    return having_told(problem, told)


@dataclass(frozen=True)
class _DayNumbers:
    """Dates of a problem as whole numbers from its day 0."""

    problem: Problem

    def of(self, day: date, path: str) -> int:
        number = (day - date.fromisoformat(self.problem.first_day)).days
        last = self.problem.working_days[-1]
        if not 0 <= number <= last:
            ends = f"{self.problem.first_day} to {exchange.clock_of(self.problem).day_text(last)}"
            raise InputError(f"{day} is none of the days of the problem.", path=path, value=day, advice=f"They are {ends}.")
        return number

    def both(self, one: Days, path: str) -> tuple[int, int]:
        first, last = self.of(one.first_day, path), self.of(one.last_day, path)
        if last < first:
            raise InputError(f"{one.last_day} lies before {one.first_day}.", path=path, value=one.last_day)
        return first, last


def _refuse_unknown(path: str, ids: Iterable[str], known: Collection[str]) -> None:
    for id_ in ids:
        if id_ not in known:
            some = ", ".join(sorted(known)[:10])
            raise InputError(f'"{id_}" is not known in the problem.', path=path, value=id_, advice=f"It knows {some}, ...")


def _lines(problem: Problem, before: Iterable[Appointment], after: Iterable[Appointment]) -> Iterator[Line]:
    clock, found = exchange.clock_of(problem), changes(before, after)

    def when(one: Appointment) -> str:
        return f"{clock.text(one.start)} to {clock.text(one.end)[11:]} at {one.place}"

    for what, pairs in (("kept", found.kept), ("moved", found.moved)):
        for was, now in pairs:
            yield Line(what, now.case, when(was), when(now), was.content[3:] != now.content[3:])
    yield from (Line("new", one.case, None, when(one), True) for one in found.new)
    yield from (Line("dropped", one.case, when(one), None, True) for one in found.dropped)
