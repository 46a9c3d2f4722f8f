"""Fit against the truth on thousands of random cases from a seed drawn at run time: `make prove-fit`.

Most are so small that the twin lists all lawful plans; the others are cases of a medium problem, compared with CP-SAT as
far as that proves its goals in time. Of each: equal goal vectors, both referees silent, and every bound of a search cut
short at a random moment held against the truth. A seed given as argument repeats a run: `prove_fit.py 4711`, a number
after it says how many cases.
"""

import random
import secrets
import sys
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

from solver.calendars import Calendars
from solver.check import complete, violations
from solver.exact import exact
from solver.problem import Problem
from solver.question import Effort
from tests.solver.drawn import bounds, faults, only, read, values
from tests.solver.fitted import Goals, below, cut_after, fitted, goals_of_all
from tests.solver.test_fit import FEATURES
from tests.twin.corners import corners
from tests.twin.enumeration import deciding
from tests.twin.features import features
from tests.twin.one_case import one_case
from tests.twin.problems import medium

CASES, EVERY = 2_200, 11  # every so many a case for CP-SAT
SECONDS = 5.0  # for CP-SAT; it often needs longer to prove that nobody has to wait less
CUTS = 3  # of each case's search
IN_PROBLEMS = 80


def wrong(seed: str, large: bool, seen: Counter[str]) -> Iterator[str]:
    """What is wrong with fit's answer to one case; what was looked at is counted in `seen`."""
    rng = random.Random(seed)
    drawn = one_case(rng) if not large else _one_of(rng, medium(rng))
    problem = read(drawn)
    seen.update(features(drawn) | corners(drawn))
    plan = fitted(problem)
    reached = values(plan)
    yield from (f"{one.rule}: {one.sentence}" for one in violations(problem, plan))
    yield from (f"second referee: {fault}" for fault in faults(drawn, plan, problem))
    if bounds(plan) != reached:
        yield f"not proved: {reached} with bounds {bounds(plan)}"
    if large:
        yield from _against_cp_sat(problem, reached, seen)
        return
    of_all = goals_of_all(drawn)
    if reached != min(of_all):
        yield f"fit found {reached}, the best is {min(of_all)}"
    seen.update(f"goal {goal} decides" for goal in deciding(of_all))
    for _ in range(CUTS):
        looks = round(2 ** rng.uniform(0, 9)) - 1
        cut = cut_after(problem, looks)
        seen["cut short"] += cut.status != "optimal"
        yield from (f"cut after {looks}: {one.rule}: {one.sentence}" for one in violations(problem, cut))
        yield from (f"cut after {looks}: {fault}" for fault in below(bounds(cut), values(cut), of_all))


def _one_of(rng: random.Random, drawn: dict[str, Any]) -> dict[str, Any]:
    return only(drawn, rng.choice(drawn["cases"])["id"])


def _against_cp_sat(problem: Problem, reached: Goals, seen: Counter[str]) -> Iterator[str]:
    """CP-SAT's plan must not be better, and as far as it proves its goals, fit's must not be either."""
    found = exact(problem, Calendars(problem), Effort(time.monotonic() + SECONDS, confirm=False))
    rival = values(complete(problem, found.appointments))
    proved = next((goal for goal, bound in enumerate(found.bounds) if bound != rival[goal]), len(rival))
    seen["by CP-SAT"] += 1
    seen["all five goals proved by CP-SAT"] += proved == len(rival)
    if rival < reached or reached[:proved] < rival[:proved]:
        yield f"fit found {reached}, CP-SAT {rival} with bounds {found.bounds}"


def main() -> int:
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else secrets.randbelow(10**9)
    cases = int(sys.argv[2]) if len(sys.argv) > 2 else CASES
    print(f"seed {seed}", flush=True)
    began, seen, found = time.monotonic(), Counter[str](), 0
    for number in range(cases):
        for fault in wrong(f"{seed} {number}", number % EVERY == EVERY - 1, seen):
            found += 1
            print(f"{number}: {fault}", flush=True)
    for name, count in sorted(seen.items(), key=lambda one: -one[1]):
        print(f"{count:6}  {name}")
    rare = [name for name in FEATURES if seen[name] * CASES < IN_PROBLEMS * cases]
    print(f"{cases} cases, {found} faults, seed {seed}, {time.monotonic() - began:.0f} s")
    if rare:
        print(f"drawn too seldom: {', '.join(sorted(rare))}")
    return 1 if found or rare else 0


if __name__ == "__main__":
    sys.exit(main())
