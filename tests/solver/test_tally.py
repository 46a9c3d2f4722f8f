"""How many run at once, against counting them one by one."""

import random
from collections import Counter

from solver.tally import Tally


def test_counts_are_those_of_what_was_added_and_not_taken_away() -> None:
    rng, tally, counted = random.Random(1), Tally(), Counter[int]()
    running: list[tuple[int, int]] = []
    for _ in range(400):
        if running and rng.random() < 0.3:
            low, high = running.pop(rng.randrange(len(running)))
            tally.take_away((1 << high) - (1 << low))
            counted.subtract(range(low, high))
        else:
            low = rng.randrange(60)
            running.append((low, high := low + rng.randint(1, 9)))
            tally.add((1 << high) - (1 << low))
            counted.update(range(low, high))
        least = rng.randint(1, 20)
        assert tally.at_least(least) == sum(1 << slot for slot, count in counted.items() if count >= least)
    assert max(counted.values()) > 8


def test_a_copy_counts_on_its_own() -> None:
    tally = Tally()
    tally.add(0b11)
    twin = tally.copy()
    twin.add(0b10)
    assert (tally.at_least(2), twin.at_least(2), tally.at_least(1), twin.at_least(3)) == (0, 0b10, 0b11, 0)
