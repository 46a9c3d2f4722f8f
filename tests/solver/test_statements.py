"""What the pages say in sentences: docs/problem.md about plans, docs/solver.md about the files it names."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from solver.check import violations
from solver.exact import _DAYS_AHEAD
from solver.exchange import InputError, read_plan, read_problem
from solver.plan import Plan
from solver.problem import Place, Previous, Problem, Stretch
from solver.search import _JOINT_MEETINGS, solve
from tests.solver.contract_fields import PAGE, ROOT
from tests.solver.small import advisor, appointment, at, case, daily, held, meeting, officer, plan, problem, shift

PROBLEM, PLAN = (json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL))


def broken(of: Problem, made: Plan) -> set[str]:
    return {one.rule for one in violations(of, made)}


def edited(**changes: Any) -> Plan:
    """The plan of the page, fields of its first appointment changed."""
    first, *others = PLAN["appointments"]
    return read_plan(json.dumps(PLAN | {"appointments": [first | changes, *others]}), read_problem(json.dumps(PROBLEM)))


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"place": "moon"}, "together"),
        ({"case": "c9"}, "together"),
        ({"meetings": [PLAN["appointments"][0]["meetings"][0] | {"meeting": "walk"}]}, "together"),
        ({"meetings": []}, "together"),
        ({"advisor": "nobody"}, "advisor"),
        ({"advisor": None}, "advisor"),
        ({"meetings": [PLAN["appointments"][0]["meetings"][0] | {"staff": ["nobody"]}]}, "staff"),
    ],
)
def test_what_a_plan_names_and_the_problem_does_not_know_is_a_broken_rule(changes, rule):
    assert rule in broken(read_problem(json.dumps(PROBLEM)), edited(**changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"unplaced": [{"case": "c1", "meeting": "walk", "reason": "?"}]},
        {"unplaced": [{"case": "c9", "meeting": "talk", "reason": "?"}]},
        {"appointments": PLAN["appointments"] * 2},
        {"appointments": [PLAN["appointments"][0] | {"start": "2026-03-02T08:35"}]},
        {"goals": PLAN["goals"][::-1]},
        {"goals": PLAN["goals"][:4]},
    ],
)
def test_what_has_not_the_form_of_a_plan_is_an_input_error(changes):
    with pytest.raises(InputError):
        read_plan(json.dumps(PLAN | changes), read_problem(json.dumps(PROBLEM)))


@pytest.mark.parametrize(
    "change",
    [
        lambda plan: replace(plan, status="feasible"),
        lambda plan: replace(plan, goals=(replace(plan.goals[0], bound=None), *plan.goals[1:])),
        lambda plan: replace(plan, goals=(*plan.goals[:4], replace(plan.goals[4], value=15, bound=15))),
        lambda plan: replace(plan, status="feasible", goals=(*plan.goals[:4], replace(plan.goals[4], bound=15))),
    ],
)
def test_figures_that_are_not_true_are_reported_as_goals(change):
    assert broken(read_problem(json.dumps(PROBLEM)), change(edited())) == {"goals"}


def test_a_field_twice_and_a_number_that_is_none_are_refused():
    for text in ('{"format": "appointment-problem/1", "format": "appointment-problem/1"}', '{"format": NaN}', "{", b"\xff"):
        with pytest.raises(InputError):
            read_problem(text)


def test_null_is_no_limit_anywhere_and_any_time():
    """The fields that may be null or left out mean the defaults of the frozen values."""
    bare = PROBLEM | {"places": [{"id": "house"}, {"id": "chamber"}], "cases": [PROBLEM["cases"][0] | {"customer_windows": None}]}
    of = read_problem(json.dumps(bare))
    assert of.places == (Place("house"), Place("chamber"))
    assert of.cases[0].customer_windows is None
    assert of.staff[0].shifts[0].place is None


def test_shifts_run_together_by_place_and_windows_do_not():
    half, rest = shift("08:00", "09:00"), shift("09:00", "10:00")
    hour = appointment(held("m", "08:30", "09:30"))
    of = problem(case(meeting(minutes=60)), staff=(advisor(shifts=(half, rest)),))
    assert broken(of, plan(of, hour)) == set()
    tied = replace(of, staff=(advisor(shifts=(half, replace(rest, place="house"))),))
    assert broken(tied, plan(tied, hour)) == {"advisor"}
    windows = tuple(Stretch(one.start, one.end) for one in (half, rest))
    picky = replace(of, cases=(replace(of.cases[0], customer_windows=windows),))
    assert broken(picky, plan(picky, hour)) == {"customer"}


def test_an_officer_is_taken_between_their_meetings_only_where_there_is_travel():
    """A gap in the officer's shifts between two meetings: fine in the house, not on site."""
    gap = officer("bau-1", shifts=(shift("08:00", "09:00"), shift("09:15", "12:00")))
    talks = [meeting(name, "bau", places=("house", "site")) for name in "mn"]
    of = problem(case(*talks), staff=(advisor(), gap))
    two = held("m", "08:30", "09:00", "bau-1"), held("n", "09:15", "09:45", "bau-1")
    assert broken(of, plan(of, appointment(*two))) == set()
    assert broken(of, plan(of, appointment(*two, place="site"))) == {"staff"}


def test_pinned_appointments_count_and_are_not_asked():
    """One without meetings counts as a trip and waits in full; its host, at position 1, costs `deputy_days`."""
    staff = (advisor("lotse"), advisor("deputy"))
    idle = replace(appointment(held("m", "05:00", "06:00", day=1), id="p", advisor="deputy"), meetings=())
    of = problem(case(advisors=("lotse", "deputy")), staff=staff, pinned=(idle,))
    made = solve(of)
    assert [goal.value for goal in made.goals] == [0, 0, 2, 3, 60]
    same_day = plan(of, idle, appointment(held("m", "08:00", "08:30", day=1)))
    assert broken(of, same_day) == {"customer"}
    both = replace(of, pinned=(idle, replace(idle, id="q")))
    assert broken(both, plan(both, *both.pinned)) == set()


def test_an_appointment_may_have_the_id_of_one_pinned_elsewhere():
    elsewhere = appointment(held("x", "11:00", "11:30"), id="a1", case="elsewhere", advisor=None)
    of = problem(pinned=(elsewhere,))
    assert broken(of, plan(of, appointment(held("m", "08:00", "08:30"), id="a1"))) == set()
    assert [one.id for one in solve(of).appointments] == ["a2"]


def test_told_appointments_count_each():
    told = Previous("c", "house", at("08:00", 5), at("09:00", 5))
    assert [goal.value for goal in solve(problem(previous=(told, told))).goals] == [0, 2, 1, 0, 0]


def test_without_working_days_nothing_is_placed_and_that_is_proved():
    made = solve(problem(working_days=(), staff=(advisor(shifts=daily()),)))
    assert (made.status, made.goals[0].value, made.goals[0].bound) == ("optimal", 1, 1)


def test_the_pages_name_files_and_numbers_that_are_there():
    solver_page = (ROOT / "docs" / "solver.md").read_text("utf-8")
    for page in (PAGE, solver_page):
        for name in re.findall(r"`((?:solver|scheduler|tests|docs|fixtures)/[\w./]+)`", page):
            assert (ROOT / name).exists(), name
        for target in re.findall(r"\]\(([\w./-]+)\)", page):
            assert (ROOT / "docs" / target).exists(), target
    assert f"at most {_JOINT_MEETINGS} meetings" in solver_page
    assert "up to E + {}, then up to E + {}".format(*_DAYS_AHEAD) in solver_page
