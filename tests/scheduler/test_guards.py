"""What the database refuses by itself, whatever the path: bad writes in SQL by hand, on both engines.

Every bad write is refused, in the name of what refuses it; with that one thing dropped it passes. And the catalogue of the
database names nothing that no bad write is written for. So each guard is needed, and none is untested.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Column, Connection, Engine, Integer, inspect, text
from sqlalchemy.exc import DBAPIError

from scheduler.errors import StoreError
from scheduler.lifecycle import CONFIRMED, OFFICE, Hand
from scheduler.store.engine import open_engine
from scheduler.store.guards import GUARDS, check_guards
from scheduler.store.migrations.batch import altered
from scheduler.store.store import open_store
from scheduler.store.tables import metadata
from tests.builders import NOW, appointment, at, case, meeting, town
from tests.databases import ENGINES, PostgresServer
from tests.scheduler.test_store import proposal

OTHER = "k0002@kunde.example"
DAY = "2026-03-03"  # 08:00 UTC is 09:00 in Berlin
HISTORY = "INSERT INTO transition (appointment_id, version, was, became, by, at) VALUES"
ENGAGED = "INSERT INTO engagement (capacity_id, starts_at, ends_at, active, appointment_id) VALUES"
MEETING = "INSERT INTO held_meeting (appointment_id, case_id, meeting_id, starts_at, ends_at, seats, active) VALUES"
SEAT = "(SELECT id FROM capacity WHERE kind = 'seat' AND name = '{}')"
FIRST_ROOM, SECOND_ROOM = (f"(SELECT id FROM capacity WHERE kind = 'room' AND number = {number})" for number in (0, 1))


PARTIAL = ("uq_held_meeting_active", "uq_wish_open")  # indexes, and no constraints


def utc(clock: str, day: str = DAY) -> str:
    """In the one form that SQLite takes; PostgreSQL reads it as well."""
    return f"'{day} {clock}:00.000000'"


LATER = f"UPDATE appointment SET starts_at = {utc('07:00', '2026-03-05')} WHERE id = 4"
ALONE = "UPDATE held_meeting SET meeting_id = 'bauordnung' WHERE appointment_id = 4"
KAMMER, BAU = SEAT.format("kammer-1"), SEAT.format("bau-1")
ROOMS = "kind = 'room' AND number = 1"


def back_to_confirmed(id_: int) -> list[str]:
    """Of an appointment that was cancelled in its version 2, told as it must be."""
    told = f"{HISTORY} ({id_}, 3, 'cancelled', 'confirmed', 'office', {utc('07:00')})"
    return [told, f"UPDATE appointment SET status = 'confirmed', active = true, version = 3 WHERE id = {id_}"]


def said(state: str, way: str) -> str:
    columns = "appointment_id, recipient, sequence, state, stamp, noted_at, way, reference"
    return f"INSERT INTO participation ({columns}) VALUES (1, 'customer', 0, {state}, {utc('07:00')}, {utc('07:00')}, {way}, 'm')"


def wished(kind: str, state: str) -> str:
    columns = "appointment_id, sequence, kind, made_at, note, state"
    return f"INSERT INTO wish ({columns}) VALUES (1, 0, {kind}, {utc('07:00')}, '', {state})"


def fed(secret: str, kind: str) -> str:
    columns = "secret_sha256, kind, name, busy_only, instead_of_mail, made_at"
    return f"INSERT INTO feed ({columns}) VALUES ({secret}, {kind}, 'bau-1', false, false, {utc('07:00')})"


@dataclass(frozen=True)
class Bad:
    """Statements of which the last is refused by `guards`: one name for each dialect that has it."""

    guards: tuple[str, ...]
    sql: list[str]


def bad(*guards: str, sql: list[str]) -> Bad:
    return Bad(guards, sql)


# 1: taken 3 March, 08:00 to 08:30 UTC, adv-mitte and bau-1 in the first room. 2: another customer's of the same time and people,
# cancelled. 3: theirs on 4 March, adv-vertretung and brand-1. 4: theirs on 5 March, of the same meeting as 3, cancelled.
BAD_WRITES = [
    bad("engagement_overlap", "engagement_overlap_insert", sql=[f"{ENGAGED} ({BAU}, {utc('08:10')}, {utc('08:20')}, true, 3)"]),
    bad("engagement_overlap", "engagement_overlap_update", sql=back_to_confirmed(2)),
    bad("engagement_as_appointment_insert", sql=[f"{ENGAGED} ({KAMMER}, {utc('08:00')}, {utc('08:30')}, true, 2)"]),
    bad("engagement_as_appointment_update", sql=["UPDATE engagement SET active = false WHERE appointment_id = 1"]),
    bad("engagement_frozen_update", sql=[f"UPDATE engagement SET ends_at = {utc('08:10')} WHERE appointment_id = 1"]),
    bad(
        "engagement_frozen_update",
        sql=[f"UPDATE engagement SET capacity_id = {KAMMER} WHERE appointment_id = 1 AND capacity_id = {BAU}"],
    ),
    bad("engagement_frozen_delete", sql=["DELETE FROM engagement WHERE appointment_id = 1"]),
    bad(
        "engagement_offered_insert",
        sql=[
            "UPDATE capacity SET offered = false WHERE name = 'kammer-1'",
            f"{ENGAGED} ({KAMMER}, {utc('08:00')}, {utc('08:30')}, true, 1)",
        ],
    ),
    bad(
        "engagement_offered_update",
        sql=[
            f"UPDATE capacity SET offered = false WHERE {ROOMS}",
            f"UPDATE engagement SET capacity_id = {SECOND_ROOM} WHERE appointment_id = 1 AND capacity_id = {FIRST_ROOM}",
        ],
    ),
    bad("held_meeting_as_appointment", sql=["UPDATE held_meeting SET active = false WHERE appointment_id = 1"]),
    bad(
        "held_meeting_frozen_insert",
        sql=[f"{MEETING} (1, 1, 'brandschutz', {utc('08:00')}, {utc('08:30')}, '[\"kammer-1\"]', true)"],
    ),
    bad("held_meeting_frozen_update", sql=[f"UPDATE held_meeting SET ends_at = {utc('08:10')} WHERE appointment_id = 1"]),
    bad("held_meeting_frozen_update", sql=["UPDATE held_meeting SET seats = '[\"kammer-1\"]' WHERE appointment_id = 1"]),
    bad("held_meeting_frozen_delete", sql=["DELETE FROM held_meeting WHERE appointment_id = 1"]),
    bad("appointment_frozen", sql=[f"UPDATE appointment SET starts_at = {utc('08:15')} WHERE id = 1"]),
    bad("appointment_frozen", sql=["UPDATE appointment SET advisor = 'adv-vertretung' WHERE id = 1"]),
    bad("appointment_frozen", sql=["UPDATE appointment SET customer_id = 2 WHERE id = 1"]),
    bad(
        "appointment_planned_first",
        sql=[
            "INSERT INTO appointment (uid, sequence, customer_id, plan_id, place, starts_at, ends_at, status, active) VALUES"
            f" ('x', 0, 1, 1, 'haus', {utc('10:00')}, {utc('10:30')}, 'confirmed', true)"
        ],
    ),
    bad("appointment_claims", sql=["DELETE FROM engagement WHERE appointment_id = 2", *back_to_confirmed(2)]),
    bad("appointment_claims", sql=[LATER, ALONE, *back_to_confirmed(4)]),
    bad("appointment_history", sql=["UPDATE appointment SET status = 'cancelled', active = false WHERE id = 1"]),
    # Without foreign keys, as the sqlite3 command has them: here until the commit that never comes.
    bad("capacity_taken", sql=["PRAGMA defer_foreign_keys = 1", "DELETE FROM capacity WHERE name = 'bau-1'"]),
    bad("capacity_fixed", sql=["UPDATE capacity SET name = 'bau-9' WHERE name = 'bau-1'"]),
    bad("transition_kept_update", sql=["UPDATE transition SET by = 'somebody'"]),
    bad("transition_kept_delete", sql=["DELETE FROM transition WHERE appointment_id = 4"]),
    bad("engagement_replaced", sql=[f"REPLACE INTO engagement VALUES (1, {KAMMER}, {utc('08:00')}, {utc('08:30')}, 0, 2)"]),
    bad(
        "held_meeting_replaced",
        sql=[
            # as if by somebody who had got past the guard for inserts, which looks at the same row
            "DROP TRIGGER held_meeting_frozen_insert",
            f"REPLACE INTO held_meeting VALUES (1, 1, 'bauordnung', {utc('08:00')}, {utc('08:30')}, '[\"kammer-1\"]', 1)",
        ],
    ),
    bad("transition_replaced", sql=[f"REPLACE INTO transition VALUES (1, 1, NULL, 'confirmed', 'nobody', {utc('08:00')})"]),
    bad(
        "ck_appointment_status",
        sql=[
            f"{HISTORY} (2, 3, 'cancelled', 'lost', 'office', {utc('07:00')})",
            "UPDATE appointment SET status = 'lost', version = 3 WHERE id = 2",
        ],
    ),
    bad("ck_appointment_active", sql=["UPDATE appointment SET active = false WHERE id = 1"]),
    bad("ck_appointment_not_empty", sql=["UPDATE appointment SET ends_at = starts_at WHERE id = 2"]),
    bad("ck_calendar_one_row", sql=["INSERT INTO calendar VALUES (2, 0)"]),
    bad("ck_capacity_kind", sql=["INSERT INTO capacity (kind, name) VALUES ('car', 'one')"]),
    bad("ck_engagement_not_empty", sql=[f"{ENGAGED} ({KAMMER}, {utc('08:00')}, {utc('08:00')}, false, 2)"]),
    bad("ck_engagement_form_of_times", sql=[f"{ENGAGED} ({KAMMER}, '2026-03-03T08:00:00', {utc('09:00')}, false, 2)"]),
    bad("ck_engagement_form_of_times", sql=[f"{ENGAGED} ({KAMMER}, '2026-03-03 08:00', {utc('09:00')}, false, 2)"]),
    bad("ck_held_meeting_not_empty", sql=[f"{MEETING} (2, 2, 'brandschutz', {utc('08:00')}, {utc('08:00')}, '[]', false)"]),
    bad("uq_held_meeting_active", sql=back_to_confirmed(4)),
    bad("ck_outbox_method", sql=["UPDATE outbox SET method = 'PUBLISH' WHERE id = 1"]),
    bad("ck_outbox_state", sql=["UPDATE outbox SET state = 'lost'"]),
    bad("ck_participation_state", sql=[said("'late'", "'mail'")]),
    bad("ck_participation_way", sql=[said("'accepted'", "'fax'")]),
    bad("uq_participation_reference", sql=[said("'accepted'", "'mail'"), said("'declined'", "'mail'")]),
    bad("ck_wish_kind", sql=[wished("'whim'", "'open'")]),
    bad("ck_wish_state", sql=[wished("'declined'", "'lost'")]),
    bad("uq_wish_open", sql=[wished("'declined'", "'open'"), wished("'counter'", "'open'")]),
    bad("ck_feed_kind", sql=[fed("'x'", "'car'")]),
    bad("uq_feed_secret_sha256", sql=[fed("'x'", "'seat'"), fed("'x'", "'place'")]),
    bad(
        "ck_study_state",
        sql=[
            "INSERT INTO study (caller, name, document, baseline, state, made_at, of)"
            f" VALUES ('desk', 'x', '{{}}', '{{}}', 'lost', {utc('08:00')}, 1)"
        ],
    ),
    bad("ck_link_key_one_row", sql=["INSERT INTO link_key VALUES (2, 'x')"]),
    bad("uq_outbox_appointment_id", sql=["UPDATE outbox SET recipient = 'customer'"]),
    bad("uq_appointment_uid", sql=["UPDATE appointment SET uid = (SELECT uid FROM appointment WHERE id = 1) WHERE id = 2"]),
    bad("uq_capacity_kind", sql=["INSERT INTO capacity (kind, name) VALUES ('seat', 'bau-1')"]),
    bad("uq_customer_email", sql=[f"UPDATE customer SET email = '{OTHER}'"]),
]


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Four appointments, see BAD_WRITES, as SQL by hand reaches them. Tests take back what they do."""
    url = f"sqlite:///{tmp_path_factory.mktemp('guards') / 'lotse.sqlite'}"
    if request.param == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres_server")
        server.psql("CREATE DATABASE lotse_guards")
        url = server.get_uri("lotse_guards")
    store = open_store(url)
    theirs = {"case_id": 2, "email": OTHER}
    brand = {**theirs, "seats": ("brand-1",), "advisor": "adv-vertretung"}
    hand = Hand(OFFICE, NOW)
    with store.transaction() as books:
        books.write_town(town(), NOW)
        books.open_case(case(meeting("bauordnung"), meeting("brandschutz")))
        books.open_case(case(meeting("bauordnung"), meeting("brandschutz"), email=OTHER))
        plan = books.write_proposal(proposal(), 1, {}, NOW).id or 0
        for one, stands in (
            (appointment(at(3, "09:00"), uid="1"), True),
            (appointment(at(3, "10:00"), uid="2", **theirs), False),
            (appointment(at(4, "09:00"), uid="3", meeting_id="brandschutz", **brand), True),
            (appointment(at(5, "09:00"), uid="4", **brand), False),
        ):
            (entered,) = books.enter(plan, [one], town(), CONFIRMED, hand)
            if not stands:
                books.cancel(entered, hand)
    store.close()
    opened = open_engine(url)
    with opened.begin() as by_hand:  # what takes nobody may be changed
        for table, key in (("appointment", "id"), ("engagement", "appointment_id"), ("held_meeting", "appointment_id")):
            times = f"starts_at = {utc('08:00')}, ends_at = {utc('08:30')}"
            by_hand.execute(text(f"UPDATE {table} SET {times} WHERE {key} = 2"))
        by_hand.execute(text("UPDATE held_meeting SET meeting_id = 'brandschutz' WHERE appointment_id = 4"))
    yield opened
    opened.dispose()


