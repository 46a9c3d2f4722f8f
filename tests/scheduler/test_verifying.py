"""`lotse verify`: silent where all is well, and each kind of fault is found when it is planted behind the guards' back."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, delete, func, insert, literal, select, text, update

from scheduler.planning import Desk
from scheduler.store import tables
from scheduler.store.inspection import Inspection
from scheduler.store.store import Store, open_store
from scheduler.store.writing import Writing
from scheduler.ventures import catalogue
from scheduler.verifying import found_by, verify
from tests import builders
from tests.databases import ENGINES, empty_database

Plant = Callable[[Connection], object]


@pytest.fixture(scope="module", params=ENGINES)
def booked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Three customers: two with what they need booked, one for whom it is held. No test commits anything to it."""
    with empty_database(request, tmp_path_factory.mktemp("verify") / "lotse.sqlite") as url, closing(open_store(url)) as store:
        desk = Desk(store, catalogue(), mail_domain="lotse.example", solve_seconds=30.0)
        desk.seed_town(builders.town(), builders.NOW)
        with store.transaction() as books:
            for number in range(3):
                needs = (builders.meeting(), builders.meeting("brandschutz"))
                books.open_case(builders.case(*needs, email=f"k{number}@kunde.example"))
        for case in (1, 2):
            desk.confirm(desk.request_plan(case, builders.NOW).id or 0, builders.NOW)
        desk.hold(desk.request_plan(3, builders.NOW).id or 0, builders.NOW, "adv-mitte")
        yield store


def appointments(connection: Connection) -> list[int]:
    return list(connection.scalars(select(tables.appointment.c.id).order_by(tables.appointment.c.id)))


def taken_by_another(connection: Connection) -> None:
    """What the first appointment takes, the second one takes as well."""
    first, *_, last = appointments(connection)
    row = tables.engagement.c
    if connection.dialect.name == "postgresql":
        connection.execute(text("ALTER TABLE engagement DROP CONSTRAINT engagement_overlap"))
    copied = select(row.capacity_id, row.starts_at, row.ends_at, row.active, literal(last)).where(row.appointment_id == first)
    names = ["capacity_id", "starts_at", "ends_at", "active", "appointment_id"]
    connection.execute(insert(tables.engagement).from_select(names, copied))


def held_twice(connection: Connection) -> None:
    first, *_, last = appointments(connection)
    connection.execute(text("DROP INDEX uq_held_meeting_active"))
    row = tables.held_meeting.c
    names = ["appointment_id", "case_id", "meeting_id", "starts_at", "ends_at", "seats", "active"]
    copied = select(literal(last), *(row[name] for name in names[1:])).where(row.appointment_id == first)
    connection.execute(insert(tables.held_meeting).from_select(names, copied))


def case_gone(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("ALTER TABLE required_meeting DROP CONSTRAINT fk_required_meeting_case_id"))
    connection.execute(delete(tables.customer_case).where(tables.customer_case.c.id == 3))


def at_night(connection: Connection) -> None:
    """The first appointment with all that belongs to it, twelve hours later."""
    first = appointments(connection)[0]
    for table, key in (
        (tables.appointment, "id"),
        (tables.held_meeting, "appointment_id"),
        (tables.engagement, "appointment_id"),
    ):
        for row in connection.execute(select(table).where(table.c[key] == first)).mappings().all():
            same = [column == row[column.name] for column in table.primary_key.columns]
            later = {name: row[name] + timedelta(hours=12) for name in ("starts_at", "ends_at")}
            connection.execute(update(table).where(*same).values(later))


def without_people(connection: Connection) -> None:
    """A seat of an appointment is not taken."""
    seats = select(tables.capacity.c.id).where(tables.capacity.c.kind == "seat")
    one = select(func.min(tables.engagement.c.id)).where(tables.engagement.c.capacity_id.in_(seats)).scalar_subquery()
    connection.execute(delete(tables.engagement).where(tables.engagement.c.id == one))


def changed(table: str, where: str = "", **values: object) -> Plant:
    assigned = ", ".join(f"{name} = :{name}" for name in values)
    return lambda connection: connection.execute(text(f"UPDATE {table} SET {assigned} {where}"), values)


