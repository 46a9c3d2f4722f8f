"""What is booked and cannot be held as the town is now: listed with the reasons, and gone once it is replanned."""

from dataclasses import replace
from datetime import timedelta

from flask.testing import FlaskClient

from api.app import create_app
from scheduler.cases import Customer
from scheduler.intake import NewCase
from scheduler.mailbox import Mailbox
from scheduler.new_town import import_town
from scheduler.planning import Desk
from scheduler.plans import Appointment
from scheduler.replans import confirm_replan, request_replan
from scheduler.set_back import set_back, set_back_now
from scheduler.store.store import Store
from scheduler.town import Absence
from scheduler.ventures import Catalogue
from tests.builders import NOW, TODAY, town

NOTHING = Catalogue((), ())


def booked(store: Store, number: int = 1) -> tuple[Desk, tuple[Appointment, ...]]:
    """A desk where so many customers have an appointment each."""
    import_town(store, town(), NOTHING, NOW)
    desk = Desk(store, NOTHING, "lotse.example", solve_seconds=5.0)
    found: list[Appointment] = []
    for who in range(number):
        customer = Customer(f"Kundin/Kunde {who}", f"k{who}@kunde.example")
        case = desk.open_case(NewCase("mitte", customer, TODAY, meetings=(("bauordnung", 30),)), NOW)
        plan = desk.request_plan(case.id, NOW)
        desk.confirm(plan.id or 0, NOW)
        found += desk.appointments_of_case(case.id)
    return desk, tuple(found)


def test_who_is_away_sets_back_what_is_booked_until_it_is_replanned(store: Store) -> None:
    desk, (one,) = booked(store)
    assert set_back_now(store, NOW) == ()
    (seat,) = one.meetings[0].seats
    day = one.start.date()
    import_town(store, replace(desk.town, absences=(Absence(seat, day, day),)), NOTHING, NOW, anyway=True)
    (lost,) = set_back_now(store, NOW)
    assert lost.appointment == one
    name = f"Appointment {one.id} on {one.start:%Y-%m-%d %H:%M}"
    assert lost.because == (f'{name} needs the seat "{seat}", which has no hours then.',)
    client = create_app(desk, lambda: NOW, Mailbox("Lotse", "termine@lotse.example")).test_client()
    assert "\nlotse_set_back 1.0\n" in client.get("/metrics").text
    assert "1 Termin kann nicht bleiben wie zugesagt" in client.get("/").text
    confirm_replan(desk, request_replan(desk, (), NOW).id or 0, NOW)
    assert set_back_now(store, NOW) == ()
    assert "\nlotse_set_back 0.0\n" in client.get("/metrics").text
    assert set_back_now(store, one.end + timedelta(days=30)) == ()


def test_fewer_rooms_than_appointments_at_once(store: Store) -> None:
    desk, (one,) = booked(store)
    here = desk.town.place_by_id[one.place]
    of = replace(desk.town, places=tuple(replace(place, rooms=2) if place == here else place for place in desk.town.places))
    alike = [replace(one, id=number) for number in (1, 2, 3)]
    assert [lost.appointment.id for lost in set_back(of, alike)] == [3]
    assert set_back(of, alike)[0].because[0].endswith(f"is one more than {here.title} has rooms (2).")
    later = replace(one, id=3, start=one.end, end=one.end + (one.end - one.start), meetings=())
    assert [lost for lost in set_back(of, [*alike[:2], later]) if "rooms" in str(lost.because)] == []


def test_the_service_lists_it_and_says_where_a_replan_is_asked_for(store: Store) -> None:
    desk, (one,) = booked(store)
    client: FlaskClient = create_app(desk, lambda: NOW, Mailbox("Lotse", "termine@lotse.example")).test_client()
    assert client.get("/api/setbacks").get_json() == {"setbacks": [], "replan": None}
    import_town(store, replace(desk.town, closing_days=(one.start.date(),)), NOTHING, NOW, anyway=True)
    answer = client.get("/api/setbacks").get_json()
    assert [lost["appointment"]["id"] for lost in answer["setbacks"]] == [one.id]
    assert all("has no hours then" in sentence for sentence in answer["setbacks"][0]["because"])
    assert client.post(answer["replan"]).status_code == 201