@pytest.fixture
def by_hand(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        yield connection
        connection.rollback()


def catalogue(connection: Connection) -> set[str]:
    """All that refuses something by a name of its own: triggers, checks, exclusions, what is unique."""
    found = inspect(connection)
    tables = [name for name in found.get_table_names() if name in metadata.tables]
    names = {str(check["name"]) for table in tables for check in found.get_check_constraints(table)}
    names |= {str(index["name"]) for table in tables for index in found.get_indexes(table) if index["unique"]}
    names |= {str(unique["name"]) for table in tables for unique in found.get_unique_constraints(table)}
    if connection.dialect.name == "sqlite":
        return names | set(connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")))
    excluded = connection.scalars(text("SELECT conname FROM pg_constraint WHERE contype = 'x'"))
    return names | set(excluded) | set(connection.scalars(text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")))


def guards_of(one: Bad, connection: Connection) -> list[str]:
    return [name for name in one.guards if name in catalogue(connection)]


def run(connection: Connection, one: Bad) -> None:
    for sql in one.sql:
        if connection.dialect.name == "sqlite" or not sql.startswith("DROP TRIGGER"):
            connection.exec_driver_sql(sql.replace("%", "%%"))


def drop(connection: Connection, name: str) -> None:
    """One guard, in this transaction."""
    if connection.dialect.name == "sqlite":
        if name.startswith("ck_"):
            connection.exec_driver_sql("PRAGMA ignore_check_constraints = 1")
        elif name in PARTIAL:
            connection.exec_driver_sql(f"DROP INDEX {name}")
        else:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        return
    table = connection.scalar(
        text(
            "SELECT conrelid::regclass::text FROM pg_constraint WHERE conname = :name"
            " UNION SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = :name"
        ),
        {"name": name},
    )
    if name in PARTIAL:
        connection.exec_driver_sql(f"DROP INDEX {name}")
    elif connection.scalar(text("SELECT count(*) FROM pg_trigger WHERE tgname = :name"), {"name": name}):
        connection.exec_driver_sql(f"DROP TRIGGER {name} ON {table}")
    else:
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")


@pytest.mark.parametrize("one", BAD_WRITES, ids=lambda one: one.guards[0])
def test_a_bad_write_is_refused_and_passes_without_the_guard_it_is_written_for(by_hand: Connection, one: Bad) -> None:
    guards = guards_of(one, by_hand)
    if not guards:  # the other engine has no such path
        assert one.guards[0].endswith(("_replaced", "_form_of_times", "_taken"))
        return
    with pytest.raises(DBAPIError) as refusal, by_hand.begin_nested():
        run(by_hand, one)
    inline = by_hand.dialect.name == "sqlite" and guards[0].startswith("uq_")  # SQLite names the columns
    assert guards[0] in str(refusal.value.orig) or inline
    if inline and guards[0] not in PARTIAL:
        return  # part of the table there; dropped on PostgreSQL
    drop(by_hand, guards[0])
    try:
        run(by_hand, one)
    finally:
        if by_hand.dialect.name == "sqlite":
            by_hand.exec_driver_sql("PRAGMA ignore_check_constraints = 0")


def test_there_is_a_bad_write_for_all_that_the_database_refuses(by_hand: Connection) -> None:
    carries = "appointment_carries"  # refuses nothing; see below
    assert {name for one in BAD_WRITES for name in guards_of(one, by_hand)} == catalogue(by_hand) - {carries}


def test_what_is_given_up_is_free_by_the_same_statement(by_hand: Connection) -> None:
    taken = text("SELECT count(*) FROM engagement WHERE appointment_id = 1 AND active")
    held = text("SELECT count(*) FROM held_meeting WHERE appointment_id = 1 AND active")
    told = f"{HISTORY} (1, 2, 'confirmed', 'cancelled', 'office', {utc('07:00')})"
    cancel = [told, "UPDATE appointment SET status = 'cancelled', active = false, version = 2 WHERE id = 1"]
    seen = []
    for without in (False, True):
        nested = by_hand.begin_nested()
        if without:
            drop(by_hand, "appointment_carries")
        run(by_hand, Bad((), cancel))
        seen.append((by_hand.scalar(taken), by_hand.scalar(held)))
        nested.rollback()
    assert seen == [(0, 0), (4, 1)]  # customer, room, advisor, officer; and the meeting


@pytest.mark.parametrize(("start", "end"), [("07:30", "08:00"), ("08:30", "09:00")])
def test_stretches_are_half_open(by_hand: Connection, start: str, end: str) -> None:
    by_hand.exec_driver_sql(f"{ENGAGED} ({BAU}, {utc(start)}, {utc(end)}, true, 3)")


def test_a_place_gives_another_number_to_a_room_without_giving_it_up(by_hand: Connection) -> None:
    changed = f"UPDATE engagement SET capacity_id = {SECOND_ROOM} WHERE appointment_id = 1 AND capacity_id = {FIRST_ROOM}"
    assert by_hand.exec_driver_sql(changed).rowcount == 1


def test_rows_that_point_at_nothing_are_refused(by_hand: Connection) -> None:
    """Foreign keys: from each column that has one, once all triggers are out of the way."""
    if by_hand.dialect.name == "postgresql":
        for name, table in by_hand.execute(text("SELECT tgname, tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal")).all():
            by_hand.exec_driver_sql(f"DROP TRIGGER {name} ON {table}")
    else:
        for name in by_hand.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            by_hand.exec_driver_sql(f"DROP TRIGGER {name}")
    filled = {table for table in metadata.tables.values() if by_hand.scalar(text(f'SELECT count(*) FROM "{table.name}"'))}
    pointing = [(key.parent.table.name, key.parent.name) for table in filled for key in table.foreign_keys]
    assert {table for table, _ in pointing} >= {"engagement", "held_meeting", "transition", "appointment", "plan"}
    row = "ctid" if by_hand.dialect.name == "postgresql" else "rowid"
    for table, column in pointing:
        wrong = "'nowhere'" if column == "meeting_id" else "4711"
        with pytest.raises(DBAPIError, match=r"(?i)foreign key"), by_hand.begin_nested():
            by_hand.exec_driver_sql(f"UPDATE {table} SET {column} = {wrong} WHERE {row} = (SELECT min({row}) FROM {table})")


@pytest.mark.parametrize("table", ["appointment", "capacity", "engagement", "held_meeting", "transition"])
def test_a_table_that_a_revision_alters_keeps_its_guards(engine: Engine, table: str) -> None:
    """Without `altered` they go with the table that SQLite drops: the other half of the test."""

    def after(alter: Callable[[Operations], None]) -> set[str]:
        with engine.connect() as connection:
            before = catalogue(connection)
            connection.rollback()
            if engine.dialect.name == "sqlite":
                connection.connection.driver_connection.execute("PRAGMA foreign_keys = 0")  # type: ignore[union-attr]
            with connection.begin() as transaction:
                alter(Operations(MigrationContext.configure(connection)))
                lost = before - catalogue(connection)
                transaction.rollback()
            if engine.dialect.name == "sqlite":
                connection.connection.driver_connection.execute("PRAGMA foreign_keys = 1")  # type: ignore[union-attr]
        return lost

    def kept(op: Operations) -> None:
        with altered(op, table, recreate="always" if engine.dialect.name == "sqlite" else "auto") as batch:
            batch.add_column(Column("more", Integer))
        check_guards(op.get_bind())

    def bare(op: Operations) -> None:
        if engine.dialect.name == "sqlite":
            for name in (
                op.get_bind()
                .scalars(text("SELECT name FROM sqlite_master WHERE tbl_name <> :t AND type = 'trigger'"), {"t": table})
                .all()
            ):
                op.get_bind().exec_driver_sql(f"DROP TRIGGER {name}")
        with op.batch_alter_table(table, recreate="always") as batch:
            batch.add_column(Column("more", Integer))

    assert after(kept) == set()
    if engine.dialect.name == "sqlite":
        assert {name for name in after(bare) if name.startswith(table)}


def test_a_store_without_one_of_its_guards_is_refused(by_hand: Connection) -> None:
    for name in GUARDS[by_hand.dialect.name]:
        if name.endswith("()"):
            continue
        nested = by_hand.begin_nested()
        drop(by_hand, name)
        with pytest.raises(StoreError, match=f"{name}: does not stand .* could be booked twice"):
            check_guards(by_hand)
        nested.rollback()


def test_a_trigger_that_is_switched_off_or_rewritten_is_refused(by_hand: Connection) -> None:
    if by_hand.dialect.name == "postgresql":
        by_hand.exec_driver_sql("ALTER TABLE engagement DISABLE TRIGGER engagement_frozen_delete")
    else:
        by_hand.exec_driver_sql("DROP TRIGGER engagement_frozen_delete")
        weaker = "CREATE TRIGGER engagement_frozen_delete BEFORE DELETE ON engagement WHEN false BEGIN SELECT 1; END"
        by_hand.exec_driver_sql(weaker)
    with pytest.raises(StoreError, match="engagement_frozen_delete"):
        check_guards(by_hand)