def appointment_gone(connection: Connection) -> None:
    first = appointments(connection)[0]
    for table, key in (
        (tables.engagement, "appointment_id"),
        (tables.held_meeting, "appointment_id"),
        (tables.outbox, "appointment_id"),
        (tables.transition, "appointment_id"),
        (tables.appointment, "id"),
    ):
        connection.execute(delete(table).where(table.c[key] == first))


FAULTS: list[tuple[str, Plant]] = [
    ("overlap", taken_by_another),
    ("double", held_twice),
    ("orphan", case_gone),
    ("rule", at_night),
    ("engagement", without_people),
    ("state", changed("engagement", "WHERE appointment_id = (SELECT min(id) FROM appointment)", active=False)),
    ("history", changed("appointment", "WHERE id = (SELECT min(id) FROM appointment)", version=7)),
    ("history", changed("transition", was="cancelled", became="confirmed")),
    ("version", changed("calendar", version=0)),
    ("version", changed("town", version=3)),
    ("document", changed("plan", "WHERE id = 3", document='{"customer": 5}')),
    ("half", appointment_gone),
    (
        "half",
        lambda connection: connection.execute(delete(tables.required_meeting).where(tables.required_meeting.c.case_id == 3)),
    ),
    ("letter", changed("outbox", "WHERE id = 1", state="given_up")),
    ("outbox", changed("outbox", "WHERE id = 1", sequence=9)),
    ("outbox", changed("outbox", version=5)),
    ("outbox", lambda connection: connection.execute(delete(tables.outbox).where(tables.outbox.c.appointment_id == 1))),
    ("outbox", lambda connection: connection.execute(delete(tables.outbox).where(tables.outbox.c.id == 2))),
    ("outbox", changed("outbox", "WHERE id = 2", recipient="adv-nobody")),
    ("document", changed("outbox", "WHERE id = 1", document='{"customer": 5}')),
    ("capacity", changed("capacity", "WHERE kind = 'customer' AND name = '3'", name="33")),
]


def test_where_all_is_well_nothing_is_said(booked: Store) -> None:
    assert verify(booked) == ()


def test_an_empty_store_is_well(store: Store) -> None:
    assert verify(store) == ()


@pytest.mark.parametrize(("kind", "plant"), FAULTS, ids=lambda value: value if isinstance(value, str) else "")
def test_each_kind_of_fault_is_found(booked: Store, kind: str, plant: Plant) -> None:
    with tampering(booked) as connection:
        plant(connection)
        found = found_by(Inspection(connection, {}))
    assert kind in {one.kind for one in found}, found
    assert not [one for one in found if "@" in one.sentence]  # about nobody
    assert verify(booked) == ()


def test_a_guard_that_is_gone_is_named_though_nobody_was_booked_twice(store: Store) -> None:
    with store._engine.begin() as connection:
        of_table = " ON engagement" if connection.dialect.name == "postgresql" else ""
        connection.execute(text(f"DROP TRIGGER engagement_frozen_delete{of_table}"))
    (found,) = verify(store)
    assert (found.kind, found.sentence.split()[0]) == ("guard", "engagement_frozen_delete")


def test_hours_that_changed_after_the_booking_are_no_fault(booked: Store) -> None:
    """What a change of the town breaks is for a replan; it was lawful when it was booked."""
    closed = tuple(builders.at(day, "00:00").date() for day in range(3, 28))
    with tampering(booked) as connection:
        Writing(connection, {}).write_town(builders.town(closing_days=closed), builders.NOW + timedelta(hours=1))
        assert found_by(Inspection(connection, {})) == ()


@contextmanager
def tampering(store: Store) -> Iterator[Connection]:
    """A transaction in which no guard and no foreign key is in force, taken back at the end."""
    with store._engine.connect() as connection:
        by_hand: Any = connection.connection.driver_connection
        if connection.dialect.name == "sqlite":
            by_hand.execute("PRAGMA foreign_keys = 0")
        with connection.begin() as everything:
            if connection.dialect.name == "sqlite":
                for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
                    connection.execute(text(f"DROP TRIGGER {name}"))
            else:
                connection.execute(text("SET LOCAL session_replication_role = replica"))
            yield connection
            everything.rollback()
        connection.invalidate()  # with whatever was switched off
