"""Replanning against the truth: tiny problems that were planned, then something went wrong; all lawful plans are listed."""

import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest

from solver.budget import Budget
from solver.changes import changes
from solver.check import violations
from solver.exchange import write_problem
from solver.plan import Plan
from solver.problem import Problem
from solver.question import CHANGES, UNPLACED
from solver.replan import having_told, replan
from solver.search import solve
from solver.setbacks import away, begun, closed
from tests.solver.drawn import bounds, faults, read, values
from tests.twin.enumeration import Goals, survey
from tests.twin.problems import tiny

CHUNKS, A_CHUNK, MOST_PLANS = 5, 40, 20_000


def set_back(rng: random.Random, problem: Problem) -> Problem:
    """Somebody is away, a place loses rooms, or both."""
    day = rng.choice(problem.working_days)
    if rng.random() < 0.8:
        problem = away(problem, rng.choice(problem.staff).id, day, day + rng.choice((0, 0, 1)))
    else:
        problem = closed(problem, rng.choice(problem.places).id, day, day, rng.choice((None, 1)))
    return problem


def replanned(rng: random.Random, count: int) -> Iterator[tuple[Problem, Plan, Plan, frozenset[Goals]]]:
    """The problem after the setback, the plan before it, the new one, and the goals of all lawful plans."""
    while count:
        before = replace(read(tiny(rng)), previous=())
        told = solve(before, Budget(20, 1))
        asked = having_told(set_back(rng, before), told.appointments)
        found = survey(json.loads(write_problem(asked)), MOST_PLANS)
        if found is not None and len(told.appointments) > len(before.pinned_here):
            count -= 1
            yield asked, told, replan(asked, told.appointments, Budget(20, 1)), found.goals


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_no_bound_lies_above_the_best_of_all_lawful_plans(chunk: int) -> None:
    seen: Counter[str] = Counter()
    for asked, told, plan, vectors in replanned(random.Random(f"2026-03 {chunk}"), A_CHUNK):
        assert violations(asked, plan) == []
        assert faults(json.loads(write_problem(asked)), plan, asked) == []
        for number, bound in enumerate(bounds(plan)):
            rivals = [one[number] for one in vectors if one[:number] <= values(plan)[:number] and _as_good(one, plan, number)]
            assert bound is None or bound <= min(rivals), (number, bound, write_problem(asked))
        best = min(vectors)
        seen["best"] += values(plan)[: CHANGES + 1] == best[: CHANGES + 1]
        seen["changed"] += best[CHANGES] > 0
        seen["proved where changed"] += best[CHANGES] > 0 and bounds(plan)[CHANGES] == values(plan)[CHANGES]
        seen["unplaced"] += best[UNPLACED] > 0
        assert {pin.id for pin in asked.pinned_here} <= {one.id for one in plan.appointments}
        found = changes(told.appointments, plan.appointments)
        assert all(was.id == now.id for was, now in (*found.kept, *found.moved))
    assert seen["best"] >= 0.97 * A_CHUNK, seen
    assert seen["changed"] >= 0.1 * A_CHUNK, seen
    assert seen["proved where changed"] >= 0.5 * seen["changed"], seen
    assert seen["unplaced"] >= 0.1 * A_CHUNK, seen


def _as_good(one: Goals, plan: Plan, number: int) -> bool:
    return all(value <= told for value, told in zip(one[:number], values(plan), strict=False))


def test_where_nothing_went_wrong_nothing_changes() -> None:
    rng = random.Random("quiet")
    for _ in range(30):
        before = replace(read(tiny(rng)), previous=())
        told = solve(before, Budget(20, 1))
        plan = replan(having_told(before, told.appointments), told.appointments, Budget(20, 1))
        assert {one.content for one in plan.appointments} == {one.content for one in told.appointments}
        assert values(plan) == values(told)


def test_days_gone_by_hold_nothing_new() -> None:
    rng = random.Random("later")
    moved = 0
    for _ in range(40):
        before = replace(read(tiny(rng)), previous=())
        told = solve(before, Budget(20, 1)).appointments
        day = rng.choice(before.working_days[1:])
        past = tuple(one for one in told if one.day < day and one.id not in {pin.id for pin in before.pinned})
        set_aside = away(before, rng.choice(before.staff).id, day, day + 3)
        asked = having_told(begun(replace(set_aside, pinned=(*set_aside.pinned, *past)), day), told)
        plan = replan(asked, told, Budget(20, 1))
        found = changes(told, plan.appointments)
        assert all(now.day >= day for _, now in found.moved) and all(one.day >= day for one in found.new)
        assert {one.content for one in past} <= {one.content for one in plan.appointments}
        moved += bool(found.moved)
    assert moved >= 3
