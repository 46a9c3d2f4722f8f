"""Holding, confirming and what becomes of an appointment over HTTP: versions, hands, and what is free when."""

import time
from datetime import datetime, timedelta
from functools import partial

import pytest
from flask.testing import FlaskClient

from api import service
from api.desk import KEY
from tests.api.bodies import FIRST, new_case
from tests.builders import NOW


def at_version(number: int) -> dict[str, str]:
    return {"If-Match": f'"{number}"'}


def proposed(client: FlaskClient, number: int = 1) -> dict:
    """Building and fire in one appointment on Tuesday, 3 March, 08:00 to 09:15."""
    case = client.post("/api/cases", json=new_case(number)).get_json()["id"]
    return client.post(f"/api/cases/{case}/plans").get_json()


def booked(client: FlaskClient, number: int = 1) -> dict:
    plan = proposed(client, number)
    (one,) = client.post(f"/api/plans/{plan['id']}/confirm", headers=FIRST).get_json()["appointments"]
    return one


def later(client: FlaskClient, moment: datetime) -> None:
    """What the clock of the application says from now on."""
    counter = client.application.extensions[KEY]
    object.__setattr__(counter, "now", lambda: moment)


def starts(plan: dict) -> list[str]:
    return [one["start"] for one in plan["appointments"]]


def test_what_is_held_is_taken_for_all_others_and_confirmed_as_it_stands(client_on_each_engine: FlaskClient):
    client = client_on_each_engine
    plan = proposed(client)
    held = client.post(f"/api/plans/{plan['id']}/hold", headers=FIRST)
    assert (held.status_code, held.headers["ETag"]) == (200, '"2"'), held.text
    told = held.get_json()
    assert (told["status"], told["held_by"], told["held_until"]) == ("held", "customer", "2026-03-02T09:05:00+01:00")
    (one,) = told["appointments"]
    assert (one["status"], one["version"]) == ("held", 1)
    assert client.get(f"/api/plans/{plan['id']}").get_json() == told
    assert client.get("/api/cases/1").get_json()["appointments"] == []  # nothing is promised for good

    other = proposed(client, 2)
    assert starts(other) != starts(plan)
    confirmed = client.post(f"/api/plans/{plan['id']}/confirm", headers=at_version(2), json={"by": "adv-mitte"}).get_json()
    assert confirmed["status"] == "confirmed"
    stands = client.get(f"/api/appointments/{one['id']}").get_json()
    assert (stands["id"], stands["uid"], stands["status"], stands["version"]) == (one["id"], one["uid"], "confirmed", 2)
    told = client.get(f"/api/appointments/{one['id']}/history").get_json()["transitions"]
    assert [(step["was"], step["became"], step["by"]) for step in told] == [
        (None, "held", "customer"),
        ("held", "confirmed", "adv-mitte"),
    ]
    assert client.post(f"/api/plans/{other['id']}/confirm", headers=FIRST).status_code == 200


def test_a_hold_whose_time_has_come_blocks_nobody(client_on_each_engine: FlaskClient):
    client = client_on_each_engine
    first, second = proposed(client, 1), proposed(client, 2)
    assert starts(first) == starts(second)
    assert client.post(f"/api/plans/{first['id']}/hold", headers=FIRST).status_code == 200
    refused = client.post(f"/api/plans/{second['id']}/confirm", headers=FIRST)
    assert refused.status_code == 409
    assert "bau-1 is taken by another appointment" in refused.get_json()["detail"]
    later(client, NOW + timedelta(minutes=5))
    assert client.post(f"/api/plans/{second['id']}/confirm", headers=FIRST).status_code == 200
    stale = client.post(f"/api/plans/{first['id']}/confirm", headers=at_version(2))
    assert (stale.status_code, stale.get_json()["code"]) == (412, "stale")
    again = client.get(f"/api/plans/{first['id']}")
    assert (again.get_json()["status"], again.headers["ETag"]) == ("proposed", '"3"')
    assert client.post(f"/api/plans/{first['id']}/confirm", headers=at_version(3)).status_code == 409


