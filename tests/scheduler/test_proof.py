"""The sentence made from the bound says what was proved, and says so when nothing was."""

import pytest

from scheduler.plans import Goal
from scheduler.proof import proof


@pytest.mark.parametrize(
    ("value", "bound", "english", "german"),
    [
        (4, 4, "4 appointments; 3 are impossible", "4 Termine; 3 sind unmöglich"),
        (2, 2, "2 appointments; 1 is impossible", "2 Termine; 1 ist unmöglich"),
        (1, 1, "1 appointment; fewer are impossible", "1 Termin; weniger sind unmöglich"),
        (0, 0, "no appointment", "kein Termin"),
        (
            4,
            None,
            "4 appointments; not proved that fewer are impossible",
            "4 Termine; nicht bewiesen, dass weniger unmöglich sind",
        ),
        (4, 0, "4 appointments; not proved that fewer are impossible", "4 Termine; nicht bewiesen, dass weniger unmöglich sind"),
        (
            4,
            3,
            "4 appointments; not proved that fewer are impossible (proved is that it takes at least 3)",
            "4 Termine; nicht bewiesen, dass weniger unmöglich sind (bewiesen ist, dass es mindestens 3 braucht)",
        ),
    ],
)
def test_the_sentence_follows_the_bound(value, bound, english, german):
    goals = (Goal("unplaced", 0, 0), Goal("appointments", value, bound))
    assert proof(goals) == english
    assert proof(goals, "de") == german


def test_nothing_is_proved_while_meetings_may_still_find_a_place():
    assert proof((Goal("unplaced", 3, 0), Goal("appointments", 2, 2))) == "2 appointments; not proved that fewer are impossible"
    assert proof((Goal("unplaced", 3, 0), Goal("appointments", 0, 0))) == "no appointment; not proved that fewer are impossible"
    assert proof((Goal("unplaced", 3, 3), Goal("appointments", 0, 0))) == "no appointment"
