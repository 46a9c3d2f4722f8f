"""What makes the database itself refuse a double booking, whatever the path; SQL by hand included.

Every booking product that read what is free in its own code and then inserted has booked twice. So the rule stands where
nobody gets past it, and more follows from it than one constraint:

overlap         Active engagements of one capacity do not overlap. Half open: they may touch. PostgreSQL: an exclusion
                constraint over `tstzrange`; SQLite, which has none, a trigger before insert and one before update.
as_appointment  An engagement and a held meeting are active exactly when their appointment is;
carries         so what changes the appointment's `active` changes theirs, and giving up or taking again is one statement.
claims          An appointment becomes active only with an engagement for its customer, its room, its advisor and every
                officer, for the times it says.
planned_first   So it is entered as planned, what it takes with it, and activated then.
history         It is in no other state than planned without a row of history that says by whom and when.
frozen          While it is active nothing of that changes, but the number of a room: it is given up, changed, taken again.
offered         Nobody is newly taken in a room or a seat that the town has given up.
fixed, taken    A capacity stays what it is, and stays as long as anything names it.
kept            History is added to and never changed.
replaced        INSERT OR REPLACE, SQLite's way around the DELETE trigger, is none.

A schema change can drop a trigger in silence: SQLite's batch operations build the table anew. So `check_guards` looks at each
start, and migrations alter tables through `migrations.batch`.
"""

import re

from sqlalchemy import Connection, text

from scheduler.errors import StoreError
from scheduler.store import guard_sql

NAME = guard_sql.OVERLAP
LOST = "does not stand in the database as it must; without it a person could be booked twice."

GUARDS = {
    "sqlite": guard_sql.SQLITE_TRIGGERS,
    "postgresql": guard_sql.POSTGRESQL_CONSTRAINTS
    | guard_sql.POSTGRESQL_TRIGGERS
    | {f"{name}()": body for name, body in guard_sql.POSTGRESQL_FUNCTIONS.items()},
}

_IN_FORCE = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'x' AND convalidated"
    " UNION ALL SELECT tgname, pg_get_triggerdef(oid, true) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"
    " UNION ALL SELECT proname || '()', prosrc FROM pg_proc WHERE pronamespace = current_schema()::regnamespace",
}


def create_guards(connection: Connection) -> None:
    """All guards but the exclusion constraint, which revision 0001 brings. What stands already is replaced."""
    if connection.dialect.name == "sqlite":
        for name, sql in guard_sql.SQLITE_TRIGGERS.items():
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
            connection.exec_driver_sql(sql)
        return
    for name, body in guard_sql.POSTGRESQL_FUNCTIONS.items():
        connection.exec_driver_sql(f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body${body}$body$")
    for sql in guard_sql.POSTGRESQL_TRIGGERS.values():
        connection.exec_driver_sql(sql)


def lost_guards(connection: Connection) -> tuple[str, ...]:
    """The names of those that are missing or not the ones we know (a schema change can drop one in silence)."""
    dialect = connection.dialect.name
    in_force = {name: _squeezed(sql) for name, sql in connection.execute(text(_IN_FORCE[dialect]))}
    return tuple(name for name, sql in GUARDS[dialect].items() if in_force.get(name) != _squeezed(sql))


def check_guards(connection: Connection) -> None:
    """Raises StoreError when one is lost."""
    for name in lost_guards(connection):
        raise StoreError(LOST, path=name, advice="Restore the schema by its migrations before you start again.")


def _squeezed(sql: str) -> str:
    return re.sub(r"\s+", " ", sql).strip()
