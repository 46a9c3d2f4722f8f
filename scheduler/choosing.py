"""What one case of a problem can choose from, and what preferences cost: of a file, or framed from the store."""

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any

from scheduler.option_words import Gist, in_words, price_in_words
from scheduler.plans import Goal
from scheduler.preferences import Preference, stretches
from scheduler.problem_file import read_for, refusing
from solver import exchange
from solver import options as solver_options
from solver.budget import Budget
from solver.calendars import Calendars
from solver.plan import Plan
from solver.preferring import narrowed
from solver.problem import Problem
from solver.warm import warm


@dataclass(frozen=True)
class Priced:
    """A preference beside what it costs: the goals of the best plan with it. `kept`: it leaves no more unplaced than must be;
    None: in the time there was neither that nor the opposite was shown.
    """

    preference: Preference
    kept: bool | None
    goals: tuple[Goal, ...]
    sentence: str


@dataclass(frozen=True)
class Choices:
    """`front` and `different`: see `solver.options.Options`; `problem` is the one they are plans of.

    `without`: the goals of the best plan when nothing is preferred. `kept`: the options keep all preferences together; else
    they keep none, because no plan does without leaving more unplaced, or (None) because none was found in the time there
    was. `sentence`: the front in words.
    """

    problem: Problem
    front: tuple[Plan, ...]
    different: tuple[Plan, ...]
    complete: bool
    kept: bool | None
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
            "preferences_kept": bool(self.kept),
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
    whole = read_for(problem, case_id)
    warm()
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
    """The options of a problem of one case within about `seconds`; `today` is a day of "this week". Raises InputError.

    Each question may take its share of the time that is left: one that is hard leaves some to those that come after it.
    """
    until = time.monotonic() + seconds
    calendars = calendars or Calendars(problem)
    together = len(preferences) > 1
    questions = 1 + (1 + len(preferences) + together if preferences else 0)

    def share() -> Budget:
        nonlocal questions
        questions -= 1
        return Budget(max(until - time.monotonic(), 0.01) / (questions + 1))

    def preferring(some: Sequence[Preference]) -> Problem:
        first_day, narrow = date.fromisoformat(problem.first_day), problem
        for one in some:
            narrow = narrowed(narrow, stretches(one, first_day, problem.working_days, today, problem.grid_minutes))
        return narrow

    def best(asked: Problem) -> Plan:
        return solver_options.best(asked, share(), calendars)

    without, priced, kept = None, (), True
    with refusing():
        if preferences:
            alike = best(problem)
            wanted = [best(preferring([one])) for one in preferences]
            all_of_it = best(preferring(preferences)) if together else wanted[0]
            without = min(alike, *(_without(plan, alike) for plan in (*wanted, all_of_it)), key=_values)
            priced = tuple(_priced(problem, *one, without) for one in zip(preferences, wanted, strict=True))
            kept = _kept(all_of_it, without)
        asked = preferring(preferences) if kept else problem
        found = solver_options.options(asked, most, share(), calendars)
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


def _priced(problem: Problem, preference: Preference, wanted: Plan, without: Plan) -> Priced:
    kept, sure = _kept(wanted, without), _proved(without) and _proved(wanted)
    free = _proved(without) and _values(wanted) == _values(without)
    sentence = price_in_words(_gist(problem, without), _gist(problem, wanted), kept, free, sure)
    return Priced(preference, kept, goals_of(wanted), sentence)


def _kept(wanted: Plan, without: Plan) -> bool | None:
    """Whether no more is unplaced than must be; None: the plans were found in too little time to tell."""
    (with_it, least), (without_it, bound) = ((plan.goals[0].value, plan.goals[0].bound or 0) for plan in (wanted, without))
    if with_it <= bound:
        return True
    return False if least > without_it else None


def _without(wanted: Plan, alike: Plan) -> Plan:
    """A plan with a preference as one without, which it is too: of all that is proved of the best one found without, only
    what must be left unplaced is sure to hold for it.
    """
    bounds = (alike.goals[0].bound, None, None, None, None)
    return replace(wanted, goals=tuple(replace(goal, bound=bound) for goal, bound in zip(wanted.goals, bounds, strict=True)))


def _proved(plan: Plan) -> bool:
    return all(goal.value == goal.bound for goal in plan.goals)


def _gist(problem: Problem, plan: Plan) -> Gist:
    (case,) = problem.cases
    days = [one.day for one in plan.appointments if one.meetings]
    return Gist(
        appointments=len(plan.appointments),
        done=_date(problem, max(days)) if days else None,
        deputies=sum(one.advisor in case.advisors[1:] for one in plan.appointments),
        unplaced=len(plan.unplaced),
        changes=plan.goals[1].value,
        waiting=plan.goals[4].value,
    )


def _date(problem: Problem, day: int) -> date:
    return date.fromisoformat(problem.first_day) + timedelta(days=day)


def _values(plan: Plan) -> list[int]:
    return [goal.value for goal in plan.goals]
