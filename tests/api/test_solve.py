"""`POST /api/solve`: the problem of docs/problem.md in, a lawful plan out, nothing stored."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from api.desk import KEY
from scheduler import planning
from scheduler.problem_file import check_text
from solver import search
from solver.budget import Budget
from solver.plan import Plan
from solver.problem import Problem
from solver.search import solve
from tests.api.bodies import new_case


def problem() -> dict[str, Any]:
    """The example of docs/problem.md, with the one place its meetings need."""
    return {
        "format": "appointment-problem/1",
        "name": "dortmund-2026-03",
        "timezone": "Europe/Berlin",
        "grid_minutes": 5,
        "working_days": ["2026-03-02", "2026-03-03"],
        "policy": {"max_appointment_minutes": 180, "max_wait_minutes": 30, "deputy_days": 3},
        "places": [{"id": "berswordthalle", "rooms": 6, "travel_minutes": 0, "hosted": True}],
        "staff": [
            {
                "id": "adv-hoerde",
                "departments": [],
                "shifts": [{"start": "2026-03-02T08:00", "end": "2026-03-02T12:00", "place": None}],
            },
            {
                "id": "bau-1",
                "departments": ["bauordnung"],
                "shifts": [{"start": "2026-03-02T08:30", "end": "2026-03-02T11:00", "place": "berswordthalle"}],
            },
        ],
        "cases": [
            {
                "id": "c1",
                "advisors": ["adv-hoerde"],
                "customer_windows": None,
                "meetings": [
                    {
                        "id": "c1-wf",
                        "needs": [],
                        "minutes": 30,
                        "places": ["berswordthalle"],
                        "earliest_day": "2026-03-02",
                        "latest_day": "2026-03-20",
                        "after": [],
                    },
                    {
                        "id": "c1-bau",
                        "needs": ["bauordnung"],
                        "minutes": 45,
                        "places": ["berswordthalle"],
                        "earliest_day": "2026-03-02",
                        "latest_day": "2026-03-20",
                        "after": [{"meeting": "c1-wf", "working_days": 0}],
                    },
                ],
            }
        ],
        "pinned": [],
        "previous": [],
    }


def test_the_answer_is_a_plan_the_referee_accepts(client: FlaskClient):
    response = client.post("/api/solve?seconds=5&seed=3", json=problem())
    assert (response.status_code, response.content_type) == (200, "application/json")
    plan = response.get_json()
    assert (plan["format"], plan["status"], plan["seed"]) == ("appointment-plan/1", "optimal", 3)
    assert [(goal["value"], goal["bound"]) for goal in plan["goals"]] == [(0, 0), (0, 0), (1, 1), (0, 0), (0, 0)]
    assert check_text(json.dumps(problem()), response.text).broken == ()


def test_a_wrong_field_is_named_with_its_path_in_the_file(client: FlaskClient):
    wrong = problem()
    wrong["cases"][0]["meetings"][1]["minutes"] = 0
    refusal = client.post("/api/solve", json=wrong)
    assert refusal.status_code == 422
    assert refusal.get_json()["path"] == "cases[0].meetings[1].minutes"


def test_who_names_no_time_gets_as_much_as_the_service_is_set_to(client: FlaskClient, monkeypatch: pytest.MonkeyPatch):
    given: list[float] = []

    def watched(asked: Problem, *, budget: Budget, **options: Any) -> Plan:
        given.append(budget.seconds)
        return solve(asked, budget=budget, **options)

    monkeypatch.setattr(search, "solve", watched)
    monkeypatch.setattr(planning, "solve", watched)
    counter = client.application.extensions[KEY]
    client.application.extensions[KEY] = replace(counter, desk=replace(counter.desk, solve_seconds=7.0))
    client.post("/api/cases", json=new_case())
    for url in ("/api/solve", "/api/solve?seconds=3"):
        assert client.post(url, json=problem()).status_code == 200
    for body in ({}, {"json": {}}, {"json": {"seconds": None}}, {"json": {"seconds": 3}}):
        assert client.post("/api/cases/1/plans", **body).status_code == 201
    assert given == [7, 3, 7, 7, 7, 3]


def test_a_file_is_refused_before_the_search_is_loaded(tmp_path: Path):
    large = problem()
    (case,) = large["cases"]
    case["meetings"] = [{**case["meetings"][0], "id": f"meeting-{number}"} for number in range(61)]
    file = tmp_path / "large.json"
    file.write_text(json.dumps(large), encoding="utf-8")
    tried = (
        "import sys; from api.cli import main; sys.argv = ['lotse', 'solve', sys.argv[1]]\n"
        "try: main()\n"
        "finally: print([name for name in ('solver.search', 'ortools', 'numba', 'sqlalchemy') if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", tried, str(file)], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (2, "[]\n")
    assert "at most 60 are planned as one" in ran.stderr
