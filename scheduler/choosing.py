"""What one case of a problem can choose from, and what preferences cost: of a file, or framed from the store."""

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any

from scheduler.errors import InputError
from scheduler.option_words import Gist, in_words, price_in_words
from scheduler.planning import ours
from scheduler.plans import Goal
from scheduler.preferences import Preference, stretches
from solver import exchange
from solver import options as solver_options
from solver.calendars import Calendars
from solver.plan import Plan
from solver.preferring import narrowed
from solver.problem import Problem
from solver.search import Budget


@dataclass(frozen=True)
class Priced:
    """A preference beside what it costs: the goals of the best plan with it. `kept`: it leaves no more unplaced."""

    preference: Preference
    kept: bool
    goals: tuple[Goal, ...]
    sentence: str


@dataclass(frozen=True)
class Choices:
    """`front` and `different`: see `solver.options.Options`; `problem` is the one they are plans of.

    `without`: the goals of the best plan when nothing is preferred. `kept`: the options keep all preferences together;
    else they keep none. `sentence`: the front in words.
    """

    problem: Problem
    front: tuple[Plan, ...]
    different: tuple[Plan, ...]
    complete: bool
    kept: bool
    without: tuple[Goal, ...]
    priced: tuple[Priced, ...]
    sentence: str

    @property
    def plans(self) -> Iterator[tuple[Plan, bool, int | None]]:
        """Each plan once, best first; whether it is on the front, and its place among the different ones, from 1."""
        ranks = {plan.appointments: number for number, plan in enumerate(self.different, start=1)}
        front = {plan.appointments for plan in self.front}
        plans = {plan.appointments: plan for plan in (*self.different, *self.front)}  # the front's has more proved
        for made, plan in sorted(plans.items(), key=lambda entry: _values(entry[1])):
            yield plan, made in front, ranks.get(made)

    @property
    def rows(self) -> Iterator[tuple[bool, int | None, tuple[Goal, ...], tuple[tuple[date, str | None], ...]]]:
        """As `plans`, of each plan its goals, and the day and the host of each appointment."""
        for plan, on_front, rank in self.plans:
            comings = (
                (_date(self.problem, one.day), one.advisor) for one in sorted(plan.appointments, key=lambda one: one.start)
            )
            yield on_front, rank, goals_of(plan), tuple(comings)

    def document(self) -> dict[str, Any]:
        """For programs; plans as appointment-plan/1."""

        def written(plans: Sequence[Plan]) -> list[Any]:
            return [json.loads(exchange.write_plan(plan, self.problem)) for plan in plans]

        return {
            "sentence": self.sentence,
            "front": written(self.front),
            "different": written(self.different),
            "preferences_kept": self.kept,
            "preferences": [
                {"preference": one.preference.word, "title": one.preference.title, "kept": one.kept, "sentence": one.sentence}
                | {"goals": [asdict(goal) for goal in one.goals]}
                for one in self.priced
            ],
            "without": [asdict(goal) for goal in self.without],
            "complete": self.complete,
        }


def file_choices(problem: str | bytes, case_id: str, most: int, preferences: Sequence[Preference], seconds: float) -> Choices:
    """The options of one case of a problem file, of whose other cases only what is pinned stands. "This week" is that of the
    first working day. Raises InputError.
    """
    try:
        whole = exchange.read_problem(problem)
    except exchange.InputError as reason:
        raise ours(reason) from reason
    if case_id not in whole.case_by_id:
        known = f"Known: {', '.join(whole.case_by_id)}."
        raise InputError(f'"{case_id}" is no case of the problem.', path="--case", value=case_id, advice=known)
    told = tuple(one for one in whole.previous if one.case == case_id)
    alone = replace(whole, cases=(whole.case_by_id[case_id],), previous=told)
    return choices(alone, most, preferences, date.fromisoformat(whole.first_day), seconds)


def choices(
    problem: Problem,
    most: int,
    preferences: Sequence[Preference],
    today: date,
    seconds: float,
    calendars: Calendars | None = None,
) -> Choices:
    """The options of a problem of one case within about `seconds`; `today` is a day of "this week". Raises InputError."""
    until = time.monotonic() + seconds
    calendars = calendars or Calendars(problem)

    def left() -> Budget:
        return Budget(max(until - time.monotonic(), 0.01))

    def preferring(some: Sequence[Preference]) -> Problem:
        first_day, narrow = date.fromisoformat(problem.first_day), problem
        for one in some:
            narrow = narrowed(narrow, stretches(one, first_day, problem.working_days, today, problem.grid_minutes))
        return narrow

    def best(asked: Problem) -> Plan:
        return solver_options.best(asked, left(), calendars)

    try:
        without = best(problem) if preferences else None
        priced = tuple(_priced(problem, one, without, best(preferring([one]))) for one in preferences) if without else ()
        kept = without is None or _kept(without, best(preferring(preferences)))
        asked = preferring(preferences) if kept else problem
        found = solver_options.options(asked, most, left(), calendars)
    except exchange.InputError as reason:
        raise ours(reason) from reason
    return Choices(
        problem=asked,
        front=found.front,
        different=found.different,
        complete=found.complete,
        kept=kept,
        without=goals_of(without or found.front[0]),
        priced=priced,
        sentence=in_words([_gist(problem, plan) for plan in found.front]),
    )


def goals_of(plan: Plan) -> tuple[Goal, ...]:
    return tuple(Goal(goal.name, goal.value, goal.bound) for goal in plan.goals)


def _priced(problem: Problem, preference: Preference, without: Plan, wanted: Plan) -> Priced:
    kept, free = _kept(without, wanted), _values(wanted) == _values(without)
    sentence = price_in_words(_gist(problem, without), _gist(problem, wanted), kept, free)
    return Priced(preference, kept, goals_of(wanted), sentence)


def _kept(without: Plan, wanted: Plan) -> bool:
    return wanted.goals[0].value <= without.goals[0].value


def _gist(problem: Problem, plan: Plan) -> Gist:
    (case,) = problem.cases
    days = [one.day for one in plan.appointments if one.meetings]
    return Gist(
        appointments=len(plan.appointments),
        done=_date(problem, max(days)) if days else None,
        deputies=sum(one.advisor in case.advisors[1:] for one in plan.appointments),
        unplaced=len(plan.unplaced),
    )


def _date(problem: Problem, day: int) -> date:
    return date.fromisoformat(problem.first_day) + timedelta(days=day)


def _values(plan: Plan) -> list[int]:
    return [goal.value for goal in plan.goals]
