"""Reading problems and plans: what is refused, in a sentence with path and value, and what is expressly no error."""

import copy
import json
import random
from pathlib import Path
from typing import Any

import pytest

from solver.budget import Budget
from solver.check import violations
from solver.exchange import InputError, read_plan, read_problem, sha256, write_plan, write_problem
from solver.reading import shown
from solver.search import solve
from tests.solver.drawn import read
from tests.twin.problems import medium, tiny

FOLDER = Path(__file__).parents[2] / "fixtures" / "problems"
PROBLEM = json.loads((FOLDER / "moved.json").read_text("utf-8"))
PLAN = json.loads((FOLDER / "moved.plan.json").read_text("utf-8"))
Steps = tuple[str | int, ...]
GONE = Ellipsis  # the field is taken out; its name is the same in every process, as pytest-xdist wants of test ids

TALK, BUILDING = ("cases", 0, "meetings", 0), ("cases", 1, "meetings", 1)
SHIFT, PIN, TOLD = ("staff", 0, "shifts", 0), ("pinned", 0), ("previous", 0)


def changed(whole: dict[str, Any], steps: Steps, value: Any) -> dict[str, Any]:
    """A copy in which one value is another, or GONE."""
    other = copy.deepcopy(whole)
    *way, last = steps
    within: Any = other
    for step in way:
        within = within[step]
    if value is GONE:
        del within[last]
    else:
        within[last] = value
    return other


def path_of(steps: Steps) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps).removeprefix(".")


def held(**fields: Any) -> dict[str, Any]:
    return {"meeting": "talk", "start": "2026-03-02T11:00", "end": "2026-03-02T11:30", "staff": []} | fields


