"""The one place that opens a database, and with which settings; a store where they are not in force is refused.

SQLite as it comes loses a race in silence and may lose the last commits with the power: a transaction that reads first
and writes later fails at once instead of waiting (so writing ones begin IMMEDIATE), and synchronous NORMAL with WAL
does not sync at commit (so FULL). Foreign keys are off unless asked for.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from scheduler.errors import InputError, StoreError

READ_ONLY = "lotse_read_only"
BUSY_SECONDS = 10

_SQLITE_PRAGMAS = {"busy_timeout": BUSY_SECONDS * 1000, "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
# A process answers with eight threads, and some more work beside them: a connection for each stays open, for opening one costs
# more than most of what is asked of it (SQLite reads its schema anew, PostgreSQL starts a process).
_POOL = {"pool_size": 12, "max_overflow": 4}
_POSTGRESQL_OLDEST = 13  # from here on the owner of a database may create the extension btree_gist


def open_engine(database_url: str) -> Engine:
    """An engine for a SQLite file or a PostgreSQL database. Raises InputError for another URL, StoreError for an unfit store."""
    try:
        url = make_url(database_url)
    except ArgumentError as reason:
        raise InputError("is not a database URL.", path="LOTSE_DATABASE_URL") from reason
    match url.get_backend_name():
        case "sqlite":
            engine = _sqlite(url)
        case "postgresql":
            engine = _postgresql(url)
        case other:
            raise InputError(
                f'"{other}" is not a database we keep appointments in.',
                path="LOTSE_DATABASE_URL",
                value=other,
                advice="Use sqlite:/// or postgresql://.",
            )
    try:
        engine.connect().close()
    except DBAPIError as reason:  # a server that does not answer, a file that is no database
        engine.dispose()
        raise StoreError(f"cannot be opened: {reason.orig}.", path="LOTSE_DATABASE_URL") from reason
    except StoreError:
        engine.dispose()
        raise
    return engine


def _sqlite(url: URL) -> Engine:
    if not url.database or url.database == ":memory:":
        raise InputError("names no file.", path="LOTSE_DATABASE_URL", value=str(url), advice="Use sqlite:///<path>.")
    try:  # names and addresses of customers: for the service's own user alone; SQLite gives its side files the same mode
        Path(url.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        Path(url.database).touch(mode=0o600)
    except OSError as reason:
        raise StoreError(f"{url.database} cannot be opened: {reason.strerror}.", path="LOTSE_DATA_DIR") from reason
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS}, **_POOL)

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        for name, wanted in _SQLITE_PRAGMAS.items():
            connection.execute(f"PRAGMA {name} = {wanted}")
            (in_force,) = connection.execute(f"PRAGMA {name}").fetchone()
            if in_force != wanted:
                raise StoreError(
                    f"is {in_force} and cannot be set to {wanted}; without it acknowledged appointments could be lost.",
                    path=f"PRAGMA {name}",
                    value=in_force,
                    advice="Maybe the file lies on a network drive or is read-only.",
                )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reads_only = bool(connection.get_execution_options().get(READ_ONLY))
        if connection.info.get(READ_ONLY) is not reads_only:
            connection.exec_driver_sql(f"PRAGMA query_only = {int(reads_only)}")
            connection.info[READ_ONLY] = reads_only
        connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")

    return engine


def _postgresql(url: URL) -> Engine:
    # Another driver in the URL would be another product: SQLSTATEs and locks were tried with psycopg 3.
    engine = create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True, **_POOL)

    @event.listens_for(engine, "connect")
    def check(connection: Any, _record: object) -> None:
        version = connection.info.server_version // 10_000
        (commit,) = connection.execute("SHOW synchronous_commit").fetchone()
        connection.rollback()
        if version < _POSTGRESQL_OLDEST:
            raise StoreError(f"is {version}; {_POSTGRESQL_OLDEST} or newer is needed.", path="server_version", value=version)
        if commit == "off":
            raise StoreError(
                "is off; without it acknowledged appointments could be lost.", path="synchronous_commit", value=commit
            )

    return engine
