"""docs/problem.md, the two JSON Schemas and the reader say the same.

Every field of the schemas stands in the page's tables with the same values, unit and default, and the reader holds to all
three: what a schema refuses the reader refuses, and what only the reader refuses stands in the page's table of errors.
"""

import json
import re
from collections.abc import Iterator
from functools import reduce
from operator import getitem
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from solver.check import violations
from solver.exchange import InputError, read_plan, read_problem, write_plan, write_problem
from solver.goals import GOALS
from solver.rules import RULES
from solver.search import solve
from tests.solver.contract_fields import PAGE, ROOT, fields_of_page, fields_of_schema, schema_of

PROBLEM, PLAN = (json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL))
SCHEMAS = {"problem": schema_of("problem"), "plan": schema_of("plan")}
FILES = sorted(path for path in (ROOT / "fixtures" / "problems").glob("*.json") if not path.stem.endswith(".plan"))
PINNED = PLAN["appointments"][0] | {"id": "p1"}
TOLD = {"case": "c1", "place": "house", "start": "2026-03-02T08:00", "end": "2026-03-02T09:00"}
WINDOW = {"start": "2026-03-02T08:00", "end": "2026-03-02T12:00"}
MADE = {"version": "1", "input_sha256": "0" * 64, "method": "exact", "workers": 2, "seed": 0, "limit_seconds": 1.5}
PROBES = (None, True, -1, 0, 0.5, 1.0, 10**6, 10**6 + 1, 10**9, 2 * 10**15, "", "x", "x" * 201, "2026-02-30", "2026-13-01",
          "0000-01-01", "2026-03-02\n", "٢٠٢٦-03-02", "2026-03-02T24:00", "2026-03-02T08:00:00", "2026-03-02T08:00Z",
          [], {}, [None], [{}], "optimal", "delay")  # fmt: skip

Steps = tuple[str | int, ...]


MEETING = ("cases", 0, "meetings")
# Changes of the page's example that a schema cannot refuse, in the order of the page's table.
BEYOND_THE_SCHEMA: tuple[tuple[Steps, Any], ...] = (
    (("places", 0, "rooms"), 6.0),
    ((*MEETING, 0, "latest_day"), "2026-02-30"),
    (("timezone",), "Europe/Hoerde"),
    (("working_days",), ["2026-03-02", "2026-03-01"]),
    (("staff", 0, "shifts", 0, "start"), "2026-03-02T08:10"),
    ((*MEETING, 1, "minutes"), 50),
    (("places", 0, "travel_minutes"), 10),
    (("staff", 0, "shifts", 0, "end"), "2026-03-02T08:00"),
    (("staff", 0, "shifts", 0, "end"), "2026-03-03T12:00"),
    (("staff", 2, "id"), "bau-1"),
    ((*MEETING, 0, "places"), ["moon"]),
    (("cases", 0, "advisors"), ["nobody"]),
    ((*MEETING, 1, "after"), [{"meeting": "walk", "working_days": 0}]),
    ((*MEETING, 0, "after"), [{"meeting": "building", "working_days": 0}]),
    (("pinned",), [PINNED | {"start": "2026-03-04T09:00", "end": "2026-03-04T10:00", "meetings": []}]),
    (("pinned",), [PINNED | {"meetings": [PINNED["meetings"][0]] * 2}]),
    (("pinned",), [PINNED | {"meetings": [PINNED["meetings"][0] | {"start": "2026-03-02T09:00", "end": "2026-03-02T10:00"}]}]),
    (("previous",), [TOLD | {"case": "c2"}]),
)
# What such sentences have in common.
KINDS = (
    "is not a whole number", "of any calendar", "is not a known", "the working day before it", "is off the grid",
    "is not a positive multiple", "is not a non-negative multiple", "is not after the start", "is not on the date",
    "is the id of another", "the order is a circle", "does not lie on one of the working days", "is pinned twice",
    "lies outside its appointment",
)  # fmt: skip


