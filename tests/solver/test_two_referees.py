"""Two referees who share nothing but the contract agree on 10,000 plans: the solver's, and what random changes make of them."""

import json
import random
from collections import Counter

import pytest

from solver.budget import Budget
from solver.check import violations
from solver.exchange import read_plan
from solver.rules import RULES
from solver.search import solve
from tests.solver.drawn import read, written
from tests.twin.mutations import mutate
from tests.twin.problems import medium, tiny
from tests.twin.referee import broken_rules

CHUNKS, PROBLEMS, PLANS = 4, 21, 120
LAWFUL, UNLAWFUL, EACH_RULE = 2_000, 2_000, 100


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_the_referees_agree(chunk: int) -> None:
    rng, seen = random.Random(f"two referees {chunk}"), Counter()
    for number in range(PROBLEMS):
        drawn = (medium if number % 4 == 3 else tiny)(rng)
        problem = read(drawn)
        first = written(solve(problem, Budget(0.3, 1)), problem)
        base = first
        for _ in range(PLANS):
            changed = mutate(rng, drawn, base)
            twin = {rule for rule, _ in broken_rules(drawn, changed)}
            ours = {one.rule for one in violations(problem, read_plan(json.dumps(changed), problem))}
            assert bool(twin) == bool(ours), (twin, ours, changed, drawn)
            if well_defined(drawn, changed, twin):
                assert twin == ours, (changed, drawn)
                seen["same rules"] += 1
            seen.update(twin or {"lawful"})
            seen["unlawful"] += bool(twin)
            # On from lawful changes often and from broken ones seldom; sooner or later back to the solver's plan.
            base = changed if rng.random() < (0.2 if twin else 0.9) else first
    assert CHUNKS * PROBLEMS * PLANS >= 10_000
    assert seen["lawful"] * CHUNKS >= LAWFUL and seen["unlawful"] * CHUNKS >= UNLAWFUL, seen
    assert all(seen[rule.NAME] * CHUNKS >= EACH_RULE for rule in RULES), seen
    assert seen["same rules"] >= 0.7 * PROBLEMS * PLANS, seen


def well_defined(drawn: dict, plan: dict, broken: set[str]) -> bool:
    """Whether the contract says of every rule if it is broken, and not only that some rule is.

    It does not where a rule rests on what another rule has found missing: what a pinned appointment blocks that does not
    stand, whom an unknown place takes or an advisor where nobody hosts, how many working days lie after a day that is
    none, whom a meeting takes that stands twice, in one appointment or in two that are no appointments.
    """
    cases, places = {case["id"] for case in drawn["cases"]}, {place["id"]: place for place in drawn["places"]}
    return (
        "pinned" not in broken
        and not {"once", "together"} <= broken
        and all(
            one["case"] in cases
            and one["place"] in places
            and (one["advisor"] is None or places[one["place"]].get("hosted", True))
            and one["start"][:10] in drawn["working_days"]
            and len({held["meeting"] for held in one["meetings"]}) == len(one["meetings"])
            for one in plan["appointments"]
        )
    )
