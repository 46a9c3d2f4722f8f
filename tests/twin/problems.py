"""Random problems in the contract's form: tiny ones whose plans can all be listed, medium ones for property tests.

Every problem is valid by the contract. What makes planning hard is drawn often and small: short shifts, few rooms,
deadlines too near, pinned appointments in the way.
"""

import random

from .case_plans import options
from .drawn_cases import drawn_case, drawn_pinned, drawn_previous
from .drawn_world import drawn_days, drawn_places, drawn_staff
from .features import features
from .ground import Ground
from .sizes import DEPARTMENTS, Size, chance, stretch_of

__all__ = ["drawn_problem", "features", "medium", "tiny", "tiny_case"]

TINY = Size(
    grids=(30, 60),
    days=(2, 4),
    cases=(1, 3),
    meetings=(2, 4),
    meetings_in_all=5,
    minutes=(1, 2),
    first=2,
    shift=(2, 5),
    day=7,
    advisors=(1, 2),
    officers=(2, 3),
    travel=(1, 1),
    waits=(0, 1, 2),
    longest=(2, 5),
)
ONE = Size(
    grids=(30, 60),
    days=(3, 5),
    cases=(1, 1),
    meetings=(3, 5),
    meetings_in_all=5,
    minutes=(1, 2),
    first=2,
    shift=(2, 5),
    day=7,
    advisors=(1, 3),
    officers=(2, 3),
    travel=(1, 1),
    waits=(0, 1, 2),
    longest=(2, 5),
)
LONG = Size(
    grids=(60,),
    days=(13, 16),
    cases=(1, 1),
    meetings=(2, 3),
    meetings_in_all=3,
    minutes=(1, 2),
    first=2,
    shift=(2, 3),
    day=7,
    advisors=(1, 3),
    officers=(1, 3),
    travel=(1, 1),
    waits=(0, 1, 2),
    longest=(2, 5),
)
FEWEST, MOST = 4_000, 80_000
MEDIUM = Size(
    grids=(5,),
    days=(10, 20),
    cases=(1, 8),
    meetings=(1, 8),
    meetings_in_all=64,
    minutes=(3, 18),
    first=48,
    shift=(24, 72),
    day=120,
    advisors=(2, 4),
    officers=(3, 7),
    travel=(3, 9),
    waits=(0, 3, 6, 12),
    longest=(18, 48),
)


def tiny(rng: random.Random) -> dict:
    """A problem whose plans can all be listed in a moment; drawn again while there are clearly too few or too many."""
    return _listable(rng, TINY, "tiny")


def tiny_case(rng: random.Random) -> dict:
    """The same with one case, every other one over a horizon of more than two weeks."""
    return _listable(rng, *((LONG, "long case") if chance(rng, 0.5) else (ONE, "tiny case")))


def _listable(rng: random.Random, size: Size, name: str) -> dict:
    pressed, relayed = chance(rng, 0.15), chance(rng, 0.25)
    while True:
        problem = drawn_problem(rng, size, name)
        if pressed:
            press(rng, problem)
        if relayed:
            _relay(rng, problem)
        if sum(len(case["meetings"]) for case in problem["cases"]) < min(3, size.meetings_in_all - 1):
            continue
        if FEWEST <= roughly(problem, MOST) <= MOST:
            return problem


def medium(rng: random.Random) -> dict:
    """A problem too large to list, small enough to solve in a moment."""
    problem = drawn_problem(rng, MEDIUM, "medium")
    if chance(rng, 0.1):
        press(rng, problem)
    return problem


def roughly(problem: dict, most: int) -> int:
    """How many plans there would be if every meeting came by itself and none were in another's way; or more than `most`."""
    ground = Ground(problem)
    ways = 1
    for case in problem["cases"]:
        for meeting in case["meetings"]:
            alone = case | {"meetings": [meeting]}
            ways *= 1 + sum(len(found) for found in options(ground, alone))
            if ways > most:
                return ways
    return ways


def press(rng: random.Random, problem: dict) -> None:
    """Most meetings may lie on one day only, so that rooms, people, waits and lengths decide who finds room on it."""
    day = rng.choice(problem["working_days"])
    for case in problem["cases"]:
        for meeting in case["meetings"]:
            if chance(rng, 0.8):
                meeting["earliest_day"] = meeting["latest_day"] = day
                meeting["after"] = [after for after in meeting["after"] if after["working_days"] == 0]


def _relay(rng: random.Random, problem: dict) -> None:
    """One department comes early, the other late, nobody between: who bundles the first two meetings lets people wait."""
    grid, policy = problem["grid_minutes"], problem["policy"]
    policy["max_appointment_minutes"] = max(policy["max_appointment_minutes"], 4 * grid)
    early, late = rng.sample(DEPARTMENTS[:2], 2)
    for person in problem["staff"]:
        host = person["id"].startswith("adv-")
        person["departments"] = [] if host else [rng.choice((early, late))]
        first, steps = (0, 5) if host else (0, 1) if person["departments"] == [early] else (2, 2)
        where = rng.choice((None, "office"))
        person["shifts"] = [
            stretch_of(day, grid, first, steps) | {"place": where} for day in problem["working_days"] if chance(rng, 0.9)
        ]
    for case in problem["cases"]:
        for meeting, need in zip(case["meetings"], rng.sample((early, late), 2), strict=False):
            if len(case["meetings"]) > 1:
                meeting |= {"needs": [need], "minutes": grid, "places": ["office"], "after": []}


def drawn_problem(rng: random.Random, size: Size, name: str) -> dict:
    """A problem of this size, as it comes; it may well have next to no plans."""
    grid = rng.choice(size.grids)
    days = drawn_days(rng, rng.randint(*size.days))
    places = drawn_places(rng, size, grid)
    problem = {
        "format": "appointment-problem/1",
        "name": name,
        "timezone": "Europe/Berlin",
        "grid_minutes": grid,
        "working_days": days,
        "policy": {
            "max_appointment_minutes": rng.randint(*size.longest) * grid,
            "max_wait_minutes": rng.choice(size.waits) * grid,
        },
        "places": places,
        "staff": drawn_staff(rng, size, grid, days, places),
        "cases": [],
    }
    if chance(rng, 0.6):
        problem["policy"]["deputy_days"] = rng.choice((0, 1, 1, 2, 3))
    left = size.meetings_in_all
    for number in range(1, rng.randint(*size.cases) + 1):
        meetings = min(left, rng.randint(*size.meetings))
        if meetings:
            problem["cases"].append(drawn_case(rng, size, problem, f"c{number}", meetings))
            left -= meetings
    if chance(rng, 0.6):
        problem["pinned"] = drawn_pinned(rng, size, problem)
    if chance(rng, 0.5):
        told = rng.choice((1, 1, 2)) + len(problem["cases"]) // 3
        problem["previous"] = [drawn_previous(rng, size, problem) for _ in range(told)]
    return problem
