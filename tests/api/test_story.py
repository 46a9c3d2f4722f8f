"""The main job over HTTP, from opening a case to the calendar, on both databases."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask.testing import FlaskClient
from icalendar import Calendar

from api.desk import KEY, TURNS
from tests import builders
from tests.api.bodies import FIRST, new_case


def open_case(client: FlaskClient, **changes: Any) -> dict[str, Any]:
    response = client.post("/api/cases", json=new_case(**changes))
    assert response.status_code == 201, response.text
    assert response.headers["Location"] == f"/api/cases/{response.get_json()['id']}"
    return response.get_json()


def request_plan(client: FlaskClient, case_id: int, **body: Any) -> dict[str, Any]:
    response = client.post(f"/api/cases/{case_id}/plans", **({"json": body} if body else {}))
    assert response.status_code == 201, response.text
    return response.get_json()


def read(content: bytes) -> Any:
    return Calendar.from_ical(content)


def test_from_a_case_to_the_calendar(client_on_each_engine: FlaskClient):
    client = client_on_each_engine
    case = open_case(client)
    assert [meeting["department"] for meeting in case["meetings"]] == ["bauordnung", "brandschutz"]

    plan = request_plan(client, case["id"])
    assert (plan["status"], plan["optimal"], plan["unplaced"]) == ("proposed", True, [])
    assert [goal["name"] for goal in plan["goals"]] == ["unplaced", "changes", "appointments", "delay", "waiting"]
    assert [(goal["value"], goal["bound"]) for goal in plan["goals"]][2] == (1, 1)
    assert [proposed["uid"] for proposed in plan["appointments"]] == [None]
    assert client.get(f"/api/cases/{case['id']}").get_json()["appointments"] == []  # nothing is booked yet

    confirmed = client.post(f"/api/plans/{plan['id']}/confirm", headers=FIRST)
    assert confirmed.status_code == 200, confirmed.text
    (appointment_id,) = client.get(f"/api/cases/{case['id']}").get_json()["appointments"]

    appointment = client.get(f"/api/appointments/{appointment_id}").get_json()
    assert appointment == confirmed.get_json()["appointments"][0]
    assert appointment["status"] == "confirmed"
    assert datetime.fromisoformat(appointment["start"]) > builders.NOW
    assert {seat for meeting in appointment["meetings"] for seat in meeting["seats"]} == {"bau-1", "brand-1"}

    for recipient, email in (
        ("customer", "k0001@kunde.example"),
        ("adv-mitte", "mitte@lotse.example"),
        ("bau-1", "bau-1@lotse.example"),
    ):
        invite = client.get(f"/api/appointments/{appointment_id}/invite.ics?recipient={recipient}")
        assert invite.content_type == "text/calendar; charset=utf-8; method=REQUEST"
        (event,) = read(invite.data).events
        assert event["ATTENDEE"] == f"mailto:{email}"
        assert event["ORGANIZER"] == "mailto:termine@lotse.example"

    calendar = read(client.get(f"/api/cases/{case['id']}/calendar.ics").data)
    assert [event["UID"] for event in calendar.events] == [appointment["uid"]]
    assert calendar.events[0].start == datetime.fromisoformat(appointment["start"])


def test_confirming_twice_books_once_and_answers_the_same(client_on_each_engine: FlaskClient):
    client = client_on_each_engine
    plan = request_plan(client, open_case(client)["id"])
    first, second = (client.post(f"/api/plans/{plan['id']}/confirm", headers=FIRST) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.get_json() == second.get_json()


def test_the_second_of_two_plans_for_the_same_officers_is_refused_with_what_changed(client_on_each_engine: FlaskClient):
    client = client_on_each_engine
    plans = [request_plan(client, open_case(client, number=number)["id"]) for number in (1, 2)]
    first, second = (client.post(f"/api/plans/{plan['id']}/confirm", headers=FIRST) for plan in plans)
    assert (first.status_code, second.status_code) == (200, 409)
    assert second.content_type == "application/problem+json"
    assert second.get_json()["code"] == "conflict"
    moved = second.get_json()["what_changed"]
    assert (
        "bau-1 is taken by another appointment on Tuesday, 03.03.2026, 08:00 to 08:30; the plan needs it at Haus der Wirtschaft."
        in moved
    )
    assert not any(inside in second.text for inside in ("proposed-", "booked-", "elsewhere"))
    assert client.get("/api/cases/2").get_json()["appointments"] == []

    again = request_plan(client, 2)
    assert client.post(f"/api/plans/{again['id']}/confirm", headers=FIRST).status_code == 200


def test_a_case_says_by_when_and_by_which_word(client: FlaskClient):
    """The first information within seven working days: received on a Monday, until the Wednesday of the week after."""
    deadlines = open_case(client)["deadlines"]
    first = next(deadline for deadline in deadlines if deadline["last_day"] == "2026-03-11")
    assert (first["kind"], first["start"]) == ("promise", "2026-03-02")
    assert first["reference"]
    assert [deadline["last_day"] for deadline in deadlines] == sorted(deadline["last_day"] for deadline in deadlines)


def test_what_finds_no_place_is_said_with_its_reason(client: FlaskClient):
    case = open_case(client, customer_windows=[])
    plan = request_plan(client, case["id"], seconds=1)
    assert plan["appointments"] == []
    assert {left["meeting"] for left in plan["unplaced"]} == {"bauordnung", "brandschutz"}
    assert all(left["reason"] for left in plan["unplaced"])


def test_an_invitation_before_the_confirmation_does_not_exist(client: FlaskClient):
    case = open_case(client)
    request_plan(client, case["id"])
    refusal = client.get(f"/api/cases/{case['id']}/calendar.ics")
    assert (refusal.status_code, refusal.get_json()["code"]) == (404, "not-found")


def test_an_invitation_for_somebody_who_does_not_come_names_those_who_do(client: FlaskClient):
    plan = request_plan(client, open_case(client)["id"])
    confirmed = client.post(f"/api/plans/{plan['id']}/confirm", headers=FIRST).get_json()
    appointment_id = confirmed["appointments"][0]["id"]
    refusal = client.get(f"/api/appointments/{appointment_id}/invite.ics?recipient=kammer-1")
    assert refusal.status_code == 404
    detail = refusal.get_json()["detail"]
    assert '"kammer-1" does not come' in detail
    assert all(who in detail.partition("Who comes: ")[2] for who in ("customer", "adv-mitte", "bau-1", "brand-1"))


def test_when_all_turns_to_think_are_taken_the_next_is_told_when_to_come_back(client: FlaskClient):
    case = open_case(client)
    turns = client.application.extensions[KEY].turns
    for _ in range(TURNS):
        assert turns.acquire(blocking=False)
    refusal = client.post(f"/api/cases/{case['id']}/plans")
    assert (refusal.status_code, refusal.get_json()["code"]) == (503, "busy")
    assert int(refusal.headers["Retry-After"]) > 0
    assert client.get("/").status_code == 200  # who only looks is served

    turns.release()
    request_plan(client, case["id"])
    request_plan(client, case["id"])  # the turn was given back


def test_what_the_town_gives_up_stays_readable_where_it_is_booked(client_on_each_engine: FlaskClient):
    client = client_on_each_engine
    plan = request_plan(client, open_case(client)["id"])
    confirmed = client.post(f"/api/plans/{plan['id']}/confirm", headers=FIRST).get_json()
    desk = client.application.extensions[KEY].desk
    usual = desk.town
    with desk.store.transaction() as books:
        other_house = replace(usual.places[0], id="altbau")
        renamed = replace(usual.officers[0], id="bau-9", departments=("hochbau",))
        advisors = (replace(usual.advisors[0], id="adv-neu"), usual.advisors[1])
        departments = (usual.departments[0], replace(usual.departments[1], id="hochbau"), *usual.departments[2:])
        districts = (replace(usual.districts[0], advisor="adv-neu"),)
        changed = replace(usual, places=(other_house, *usual.places[1:]), officers=(renamed, *usual.officers[1:]), house="altbau")
        books.write_town(replace(changed, advisors=advisors, departments=departments, districts=districts), builders.NOW)
    (appointment,) = confirmed["appointments"]
    assert client.get(f"/api/appointments/{appointment['id']}").get_json() == appointment
    assert client.post(f"/api/plans/{plan['id']}/confirm", headers=FIRST).get_json() == confirmed
    for url in ("/api/cases/1/calendar.ics", f"/api/appointments/{appointment['id']}/invite.ics?recipient=adv-mitte"):
        assert len(read(client.get(url).data).events) == 1
    assert [one["id"] for one in request_plan(client, 1)["kept"]] == [appointment["id"]]


def test_a_case_of_a_district_that_is_gone_is_refused_in_a_sentence(client: FlaskClient):
    case = open_case(client)
    desk = client.application.extensions[KEY].desk
    with desk.store.transaction() as books:
        books.write_town(replace(desk.town, districts=(replace(desk.town.districts[0], id="nord"),)), builders.NOW)
    response = client.post(f"/api/cases/{case['id']}/plans")
    assert response.status_code == 409
    assert '"mitte" is no longer a district of Kleinstadt' in response.get_json()["detail"]
