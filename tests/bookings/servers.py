"""The service as it is run: `lotse serve` on SQLite, gunicorn with two processes on PostgreSQL. To be killed and started again.

A service keeps its address over its lives. It is started in a session of its own, so that kill -9 takes all of its processes.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.api.served import LOTSE, environment
from tests.databases import PostgresServer, running_postgres
from tests.processes import children_of

REPOSITORY = Path(__file__).parents[2]
GUNICORN = LOTSE.with_name("gunicorn")
PATIENCE = 60.0  # seconds until a service that is not ready is a fault of the proof


@dataclass
class Service:
    """`wrapper`: what is written before the command, such as a tracer."""

    command: Sequence[str]
    port: int
    settings: dict[str, str]
    log: Path
    wrapper: Sequence[str] = ()
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """Of its first process, which is the leader of its session."""
        assert self.process is not None
        return self.process.pid

    def start(self) -> float:
        """Start it, and wait until it answers: so many seconds."""
        begun = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*self.wrapper, *self.command],
                env=self.settings,
                cwd=REPOSITORY,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() - begun > PATIENCE:
                self.kill()
                raise RuntimeError(f"did not come up: {self.log.read_text()[-2000:]}")
            time.sleep(0.02)
        return time.monotonic() - begun

    def wait_until_whole(self) -> None:
        """Until all its processes are there: gunicorn answers with the first, and each looks at the guards when it comes."""
        solvers, until = 2 if self._is_gunicorn else 1, time.monotonic() + PATIENCE
        while len(self._solvers()) < solvers:
            if time.monotonic() > until:
                raise RuntimeError(f"is not whole: {self.log.read_text()[-2000:]}")
            time.sleep(0.05)

    def _solvers(self) -> list[int]:
        """The children that compute; they are started last."""
        children = children_of(self.pid)
        return [one for worker in children for one in children_of(worker)] if self._is_gunicorn else children

    @property
    def _is_gunicorn(self) -> bool:
        return "serve" not in self.command

    def kill(self) -> None:
        """kill -9 of all its processes, at once."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        assert self.process is not None
        self.process.wait(PATIENCE)

    def stop(self) -> None:
        assert self.process is not None
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        finally:
            self.kill()

    def _answers(self) -> bool:
        try:
            with urlopen(f"http://{self.address}/healthz", timeout=5) as answer:
                return answer.status == 200
        except (URLError, OSError):
            return False


@dataclass(frozen=True)
class Database:
    """`engine`: sqlite or postgresql. `server`: the one it lives in; None for a file."""

    engine: str
    url: str
    folder: Path
    server: PostgresServer | None


@contextmanager
def database(engine: str, folder: Path, server: PostgresServer | None = None) -> Iterator[Database]:
    """An empty one; `folder` is its own. `server`: the PostgreSQL it is to live in, None: one of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    if engine == "sqlite":
        yield Database(engine, f"sqlite:///{folder / 'lotse.sqlite'}", folder, None)
    elif server is None:
        (folder / "runtime").mkdir(mode=0o700)
        with running_postgres(folder / "runtime") as own, database(engine, folder, own) as inside:
            yield inside
    else:
        name = f"lotse_{uuid.uuid4().hex}"
        server.psql(f"CREATE DATABASE {name}")
        yield Database(engine, server.get_uri(name), folder, server)
        server.psql(f"DROP DATABASE {name} WITH (FORCE)")


def service(on: Database, *, faults: Sequence[str] = (), wrapper: Sequence[str] = (), **more: str) -> Service:
    """Not started yet. `faults`: planted ones, see `faulty`; `more`: further settings."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    serve, gunicorn = ("serve", "--empty", "--port", str(port)), ("-c", "python:api.city", "--bind", f"127.0.0.1:{port}")
    program, options = (LOTSE, serve) if on.engine == "sqlite" else (GUNICORN, gunicorn)
    command = [str(program), *options]
    if faults:
        command = [sys.executable, "-m", "tests.bookings.faulty", ",".join(faults), program.name, *options]
    settings = environment(on.folder, LOTSE_DATABASE_URL=on.url, LOTSE_SOLVE_WORKERS="1", TMPDIR=str(on.folder)) | more
    return Service(command, port, settings, on.folder / "service.log", wrapper)


@contextmanager
def running(on: Database, *, faults: Sequence[str] = (), wrapper: Sequence[str] = (), **more: str) -> Iterator[Service]:
    started = service(on, faults=faults, wrapper=wrapper, **more)
    started.start()
    try:
        started.wait_until_whole()
        yield started
    finally:
        started.kill()
