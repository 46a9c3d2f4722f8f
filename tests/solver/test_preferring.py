"""A problem with a preference is one whose customer comes within it, and nothing else of it changes."""

from dataclasses import replace

from solver.preferring import narrowed
from solver.problem import Stretch
from solver.search import solve
from tests.solver.small import at, case, meeting, problem


def test_who_can_come_at_any_time_comes_in_the_stretches() -> None:
    of = problem(case(meeting("m")))
    narrow = narrowed(of, [(at("10:00"), at("11:00")), (at("09:00", 1), at("12:00", 1))])
    assert narrow.cases[0].customer_windows == (Stretch(at("10:00"), at("11:00")), Stretch(at("09:00", 1), at("12:00", 1)))
    assert replace(narrow, cases=of.cases) == of
    assert solve(narrow).appointments[0].start == at("10:00")


def test_windows_and_stretches_are_not_merged() -> None:
    """Two windows that touch are still two, and an appointment lies inside one."""
    of = problem(
        case(meeting("m", minutes=60), customer_windows=(Stretch(at("08:00"), at("09:00")), Stretch(at("09:00"), at("10:00"))))
    )
    narrow = narrowed(of, [(at("08:30"), at("09:30"))])
    assert narrow.cases[0].customer_windows == (Stretch(at("08:30"), at("09:00")), Stretch(at("09:00"), at("09:30")))
    assert solve(narrow).appointments == ()


def test_no_stretch_is_never() -> None:
    assert narrowed(problem(), []).cases[0].customer_windows == ()
