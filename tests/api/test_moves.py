"""Placing by hand over HTTP."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.api.bodies import FIRST, new_case


@pytest.fixture
def plan(client: FlaskClient) -> dict[str, Any]:
    """Building and fire in one appointment on Tuesday, 3 March, 08:00 to 09:15."""
    case = client.post("/api/cases", json=new_case()).get_json()["id"]
    return client.post(f"/api/cases/{case}/plans").get_json()


def move(client: FlaskClient, plan: dict[str, Any], **changes: Any) -> Any:
    body = {"case": 1, "meeting": "brandschutz", "start": "2026-03-03T12:30+01:00"} | changes
    return client.post(f"/api/plans/{plan['id']}/moves", json=body)


def test_a_move_that_breaks_rules_says_which_and_where_it_is_lawful(client: FlaskClient, plan: dict[str, Any]):
    response = move(client, plan, propose=True)
    assert response.status_code == 200, response.text
    found = response.get_json()
    assert [one["rule"] for one in found["broken"]] == ["together", "together", "advisor", "staff"]
    assert found["broken"][-1]["title"] == "Aus einem Fachamt ist niemand da oder frei."
    assert found["plan"]["id"] is None
    nearest = found["nearest"]
    assert (nearest["start"], nearest["seats"]) == ("2026-03-03T09:00:00+01:00", ["brand-1"])
    assert nearest["appointment"]["start"] == "2026-03-03T08:00:00+01:00"


def test_a_lawful_move_becomes_a_proposal_on_demand(client: FlaskClient, plan: dict[str, Any]):
    tried = move(client, plan, start="2026-03-04T10:00+01:00")
    assert (tried.status_code, tried.get_json()["broken"], tried.get_json()["plan"]["id"]) == (200, [], None)
    stored = move(client, plan, start="2026-03-04T10:00+01:00", propose=True)
    assert stored.status_code == 201, stored.text
    changed = stored.get_json()["plan"]
    assert changed["proof"].startswith("2 appointments; not proved")
    assert client.post(f"/api/plans/{changed['id']}/confirm", headers=FIRST).status_code == 200
    refused = move(client, plan)
    assert (refused.status_code, refused.get_json()["code"]) == (409, "conflict")


def test_what_is_no_move_is_refused(client: FlaskClient, plan: dict[str, Any]):
    assert move(client, {"id": 99}).status_code == 404
    refusal = move(client, plan, meeting="gewerbe")
    assert (refusal.status_code, refusal.get_json()["path"]) == (422, "meeting")
    assert "Known: bauordnung, brandschutz" in refusal.get_json()["detail"]
