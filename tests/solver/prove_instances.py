"""200 random instances from a seed drawn at run time, before two referees: `make prove-instances`.

Half are tiny (several cases, proved together), a quarter medium (first come), a quarter the largest case of a medium
problem by itself, which must be proved optimal. Of every plan: no broken rule by either referee, goals as reported, no
bound above a value. A seed given as argument repeats a run: `python tests/solver/prove_instances.py 4711`.
"""

import random
import secrets
import sys
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

from solver.budget import Budget
from solver.check import violations
from solver.search import solve
from tests.solver.drawn import faults, only, read
from tests.twin.problems import medium, tiny

KINDS = {"tiny": 100, "medium": 50, "single": 50}
SECONDS = {"tiny": 20.0, "medium": 2.0, "single": 30.0}
WORKERS = 2


def drawn(kind: str, seed: str) -> dict[str, Any]:
    rng = random.Random(seed)
    if kind == "tiny":
        return tiny(rng)
    problem = medium(rng)
    if kind == "single":
        return only(problem, max(problem["cases"], key=lambda case: len(case["meetings"]))["id"])
    return problem


def wrong(kind: str, seed: str, seen: Counter[str]) -> Iterator[str]:
    """What is wrong with the plan of one instance; what was looked at is counted in `seen`."""
    instance = drawn(kind, seed)
    problem = read(instance)
    plan = solve(problem, Budget(SECONDS[kind], WORKERS))
    seen[kind] += 1
    seen[f"{kind} proved"] += plan.status == "optimal"
    seen["appointments"] += len(plan.appointments)
    seen["meetings unplaced"] += len(plan.unplaced)
    yield from (f"{one.rule}: {one.sentence}" for one in violations(problem, plan))
    yield from (f"second referee: {fault}" for fault in faults(instance, plan, problem))
    if kind == "single" and plan.status != "optimal":
        yield f"not proved: {[(goal.value, goal.bound) for goal in plan.goals]}"


def main() -> int:
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else secrets.randbelow(10**9)
    print(f"seed {seed}", flush=True)
    began, seen, found = time.monotonic(), Counter[str](), 0
    for kind, count in KINDS.items():
        for number in range(count):
            for fault in wrong(kind, f"{seed} {kind} {number}", seen):
                found += 1
                print(f"{kind} {number}: {fault}", flush=True)
    print(f"{'kind':8} {'demanded':>8} {'seen':>6} {'proved':>6}")
    for kind, count in KINDS.items():
        print(f"{kind:8} {count:8} {seen[kind]:6} {seen[f'{kind} proved']:6}")
    print(f"{'all':8} {sum(KINDS.values()):8} {sum(seen[kind] for kind in KINDS):6}")
    print(f"{seen['appointments']} appointments, {seen['meetings unplaced']} meetings unplaced, {found} faults,")
    print(f"seed {seed}, {time.monotonic() - began:.0f} s")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
