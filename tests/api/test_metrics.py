"""/metrics: what is counted, and that no label can grow without end or tell of anybody."""

from functools import partial
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from api import measured
from api.measured import MeasuredWorkers
from api.pages import NO_MAIL_SERVER
from scheduler import planning
from scheduler.errors import BusyError, LostError
from scheduler.workers import Workers
from tests.api.bodies import FIRST, new_case
from tests.scheduler import work

Sample = dict[str, str]


def samples(client: FlaskClient) -> dict[tuple[str, frozenset], float]:
    response = client.get("/metrics")
    assert response.status_code == 200
    assert response.content_type.startswith("text/plain")
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(response.text)
        for sample in family.samples
    }


def value(found: dict[tuple[str, frozenset], float], name: str, **labels: str) -> float:
    return found.get((name, frozenset(labels.items())), 0.0)


def test_requests_are_counted_by_route_and_status(client: FlaskClient):
    labels = {"method": "GET", "route": "/api/cases/<case_id>", "status": "404"}
    before = value(samples(client), "lotse_request_seconds_count", **labels)
    for case_id in (17, 18, 19):
        client.get(f"/api/cases/{case_id}")
    found = samples(client)
    assert value(found, "lotse_request_seconds_count", **labels) == before + 3
    assert value(found, "lotse_request_seconds_bucket", le="30.0", **labels) == before + 3


def test_what_nobody_offers_is_one_route(client: FlaskClient):
    for path in ("/a", "/b", "/c?d=e"):
        client.get(path)
    client.open("/a", method="BREW")
    labels = [dict(labels) for _, labels in samples(client)]
    routes = {one["route"] for one in labels if "route" in one}
    assert "none" in routes
    assert not {"/a", "/b", "/c"} & routes
    assert "BREW" not in {one.get("method") for one in labels}


def test_the_store_is_counted_by_state(client_on_each_engine: FlaskClient):
    client = client_on_each_engine
    case = client.post("/api/cases", json=new_case()).get_json()["id"]
    plan = client.post(f"/api/cases/{case}/plans", json={}).get_json()
    client.post(f"/api/plans/{plan['id']}/confirm", json={}, headers=FIRST)
    found = samples(client)
    assert value(found, "lotse_cases") == 1
    assert value(found, "lotse_appointments", state="confirmed") == len(plan["appointments"]) > 0
    (running,) = [dict(labels) for name, labels in found if name == "lotse_info"]
    assert set(running) == {"version", "python", "database"}


def test_only_who_is_on_this_machine_is_told(client: FlaskClient):
    client.application.config["TRUSTED_HOSTS"] = ["termine.example", "localhost"]
    assert client.get("/metrics", base_url="http://termine.example").status_code == 404


@pytest.mark.parametrize(
    ("raised", "outcome"), [(BusyError("x"), "refused"), (LostError("x"), "lost"), (ValueError("x"), "failed")]
)
def test_what_became_of_a_solve_is_counted(client: FlaskClient, monkeypatch: pytest.MonkeyPatch, raised: Exception, outcome: str):
    def run(*_: object) -> None:
        raise raised

    monkeypatch.setattr(Workers, "run", run)
    workers = MeasuredWorkers(0, partial(work.opening, ""))
    before = value(samples(client), "lotse_solves_total", work="plan", outcome=outcome)
    with pytest.raises(type(raised)):
        workers.run(1, planning.drafted)
    assert value(samples(client), "lotse_solves_total", work="plan", outcome=outcome) == before + 1


def test_a_plan_is_proved_or_open(client: FlaskClient, monkeypatch: pytest.MonkeyPatch):
    case = client.post("/api/cases", json=new_case()).get_json()["id"]
    desk = client.application.extensions["lotse"].desk
    now = client.application.extensions["lotse"].now()
    monkeypatch.setattr(Workers, "run", lambda _self, _seconds, work, *arguments: work(desk, *arguments))
    workers = MeasuredWorkers(0, partial(work.opening, ""))
    before = value(samples(client), "lotse_solves_total", work="plan", outcome="proved")
    workers.run(10, planning.drafted, case, now, 10.0)
    found = samples(client)
    assert value(found, "lotse_solves_total", work="plan", outcome="proved") == before + 1
    assert value(found, "lotse_solve_seconds_count", work="plan") > 0


def test_everything_that_is_computed_in_children_has_its_name():
    """A call of `computed` with work that the table does not name would be counted as "other"."""
    root = Path(planning.__file__).parent
    calls = [line for path in root.glob("*.py") for line in path.read_text("utf-8").splitlines() if ".computed(" in line]
    assert len(calls) == len(measured.NAMES)


def test_letters_that_wait_for_a_mail_server_are_told(client: FlaskClient):
    client.application.config[NO_MAIL_SERVER] = True
    case = client.post("/api/cases", json=new_case()).get_json()["id"]
    plan = client.post(f"/api/cases/{case}/plans", json={}).get_json()
    client.post(f"/api/plans/{plan['id']}/confirm", json={}, headers=FIRST)
    found = samples(client)
    waiting = int(value(found, "lotse_letters", state="waiting"))
    assert waiting > 2
    assert value(found, "lotse_mail_server") == 0
    assert value(found, "lotse_letter_age_seconds") >= 0
    assert f"{waiting} Einladungen warten" in client.get("/").text
    assert f"{waiting} invitations wait" in client.get("/en").text
    client.application.config[NO_MAIL_SERVER] = False
    assert "Einladungen warten" not in client.get("/").text
