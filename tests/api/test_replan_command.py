"""`lotse replan` on files: what became of a plan, and refusals in words."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from api.commands.replan import replan
from scheduler.errors import InputError
from scheduler.problem_file import check_text, solve_text
from solver.budget import Budget

DAY, NEXT = "2026-03-02", "2026-03-03"


def meeting(id_: str, need: str, **fields: Any) -> dict[str, Any]:
    days = {"earliest_day": DAY, "latest_day": NEXT}
    return {"id": id_, "needs": [need], "minutes": 30, "places": ["house"], "after": []} | days | fields


def sitting(id_: str, *departments: str) -> dict[str, Any]:
    shifts = [{"start": f"{day}T08:00", "end": f"{day}T10:00", "place": None} for day in (DAY, NEXT)]
    return {"id": id_, "departments": list(departments), "shifts": shifts}


def case(id_: str, *meetings: dict[str, Any]) -> dict[str, Any]:
    windows = [{"start": f"{day}T08:00", "end": f"{day}T08:30"} for day in (DAY, NEXT)]
    advisors = ["adv-2", "adv-1"] if id_ == "c2" else ["adv-1", "adv-2"]
    return {"id": id_, "advisors": advisors, "customer_windows": windows, "meetings": list(meetings)}


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str, Path]:
    """Two cases at eight on the first day, and where the new plan is to go."""
    problem = {
        "format": "appointment-problem/1", "name": "small", "timezone": "Europe/Berlin", "grid_minutes": 5,
        "working_days": [DAY, NEXT], "policy": {"max_appointment_minutes": 60, "max_wait_minutes": 0},
        "places": [{"id": "house", "rooms": 2, "travel_minutes": 0, "hosted": True}],
        "staff": [sitting("adv-1"), sitting("adv-2"), sitting("bau-1", "bau"), sitting("vb-1", "vb")],
        "cases": [case("c1", meeting("bau", "bau")), case("c2", meeting("vb", "vb"))],
    }  # fmt: skip
    text = json.dumps(problem)
    (tmp_path / "problem.json").write_text(text)
    (tmp_path / "plan.json").write_text(solve_text(text, Budget(20, 1)))
    return str(tmp_path / "problem.json"), str(tmp_path / "plan.json"), tmp_path / "new.json"


def run(files: tuple[str, str, Path], *options: str) -> Result:
    problem, plan, output = files
    return CliRunner().invoke(replan, [problem, plan, "-o", str(output), *options])


def told(files: tuple[str, str, Path], *options: str) -> dict[str, Any]:
    done = run(files, "--json", *options)
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


def test_who_is_away_is_stood_in_for_or_the_appointment_moves(files: tuple[str, str, Path], tmp_path: Path) -> None:
    changed = tmp_path / "changed.json"
    found = told(files, "--away", f"bau-1:{DAY}", "--away", f"adv-2:{DAY}..{NEXT}", "--changed-problem", str(changed))
    what = {line["case"]: (line["what"], line["people"]) for line in found["appointments"]}
    assert what == {"c1": ("moved", True), "c2": ("kept", True)}
    assert (found["customers_told"], found["goals"][1]) == (1, {"name": "changes", "value": 1, "bound": 1})
    assert check_text(changed.read_text(), files[2].read_text()).broken == ()


def test_in_words(files: tuple[str, str, Path]) -> None:
    done = run(files, "--away", f"bau-1:{DAY}")
    assert f"moved  c1    {DAY}T08:00 to 08:30 at house  {NEXT}T08:00 to 08:30 at house" in done.output
    assert "1 kept, 1 moved, 0 new, 0 dropped. Customers to be told: 1." in done.output


def test_a_closed_place_and_a_closed_room(files: tuple[str, str, Path]) -> None:
    assert told(files, "--closed", f"house:{DAY}")["customers_told"] == 2
    assert told(files, "--room", f"house:{DAY}")["customers_told"] == 1
    assert told(files, "--room", f"house:{DAY}", "--room", f"house:{DAY}")["customers_told"] == 2


def test_pinned_stands_whatever_happens(files: tuple[str, str, Path]) -> None:
    found = told(files, "--closed", f"house:{DAY}", "--pin", "c1")
    assert {line["case"]: line["what"] for line in found["appointments"]} == {"c1": "kept", "c2": "moved"}


def test_what_lies_before_today_stands_and_nothing_is_put_there(files: tuple[str, str, Path], tmp_path: Path) -> None:
    (tmp_path / "urgent.json").write_text(json.dumps([case("c3", meeting("bau", "bau"))]))
    found = told(files, "--today", NEXT, "--away", f"bau-1:{DAY}", "--urgent", str(tmp_path / "urgent.json"))
    lines = {line["case"]: line for line in found["appointments"]}
    assert [lines[name]["what"] for name in ("c1", "c2", "c3")] == ["kept", "kept", "new"]
    assert lines["c3"]["after"].startswith(NEXT)


@pytest.mark.parametrize(
    ("options", "path"),
    [
        (["--away", f"bau-9:{DAY}"], "--away"),
        (["--closed", "hall:2026-03-02"], "--closed"),
        (["--pin", "c9"], "--pin"),
        (["--today", "2026-04-01"], "--today"),
        (["--away", f"bau-1:{NEXT}..{DAY}"], "--away"),
    ],
)
def test_what_the_problem_does_not_know_is_refused(files: tuple[str, str, Path], options: list[str], path: str) -> None:
    refused = run(files, *options).exception
    assert isinstance(refused, InputError) and refused.path == path
    assert not files[2].exists()


def test_an_urgent_case_that_is_none_is_refused_by_its_own_path(files: tuple[str, str, Path], tmp_path: Path) -> None:
    (tmp_path / "urgent.json").write_text(json.dumps([case("c3", meeting("bau", "bau", minutes=7))]))
    refused = run(files, "--urgent", str(tmp_path / "urgent.json")).exception
    assert isinstance(refused, InputError) and refused.path == "--urgent cases[0].meetings[0].minutes"


def test_a_plan_that_breaks_a_rule_is_refused(files: tuple[str, str, Path]) -> None:
    plan = json.loads(Path(files[1]).read_text())
    plan["appointments"][0]["meetings"][0]["staff"] = []
    Path(files[1]).write_text(json.dumps(plan))
    refused = run(files, "--away", f"bau-1:{DAY}").exception
    assert isinstance(refused, InputError) and "breaks" in str(refused)


@pytest.mark.parametrize("days", ["bau-1", "bau-1:monday", "bau-1:2026-03-02..tuesday"])
def test_days_in_another_form_are_refused(files: tuple[str, str, Path], days: str) -> None:
    done = run(files, "--away", days)
    assert done.exit_code == 2 and "is not ID:DAY" in done.output
