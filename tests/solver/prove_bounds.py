"""Every bound of many cases against the truth: tiny problems all of whose lawful plans are listed: `make prove-bounds`.

600 problems from a seed drawn at run time, a quarter of them overfull, a quarter where staff travel. A bound may lie below
the best there is, never above it. Told is too how often it lies there, and how often it says more than nothing, for a bound
of 0 is never false.
A seed given as argument repeats a run: `prove_bounds.py 4711`, a number after it says how many problems.
"""

import math
import random
import secrets
import sys
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

from solver.bounds import earliest_done, fewest_appointments
from solver.calendars import Calendars
from solver.joint import capacity, linear
from solver.joint.floors import Floors
from solver.joint.together import Together
from solver.problem import Problem
from solver.question import APPOINTMENTS, CHANGES, DELAY, UNPLACED, Effort
from tests.solver.drawn import read
from tests.twin.enumeration import Survey, survey
from tests.twin.features import features
from tests.twin.problems import tiny
from tests.twin.sizes import stretch_of

PROBLEMS = 600
LEAST_PLANS, MOST_PLANS = 100, 400_000
FEATURES = (
    "round_table", "travel", "unhosted", "rooms", "pinned_own", "pinned_foreign", "previous", "deputies", "windows",
    "lags", "order", "weights", "several_places", "touching_shifts", "mixed_shifts",
)  # fmt: skip
IN_PROBLEMS = 30
TELLING = {"capacity": 60, "floors: unplaced": 40, "floors: appointments": 200, "structure": 100}
ROUGHER: tuple[tuple[str, Any, str, int], ...] = (
    ("capacity", capacity, "_NARROW", 12),
    ("capacity, spans of days", capacity, "_NARROW", 1),
    ("capacity, few pieces", capacity, "_MOST_PIECES", 2),
    ("capacity, cut short", linear, "_MOST_ITERATIONS", 5),
)
WORST = (10**9,) * 5  # goals that anything may better: so every floor is worked out to its end
ENDLESS = Effort(math.inf)


def overfull(rng: random.Random) -> dict[str, Any]:
    """A problem whose staff have less time than is asked of them: some shifts less, mostly one officer a department."""
    drawn = tiny(rng)
    seen: set[str] = set()
    for member in drawn["staff"]:
        own = [need for need in member["departments"] if need not in seen or rng.random() < 0.2]
        seen.update(own)
        member["departments"] = own
        member["shifts"] = [shift for shift in member["shifts"] if rng.random() < 0.6]
    return drawn


def away(rng: random.Random) -> dict[str, Any]:
    """A problem whose meetings are all where staff travel to, everybody long enough at work for two on one way."""
    drawn = tiny(rng)
    grid, site = drawn["grid_minutes"], "on-site"
    others = [place for place in drawn["places"] if place["id"] != site]
    drawn["places"] = [*others, {"id": site, "rooms": None, "travel_minutes": grid, "hosted": True}]
    days = drawn["working_days"]
    for member in drawn["staff"]:
        steps = rng.randint(4, 6)
        member["shifts"] = [stretch_of(day, grid, 0, steps) | {"place": site} for day in days if rng.random() < 0.5]
    for case in drawn["cases"]:
        for meeting in case["meetings"]:
            meeting |= {"places": [site], "minutes": grid}
            meeting["after"] = [after for after in meeting["after"] if not after["working_days"]]
    return drawn | {"pinned": [], "previous": []}


def surveyed(seed: str, count: int) -> Iterator[tuple[dict[str, Any], Survey]]:
    """So many drawn problems, and what the twin says of all their plans."""
    rng = random.Random(seed)
    while count:
        kind = (overfull, away, tiny, tiny)[count % 4]
        drawn = kind(rng)
        found = survey(drawn, MOST_PLANS)
        if found is not None and (found.plans >= LEAST_PLANS or kind is overfull):
            count -= 1
            yield drawn, found


def wrong(drawn: dict[str, Any], truth: Survey, seen: Counter[str]) -> Iterator[str]:
    """What some lawful plan refutes; what was looked at is counted in `seen`."""
    problem = read(drawn)
    seen.update(features(drawn))
    for name, room, constant, value in ROUGHER:
        with patch.object(room, constant, value), patch.object(capacity, "_SPAN", 2):
            bound = capacity.fewest_unplaced(problem, Calendars(problem), ENDLESS)
        yield from _compared(name, bound, truth.best[UNPLACED], seen)
    yield from _structure(problem, truth, seen)
    yield from _floors(problem, truth, seen)


def _compared(name: str, bound: int, best: int, seen: Counter[str]) -> Iterator[str]:
    seen[f"{name}: says something"] += bound > 0
    seen[f"{name}: cannot be bettered"] += bound == best
    if bound > best:
        yield f"{name}: {bound}, but the best is {best}"


def _structure(problem: Problem, truth: Survey, seen: Counter[str]) -> Iterator[str]:
    """Structural bounds speak of plans that place everything."""
    whole = [goals for goals in truth.goals if not goals[UNPLACED]]
    if whole:
        fewest = sum(fewest_appointments(problem, case) for case in problem.cases)
        yield from _compared("structure", fewest, min(goals[APPOINTMENTS] for goals in whole), seen)
        done = sum(earliest_done(problem, case) for case in problem.cases)
        yield from _compared("structure: delay", done, min(goals[DELAY] for goals in whole), seen)


def _floors(problem: Problem, truth: Survey, seen: Counter[str]) -> Iterator[str]:
    """The floors of single cases added up. Of unplaced always; of changes where no more than they say is unplaced, and of
    appointments where neither more is unplaced nor changed: who changes more may come less often.
    """
    together = Together(problem)

    for asked in ((0, *WORST[1:]), WORST):
        floors = Floors(problem, together.cases, {}, ENDLESS)
        known = [floors.of(case.id, asked) for case in problem.cases]
        unplaced, changes, appointments = (sum(one[goal] for one in known) for goal in (UNPLACED, CHANGES, APPOINTMENTS))
        yield from _compared("floors: unplaced", unplaced, truth.best[UNPLACED], seen)
        no_more = [goals for goals in truth.goals if goals[UNPLACED] == unplaced]
        if no_more:
            yield from _compared("floors: changes", changes, min(goals[CHANGES] for goals in no_more), seen)
            kept = [goals[APPOINTMENTS] for goals in no_more if goals[CHANGES] <= changes]
            yield from _compared("floors: appointments", appointments, min(kept, default=appointments), seen)


def main() -> int:
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else secrets.randbelow(10**9)
    count = int(sys.argv[2]) if len(sys.argv) > 2 else PROBLEMS
    print(f"seed {seed}", flush=True)
    began, seen, found = time.monotonic(), Counter[str](), 0
    for number, (drawn, truth) in enumerate(surveyed(str(seed), count)):
        for fault in wrong(drawn, truth, seen):
            found += 1
            print(f"{number}: {fault}", flush=True)
    for name, times in sorted(seen.items()):
        print(f"{times:6}  {name}")
    few = [name for name in FEATURES if seen[name] * PROBLEMS < IN_PROBLEMS * count]
    few += [name for name, least in TELLING.items() if seen[f"{name}: says something"] * PROBLEMS < least * count]
    print(f"{count} problems, {found} bounds refuted, seed {seed}, {time.monotonic() - began:.0f} s")
    if few:
        print(f"too seldom: {', '.join(few)}")
    return 1 if found or few else 0


if __name__ == "__main__":
    sys.exit(main())
