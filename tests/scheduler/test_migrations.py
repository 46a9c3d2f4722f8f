"""The migrations lead, on both engines, to the tables and the guards that the code works with."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from scheduler import store as store_package
from scheduler.cases import Records
from scheduler.store import guards
from scheduler.store.engine import open_engine
from scheduler.store.store import open_store
from scheduler.store.tables import metadata
from tests.builders import NOW, town


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


def test_a_case_from_before_days_were_recorded_is_read_with_none(database_url: str) -> None:
    engine = open_engine(database_url)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(Path(store_package.__file__).parent / "migrations"))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(text("INSERT INTO customer (id, email, name) VALUES (1, 'k1@kunde.example', 'Kundin/Kunde 0001')"))
        case = "(id, customer_id, district, received_on, version) VALUES (1, 1, 'mitte', '2026-03-02', 1)"
        connection.execute(text(f"INSERT INTO customer_case {case}"))
    engine.dispose()
    opened = open_store(database_url)
    with opened.reading() as reading:
        assert reading.case(1).records == Records()
    opened.close()
