"""Line 4: kill -9 of the service and of PostgreSQL while sixteen clients are at work, who ask again with their keys."""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from bench.said import said
from tests.bookings import ending
from tests.bookings.checker import broken
from tests.bookings.client import Client
from tests.bookings.crew import Crew, at_work, prepared
from tests.bookings.history import INFO, operations
from tests.bookings.servers import Database, Service, database, running
from tests.databases import PostgresServer
from tests.processes import children_of, wait_until_gone

APP_KILLS, POSTGRES_KILLS = 100, 20
READY_SECONDS = 10.0
PLANS = 3000
# Between a start and the next kill, in seconds: there must be something to lose.
BETWEEN = (0.3, 0.9)


@dataclass
class Killed:
    """`ready`: after each kill, how long it took until a request was answered again; `statuses`: of all answers."""

    words: str = ""
    ready: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    operations: int = 0
    unknown: int = 0


def killed(on: Database, times: int, seed: int, kill: Callable[[Service], float]) -> Killed:
    """A crew at work while `kill` ends something `times` times, and says how long it took until all was there again."""
    draw, found = random.Random(seed), Killed()
    plans, starts = prepared(on.url, PLANS, seed)
    with running(on, LOTSE_SOLVE_SECONDS="1") as service:
        crew = Crew(Client(service.address), plans, starts, seed)
        with at_work(crew):
            for _ in range(times):
                time.sleep(draw.uniform(*BETWEEN))
                found.ready.append(kill(service))
        found.unknown = sum(event.type == INFO for event in crew.history.events)
        crew.settle()
    crew.history.write(on.folder / "history.jsonl")
    done = operations(crew.history.events)
    faults = broken(done, ending.ending(on.url))
    found.words = "; ".join(f"{rule}: {len(theirs)}, {theirs[0]}" for rule, theirs in faults.items())
    found.statuses, found.operations = Counter(crew.statuses), len(done)
    return found


def kill_service(service: Service) -> float:
    service.kill()
    return service.start()


def kill_postgres(server: PostgresServer, service: Service) -> float:
    """Its first process; the others end when they see that it is gone, and then it is started again on what they left."""
    first = server.get_pid() or 0
    all_of_it = [first, *children_of(first)]
    os.kill(first, signal.SIGKILL)
    begun = time.monotonic()
    wait_until_gone(*all_of_it)
    # Where nobody has asked yet how the first one ended, its number still counts as that of a running server.
    for left in ("postmaster.pid", ".s.PGSQL.5432.lock"):
        (server.pgdata / left).unlink(missing_ok=True)
    server.ensure_postgres_running()
    client = Client(service.address)
    while client.get("/api/town").status != 200:
        time.sleep(0.02)
    return time.monotonic() - begun


def lines(engine: str, folder: Path, seed: int, server: PostgresServer | None) -> Iterator[bool]:
    with database(engine, folder / "kills", server) as on:
        yield told(f"4 the service killed, {engine}", killed(on, APP_KILLS, seed, kill_service), seed)
    if server is not None:
        with database(engine, folder / "kills-of-postgresql", server) as on:
            found = killed(on, POSTGRES_KILLS, seed, partial(kill_postgres, server))
        yield told("4 PostgreSQL killed", found, seed)


def told(what: str, found: Killed, seed: int) -> bool:
    slowest = max(found.ready)
    shown = f"{found.words or 'nothing lost, doubled, halved or untold'}; ready after {slowest:.1f} s at most; "
    shown += f"{found.operations} operations, {found.unknown} times without an answer; {dict(found.statuses)}"
    demanded = f"0 lost, 0 duplicates, 0 halves, mails as bookings, ready again <= {READY_SECONDS:.0f} s"
    return said(what, demanded, shown, len(found.ready), seed, not found.words and slowest <= READY_SECONDS)
