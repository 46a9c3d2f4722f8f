"""The options of one case against all its lawful plans, listed in plain Python (tests/twin)."""

import random
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest

from solver.budget import Budget
from solver.options import options
from solver.plan import Plan
from tests.solver.drawn import bounds, faults, read, values, written
from tests.twin.case_plans import case_plans, goals_of
from tests.twin.ground import Ground
from tests.twin.problems import tiny_case
from tests.twin.sizes import DEPARTMENTS, stretch_of

Goals = tuple[int, ...]
Comings = frozenset[tuple[str, str | None]]

SEED = "options"
CHUNKS, CASES = 4, 25
FEWEST_PLANS, MOST_PLANS = 100, 5_000
K = 4


def listed(seed: str, count: int) -> Iterator[tuple[dict[str, Any], list[tuple[Goals, Comings]]]]:
    """So many drawn problems of one case with the goals and comings of each of their lawful plans; every second one leaves a
    choice between few appointments and an early end.
    """
    rng = random.Random(seed)
    while count:
        drawn = tiny_case(rng) if count % 2 else sparse(rng)
        ground, case = Ground(drawn), drawn["cases"][0]
        goals = goals_of(ground, case)
        pinned = comings({"appointments": [one for one in drawn.get("pinned", []) if one["case"] == case["id"]]})
        plans = [
            (goals(chosen), pinned | {(ground.days[one.day], one.advisor) for one in chosen})
            for chosen in islice(case_plans(ground, case), MOST_PLANS + 1)
        ]
        if FEWEST_PLANS <= len(plans) <= MOST_PLANS and (count % 2 or len(front_of(plans)) > 1):
            count -= 1
            yield drawn, plans


def sparse(rng: random.Random) -> dict[str, Any]:
    """A problem whose departments sit for an hour or two on few days, seldom on the same ones: who waits comes less often."""
    days = [f"2026-03-{day:02}" for day in (2, 3, 4, 5, 6, 9, 10)[: rng.randint(5, 7)]]

    def member(name: str, department: str | None, on: int) -> dict[str, Any]:
        steps = rng.randint(2, 3)
        shifts = [stretch_of(day, 60, 0, steps) | {"place": None} for day in sorted(rng.sample(days, on))]
        return {"id": name, "departments": [department] if department else [], "shifts": shifts}

    needed = rng.sample(DEPARTMENTS, rng.randint(2, 3))
    meetings = [
        {
            "id": f"m{number}", "needs": [need], "minutes": 60, "places": ["office"], "weight": rng.randint(1, 2),
            "earliest_day": days[0], "latest_day": days[-1], "after": [],
        }
        for number, need in enumerate(needed)
    ]  # fmt: skip
    if rng.random() < 0.5:
        meetings[1]["after"] = [{"meeting": "m0", "working_days": rng.randint(0, 1)}]
    return {
        "format": "appointment-problem/1", "name": "sparse", "timezone": "Europe/Berlin", "grid_minutes": 60,
        "working_days": days,
        "policy": {"max_appointment_minutes": 180, "max_wait_minutes": 60, "deputy_days": rng.randint(0, 2)},
        "places": [{"id": "office", "rooms": 1}],
        "staff": [
            member("adv-1", None, len(days) - 1),
            member("adv-2", None, 3),
            *(member(f"{need}-1", need, 3) for need in needed),
        ],
        "cases": [{"id": "c1", "advisors": ["adv-1", "adv-2"], "meetings": meetings}],
    }  # fmt: skip


def comings(plan: dict[str, Any]) -> Comings:
    """What tells plans apart: the day and the host of each appointment."""
    return frozenset((one["start"][:10], one["advisor"]) for one in plan["appointments"])


def front_of(plans: list[tuple[Goals, Comings]]) -> list[Goals]:
    """By definition: of the plans best in unplaced and changes those whose appointments and delay no other has both at
    most, one of them less; of each pair the least waiting.
    """
    first = min(goals[:2] for goals, _ in plans)
    best = [goals for goals, _ in plans if goals[:2] == first]
    pairs = {goals[2:4] for goals in best}
    kept = [(a, d) for a, d in pairs if not any(b <= a and e <= d and (b, e) != (a, d) for b, e in pairs)]
    return sorted(min(goals for goals in best if goals[2:4] == pair) for pair in kept)


def best_by_comings(plans: list[tuple[Goals, Comings]]) -> dict[Comings, Goals]:
    """Of each way to come the best goals, if nothing more is unplaced than must be."""
    least = min(goals[0] for goals, _ in plans)
    found: dict[Comings, Goals] = {}
    for goals, mine in plans:
        if goals[0] == least:
            found[mine] = min(goals, found.get(mine, goals))
    return found


def true_bounds(plan: Plan, plans: list[tuple[Goals, Comings]]) -> bool:
    """No lawful plan as good on the goals before lies below a bound."""
    mine = values(plan)
    for number, bound in enumerate(bounds(plan)):
        rivals = [goals[number] for goals, _ in plans if all(a <= b for a, b in zip(goals[:number], mine, strict=False))]
        if bound is not None and bound > min(rivals):
            return False
    return True


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_front_and_next_best_are_those_of_all_lawful_plans(chunk: int) -> None:
    seen: Counter[str] = Counter()
    for drawn, plans in listed(f"{SEED} {chunk}", CASES):
        problem = read(drawn)
        found = options(problem, K, Budget(30, 1))
        assert found.complete
        assert [values(plan) for plan in found.front] == front_of(plans), drawn
        for plan in found.front:
            assert bounds(plan) == (*values(found.front[0])[:3], *values(plan)[3:]), drawn
        truth = best_by_comings(plans)
        ours = [comings(written(plan, problem)) for plan in found.different]
        assert len(set(ours)) == len(ours) == min(K, len(truth)), drawn
        assert [values(plan) for plan in found.different] == sorted(truth.values())[:K], drawn
        assert [truth[mine] for mine in ours] == [values(plan) for plan in found.different], drawn
        for plan in (*found.front, *found.different):
            assert faults(drawn, plan, problem) == []
            assert true_bounds(plan, plans), drawn
        seen["a choice on the front"] += len(found.front) > 1
        seen["with more appointments"] += len({values(plan)[2] for plan in found.different}) > 1
        seen["something unplaced"] += values(found.front[0])[0] > 0
        seen["promise broken"] += values(found.front[0])[1] > 0
        seen["all there are"] += len(truth) <= K
    assert all(count >= 1 for count in seen.values()) and seen["a choice on the front"] >= CASES // 2, seen
