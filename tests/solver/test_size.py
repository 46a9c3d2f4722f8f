"""Size bombs: refused in a moment with the number and the limit, and nothing is built from them."""

import json
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from solver.budget import Budget
from solver.exchange import problem_of, read_problem
from solver.model import build
from solver.problem import Case, Meeting, Place, Policy, Problem, Shift, StaffMember, Stretch
from solver.reading import MOST_BYTES, MOST_VALUES, InputError
from solver.search import solve
from solver.size import MOST_STEPS, model_steps

MEGABYTE = 1024 * 1024


@contextmanager
def refused(*parts: str, megabytes: float = 5) -> Iterator[None]:
    """Within a second, in so much memory, in a sentence with these parts."""
    tracemalloc.start()
    began = time.thread_time()
    with pytest.raises(InputError) as refusal:
        yield
    seconds, (_, peak) = time.thread_time() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [part for part in parts if part not in str(refusal.value)] == []
    assert seconds <= 1
    assert peak <= megabytes * MEGABYTE


def plain(**changes: Any) -> dict[str, Any]:
    return {
        "format": "appointment-problem/1", "name": "bomb", "timezone": "Europe/Berlin", "working_days": ["2026-03-02"],
        "policy": {"max_appointment_minutes": 180, "max_wait_minutes": 30}, "places": [], "staff": [], "cases": [],
    } | changes  # fmt: skip


MEETING = {"id": "m", "needs": [], "minutes": 5, "places": [], "earliest_day": "2026-03-02", "latest_day": "2026-03-02"}


def test_a_million_meetings_are_refused_unread():
    text = json.dumps(plain(cases=[{"id": "c", "advisors": ["a"], "meetings": [MEETING]}])).replace(
        json.dumps(MEETING), ",".join([json.dumps(MEETING)] * 1_000_000)
    )
    assert len(text) > MOST_BYTES
    with refused(str(MOST_BYTES)):
        read_problem(text)


def test_a_text_of_very_many_values_is_refused_unread():
    text = b"[" + b"[]," * (MOST_VALUES + 1) + b"[]]"
    with refused(str(MOST_VALUES + 1), str(MOST_VALUES)):
        read_problem(text)


@pytest.mark.parametrize(
    ("changes", "parts"),
    [
        ({"working_days": ["2026-03-02"] * 100_000}, ("100000 working days", "1000000")),
        ({"working_days": ["2026-03-02"] * 1_000, "grid_minutes": 1}, ("1000 working days of 1440 grid steps", "1000000")),
        (
            {"cases": [{"meetings": [MEETING] * 101_000}], "working_days": ["2026-03-02"] * 100},
            ("101000 meetings x 100 working days are 10100000", "10000000"),
        ),
        ({"staff": [{}] * 11_000, "working_days": ["2026-03-02"] * 100}, ("11000 staff", "1000000")),
        ({"staff": [{"shifts": [{}] * 501_000}], "working_days": ["2026-03-02"] * 100}, ("501000 shifts", "50000000")),
        ({"pinned": [{}] * 101_000, "working_days": ["2026-03-02"] * 100}, ("101000 pinned and previous", "10000000")),
        (
            {"cases": [{"advisors": ["a"] * 1_000}], "places": [{}] * 10, "working_days": ["2026-03-02"] * 100},
            ("cases[0]", "10010 advisors, windows and places", "500000"),
        ),
        (
            {"cases": [{"customer_windows": [{}] * 6_000}], "working_days": ["2026-03-02"] * 100},
            ("6000 advisors, windows and places", "500000"),
        ),
    ],
    ids=["days", "minutes", "meetings", "staff", "shifts", "appointments", "advisors", "windows"],
)
def test_too_many_of_anything_is_refused_with_number_and_limit(changes: dict[str, Any], parts: tuple[str, ...]):
    with refused(*parts):
        problem_of(plain(**changes))


@pytest.mark.parametrize("grid", [0, -5, "x", None, 10**9, True])
def test_what_is_no_grid_is_said_by_its_reader(grid: object):
    with pytest.raises(InputError, match="grid_minutes"):
        problem_of(plain(grid_minutes=grid))


@pytest.mark.parametrize("text", ["[" * 1_000_000, '{"a":' * 1_000_000, '{"cases":' + "[" * 500_000])
def test_a_text_nested_a_million_deep_is_refused(text: str):
    with refused("nested too deeply", megabytes=20):
        read_problem(text)


def case_of(meetings: int, needs: int = 1, officers: int = 2, travel_minutes: int = 0, places: int = 2) -> Problem:
    mornings = tuple(Shift(day * 1440 + 480, day * 1440 + 960) for day in range(100))
    departments = tuple(f"department-{number}" for number in range(needs))
    staff = tuple(StaffMember(f"{one}-{number}", (one,), mornings) for one in departments for number in range(officers))
    where = tuple(f"place-{number}" for number in range(places))
    asked = tuple(Meeting(f"m{number}", departments, 30, where, 0, 99) for number in range(meetings))
    return Problem(
        name="large", timezone="Europe/Berlin", first_day="2026-03-02", working_days=tuple(range(100)),
        policy=Policy(180, 30), places=tuple(Place(id_, 2, travel_minutes) for id_ in where),
        staff=(StaffMember("host", (), mornings), *staff), cases=(Case("c", ("host",), asked),),
    )  # fmt: skip


@pytest.mark.parametrize(
    "problem",
    [case_of(14), case_of(30), case_of(14, needs=2, travel_minutes=30), case_of(10, needs=6, officers=5, travel_minutes=30)],
    ids=["14", "30", "travel", "tables"],
)
def test_the_steps_of_a_model_are_about_what_is_built(problem: Problem):
    """Within a factor of four: what it is for is a limit on seconds, not on constraints."""
    proto = build(problem).model.proto
    assert 1 / 4 < model_steps(problem) / (len(proto.variables) + len(proto.constraints)) < 4


@pytest.mark.parametrize(
    "problem",
    [case_of(60, needs=12), case_of(60, needs=12, officers=10, travel_minutes=30)],
    ids=["60 round tables of 12", "with travel"],
)
def test_a_model_that_would_take_long_to_build_is_refused_before_that(problem: Problem):
    with refused(str(model_steps(problem)), str(MOST_STEPS)):
        solve(problem, Budget(seconds=5), "exact")


def test_windows_without_end_are_refused():
    one = case_of(1)
    many = tuple(Stretch(540, 600 + number % 60) for number in range(2001))
    with refused("2001", "2000"):
        solve(replace(one, cases=(replace(one.cases[0], customer_windows=many),)))


def test_several_cases_too_large_for_one_model_are_planned_all_the_same():
    one = case_of(8, needs=12, officers=10, travel_minutes=30)
    two = replace(one, cases=(*one.cases, replace(one.cases[0], id="d")))
    assert model_steps(two) > MOST_STEPS
    began = time.monotonic()
    plan = solve(two, Budget(seconds=2))
    assert time.monotonic() - began < 10
    assert plan.goals[0].value + sum(len(one.meetings) for one in plan.appointments) == 16


@pytest.mark.parametrize(
    ("problem", "number", "limit"), [(case_of(61), "61", "60"), (case_of(1, needs=13), "13", "12")], ids=["meetings", "needs"]
)
def test_a_case_beyond_any_time_is_refused(problem: Problem, number: str, limit: str):
    with refused(number, limit):
        solve(problem, Budget(seconds=5))