# What is put where, and the path of the refusal where it is another place.
REFUSED: list[tuple[Steps, Any, str]] = [
    (("format",), "appointment-problem/2", ""),
    (("format",), "appointment-plan/1", ""),
    (("format",), GONE, ""),
    (("policy",), GONE, ""),
    (("cases",), {}, ""),
    (("staff", 0), [], ""),
    (("colour",), "red", ""),
    ((*TALK, "color"), "red", ""),
    ((*TALK, "minutes"), GONE, ""),
    (("name",), "", ""),
    (("name",), "x" * 201, ""),
    (("name",), "half \ud83d", ""),
    (("timezone",), "Europe/Hoerde", ""),
    (("timezone",), "../../etc/passwd", ""),
    (("grid_minutes",), 7, ""),
    (("grid_minutes",), 0, ""),
    (("working_days", 1), "2026-03-02", ""),
    (("working_days", 2), "2026-03-01", ""),
    (("working_days", 0), "2026-02-30", ""),
    (("working_days", 0), "02.03.2026", ""),
    (("policy", "max_wait_minutes"), -30, ""),
    (("policy", "max_appointment_minutes"), 10**9, ""),
    (("policy", "deputy_days"), 1.5, ""),
    (("policy", "deputy_days"), -1, ""),
    (("places", 0, "rooms"), True, ""),
    (("places", 0, "rooms"), -1, ""),
    (("places", 0, "travel_minutes"), 20, ""),
    (("places", 0, "hosted"), 0, ""),
    (("staff", 1, "id"), "adv-1", ""),
    (("staff", 0, "departments"), "bauordnung", ""),
    ((*SHIFT, "start"), "2026-03-02T08:10", ""),
    ((*SHIFT, "start"), "2026-03-02T24:00", ""),
    ((*SHIFT, "start"), "2026-03-02T08:00:00", ""),
    ((*SHIFT, "start"), "2026-03-02T08:00+01:00", ""),
    ((*SHIFT, "end"), "2026-03-02T08:00", ""),
    ((*SHIFT, "end"), "2026-03-02T07:30", ""),
    ((*SHIFT, "end"), "2026-03-03T12:00", ""),
    ((*SHIFT, "place"), "moon", ""),
    (("cases", 1, "id"), "told", ""),
    (("cases", 0, "advisors"), [], ""),
    (("cases", 0, "advisors"), ["adv-1", "adv-1"], ""),
    (("cases", 0, "advisors"), ["nobody"], "cases[0].advisors[0]"),
    (("cases", 0, "customer_windows", 0, "end"), "2026-03-02T09:00", ""),
    (("cases", 0, "meetings", 1, "id"), "talk", ""),
    ((*TALK, "minutes"), 0, ""),
    ((*TALK, "minutes"), -30, ""),
    ((*TALK, "minutes"), 45, ""),
    ((*TALK, "minutes"), 10**9, ""),
    ((*TALK, "minutes"), True, ""),
    ((*TALK, "minutes"), "30", ""),
    ((*TALK, "minutes"), 30.0, ""),
    ((*TALK, "places"), ["moon"], "cases[0].meetings[0].places[0]"),
    ((*TALK, "weight"), 0, ""),
    ((*TALK, "latest_day"), None, ""),
    ((*BUILDING, "after", 0, "meeting"), "walk", ""),
    ((*BUILDING, "after", 0, "meeting"), "building", "cases[1].meetings"),
    ((*BUILDING, "after", 0, "working_days"), -1, ""),
    ((*BUILDING, "after", 0, "working_days"), GONE, ""),
    (("cases", 1, "meetings", 0, "after"), [{"meeting": "building", "working_days": 0}], "cases[1].meetings"),
    (("pinned", 1, "id"), "p1", ""),
    ((*PIN, "place"), "moon", ""),
    ((*PIN, "advisor"), "nobody", ""),
    ((*PIN, "meetings", 0, "staff"), ["nobody"], "pinned[0].meetings[0].staff[0]"),
    ((*PIN, "meetings", 0, "meeting"), "walk", ""),
    ((*PIN, "meetings"), [held(), held(start="2026-03-02T11:30", end="2026-03-02T12:00")], "pinned[0].meetings[1].meeting"),
    ((*PIN, "meetings"), [held(), held(meeting="building")], "pinned[0].meetings"),
    ((*PIN, "meetings"), [held(end="2026-03-02T12:30")], "pinned[0].meetings[0]"),
    ((*PIN,), PROBLEM["pinned"][0] | {"start": "2026-03-07T11:00", "end": "2026-03-07T12:00", "meetings": []}, "pinned[0].start"),
    ((*TOLD, "case"), "of-another-town-hall", ""),
    ((*TOLD, "place"), "moon", ""),
    ((*TOLD, "end"), GONE, ""),
    ((*TOLD, "end"), "2026-03-02T10:40", ""),
]
REFUSED_PLANS: list[tuple[Steps, Any, str]] = [
    (("format",), "appointment-problem/1", ""),
    (("status",), "perfect", ""),
    (("goals", 0, "name"), "changes", ""),
    (("goals",), PLAN["goals"][:4], ""),
    (("goals",), PLAN["goals"] + PLAN["goals"][:1], ""),
    (("goals", 2, "value"), 3.0, ""),
    (("goals", 2, "value"), None, ""),
    (("goals", 2, "bound"), True, ""),
    (("appointments", 1, "id"), PLAN["appointments"][0]["id"], ""),
    (("appointments", 0, "advisor"), GONE, ""),
    (("appointments", 0, "start"), "2026-03-02T09:10", ""),
    (("appointments", 0, "meetings", 0, "end"), "2026-03-01T00:00", ""),
    (("unplaced",), [{"case": "stranger", "meeting": "talk", "reason": "x"}], "unplaced[0].case"),
    (("unplaced",), [{"case": "told", "meeting": "walk", "reason": "x"}], "unplaced[0].meeting"),
    (("unplaced",), [{"case": "told", "meeting": "talk"}], "unplaced[0].reason"),
    (("seconds",), -1, ""),
    (("seed",), "0", ""),
    (("made",), {"version": "1"}, "made.input_sha256"),
]


def refusal(read_it: Any, text: str | bytes) -> InputError:
    with pytest.raises(InputError) as caught:
        read_it(text)
    return caught.value


def holds_path_and_value(error: InputError, path: str) -> None:
    """The sentence begins with the path and says the value, or the name of the field that is missing or not known."""
    assert error.path == path
    sentence = str(error).removeprefix(f"{path}: ")
    assert sentence != str(error)
    field = json.dumps(path.rpartition(".")[2])
    value = shown(error.value)
    assert any(said in sentence for said in ((field, value) if error.value is None else (value[:40], str(error.value))))


def test_the_tables_are_long_enough() -> None:
    assert len(REFUSED) >= 60 and len(REFUSED_PLANS) >= 15


