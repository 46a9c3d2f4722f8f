"""The referee on figures that are not true, and on plans so broken that one fault could hide another."""

from dataclasses import replace

import pytest

from solver.check import score, violations
from solver.plan import Goal, Plan
from solver.problem import After, Problem
from tests.solver.small import appointment, case, held, meeting, plan, problem


def figures(of: Problem, made: Plan) -> list[str]:
    return [one.sentence for one in violations(of, made) if one.rule == "goals"]


def with_goal(made: Plan, number: int, **fields: int | None) -> Plan:
    goals = tuple(replace(goal, **fields) if index == number else goal for index, goal in enumerate(made.goals))
    return replace(made, goals=goals)


@pytest.fixture
def of() -> Problem:
    return problem(case(meeting("m"), meeting("n", latest_day=1)))


@pytest.fixture
def made(of: Problem) -> Plan:
    first = appointment(held("m", "08:00", "08:30"))
    return plan(of, first, appointment(held("n", "08:00", "08:30", day=1), id="a2"))


@pytest.mark.parametrize("number", range(5))
@pytest.mark.parametrize("step", [-1, 1])
def test_a_goal_one_off(of: Problem, made: Plan, number: int, step: int) -> None:
    true = made.goals[number].value
    name = made.goals[number].name
    assert figures(of, with_goal(made, number, value=true + step)) == [f"the plan says {name} = {true + step}; it is {true}"]


@pytest.mark.parametrize("number", range(5))
def test_a_bound_above_its_value(of: Problem, made: Plan, number: int) -> None:
    value = made.goals[number].value
    assert figures(of, with_goal(made, number, bound=value)) == []
    assert len(figures(of, with_goal(made, number, bound=value + 1))) == 1


def test_optimal_is_when_every_bound_equals_its_value(of: Problem, made: Plan) -> None:
    proved = replace(made, goals=tuple(Goal(goal.name, goal.value, goal.value) for goal in made.goals))
    assert figures(of, replace(proved, status="optimal")) == []
    assert len(figures(of, proved)) == 1
    assert len(figures(of, replace(made, status="optimal"))) == 1
    assert len(figures(of, replace(with_goal(proved, 3, bound=0), status="optimal"))) == 1


def test_goals_are_summed_over_the_cases_of_the_problem() -> None:
    of = problem(case())
    stranger = appointment(held("m", "08:00", "08:30", day=4), id="a2", case="stranger")
    assert score(of, plan(of, appointment(held("m", "08:00", "08:30")), stranger))[3] == 0


@pytest.mark.parametrize("turned", [False, True])
def test_a_meeting_that_stands_twice_is_followed_from_the_later(turned: bool) -> None:
    """Whatever the order of the lists: that order means nothing."""
    of = problem(case(meeting("m"), meeting("n", after=(After("m", 0),))))
    appointments = [
        appointment(held("m", "08:00", "08:30")),
        appointment(held("n", "08:00", "08:30", day=1), id="a2"),
        appointment(held("m", "08:00", "08:30", day=2), id="a3"),
    ]
    made = plan(of, *(reversed(appointments) if turned else appointments))
    assert {one.rule for one in violations(of, made)} == {"once", "order"}
