"""The deadlines of a case over HTTP and on the command line: looked at, recorded, refused."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from api.commands.deadlines import deadlines
from scheduler.errors import NotFoundError, StoreError
from scheduler.store.store import open_store
from tests.api.bodies import FIRST, new_case
from tests.builders import NOW, case, town

ROUTE = "/api/cases/1/deadlines"


@pytest.fixture
def opened(client: FlaskClient) -> FlaskClient:
    response = client.post("/api/cases", json=new_case(applied_on="2026-03-02", opens_on="2026-09-01"))
    assert response.status_code == 201, response.text
    return client


def test_every_clock_with_its_start_end_days_left_and_paragraph(opened: FlaskClient):
    answer = opened.get(ROUTE).get_json()
    assert (answer["case"], answer["version"], answer["applied_on"], answer["opens_on"]) == (1, 1, "2026-03-02", "2026-09-01")
    first = answer["deadlines"][0]
    assert first["rule"] == "eingangsbestaetigung"
    assert (first["start"], first["last_day"], first["days_left"], first["unit"]) == (
        "2026-03-02",
        "2026-03-05",
        3,
        "working days",
    )
    assert (first["state"], first["reference"], first["sure"]) == ("running", "RAL-GZ 981, Kriterium 1", "medium")


def test_days_are_recorded_and_move_what_is_counted_from_them(opened: FlaskClient):
    confirmed = {"rule": "eingangsbestaetigung", "done_on": "2026-03-02"}
    changed = opened.patch(ROUTE, headers=FIRST, json={"complete_on": "2026-03-02", "clocks": [confirmed]})
    assert changed.status_code == 200, changed.text
    answer = changed.get_json()
    assert (answer["version"], answer["complete_on"], answer["opens_on"]) == (2, "2026-03-02", "2026-09-01")
    assert answer == opened.get(ROUTE).get_json()
    done = next(line for line in answer["deadlines"] if line["rule"] == "eingangsbestaetigung")
    assert (done["state"], done["done_on"], done["days_left"]) == ("done", "2026-03-02", None)
    assert "eingangsbestaetigung" not in [line["rule"] for line in opened.get("/api/cases/1").get_json()["deadlines"]]


def test_a_plan_made_before_is_not_confirmed(opened: FlaskClient):
    plan = opened.post("/api/cases/1/plans").get_json()["id"]
    opened.patch(ROUTE, headers=FIRST, json={"complete_on": "2026-03-02"})
    assert opened.post(f"/api/plans/{plan}/confirm", headers=FIRST).status_code == 409


def test_who_has_not_seen_the_case_as_it_is_changes_nothing(opened: FlaskClient):
    assert opened.patch(ROUTE, headers=FIRST, json={"opens_on": None}).status_code == 200
    refused = opened.patch(ROUTE, headers=FIRST, json={"opens_on": "2026-10-01"})
    assert (refused.status_code, refused.get_json()["code"]) == (412, "stale")
    assert "Case 1 was changed by somebody else since version 1" in refused.get_json()["detail"]
    assert opened.get(ROUTE).get_json()["opens_on"] is None


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"version": 1}, "version"),
        ({"received_on": "2026-03-01"}, "received_on"),
        ({"pauses": [{"since": "2026-03-02", "reason": "rain"}]}, "pauses[0].reason"),
        ({"pauses": [{"since": "2. März", "reason": "missing-papers"}]}, "pauses[0].since"),
        ({"clocks": [{"rule": "mondphase"}]}, "clocks[0].rule"),
        ({"complete_on": "2026-03-03"}, "complete_on"),
    ],
)
def test_what_cannot_be_recorded_is_refused_with_its_path(opened: FlaskClient, body: dict, path: str):
    refused = opened.patch(ROUTE, json=body, headers=FIRST)
    assert (refused.status_code, refused.get_json()["path"]) == (422, path)
    assert opened.get(ROUTE).get_json()["version"] == 1


def test_an_unknown_case_has_no_deadlines(client: FlaskClient):
    assert client.get("/api/cases/9/deadlines").status_code == 404
    assert client.patch("/api/cases/9/deadlines", headers=FIRST, json={}).status_code == 404


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path / 'lotse.sqlite'}"
    monkeypatch.setenv("LOTSE_DATABASE_URL", url)
    return url


def test_the_command_shows_one_case_or_all(database: str):
    store = open_store(database)
    with store.transaction() as books:
        books.write_town(town(), NOW)
        books.open_case(case())
        books.open_case(case(email="k0002@kunde.example"))
    store.close()
    table = CliRunner().invoke(deadlines, ["--case", "2"], catch_exceptions=False)
    assert (table.exit_code, table.output.splitlines()[0].split()[:3]) == (0, ["case", "deadline", "state"])
    assert "Erste Informationen zum Verfahren" in table.output
    assert "11.03.2026" in table.output
    assert "RAL-GZ 981, Kriterium 2" in table.output
    as_json = json.loads(CliRunner().invoke(deadlines, ["--json"], catch_exceptions=False).output)
    assert {line["case"] for line in as_json} == {1, 2}
    assert {line["last_day"] for line in as_json if line["rule"] == "erstinformation"} == {"2026-03-11"}
    with pytest.raises(NotFoundError):
        CliRunner().invoke(deadlines, ["--case", "3"], catch_exceptions=False)


def test_a_store_without_a_town_is_said_in_a_sentence(database: str):
    with pytest.raises(StoreError, match="holds no town yet"):
        CliRunner().invoke(deadlines, [], catch_exceptions=False)