def full(form: str) -> dict[str, Any]:
    """An example in which every field of the format stands."""
    if form == "plan":
        return PLAN | {"unplaced": [{"case": "c1", "meeting": "chamber", "reason": "no free time found"}], "made": MADE}
    case = PROBLEM["cases"][0] | {"customer_windows": [WINDOW]}
    return PROBLEM | {"cases": [case], "pinned": [PINNED], "previous": [TOLD]}


def refusal(form: str, value: Any) -> str | None:
    """What the reader says against a value, without advice; None when it takes it."""
    try:
        if form == "problem":
            read_problem(json.dumps(value))
        else:
            read_plan(json.dumps(value), read_problem(json.dumps(PROBLEM)))
    except InputError as refused:
        return f"{refused.path}: {refused.problem}"
    return None


def reads(form: str, value: Any) -> bool:
    return refusal(form, value) is None


def valid(form: str, value: Any) -> bool:
    return Draft202012Validator(SCHEMAS[form]).is_valid(value)


def places_in(value: Any, steps: Steps = ()) -> Iterator[tuple[Steps, Any]]:
    """Every value inside a value, with the steps that lead to it."""
    yield steps, value
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, below in inside:
        yield from places_in(below, (*steps, step))


def with_value(value: Any, steps: Steps, new: Any) -> Any:
    """A copy with another value at the end of the steps."""
    if not steps:
        return new
    copy = value.copy()
    copy[steps[0]] = with_value(value[steps[0]] if steps[1:] else None, steps[1:], new)
    return copy


def without(value: Any, steps: Steps) -> Any:
    """A copy without the field at the end of the steps."""
    *before, last = steps
    parent = reduce(getitem, before, value)
    return with_value(value, tuple(before), {name: field for name, field in parent.items() if name != last})


def path(steps: Steps) -> str:
    """`("cases", 0, "id")` -> `cases[0].id`, as the reader writes it."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps).lstrip(".")


def general(steps: Steps) -> str:
    """`("cases", 0, "id")` -> `cases[].id`, as the tables write it."""
    return re.sub(r"\[\d+\]", "[]", path(steps))


@pytest.mark.parametrize("form", SCHEMAS)
def test_the_page_names_every_field_of_the_schema_and_no_other(form):
    assert list(fields_of_schema(SCHEMAS[form])) == fields_of_page(form)


@pytest.mark.parametrize("form", SCHEMAS)
def test_the_schemas_are_schemas_and_their_example_holds_every_field(form):
    Draft202012Validator.check_schema(SCHEMAS[form])
    example = full(form)
    assert valid(form, example)
    assert reads(form, example)
    assert {field.path for field in fields_of_schema(SCHEMAS[form])} <= {general(steps) for steps, _ in places_in(example)}


def test_an_appointment_is_the_same_in_both():
    for shared in ("text", "day", "time", "appointment"):
        assert SCHEMAS["problem"]["$defs"][shared] == SCHEMAS["plan"]["$defs"][shared]


def test_rules_and_goals_stand_in_their_order():
    named = re.findall(r"^\d\. \*\*(\w+)\*\*", PAGE, re.MULTILINE)
    assert named == [*(rule.NAME for rule in RULES), *(goal.NAME for goal in GOALS)]


@pytest.mark.parametrize("form", SCHEMAS)
def test_an_extra_field_is_refused_on_every_level(form):
    for steps, value in places_in(full(form)):
        if isinstance(value, dict):
            more = with_value(full(form), steps, value | {"surplus": 1})
            allowed = steps[:1] == ("previous",)
            assert valid(form, more) == reads(form, more) == allowed, steps


@pytest.mark.parametrize("form", SCHEMAS)
def test_a_missing_field_is_refused_exactly_where_it_is_mandatory(form):
    """Fields of `pinned` are the plan's appointments, where the other half of this test finds them all mandatory."""
    defaults = {field.path: field.default for field in fields_of_schema(SCHEMAS[form])}
    for steps, _ in places_in(full(form)):
        if steps and isinstance(steps[-1], str):
            mandatory = defaults.get(general(steps), "mandatory") == "mandatory"
            less = without(full(form), steps)
            assert valid(form, less) == reads(form, less) == (not mandatory), steps


