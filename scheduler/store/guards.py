"""What makes the database itself refuse a double booking: overlapping active engagements of one capacity.

PostgreSQL: an exclusion constraint over `tstzrange`. SQLite: a trigger before insert and one before update, for it has
no such constraint. Stretches are half open, so appointments may touch. A reason to keep the rule there and not only in
our code: every booking product that read what is free and then inserted has booked twice.
"""

import re

from sqlalchemy import Connection, text

from scheduler.errors import StoreError

NAME = "engagement_overlap"

_OVERLAPS = f"""
BEGIN
    SELECT RAISE(ABORT, '{NAME}') WHERE EXISTS (
        SELECT 1 FROM engagement AS other
        WHERE other.capacity_id = NEW.capacity_id AND other.active AND other.id IS NOT NEW.id
            AND other.starts_at < NEW.ends_at AND other.ends_at > NEW.starts_at);
END"""  # noqa: S608  a constant, no input

GUARDS = {
    "sqlite": {
        f"{NAME}_insert": f"CREATE TRIGGER {NAME}_insert BEFORE INSERT ON engagement WHEN NEW.active {_OVERLAPS}",
        f"{NAME}_update": f"CREATE TRIGGER {NAME}_update BEFORE UPDATE ON engagement WHEN NEW.active {_OVERLAPS}",
    },
    "postgresql": {
        NAME: "EXCLUDE USING gist (capacity_id WITH =, tstzrange(starts_at, ends_at, '[)'::text) WITH &&) WHERE (active)"
        " DEFERRABLE",
    },
}

_IN_FORCE = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'x' AND convalidated",
}


def check_guards(connection: Connection) -> None:
    """Raises StoreError when a guard is missing or is not the one we know (a schema change can drop it in silence)."""
    dialect = connection.dialect.name
    in_force = {name: _squeezed(sql) for name, sql in connection.execute(text(_IN_FORCE[dialect]))}
    for name, sql in GUARDS[dialect].items():
        if in_force.get(name) != _squeezed(sql):
            raise StoreError(
                "does not stand in the database as it must; without it a person could be booked twice.",
                path=name,
                value=in_force.get(name),
                advice="Restore the schema by its migrations before you start again.",
            )


def _squeezed(sql: str) -> str:
    return re.sub(r"\s+", " ", sql).strip()
