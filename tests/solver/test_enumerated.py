"""The solver against the truth: tiny problems all of whose lawful plans are listed in plain Python (tests/twin).

306 problems with at least 1,000 lawful plans each, drawn from a fixed seed and dealt to six tests, so that several
processes can share them. Every test demands its sixth of what the whole must show: each feature of the contract in at
least 20 problems, each goal the deciding one in at least 30.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from solver import exact
from solver.budget import Budget
from solver.check import violations
from solver.search import solve
from tests.solver.drawn import bounds, faults, read, values
from tests.twin.enumeration import Survey, lawful_plans, survey
from tests.twin.problems import features, tiny, tiny_case

SEED = "2026-03"
CHUNKS, TINY, CASES = 6, 45, 6
LEAST_PLANS, MOST_PLANS = 1_000, 400_000
IN_PROBLEMS, DECIDING = 20, 30
FEATURES = (
    "round_table", "travel", "unhosted", "rooms", "pinned_own", "pinned_foreign", "previous", "deputies", "windows",
    "lags", "order", "weights", "several_places", "touching_shifts", "mixed_shifts",
)  # fmt: skip


def surveyed(draw: Callable[[random.Random], dict], seed: str, count: int) -> Iterator[tuple[dict, Survey]]:
    """So many drawn problems with enough lawful plans, and what the enumeration found."""
    rng = random.Random(seed)
    while count:
        drawn = draw(rng)
        found = survey(drawn, MOST_PLANS)
        if found is not None and found.plans >= LEAST_PLANS:
            count -= 1
            yield drawn, found


def agree(drawn: dict, found: Survey) -> None:
    problem = read(drawn)
    plan = solve(problem, Budget(20, 1))
    assert values(plan) == found.best, drawn
    assert bounds(plan) == found.best, drawn
    assert plan.status == "optimal"
    assert violations(problem, plan) == []
    assert faults(drawn, plan, problem) == []


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_best_of_all_lawful_plans(chunk: int) -> None:
    seen, deciding = Counter(), Counter()
    drawn_problems = [*surveyed(tiny, f"{SEED} {chunk}", TINY), *surveyed(tiny_case, f"{SEED} case {chunk}", CASES)]
    for drawn, found in drawn_problems:
        agree(drawn, found)
        seen.update(features(drawn))
        deciding.update(found.deciding)
    assert len(drawn_problems) * CHUNKS >= 300
    assert all(seen[feature] * CHUNKS >= IN_PROBLEMS for feature in FEATURES), seen
    assert all(deciding[goal] * CHUNKS >= DECIDING for goal in range(5)), deciding


def test_a_short_look_ahead_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first look takes in many days; here so few that the horizon must grow."""
    monkeypatch.setattr(exact, "_DAYS_AHEAD", (0, 1))
    for drawn, found in surveyed(tiny_case, f"{SEED} look ahead", 8):
        agree(drawn, found)


def test_bounds_hold_where_little_was_proved() -> None:
    """No lawful plan that is as good on the goals before lies below a bound, however early the search had to stop."""
    unproved = 0
    for drawn, found in surveyed(tiny, f"{SEED} bounds", 10):
        if found.plans > 20_000:
            continue
        problem = read(drawn)
        vectors = {tuple(goal["value"] for goal in one["goals"]) for one in lawful_plans(drawn)}
        for method, seconds in (("first-come", 20), ("exact", 0.02), ("exact", 0.1)):
            plan = solve(problem, Budget(seconds, 1), method)
            assert faults(drawn, plan, problem) == []
            for number, goal in enumerate(plan.goals):
                before = values(plan)[:number]
                rivals = [one[number] for one in vectors if all(a <= b for a, b in zip(one, before, strict=False))]
                assert goal.bound is None or goal.bound <= min(rivals), (method, goal, drawn)
            unproved += plan.status != "optimal"
    assert unproved >= 5
