"""What the results page says of a scenario: nothing is called equal that could not be compared."""

from dataclasses import replace

from api.whatif.chosen import Chosen, answer, goals, lines
from api.whatif.words import rounded_up
from scheduler.scenarios import read_study
from scheduler.study.compare import compared
from scheduler.study.told import told
from scheduler.ventures import catalogue
from tests.scheduler.test_levers import scene

TOLD = told(read_study('name = "Frage"\nreplications = 2\n[[scenarios]]\nname = "b"', scene().town, catalogue()))
KEY, CASES = "appointments_per_case|all|", "contacts|all|"


def chosen(before: list[dict[str, float]], after: list[dict[str, float]]) -> Chosen:
    known = {(scenario, number): told for scenario, all_ in enumerate((before, after)) for number, told in enumerate(all_)}
    return Chosen(TOLD, compared(("Ausgangslage", "b"), known, 2), (0, 1), "en")


def test_what_is_the_same_in_each_replication_is_exactly_as_today() -> None:
    told = answer(chosen([{KEY: 2.0}, {KEY: 3.0}], [{KEY: 2.0}, {KEY: 3.0}]), 1)
    assert (told["exactly"], told["lost"], told["worse"], told["better"]) == (True, [], [], [])


def test_a_measure_that_a_scenario_does_not_have_is_not_equal() -> None:
    """Nobody comes, so there are no appointments per case."""
    seen = chosen([{KEY: 2.0, CASES: 10.0}, {KEY: 3.0, CASES: 30.0}], [{CASES: 0.0}, {CASES: 0.0}])
    told = answer(seen, 1)
    assert (told["exactly"], told["lost"]) == (False, ["Appointments per case"])
    assert lines(seen)[0][1][1]["verdict"] == "cannot be compared"


def test_a_pair_alone_says_nothing() -> None:
    told = answer(chosen([{KEY: 2.0}, {}], [{KEY: 4.0}, {KEY: 3.0}]), 1)
    assert (told["exactly"], told["lost"]) == (False, ["Appointments per case"])


def test_a_bound_that_was_not_proved_in_each_replication_is_not_told() -> None:
    value, bound = "goal|value|appointments", "goal|bound|appointments"
    seen = chosen([{value: 10.0, bound: 9.0}, {value: 20.0, bound: 19.0}], [{value: 10.0}, {value: 20.0, bound: 19.0}])
    row = goals(replace(seen, told=replace(TOLD, play="clairvoyant")))[1]
    assert "(≥ 14.0 ±" in row[1]
    assert row[2].endswith("(≥ –)")


def test_what_is_at_most_so_large_is_rounded_up() -> None:
    told = answer(chosen([{KEY: 2.0}, {KEY: 3.0}], [{KEY: 2.0003}, {KEY: 3.0}]), 1)
    assert told["open"] == ["Appointments per case ± 0.01"]
    assert (rounded_up(0.004, "de"), rounded_up(0.07, "en"), rounded_up(1.2301, "en")) == ("0,01", "0.07", "1.24")
