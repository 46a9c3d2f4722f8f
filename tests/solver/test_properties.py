"""What must hold of every plan, and what must not change its goals, over random problems from fixed seeds."""

import random
import re
from datetime import date, timedelta
from typing import Any

import pytest

from solver.budget import Budget
from solver.check import score, violations
from solver.exchange import read_plan, write_plan
from solver.search import solve
from tests.solver.drawn import faults, only, read, values, written
from tests.twin.problems import medium, tiny
from tests.twin.referee import goals
from tests.twin.sizes import DEPARTMENTS

Drawn = dict[str, Any]
PROVED = Budget(20, 1)


@pytest.mark.parametrize("seed", range(6))
def test_every_plan_is_lawful_and_says_the_truth(seed: int) -> None:
    rng = random.Random(f"properties {seed}")
    for _ in range(4):
        drawn = medium(rng)
        problem = read(drawn)
        plan = solve(problem, Budget(0.5, 1))
        assert violations(problem, plan) == []
        assert faults(drawn, plan, problem) == []
        assert score(problem, plan) == values(plan)
        assert (plan.status == "optimal") == all(goal.proved for goal in plan.goals)
        assert all(one.reason for one in plan.unplaced)
        assert read_plan(write_plan(plan, problem), problem) == plan


def proved_goals(drawn: Drawn) -> tuple[int, ...]:
    """The best goals there are: only of them can be said that they must not change."""
    plan = solve(read(drawn), PROVED)
    assert plan.status == "optimal", drawn
    return values(plan)


def drawn_to_prove(seed: int) -> Drawn:
    """In turn a tiny problem of several cases and the largest case of a medium one."""
    rng = random.Random(f"metamorphic {seed}")
    if seed % 2:
        return tiny(rng)
    drawn = medium(rng)
    return only(drawn, max(drawn["cases"], key=lambda case: len(case["meetings"]))["id"])


@pytest.mark.parametrize("seed", range(12))
def test_goals_do_not_hang_on_order_names_or_the_week(seed: int) -> None:
    drawn = drawn_to_prove(seed)
    best = proved_goals(drawn)
    assert proved_goals(shuffled(drawn, random.Random(seed))) == best
    assert proved_goals(renamed(drawn)) == best
    # Four weeks later the clocks are changed between two of its days; wall-clock lengths do not know.
    assert proved_goals(weeks_later(drawn, 1 if seed % 4 else 4)) == best


@pytest.mark.parametrize("seed", range(12))
def test_an_officer_more_is_never_worse(seed: int) -> None:
    """Every lawful plan of the smaller problem is one of the larger, with the same goals: lexicographically never worse.

    Goal by goal that is not so: who places one meeting more may need an appointment more for it.
    """
    drawn, rng = drawn_to_prove(seed + 100), random.Random(seed)
    shifts = [shift for member in drawn["staff"] for shift in member["shifts"] if rng.random() < 0.5]
    newcomer = {"id": "newcomer", "departments": rng.sample(DEPARTMENTS, 2), "shifts": shifts}
    assert proved_goals(drawn | {"staff": [*drawn["staff"], newcomer]}) <= proved_goals(drawn)


@pytest.mark.parametrize("seed", range(12))
def test_a_case_fewer_is_never_worse(seed: int) -> None:
    """What a plan says of the other cases is a lawful plan without the case: it takes nobody and no room more.

    All five goals are sums over cases of numbers from 0, so each goal of that rest is no more than before, and the best
    plan without the case is lexicographically no worse than the rest, hence no worse than the whole.
    """
    rng = random.Random(f"fewer {seed}")
    drawn = next(problem for problem in iter(lambda: tiny(rng), None) if len(problem["cases"]) > 1)
    problem = read(drawn)
    plan = solve(problem, PROVED)
    assert plan.status == "optimal"
    gone = rng.choice(drawn["cases"])["id"]
    smaller = only(drawn, *(case["id"] for case in drawn["cases"] if case["id"] != gone))
    rest = written(plan, problem)
    for part in ("appointments", "unplaced"):
        rest[part] = [one for one in rest[part] if one["case"] != gone]
    without = goals(smaller, rest)
    assert all(few <= many for few, many in zip(without, values(plan), strict=True))
    assert proved_goals(smaller) <= tuple(without)


def shuffled(drawn: Drawn, rng: random.Random) -> Drawn:
    """Another order of every list whose order means nothing; days ascend and advisors are in order of preference."""

    def mixed(value: Any, name: str = "") -> Any:
        if isinstance(value, dict):
            return {key: mixed(inner, key) for key, inner in value.items()}
        if isinstance(value, list):
            items = [mixed(item) for item in value]
            return items if name in ("working_days", "advisors") else rng.sample(items, len(items))
        return value

    return mixed(drawn)


NAMED = {"id", "case", "meeting", "place", "advisor", "places", "advisors", "staff", "needs", "departments"}


def renamed(drawn: Drawn) -> Drawn:
    """Every id with its letters turned round: other names in another order."""

    def named(value: Any, name: str = "") -> Any:
        if isinstance(value, dict):
            return {key: named(inner, key) for key, inner in value.items()}
        if isinstance(value, list):
            return [named(item, name) for item in value]
        return f"{value[::-1]}-renamed" if isinstance(value, str) and name in NAMED else value

    return named(drawn)


def weeks_later(drawn: Drawn, weeks: int) -> Drawn:
    def later(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: later(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [later(item) for item in value]
        if isinstance(value, str) and re.match(r"\d{4}-\d{2}-\d{2}", value):
            return (date.fromisoformat(value[:10]) + timedelta(weeks=weeks)).isoformat() + value[10:]
        return value

    return later(drawn)