@pytest.mark.parametrize(("steps", "value", "where"), REFUSED, ids=lambda value: str(value)[:40])
def test_a_problem_is_refused_at_its_fault(steps: Steps, value: Any, where: str) -> None:
    holds_path_and_value(refusal(read_problem, json.dumps(changed(PROBLEM, steps, value))), where or path_of(steps))


@pytest.mark.parametrize(("steps", "value", "where"), REFUSED_PLANS, ids=lambda value: str(value)[:40])
def test_a_plan_is_refused_at_its_fault(steps: Steps, value: Any, where: str) -> None:
    problem = read(PROBLEM)
    error = refusal(lambda text: read_plan(text, problem), json.dumps(changed(PLAN, steps, value)))
    holds_path_and_value(error, where or path_of(steps))


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "not JSON"),
        ("{", "line 1, column 2"),
        ("appointment-problem/1", "not JSON"),
        ('{"format": "a", "format": "b"}', '"format" stands twice'),
        ('{"grid_minutes": NaN}', "NaN is not a number"),
        ('{"grid_minutes": -Infinity}', "-Infinity is not a number"),
        ('{"grid_minutes": ' + "9" * 5000 + "}", "thousands of digits"),
        ("[" * 100_000, "nested too deeply"),
        ("null", "null is not an object"),
        ("[]", "[] is not an object"),
        (b'{"name": "H\xf6rde"}', "not UTF-8"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_text_that_is_no_problem(text: str | bytes, part: str) -> None:
    for read_it in (read_problem, lambda text: read_plan(text, read(PROBLEM))):
        assert part in str(refusal(read_it, text))


NO_ERRORS: list[tuple[Steps, Any]] = [
    ((*TALK, "latest_day"), "2026-03-01"),
    ((*TALK, "latest_day"), "2025-01-01"),
    ((*TALK, "earliest_day"), "2026-03-05"),
    (("cases", 0, "customer_windows"), []),
    (("cases", 0, "customer_windows"), [{"start": "2026-03-02T06:00", "end": "2026-03-02T06:30"}]),
    ((*TALK, "minutes"), 150),
    (("policy", "max_appointment_minutes"), 0),
    ((*TALK, "needs"), ["denkmalschutz"]),
    ((*TALK, "places"), []),
    (("places", 0), {"id": "haus", "rooms": 0}),
    (("staff", 0, "shifts"), []),
]


@pytest.mark.parametrize(("steps", "value"), NO_ERRORS, ids=lambda value: str(value)[:40])
def test_no_error_but_unplaced_with_a_reason(steps: Steps, value: Any) -> None:
    """One overdue case must not stop a city's planning."""
    problem = read(changed(PROBLEM, steps, value))
    plan = solve(problem, Budget(20, 1))
    assert violations(problem, plan) == []
    reasons = {(one.case, one.meeting): one.reason for one in plan.unplaced}
    assert reasons["told", "talk"]
    assert reasons["told", "talk"] != "no free time found"


def test_what_overlaps_has_waited_less_than_nothing() -> None:
    """Lawful it is not, but it can be read, and said what is wrong with it."""
    problem = read(PROBLEM)
    one = PLAN["appointments"][0]
    twice = one | {"meetings": one["meetings"] * 3}
    plan = read_plan(json.dumps(changed(changed(PLAN, ("appointments", 0), twice), ("goals", 4, "value"), -60)), problem)
    assert plan.goals[4].value == -60
    assert "together" in {broken.rule for broken in violations(problem, plan)}


@pytest.mark.parametrize("seed", range(20))
def test_round_trips(seed: int) -> None:
    problem = read((medium if seed % 4 == 0 else tiny)(random.Random(f"round trip {seed}")))
    text = write_problem(problem)
    assert read_problem(text) == problem
    assert write_problem(read_problem(text)) == text
    assert sha256(read_problem(text)) == sha256(problem)
    plan = solve(problem, Budget(1.0, 1))
    assert read_plan(write_plan(plan, problem), problem) == plan


def test_files_in_other_encodings_of_the_same_text() -> None:
    text = json.dumps(changed(PROBLEM, ("name",), "Gründung in Hörde"), ensure_ascii=False)
    assert read_problem(text.encode()).name == read_problem(text).name == "Gründung in Hörde"
    assert read_problem(json.dumps(json.loads(text))) == read_problem(text)