def test_the_service_lets_go_by_itself(client: FlaskClient, monkeypatch: pytest.MonkeyPatch):
    desk = client.application.extensions[KEY].desk
    client.post(f"/api/plans/{proposed(client)['id']}/hold", headers=FIRST)
    monkeypatch.setattr(service, "SWEEP_SECONDS", 0.01)
    monkeypatch.setattr(service.clock, "now", lambda: NOW + timedelta(minutes=5))
    with service._beside("sweeper", partial(service._sweep, desk)):
        tries = 0
        while desk.plan(1).status == "held" and tries < 1000:
            time.sleep(0.01)
            tries += 1
    assert desk.plan(1).status == "proposed"


def test_a_hold_that_has_expired_can_be_held_and_booked_again_as_the_same_entry(client_on_each_engine: FlaskClient):
    client = client_on_each_engine
    plan = proposed(client)
    (one,) = client.post(f"/api/plans/{plan['id']}/hold", headers=FIRST).get_json()["appointments"]
    later(client, NOW + timedelta(hours=1))
    (again,) = client.post(f"/api/plans/{plan['id']}/hold", headers={"If-Match": "*"}).get_json()["appointments"]
    assert (again["id"], again["uid"], again["version"]) == (one["id"], one["uid"], 3)
    confirmed = client.post(f"/api/plans/{plan['id']}/confirm", headers=at_version(4))
    assert confirmed.status_code == 200, confirmed.text
    assert confirmed.get_json()["appointments"][0]["version"] == 4


def test_a_seat_holds_for_working_days_and_lets_go(client: FlaskClient):
    """From Monday, 2 March: to the end of Thursday; but never beyond the appointment itself."""
    plan = proposed(client)
    held = client.post(f"/api/plans/{plan['id']}/hold", headers=FIRST, json={"by": "adv-mitte"}).get_json()
    assert held["held_until"] == held["appointments"][0]["start"] == "2026-03-03T08:00:00+01:00"
    let_go = client.post(f"/api/plans/{plan['id']}/release", headers=at_version(2), json={"by": "adv-mitte"})
    assert (let_go.get_json()["status"], let_go.get_json()["held_until"]) == ("proposed", None)
    assert starts(proposed(client, 2)) == starts(plan)  # free again
    refused = client.post(f"/api/plans/{plan['id']}/release", headers=at_version(3))
    assert refused.status_code == 409


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"by": "adv-mond"}, "by"),
        ({"working_days": 1}, "working_days"),
        ({"by": "adv-mitte", "working_days": 4}, "working_days"),
        ({"by": "adv-mitte", "working_days": 0}, "working_days"),
    ],
)
def test_what_is_no_hold_is_refused(client: FlaskClient, body: dict, path: str):
    refused = client.post(f"/api/plans/{proposed(client)['id']}/hold", headers=FIRST, json=body)
    assert (refused.status_code, refused.get_json()["path"]) == (422, path)


def test_one_plan_of_a_customer_is_held_at_a_time(client: FlaskClient):
    first = proposed(client)
    second = client.post("/api/cases/1/plans").get_json()
    client.post(f"/api/plans/{first['id']}/hold", headers=FIRST)
    third = client.post("/api/cases/1/plans").get_json()
    for plan in (second, third):
        refused = client.post(f"/api/plans/{plan['id']}/hold", headers=FIRST)
        assert refused.status_code == 409
        assert "Plan 1 is held for this customer until 02.03.2026, 09:05" in refused.get_json()["detail"]
    # To say yes to another one lets go of the first: it was made for the same case.
    assert client.post(f"/api/plans/{third['id']}/confirm", headers=FIRST).status_code == 200
    assert client.get(f"/api/plans/{first['id']}").get_json()["status"] == "proposed"


