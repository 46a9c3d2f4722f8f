"""The migrations lead, on both engines, to the tables and the guards that the code works with."""

import json

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from scheduler import standing
from scheduler.booking import Asked
from scheduler.cases import Records
from scheduler.errors import Conflict, StoreError
from scheduler.planning import Desk
from scheduler.plans import Appointment, Plan
from scheduler.store import guards, schema
from scheduler.store.documents import to_document
from scheduler.store.engine import open_engine
from scheduler.store.store import open_store
from scheduler.store.tables import metadata
from scheduler.ventures import catalogue
from scheduler.verifying import verify
from tests.builders import EMAIL, NOW, appointment, at, meeting, town


@pytest.fixture
def database_url(empty_url: str) -> str:
    """Nothing is there yet."""
    return empty_url


def test_the_head_equals_the_tables(database_url: str) -> None:
    open_store(database_url).close()
    engine = open_engine(database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_the_checks_of_the_tables_stand_in_the_database(database_url: str) -> None:
    """Comparing metadata leaves check constraints out; they are what refuses a stretch of no length."""
    open_store(database_url).close()
    engine = open_engine(database_url)
    found = {check["name"] for table in metadata.tables for check in inspect(engine).get_check_constraints(table)}
    wanted = {
        "ck_engagement_not_empty",
        "ck_held_meeting_not_empty",
        "ck_appointment_not_empty",
        "ck_appointment_status",
        "ck_appointment_active",
        "ck_capacity_kind",
        "ck_calendar_one_row",
        "ck_outbox_method",
        "ck_outbox_state",
        "ck_study_state",
    }
    form = {"ck_engagement_form_of_times"} if engine.dialect.name == "sqlite" else set()
    engine.dispose()
    assert found == wanted | form


def test_the_head_has_its_guards(database_url: str) -> None:
    open_store(database_url).close()
    engine = open_engine(database_url)
    with engine.begin() as connection:
        guards.check_guards(connection)
    engine.dispose()


def test_opening_a_store_again_changes_nothing_in_it(database_url: str) -> None:
    first = open_store(database_url)
    with first.transaction() as books:
        books.write_town(town(), NOW)
    first.close()
    again = open_store(database_url)
    with again.reading() as reading:
        assert reading.town() == (1, town())
    again.close()


RELEASED = sorted(schema.known())


def filled(database_url: str, revision: str) -> None:
    """A store as it was at that revision, with one appointment that stands, one cancelled, and a plan nobody confirmed."""
    zone = "+00" if database_url.startswith("postgresql") else ""

    def utc(clock: str) -> str:
        return f"'2026-03-03 {clock}:00.000000{zone}'"

    def planned(*appointments: Appointment) -> str:
        document = to_document(Plan(None, EMAIL, (1,), "proposed", False, (), appointments, (), (), 0.5))
        for one in document["appointments"]:
            one["status"] = "proposed"
            del one["version"]
        return json.dumps(document)

    rows = [
        ("INSERT INTO town (version, document, since) VALUES (1, :json, '2026-03-02 08:00:00.000000')", to_json(town())),
        (f"INSERT INTO customer (email, name) VALUES ('{EMAIL}', 'Kundin/Kunde 0001')", None),
        ("INSERT INTO capacity (kind, name) VALUES ('customer', '1'), ('seat', 'adv-mitte'), ('seat', 'bau-1')", None),
        ("INSERT INTO capacity (kind, name, number) VALUES ('room', 'haus', 0), ('room', 'haus', 1)", None),
        (f"INSERT INTO customer_case ({CASE}) VALUES (1, 'mitte', '2026-03-02', 1)", None),
        ("INSERT INTO required_meeting (case_id, id, position, document) VALUES (1, 'bauordnung', 0, :json)", to_json(meeting())),
        (f"INSERT INTO plan ({PLAN}, confirmed_at) VALUES (1, {utc('07:00')}, 1, '{{}}', :json, {utc('07:30')})", planned()),
        (
            f"INSERT INTO plan ({PLAN}) VALUES (1, {utc('07:00')}, 1, '{{}}', :json)",
            planned(appointment(at(5, "09:00"), uid="p")),
        ),
    ]
    for number, status in ((1, "cancelled"), (2, "confirmed")):
        active = "true" if status == "confirmed" else "false"
        times, key = f"{utc('08:00')}, {utc('08:30')}", f"'{number}@x', 0, 1, 1"
        rows += [
            (
                f"INSERT INTO appointment ({BOOKED}) VALUES ({key}, 'haus', 'adv-mitte', {times}, '{status}')",
                None,
            ),
            (f"INSERT INTO held_meeting ({HELD}) VALUES ({number}, 1, 'bauordnung', {times}, '[\"bau-1\"]', {active})", None),
        ]
        for capacity in (1, 2, 3, 4):
            taken = f"({capacity}, {times}, {active}, {number})"
            rows.append((f"INSERT INTO engagement ({ENGAGED}) VALUES {taken}", None))
    engine = open_engine(database_url)
    with schema.migrating(engine) as connection:
        schema.upgrade(connection, revision)
        for sql, document in rows:
            connection.execute(text(sql), {"json": document} if document else {})
    engine.dispose()


CASE = "customer_id, district, received_on, version"
PLAN = "customer_id, made_at, town_version, case_versions, document"
BOOKED = "uid, sequence, customer_id, plan_id, place, advisor, starts_at, ends_at, status"
HELD = "appointment_id, case_id, meeting_id, starts_at, ends_at, seats, active"
ENGAGED = "capacity_id, starts_at, ends_at, active, appointment_id"


def to_json(value: object) -> str:
    return json.dumps(to_document(value))


@pytest.mark.parametrize("revision", [one for one in RELEASED if one < "0005"])
def test_a_store_of_any_released_revision_comes_up_with_what_is_in_it(database_url: str, revision: str) -> None:
    filled(database_url, revision)
    opened = open_store(database_url)
    with opened.reading() as reading:
        assert reading.case(1).records == Records()
        assert [reading.appointment(id_).status for id_ in (1, 2)] == ["cancelled", "confirmed"]
        assert reading.appointments_of(EMAIL) == reading.booked_from(NOW) == (reading.appointment(2),)
        assert [(step.version, step.was, step.became, step.by) for step in reading.history(2)] == [
            (1, None, "confirmed", "office")
        ]
        assert [reading.proposal(id_).plan.version for id_ in (1, 2)] == [2, 1]
        assert [one.status for one in reading.proposal(2).plan.appointments] == ["planned"]
    desk = Desk(opened, catalogue(), "lotse.example")
    with pytest.raises(Conflict):  # its meeting stands
        desk.confirm(2, NOW)
    gone = standing.cancel(opened, 2, Asked("customer", NOW, seen=1))
    assert (gone.status, gone.version, gone.sequence) == ("cancelled", 2, 1)
    plan = desk.request_plan(1, NOW, seconds=5.0)
    assert desk.confirm(plan.id or 0, NOW).appointments[0].id == 3
    opened.close()


def test_a_store_in_which_somebody_is_taken_astray_is_not_brought_up(database_url: str) -> None:
    """An engagement that is free while its appointment stands: what the first guards did not refuse."""
    filled(database_url, "0004")
    engine = open_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE engagement SET active = false WHERE appointment_id = 2 AND capacity_id = 3"))
    with pytest.raises(StoreError, match="Appointment 2 and what it takes say different things"):
        open_store(database_url)
    with engine.connect() as connection:
        assert schema.revision_of(connection) == "0004"
    engine.dispose()


@pytest.mark.parametrize("revision", [one for one in RELEASED if one < "0005"])
def test_a_store_brought_up_from_every_revision_is_well(database_url: str, revision: str) -> None:
    filled(database_url, revision)
    store = open_store(database_url)
    assert verify(store) == ()
    store.close()
