"""Line 4: kill -9 of the service and of PostgreSQL while sixteen clients are at work, who ask again with their keys."""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.said import said
from scheduler import clock
from scheduler.store.store import open_store
from tests.bookings import ending, towns
from tests.bookings.checker import broken
from tests.bookings.client import Client
from tests.bookings.crew import Crew, supply
from tests.bookings.history import INFO, operations
from tests.bookings.servers import Database, Service, database, running
from tests.databases import PostgresServer
from tests.processes import children_of, wait_until_gone

APP_KILLS, POSTGRES_KILLS = 100, 20
READY_SECONDS = 10.0
PLANS, TIMES = 3000, 140
# Between a start and the next kill, in seconds: there must be something to lose.
BETWEEN = (0.2, 0.9)
WITHOUT_END = 10**9


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
    now, draw, found = clock.now(), random.Random(seed), Killed()
    store = open_store(on.url)
    towns.found(store, now)
    starts = towns.starts(now)[:TIMES]
    plans = supply(store, starts, PLANS, now, seed)
    store.close()
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


@contextmanager
def at_work(crew: Crew) -> Iterator[None]:
    """Until the block is left. Raises what the crew raised."""
    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(crew.toil, WITHOUT_END)
        try:
            yield
        finally:
            crew.over.set()
            working.result()


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


def lines(folder: Path, seed: int, server: PostgresServer) -> Iterator[bool]:
    def app(engine: str) -> Killed:
        with database(engine, folder / f"kills-{engine}", server) as on:
            return killed(on, APP_KILLS, seed, kill_service)

    engines = ("sqlite", "postgresql")
    with ThreadPoolExecutor(len(engines)) as both:
        for engine, found in zip(engines, both.map(app, engines), strict=True):
            yield told(f"4 the service killed, {engine}", found, seed)
    with database("postgresql", folder / "kills-of-postgresql") as on:  # a server of its own, which nobody else needs
        assert on.server is not None
        found = killed(on, POSTGRES_KILLS, seed, lambda service: kill_postgres(on.server, service))
    yield told("4 PostgreSQL killed", found, seed)


def told(what: str, found: Killed, seed: int) -> bool:
    slowest = max(found.ready)
    shown = f"{found.words or 'nothing lost, doubled, halved or untold'}; ready after {slowest:.1f} s at most; "
    shown += f"{found.operations} operations, {found.unknown} times without an answer; {dict(found.statuses)}"
    demanded = f"0 lost, 0 duplicates, 0 halves, mails as bookings, ready again <= {READY_SECONDS:.0f} s"
    return said(what, demanded, shown, len(found.ready), seed, not found.words and slowest <= READY_SECONDS)