def test_days_recorded_anew_let_go_what_can_no_longer_be_confirmed(client: FlaskClient):
    plan = proposed(client)
    client.post(f"/api/plans/{plan['id']}/hold", headers=FIRST)
    client.patch("/api/cases/1/deadlines", headers=FIRST, json={"complete_on": "2026-03-02"})
    assert client.get(f"/api/plans/{plan['id']}").get_json()["status"] == "proposed"


def test_what_is_cancelled_is_free_and_its_meetings_are_open_again(client_on_each_engine: FlaskClient):
    client = client_on_each_engine
    one = booked(client)
    url = f"/api/appointments/{one['id']}"
    gone = client.post(f"{url}/cancel", headers=FIRST, json={"by": "customer"})
    assert (gone.status_code, gone.headers["ETag"]) == (200, '"2"'), gone.text
    assert (gone.get_json()["status"], gone.get_json()["sequence"]) == ("cancelled", 1)
    assert client.get(f"{url}/invite.ics").status_code == 404
    again = client.post("/api/cases/1/plans").get_json()
    assert starts(again) == [one["start"]]
    assert client.post(f"/api/plans/{again['id']}/confirm", headers=FIRST).status_code == 200
    assert client.post("/api/plans/1/confirm", headers=FIRST).get_json()["status"] == "confirmed"  # as it was told then
    twice = client.post(f"{url}/cancel", headers=at_version(2), json={"by": "customer"})
    assert (twice.status_code, twice.get_json()["code"]) == (409, "conflict")
    assert "is cancelled and cannot become cancelled" in twice.get_json()["detail"]


def test_a_plan_made_before_something_was_cancelled_is_not_confirmed(client: FlaskClient):
    one = booked(client)
    client.post("/api/cases", json=new_case(1, meetings=[{"department": "kammer", "minutes": 30}]))
    plan = client.post("/api/cases/2/plans").get_json()
    client.post(f"/api/appointments/{one['id']}/cancel", headers=FIRST, json={"by": "bau-1"})
    refused = client.post(f"/api/plans/{plan['id']}/confirm", headers=FIRST)
    assert (refused.status_code, refused.get_json()["code"]) == (409, "conflict")


@pytest.mark.parametrize(("what", "state"), [("took-place", "took_place"), ("no-show", "no_show")])
def test_what_came_of_it_is_recorded_once_it_has_begun(client_on_each_engine: FlaskClient, what: str, state: str):
    client = client_on_each_engine
    url = f"/api/appointments/{booked(client)['id']}"
    early = client.post(f"{url}/{what}", headers=FIRST, json={"by": "adv-mitte"})
    assert (early.status_code, "begins on 03.03.2026, 08:00" in early.get_json()["detail"]) == (409, True)
    later(client, NOW + timedelta(days=1))
    told = client.post(f"{url}/{what}", headers=FIRST, json={"by": "adv-mitte"}).get_json()
    assert (told["status"], told["version"], told["sequence"]) == (state, 2, 0)
    too_late = client.post(f"{url}/cancel", headers=at_version(2), json={"by": "customer"})
    assert too_late.status_code == 409
    open_again = client.post("/api/cases/1/plans").get_json()["appointments"]
    assert len(open_again) == (1 if state == "no_show" else 0)


def test_an_appointment_moves_with_all_who_come(client_on_each_engine: FlaskClient):
    client = client_on_each_engine
    one = booked(client)
    url = f"/api/appointments/{one['id']}"
    moved = client.post(f"{url}/move", headers=FIRST, json={"by": "adv-mitte", "start": "2026-03-04T09:00+01:00"})
    assert moved.status_code == 200, moved.text
    told = moved.get_json()
    assert (told["start"], told["end"]) == ("2026-03-04T09:00:00+01:00", "2026-03-04T10:15:00+01:00")
    assert (told["uid"], told["sequence"], told["version"], told["status"]) == (one["uid"], 1, 2, "moved")
    assert starts(proposed(client, 2)) == [one["start"]]  # where it was is free
    assert client.get(f"{url}/invite.ics").status_code == 200
    for number in (2, 3):
        client.post(f"/api/plans/{number}/confirm", headers=FIRST)
    back = client.post(f"{url}/move", headers=at_version(2), json={"by": "adv-mitte", "start": one["start"]})
    assert back.status_code == 409
    assert "is taken" in back.get_json()["detail"] or "twice" in back.get_json()["detail"], back.text


