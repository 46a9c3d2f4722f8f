"""What-if studies over HTTP: asked for, watched, stopped, read."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from scheduler.planning import Desk
from scheduler.store.store import Store, open_store
from scheduler.townfile import read_town_file
from scheduler.ventures import catalogue
from scheduler.whatif import Studies
from tests.api.conftest import client_over
from tests.builders import NOW
from tests.whatif.refused import BAD
from tests.whatif.size import TOWN

BODY: dict[str, Any] = {
    "name": "Frage",
    "replications": 2,
    "month": {"contacts": 20},
    "scenarios": [{"name": "mehr", "levers": [{"lever": "demand", "times": 1.2}]}],
}


@pytest.fixture
def dortmund(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'lotse.sqlite'}")
    Desk(opened, catalogue(), "lotse.example").seed_town(read_town_file(TOWN), NOW)
    yield opened
    opened.close()


@pytest.fixture
def client(dortmund: Store) -> Iterator[FlaskClient]:
    with client_over(dortmund) as client:
        yield client


def finished(store: Store, job: int) -> None:
    """As a runner would leave it, with figures that are easy to tell apart."""
    claimed = store.change(lambda books: books.claim_job("test", NOW, NOW - NOW))
    assert claimed is not None
    assert claimed.id == job
    for scenario in range(2):
        for number in range(2):
            figures = {
                "appointments_per_case|all|": 2.0 + scenario + 0.1 * number,
                "deadlines_kept_percent|all|": 99.0 - scenario,
                "contacts|all|": 20.0,
                "contacts|venture|onlinehandel": 4.0,
                "appointments_per_case|venture|onlinehandel": 1.5 + 0.1 * number,
                "appointments_per_case|district|hoerde": 2.0,
                "use_percent|half_day|bauordnung/Do-am": 40.0 + 10 * scenario + number,
                "use_percent|department|bauordnung": 30.0,
                "use_percent|seat|bau-1": 30.0,
                "use_percent|place|berswordthalle": 20.0,
                "cases_percent|appointments|1": 60.0,
                "cases_percent|appointments|2": 40.0,
            }
            store.change(lambda books, s=scenario, n=number, f=figures: books.keep(claimed, s, n, f, NOW))
    store.change(lambda books: books.end_job(claimed, "done", NOW, replications=2))


def test_a_study_is_asked_for_watched_and_stopped(client: FlaskClient):
    asked = client.post("/api/scenarios", json=BODY)
    assert asked.status_code == 202
    job = asked.get_json()
    assert asked.headers["Location"] == f"/api/jobs/{job['id']}"
    assert (job["state"], job["done"], job["of"]) == ("waiting", 0, 4)
    assert client.get(asked.headers["Location"]).get_json() == job
    assert [one["id"] for one in client.get("/api/jobs").get_json()["jobs"]] == [job["id"]]
    waits = client.get(f"/api/jobs/{job['id']}/results")
    assert (waits.status_code, waits.get_json()["state"]) == (202, "waiting")
    stopped = client.post(f"/api/jobs/{job['id']}/cancel", json={})
    assert (stopped.status_code, stopped.get_json()["state"]) == (202, "cancelled")
    assert client.post(f"/api/jobs/{job['id']}/cancel", json={}).status_code == 409
    assert client.get(f"/api/jobs/{job['id']}/results").status_code == 409
    assert client.get("/api/jobs/99").status_code == 404


def test_a_finished_study_tells_means_intervals_and_paired_differences(client: FlaskClient, dortmund: Store):
    job = client.post("/api/scenarios", json=BODY).get_json()["id"]
    finished(dortmund, job)
    told = client.get(f"/api/jobs/{job}/results").get_json()
    assert [one["name"] for one in told["scenarios"]] == ["Ausgangslage", "mehr"]
    figure = next(
        one for one in told["scenarios"][1]["figures"] if one["measure"] == "appointments_per_case" and one["by"] == "all"
    )
    assert figure["value"]["mean"] == pytest.approx(3.05)
    assert figure["difference"]["mean"] == pytest.approx(1.0)
    assert figure["difference"]["half"] == pytest.approx(0.0, abs=1e-9)


def test_the_same_key_asks_once(client: FlaskClient):
    first, again = (client.post("/api/scenarios", json=BODY, headers={"Idempotency-Key": "k1"}) for _ in range(2))
    assert first.get_json() == again.get_json()
    assert len(client.get("/api/jobs").get_json()["jobs"]) == 1


def test_a_caller_has_a_limit(client: FlaskClient, dortmund: Store):
    most = Studies(dortmund, catalogue(), 3).per_user
    assert [client.post("/api/scenarios", json=BODY).status_code for _ in range(most + 1)] == [202] * most + [503]


@pytest.mark.parametrize("what", BAD)
def test_what_cannot_be_is_refused_with_the_limit_and_nothing_is_started(client: FlaskClient, what: str):
    body, sentence = BAD[what]
    refused = client.post("/api/scenarios", json={"name": "Frage", **body})
    assert refused.status_code == 422
    assert sentence in refused.get_json()["detail"]
    assert client.get("/api/jobs").get_json()["jobs"] == []
