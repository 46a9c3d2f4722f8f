"""Small random changes of a plan: some stay lawful, some break a rule by one step, a few are plainly wrong.

The outcome keeps the plan's shape (times on the grid, a stretch on one date, ids of appointments unique), so that only the
rules are at stake.
"""

import copy
import random
from collections.abc import Callable

from .changed_appointments import (
    beside,
    change_host,
    change_pinned,
    change_place,
    merge,
    move_appointment,
    move_day,
    stretch_one,
)
from .changed_meetings import (
    change_staff,
    drop,
    duplicate,
    move_meeting,
    place_one,
    split,
    swap_staff,
    unknown,
    unplace,
)
from .facts import goals

GOAL_NAMES = ("unplaced", "changes", "appointments", "delay", "waiting")
CHANGES: dict[Callable[[random.Random, dict, dict], None], int] = {
    move_meeting: 12,
    move_appointment: 14,
    move_day: 12,
    beside: 5,
    change_staff: 8,
    swap_staff: 4,
    change_host: 8,
    change_place: 8,
    merge: 10,
    split: 6,
    unplace: 10,
    place_one: 12,
    drop: 3,
    duplicate: 3,
    stretch_one: 4,
    change_pinned: 4,
    unknown: 2,
}


def mutate(rng: random.Random, problem: dict, plan: dict) -> dict:
    """A copy of the plan with one random change, now and then two; goals are those of the copy, nothing proved."""
    changed = copy.deepcopy(plan)
    for _ in range(rng.choice((1, 1, 1, 2))):
        change = rng.choices(list(CHANGES), list(CHANGES.values()))[0]
        change(rng, problem, changed)
    if rng.random() < 0.3:
        shuffle(rng, changed)
    changed["status"] = "feasible"
    changed["goals"] = [
        {"name": name, "value": value, "bound": None} for name, value in zip(GOAL_NAMES, goals(problem, changed), strict=True)
    ]
    return changed


def shuffle(rng: random.Random, plan: dict) -> None:
    """Another order of every list, which means nothing."""
    rng.shuffle(plan["appointments"])
    rng.shuffle(plan["unplaced"])
    for one in plan["appointments"]:
        rng.shuffle(one["meetings"])
        for held in one["meetings"]:
            rng.shuffle(held["staff"])
