"""The revisions of the schema: which there are, which a store is of, and how it is brought up to one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, inspect, text

from scheduler.errors import StoreError

_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 20_260_302  # any number will do, as long as every process takes the same one


@contextmanager
def migrating(engine: Engine) -> Iterator[Connection]:
    """A transaction in which the schema may change, for one process at a time: whole or not at all."""
    with engine.connect() as connection, _rebuilding(connection), connection.begin():
        if connection.dialect.name == "postgresql":  # several workers may start at once; SQLite lets one write anyway
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})
        yield connection


def upgrade(connection: Connection, revision: str = "head") -> None:
    """In a transaction of `migrating`. Raises StoreError where a row points at nothing afterwards."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
    if connection.dialect.name == "sqlite":
        astray = connection.execute(text("PRAGMA foreign_key_check")).first()
        if astray is not None:
            raise StoreError(f"has a row that points at nothing: {tuple(astray)}.", path="PRAGMA foreign_key_check")


def revision_of(connection: Connection) -> str | None:
    """None: there is no schema of ours."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.scalar(text("SELECT version_num FROM alembic_version"))


def newest() -> str:
    return max(known())


def known() -> frozenset[str]:
    """All revisions this program can bring up to its own; their files begin with their number."""
    return frozenset(path.name.partition("_")[0] for path in (_MIGRATIONS / "versions").glob("[0-9]*.py"))


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    return config


@contextmanager
def _rebuilding(connection: Connection) -> Iterator[None]:
    """SQLite: without foreign keys, or a table that is built anew would be missed by those that point at it. The switch does
    nothing inside a transaction; what was broken meanwhile is looked for after the upgrade (sqlite.org, Making Other Kinds Of
    Table Schema Changes).
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    by_hand: Any = connection.connection.driver_connection
    by_hand.execute("PRAGMA foreign_keys = 0")
    try:
        yield
    finally:
        by_hand.execute("PRAGMA foreign_keys = 1")
