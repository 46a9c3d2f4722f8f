"""Replans over HTTP: proposed, confirmed whole or not at all."""

from dataclasses import replace
from datetime import date

import pytest
from flask.testing import FlaskClient

from api.desk import KEY
from scheduler.planning import Desk
from scheduler.town import Absence, Officer, Town
from tests.api.bodies import FIRST, new_case
from tests.builders import FULL_DAYS, NOW, town


def desk_of(client: FlaskClient) -> Desk:
    return client.application.extensions[KEY].desk


def booked(client: FlaskClient, number: int = 1) -> dict:
    """Building and fire in one appointment on Tuesday, 3 March, 08:00 to 09:15, confirmed."""
    case = client.post("/api/cases", json=new_case(number)).get_json()["id"]
    plan = client.post(f"/api/cases/{case}/plans").get_json()
    return client.post(f"/api/plans/{plan['id']}/confirm", headers=FIRST).get_json()


def becomes(client: FlaskClient, changed: Town) -> None:
    with desk_of(client).store.transaction() as books:
        books.write_town(changed, NOW)


def absent(seat: str, first: int = 3, last: int = 3) -> Absence:
    return Absence(seat, date(2026, 3, first), date(2026, 3, last))


def test_where_nothing_has_changed_nothing_does(client: FlaskClient):
    booked(client)
    response = client.post("/api/replans")
    assert response.status_code == 201, response.text
    found = response.get_json()
    assert (found["kept"], found["customers_told"], found["moved"], found["reseated"]) == (1, 0, [], [])


def test_the_deputy_comes_instead_and_nobody_is_told(client: FlaskClient):
    plan = booked(client)
    becomes(client, town(absences=(absent("adv-mitte"),)))
    found = client.post("/api/replans", json={}).get_json()
    assert (found["customers_told"], len(found["reseated"])) == (0, 1)
    change = found["reseated"][0]
    assert (change["before"]["advisor"], change["after"]["advisor"]) == ("adv-mitte", "adv-vertretung")
    assert client.get(f"/api/appointments/{plan['appointments'][0]['id']}").get_json()["advisor"] == "adv-mitte"
    confirmed = client.post(f"/api/replans/{found['id']}/confirm", headers=FIRST).get_json()
    assert confirmed["status"] == "confirmed"
    stands = client.get(f"/api/appointments/{plan['appointments'][0]['id']}").get_json()
    assert (stands["advisor"], stands["sequence"], stands["uid"]) == (
        "adv-vertretung", 1, plan["appointments"][0]["uid"],
    )  # fmt: skip
    assert client.post(f"/api/replans/{found['id']}/confirm", headers=FIRST).get_json() == confirmed
    assert client.get(f"/api/replans/{found['id']}").get_json() == confirmed


def test_who_cannot_be_stood_in_for_moves_the_appointment_and_its_entry_follows(client_on_each_engine: FlaskClient):
    client = client_on_each_engine
    before = [booked(client, number)["appointments"][0] for number in (1, 2)]
    becomes(client, town(absences=(absent("bau-1", 3, 4),)))
    found = client.post("/api/replans").get_json()
    assert {goal["name"]: (goal["value"], goal["bound"]) for goal in found["goals"]}["changes"] == (2, 2)
    assert len(found["moved"]) == 2 == found["customers_told"]
    assert {one["before"]["id"]: one["after"]["id"] for one in found["moved"]} == {one["id"]: one["id"] for one in before}
    assert client.post(f"/api/replans/{found['id']}/confirm", headers=FIRST).status_code == 200
    stands = [client.get(f"/api/appointments/{one['id']}").get_json() for one in before]
    assert all(now["start"] >= "2026-03-05" for now in stands)
    assert [one["sequence"] for one in stands] == [1, 1]
    assert client.post("/api/replans").get_json()["kept"] == 2


def test_it_is_refused_when_the_world_has_moved(client: FlaskClient):
    booked(client)
    becomes(client, town(absences=(absent("bau-1"),)))
    first = client.post("/api/replans").get_json()["id"]
    booked(client, 2)
    refused = client.post(f"/api/replans/{first}/confirm", headers=FIRST)
    assert (refused.status_code, refused.get_json()["code"]) == (409, "conflict")
    second = client.post("/api/replans").get_json()["id"]
    becomes(client, town())
    assert client.post(f"/api/replans/{second}/confirm", headers=FIRST).status_code == 409
    assert client.get("/api/appointments/1").get_json()["sequence"] == 0


def test_an_urgent_case_is_placed_along(client: FlaskClient):
    booked(client)
    case = client.post("/api/cases", json=new_case(2)).get_json()["id"]
    found = client.post("/api/replans", json={"cases": [case]}).get_json()
    assert (found["kept"], len(found["new"]), found["customers_told"]) == (1, 1, 1)
    confirmed = client.post(f"/api/replans/{found['id']}/confirm", headers=FIRST).get_json()
    assert confirmed["new"][0]["id"]
    assert client.get(f"/api/cases/{case}").get_json()["appointments"] == [confirmed["new"][0]["id"]]


def test_what_nobody_can_hold_any_more_is_given_up(client: FlaskClient):
    plan = booked(client)
    usual = town()
    becomes(client, replace(usual, officers=tuple(one for one in usual.officers if one.id == "kammer-1")))
    found = client.post("/api/replans").get_json()
    assert len(found["dropped"]) == 1
    assert {one["meeting"] for one in found["unplaced"]} == {"bauordnung", "brandschutz"}
    client.post(f"/api/replans/{found['id']}/confirm", headers=FIRST)
    gone = client.get(f"/api/appointments/{plan['appointments'][0]['id']}").get_json()
    assert (gone["status"], gone["sequence"]) == ("cancelled", 1)


def test_two_change_places_in_one_transaction(client: FlaskClient):
    """Building's only officer has another's hours: both appointments move past each other in one booking."""
    booked(client, 1)
    booked(client, 2)
    second = Officer("bau-2", ("bauordnung",), "bau-2@lotse.example", FULL_DAYS)
    usual = town()
    becomes(client, replace(usual, officers=(*usual.officers[1:], second)))
    found = client.post("/api/replans").get_json()
    assert found["customers_told"] == 0
    assert len(found["reseated"]) == 2
    assert client.post(f"/api/replans/{found['id']}/confirm", headers=FIRST).status_code == 200


@pytest.mark.parametrize(("body", "status"), [({"cases": [99]}, 422), ({"seconds": 0}, 422), ({"case": 1}, 422)])
def test_what_is_no_replan_is_refused(client: FlaskClient, body: dict, status: int):
    assert client.post("/api/replans", json=body).status_code == status
