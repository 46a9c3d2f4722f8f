"""Line 5: the disk is full, or says that it failed; and what is synced to it before anybody is told. By strace (Debian).

On SQLite the service itself is traced, on PostgreSQL every process that its first one starts from then on: a client that a
failing server has answered with ok must find its booking when all is well again.
"""

import re
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import which

from bench.said import said
from tests.bookings import ending
from tests.bookings.checker import broken
from tests.bookings.client import Client, LostError
from tests.bookings.crew import Crew, prepared
from tests.bookings.history import operations
from tests.bookings.servers import Database, database, running
from tests.databases import PostgresServer

OPERATIONS, PLANS, SYNCED = 600, 400, 20
QUIET = ("-f", "-qq", "--signal=none")
# Name, and what strace is to do to which calls of each process: from the 15th on each 30th, as a disk that comes and goes.
INJECTED = (
    ("no space left", ("-e", "trace=pwrite64,pwritev", "-e", "inject=pwrite64,pwritev:error=ENOSPC:when=15+30")),
    ("writing fails", ("-e", "trace=pwrite64,pwritev", "-e", "inject=pwrite64,pwritev:error=EIO:when=15+30")),
    ("syncing fails", ("-e", "trace=fdatasync,fsync", "-e", "inject=fdatasync,fsync:error=EIO:when=15+30")),
)
_SYNC = re.compile(r"^\d+ +(\d+\.\d+) f(?:data)?sync\(.*= 0 <(\d+\.\d+)>$", re.MULTILINE)


def lines(engine: str, folder: Path, seed: int, _server: PostgresServer | None) -> Iterator[bool]:
    """PostgreSQL: one of its own for each, since what is done to it may end it."""
    if which("strace") is None:
        yield said(f"5 the disk, {engine}", "strace", "it is not installed (Debian: strace)", 0, seed, False)
        return
    for name, options in INJECTED:
        with database(engine, folder / name) as on:
            words, statuses, injected = _failing(on, options, seed)
        shown = f"{words or 'nothing told that is not so'}; {injected} failures injected; {dict(statuses)}"
        fine = not words and injected > 0
        yield said(f"5 {name}, {engine}", "0 false acknowledgements", shown, sum(statuses.values()), seed, fine)
    with database(engine, folder / "synced") as on:
        synced = _synced_before_told(on, seed)
    yield said(f"5 synced before told, {engine}", "each", f"{synced} of {SYNCED}", SYNCED, seed, synced == SYNCED)


def _failing(on: Database, options: Sequence[str], seed: int) -> tuple[str, Counter[int], int]:
    """A crew at work meanwhile; once all is well they ask again for what they were not told."""
    log = on.folder / "strace.log"
    plans, times = prepared(on.url, PLANS, seed)
    with traced(on, log, options) as wrapper, running(on, wrapper=wrapper, LOTSE_SOLVE_SECONDS="1") as service:
        crew = Crew(Client(service.address), plans, times, seed)
        crew.toil(OPERATIONS)
    if on.server is not None:
        on.server.ensure_postgres_running()
    with running(on, LOTSE_SOLVE_SECONDS="1") as service:
        crew.client = Client(service.address)
        crew.settle()
    faults = broken(operations(crew.history.events), ending.ending(on.url))
    words = "; ".join(f"{rule}: {len(theirs)}, {theirs[0]}" for rule, theirs in faults.items())
    return words, Counter(crew.statuses), log.read_text().count("(INJECTED)")


@contextmanager
def traced(on: Database, log: Path, options: Sequence[str]) -> Iterator[Sequence[str]]:
    """What to write before the service's command; PostgreSQL is traced from the side, as long as the block runs."""
    command = ["strace", *QUIET, "-o", str(log), *options]
    if on.server is None:
        yield command
        return
    tracer = subprocess.Popen([*command, "-p", str(on.server.get_pid())], stderr=subprocess.DEVNULL)
    time.sleep(0.5)  # until it has taken hold
    try:
        yield ()
    finally:
        tracer.terminate()
        tracer.wait()


def _synced_before_told(on: Database, seed: int) -> int:
    """Of plans confirmed one after the other: while how many of the requests ran something was synced, and that in time."""
    log = on.folder / "strace.log"
    plans, _ = prepared(on.url, SYNCED * 2, seed)
    asked: list[tuple[float, float]] = []
    with traced(on, log, ("-ttt", "-T", "-e", "trace=fdatasync,fsync")) as wrapper, running(on, wrapper=wrapper) as service:
        client = Client(service.address)
        for plan in plans:
            begun = time.time()
            try:
                answer = client.post(f"/api/plans/{plan}/confirm", version=1)
            except LostError:
                continue
            if answer.status == 200 and len(asked) < SYNCED:
                asked.append((begun, time.time()))
    synced = [float(at) + float(took) for at, took in _SYNC.findall(log.read_text())]
    return sum(any(begun <= at <= told for at in synced) for begun, told in asked)
