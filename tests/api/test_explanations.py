"""Explanations over HTTP: why not, why not fewer, and what would help."""

from typing import Any

from flask.testing import FlaskClient

from tests.api.bodies import new_case


def planned(client: FlaskClient, **changes: Any) -> dict[str, Any]:
    case = client.post("/api/cases", json=new_case(**changes))
    assert case.status_code == 201, case.text
    return client.post(f"/api/cases/{case.get_json()['id']}/plans").get_json()


def explained(client: FlaskClient, plan: dict[str, Any]) -> dict[str, Any]:
    response = client.get(f"/api/plans/{plan['id']}/explanation")
    assert response.status_code == 200, response.text
    return response.get_json()


def test_why_a_meeting_is_unplaced_and_what_would_help(client_on_each_engine: FlaskClient):
    client = client_on_each_engine
    windows = [{"start": "2026-03-04T09:00:00+01:00", "end": "2026-03-04T09:40:00+01:00"}]
    plan = planned(client, customer_windows=windows)
    (left,) = plan["unplaced"]
    assert left["meeting"] == "brandschutz"  # its 45 minutes do not go into 40
    assert left["reason"] == (
        "Die Unternehmerin oder der Unternehmer hat bis zum 27. März, so weit geplant wird, keine freien 45 Minuten."
    )
    told = explained(client, plan)
    assert told["goals"] == plan["goals"]
    (again,) = told["unplaced"]
    assert (again["meeting"], again["reason"]) == (left["meeting"], left["reason"])
    alone, wider = again["helps"]
    assert (alone["kind"], alone["size"]) == ("window", 45)
    assert alone["sentence"] == "Die Unternehmerin oder der Unternehmer kann auch am 3. März, 08:00-08:45 Uhr."
    assert [goal["value"] for goal in alone["goals"]] == [0, 0, 2, 2, 0]
    assert (wider["kind"], wider["size"]) == ("window", 75)
    assert wider["sentence"] == "Die Unternehmerin oder der Unternehmer kann auch am 3. März, 08:00-09:15 Uhr."
    assert [goal["value"] for goal in wider["goals"]] == [0, 0, 1, 1, 0]


def test_why_not_fewer_appointments(client: FlaskClient):
    meetings = [{"department": "bauordnung", "minutes": 30}, {"department": "kammer", "minutes": 30}]
    told = explained(client, planned(client, meetings=meetings))
    assert told["unplaced"] == []
    assert told["fewer"]["appointments"] == 1
    assert told["fewer"]["reason"] == (
        "„Bauordnung“ und „Kammer“ gehen nicht in einem Termin: "
        "„Bauordnung“ nur hier: Haus der Wirtschaft; „Kammer“ nur hier: Kammer."
    )
    (house,) = [one for one in told["fewer"]["helps"] if one["kind"] == "house"]
    assert house["sentence"] == "„Kammer“: die Stelle kommt in ihren Sprechzeiten hierher: Haus der Wirtschaft."
    assert [goal["value"] for goal in house["goals"]] == [0, 0, 1, 1, 0]


def test_one_appointment_has_nothing_to_spare(client: FlaskClient):
    told = explained(client, planned(client))
    assert (told["unplaced"], told["fewer"]) == ([], None)


def test_a_plan_that_is_not_there(client: FlaskClient):
    assert client.get("/api/plans/99/explanation").status_code == 404
