"""Means, intervals, differences, and when it is enough."""

import random

import pytest

from scheduler.outcomes import Key
from scheduler.scenarios import Enough
from scheduler.study.compare import compared
from scheduler.study.interval import estimate, student_t
from scheduler.study.stop import replications_enough

KEY = str(Key("appointments_per_case"))


@pytest.mark.parametrize(("freedom", "reach"), [(1, 12.7062), (2, 4.3027), (9, 2.2622), (29, 2.0452), (500, 1.9647)])
def test_students_t_is_the_one_of_the_tables(freedom: int, reach: float) -> None:
    assert student_t(freedom) == pytest.approx(reach, abs=1e-3)


def test_an_interval_covers_the_truth_nineteen_times_of_twenty() -> None:
    luck = random.Random(1)
    drawn = [estimate([luck.gauss(3, 2) for _ in range(8)]) for _ in range(1000)]
    covered = sum(one is not None and one.half is not None and abs(one.mean - 3) <= one.half for one in drawn)
    assert 930 <= covered <= 970


def test_one_number_says_nothing_about_its_interval() -> None:
    one = estimate([2.0])
    assert one is not None
    assert (one.mean, one.half, one.low, one.differs) == (2.0, None, None, False)
    assert estimate([]) is None


def results(*scenarios: list[float]) -> dict[tuple[int, int], dict[str, float]]:
    return {(scenario, number): {KEY: value} for scenario, values in enumerate(scenarios) for number, value in enumerate(values)}


def test_differences_are_paired() -> None:
    noisy = [10.0, 20.0, 30.0, 40.0]
    base, other = compared(("a", "b"), results(noisy, [one + 1 for one in noisy]), 4)
    assert base.differences == {}
    difference = other.differences[KEY]
    assert (difference.mean, difference.half, difference.differs) == (1.0, 0.0, True)
    assert (other.values[KEY].half or 0) > 10


def test_a_study_ends_with_the_first_replication_that_is_narrow_enough_whichever_was_done_first() -> None:
    steady = results([2.0, 4.0, *[3.0] * 30], [3.0, 5.0, *[4.0] * 30])
    enough = Enough("appointments_per_case", 0.5)
    ends = replications_enough(enough, 2, steady, 32)
    assert ends is not None
    assert 5 <= ends < 32
    fewer = {which: figures for which, figures in steady.items() if which[1] < ends or which[1] > ends + 2}
    assert replications_enough(enough, 2, fewer, 32) == ends
    assert replications_enough(None, 2, steady, 32) == 32
    del steady[1, 3]
    assert replications_enough(enough, 2, steady, 32) is None
