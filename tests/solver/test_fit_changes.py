"""What must not change fit's goals, and what cannot make them worse, over random cases from fixed seeds."""

import copy
import random
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from tests.solver.drawn import only
from tests.solver.fitted import Goals, best
from tests.solver.relaxed import WAYS
from tests.solver.test_properties import renamed, shuffled, weeks_later
from tests.twin.one_case import one_case
from tests.twin.problems import medium

Drawn = dict[str, Any]
CASES = 64


@cache
def drawn_case(number: int) -> tuple[Drawn, Goals]:
    """In turn small ones and the largest cases of medium ones, with the best goals there are."""
    rng = random.Random(f"less {number}")
    drawn = one_case(rng)
    if number % 8 == 3:
        drawn = medium(rng)
        drawn = only(drawn, max(drawn["cases"], key=lambda case: len(case["meetings"]))["id"])
    return drawn, best(drawn)


@pytest.mark.parametrize("number", range(CASES))
def test_goals_do_not_hang_on_order_names_or_the_week(number: int) -> None:
    drawn, goals = drawn_case(number)
    assert best(shuffled(drawn, random.Random(number))) == goals
    assert best(renamed(drawn)) == goals
    # Four weeks later the clocks are changed between two of its days; wall-clock lengths do not know.
    assert best(weeks_later(drawn, 1 if number % 2 else 4)) == goals


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_asking_for_less_is_never_worse(way: Callable[[random.Random, Drawn], None]) -> None:
    better = 0
    for number in range(CASES):
        drawn, goals = drawn_case(number)
        less = copy.deepcopy(drawn)
        way(random.Random(number), less)
        reached = best(less)
        assert reached <= goals, (number, drawn)
        better += reached < goals
    assert better, "it never mattered"
