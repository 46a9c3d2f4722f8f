"""Options over HTTP: proposals to choose from, what preferences cost, and one that is confirmed."""

from typing import Any

from flask.testing import FlaskClient

from tests.api.bodies import FIRST, new_case


def open_case(client: FlaskClient, **changes: Any) -> int:
    return client.post("/api/cases", json=new_case(**changes)).get_json()["id"]


def test_from_options_to_a_confirmed_one(client_on_each_engine: FlaskClient):
    client = client_on_each_engine
    case = open_case(client)
    response = client.post(f"/api/cases/{case}/options")
    assert response.status_code == 201, response.text
    found = response.get_json()
    assert found["sentence"] == "1 Termin, fertig am 3. März"
    assert found["complete"] and found["preferences_kept"] and found["preferences"] == []
    assert [(one["rank"], one["on_front"]) for one in found["options"]] == [(1, True), (2, False), (3, False)]
    first, second, _ = (one["plan"] for one in found["options"])
    assert first["proof"] == "1 appointment; fewer are impossible"
    assert client.get(f"/api/cases/{case}").get_json()["appointments"] == []

    confirmed = client.post(f"/api/plans/{second['id']}/confirm", headers=FIRST)
    assert confirmed.status_code == 200, confirmed.text
    assert confirmed.get_json()["appointments"][0]["start"] == second["appointments"][0]["start"]
    refused = client.post(f"/api/plans/{first['id']}/confirm", headers=FIRST)
    assert (refused.status_code, refused.get_json()["code"]) == (409, "conflict")


def test_a_preference_stands_beside_what_it_costs(client: FlaskClient):
    case = open_case(client)
    body = {"plans": 1, "preferences": ["not-before=13:00", "this-week"]}
    found = client.post(f"/api/cases/{case}/options", json=body).get_json()
    assert [(one["title"], one["kept"], one["sentence"]) for one in found["preferences"]] == [
        ("nicht vor 13:00 Uhr", True, "Das kostet nichts."),
        ("möglichst diese Woche", True, "Das kostet nichts."),
    ]
    assert found["preferences"][0]["goals"] == found["without"]
    assert found["options"][0]["plan"]["appointments"][0]["start"] == "2026-03-03T13:00:00+01:00"


def test_a_preference_that_is_not_known_is_refused_with_those_that_are(client: FlaskClient):
    refusal = client.post(f"/api/cases/{open_case(client)}/options", json={"preferences": ["mornings", "sundays"]})
    assert (refusal.status_code, refusal.get_json()["path"]) == (422, "preferences[1]")
    assert "Known: mornings" in refusal.get_json()["detail"]


def test_options_of_nobody(client: FlaskClient):
    assert client.post("/api/cases/99/options").status_code == 404