def test_a_field_left_out_means_its_default():
    """Everything optional taken out one by one: the same as the default written there."""
    example = with_value(PROBLEM, (*MEETING, 1, "weight"), 1)
    defaults = {field.path: field.default for field in fields_of_schema(SCHEMAS["problem"]) if field.default != "mandatory"}
    tried = [steps for steps, _ in places_in(example) if general(steps) in defaults]
    assert {general(steps) for steps in tried} == defaults.keys()
    for steps in tried:
        spelt = with_value(example, steps, json.loads(defaults[general(steps)].strip("`")))
        assert read_problem(json.dumps(without(example, steps))) == read_problem(json.dumps(spelt)), steps


@pytest.mark.parametrize("form", SCHEMAS)
def test_what_the_schema_refuses_the_reader_refuses(form):
    """Every value of the example replaced by every probe; what the reader alone refuses is of a kind the page's table has."""
    refused = 0
    for steps, _ in places_in(full(form)):
        for probe in PROBES:
            other = with_value(full(form), steps, probe)
            said = refusal(form, other)
            if not valid(form, other):
                refused += 1
                assert said, (path(steps), probe)
            elif said:
                assert any(kind in said for kind in KINDS), said
    assert refused > 1000


@pytest.mark.parametrize("form", SCHEMAS)
def test_numbers_end_where_the_tables_say(form):
    """The largest number taken and the one after it; the smallest is among the probes above."""
    for steps, value in places_in(full(form)):
        if isinstance(value, int) and not isinstance(value, bool) and steps != ("grid_minutes",):
            most = 10**15 if steps[0] == "goals" else 10**6
            on_grid = most - most % 15 if str(steps[-1]).endswith("minutes") else most
            for number in (on_grid, most + 1):
                other = with_value(full(form), steps, number)
                assert valid(form, other) == reads(form, other) == (number <= most), (path(steps), number)


def test_what_only_the_reader_refuses_stands_in_the_page():
    table = PAGE.split("| what | sentence |\n|---|---|\n")[1].split("\n\n")[0]
    wrong = [with_value(PROBLEM, steps, value) for steps, value in BEYOND_THE_SCHEMA]
    assert all(valid("problem", value) for value in wrong)
    assert re.findall(r"`(.*)` \|$", table, re.MULTILINE) == [refusal("problem", value) for value in wrong]
    assert all(kind in table for kind in KINDS)


def solved_and_checked(problem_text: str, plan_text: str) -> None:
    problem = read_problem(problem_text)
    plan = read_plan(plan_text, problem)
    assert violations(problem, plan) == []
    assert plan.status == "optimal"
    ours = solve(problem)
    assert (ours.status, ours.goals) == (plan.status, plan.goals)
    for form, written in (("problem", write_problem(problem)), ("plan", write_plan(ours, problem))):
        assert valid(form, json.loads(written))
    assert read_problem(write_problem(problem)) == problem
    assert read_plan(write_plan(ours, problem), problem) == ours


def test_the_example_of_the_page_is_solved_as_it_says():
    solved_and_checked(json.dumps(PROBLEM), json.dumps(PLAN))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_example_files_are_solved_as_they_say(file):
    plan = file.with_suffix(".plan.json").read_text("utf-8")
    assert valid("problem", json.loads(file.read_text("utf-8")))
    assert valid("plan", json.loads(plan))
    solved_and_checked(file.read_text("utf-8"), plan)
    values = ", ".join(str(goal["value"]) for goal in json.loads(plan)["goals"])
    assert re.search(rf"^\| `{file.name}` \|.*\| {values} \|$", (file.parent / "README.md").read_text("utf-8"), re.MULTILINE)