@pytest.mark.parametrize(
    ("start", "status"), [("2026-03-04T09:03+01:00", 422), ("2026-03-02T08:00+01:00", 422), ("2026-03-04T12:30+01:00", 409)]
)
def test_where_nobody_can_come_it_does_not_move(client: FlaskClient, start: str, status: int):
    url = f"/api/appointments/{booked(client)['id']}"
    refused = client.post(f"{url}/move", headers=FIRST, json={"by": "adv-mitte", "start": start})
    assert refused.status_code == status, refused.text
    assert client.get(url).headers["ETag"] == '"1"'


CHANGES = [
    ("PATCH", "/api/cases/1/deadlines", {}),
    ("POST", "/api/plans/1/confirm", {}),
    ("POST", "/api/plans/1/hold", {}),
    ("POST", "/api/plans/1/release", {}),
    ("POST", "/api/replans/1/confirm", {}),
    ("POST", "/api/appointments/1/cancel", {"by": "customer"}),
    ("POST", "/api/appointments/1/move", {"by": "customer", "start": "2026-03-04T09:00+01:00"}),
    ("POST", "/api/appointments/1/took-place", {"by": "customer"}),
    ("POST", "/api/appointments/1/no-show", {"by": "customer"}),
]


@pytest.mark.parametrize(("method", "url", "body"), CHANGES, ids=[url for _, url, _ in CHANGES])
def test_a_change_names_the_version_it_is_meant_for(client: FlaskClient, method: str, url: str, body: dict):
    proposed(client)
    second = proposed(client, 2)
    client.post(f"/api/plans/{second['id']}/confirm", headers=FIRST)
    client.post("/api/replans")
    missing = client.open(url, method=method, json=body)
    assert (missing.status_code, missing.get_json()["code"]) == (428, "if-match-missing")
    for stale in ('"9"', 'W/"1"', '"one"', "", '"1"' * 100):
        refused = client.open(url, method=method, json=body, headers={"If-Match": stale})
        assert (refused.status_code, refused.get_json()["code"]) == (412, "stale"), stale
        assert len(refused.get_json()["detail"]) < 200, stale
    several = client.open(url, method=method, json=body, headers={"If-Match": '"1", "2"'})
    assert several.status_code == 400


def test_every_route_that_changes_something_stands_in_the_list_above(client: FlaskClient):
    described = client.get("/api/openapi.json").get_json()["paths"]
    demanding = {
        (method.upper(), path)
        for path, methods in described.items()
        for method, operation in methods.items()
        if "428" in operation["responses"]
    }
    listed = {(method, "/".join("{}" if part.isdigit() else part for part in url.split("/"))) for method, url, _ in CHANGES}
    bare = {(method, "/".join("{}" if part.startswith("{") else part for part in path.split("/"))) for method, path in demanding}
    assert bare == listed
    free = {(method.upper(), path) for path, methods in described.items() for method in methods} - demanding
    assert {method for method, _ in free} == {"GET", "POST"}  # what is left only looks, or brings something new


@pytest.mark.parametrize(
    "url", ["/api/cases/1", "/api/cases/1/deadlines", "/api/plans/1", "/api/appointments/1", "/api/replans/1", "/api/town"]
)
def test_what_can_change_shows_its_version(client: FlaskClient, url: str):
    booked(client)
    client.post("/api/replans")
    answer = client.get(url)
    assert answer.headers["ETag"] == f'"{answer.get_json()["version"]}"'
