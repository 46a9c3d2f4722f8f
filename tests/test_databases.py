"""What one test leaves in the PostgreSQL database that all of them share does not reach the next."""

import psycopg

from tests.databases import Reused

TAKEN = "INSERT INTO capacity (kind, name) VALUES ('customer', '1') RETURNING id"
KEPT = "SELECT version_num, version FROM alembic_version, calendar"


def asked(url: str, sql: str) -> list[tuple]:
    with psycopg.connect(url) as connection:
        return connection.execute(sql.encode()).fetchall()


def test_rows_and_numbers_are_gone_and_what_a_new_store_holds_is_there(reused: Reused):
    url = reused.url()
    kept = asked(url, KEPT)
    assert len(kept) == 1
    assert asked(url, TAKEN) == [(1,)]
    asked(url, "UPDATE calendar SET version = 7 RETURNING version")
    assert reused.url() == url
    assert (asked(url, KEPT), asked(url, TAKEN)) == (kept, [(1,)])


def test_a_database_without_one_of_its_guards_is_not_handed_on(reused: Reused):
    url = reused.url()
    assert reused.url() == url
    with psycopg.connect(url) as connection:
        connection.execute("ALTER TABLE engagement DROP CONSTRAINT engagement_overlap")
    assert reused.url() != url
