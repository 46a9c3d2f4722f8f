"""Line 7: a backup while sixteen clients are at work, restored into an empty store of either engine."""

import hashlib
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from bench.said import said
from scheduler.store.tables import metadata
from tests.api.served import LOTSE, environment
from tests.bookings.client import Client
from tests.bookings.crew import Crew, at_work, prepared
from tests.bookings.ending import looking
from tests.bookings.servers import Database, database, running
from tests.databases import PostgresServer

ENGINES = ("sqlite", "postgresql")
PLANS, BACKUPS = 1000, 3
Sums = dict[str, tuple[int, str]]


def lines(engine: str, folder: Path, seed: int, server: PostgresServer | None) -> Iterator[bool]:
    with database(engine, folder / "backup", server) as on:
        under_load = _backups_under_load(on, seed)
        last = on.folder / "last.lotse"
        lotse(on, "backup", str(last))
        stands = sums(on.url)
    fine, seen = _whole(under_load, folder / "loaded")
    yield said(f"7 backup under load, {engine}", "each restores, lotse verify clean", seen, len(under_load), seed, fine)
    for other in ENGINES if server is not None else (engine,):
        with database(other, folder / f"restored-{other}", server) as empty:
            lotse(empty, "restore", str(last))
            back, words = sums(empty.url), lotse(empty, "verify").strip()
        rows = sum(count for count, _ in stands.values())
        same = [name for name in stands if back.get(name) == stands[name]]
        shown = f"{len(same)} of {len(stands)} tables equal, {rows} rows; {words}"
        fine = back == stands and words.startswith("All is well")
        yield said(f"7 {engine} restored into {other}", "equal counts and checksums, verify clean", shown, rows, seed, fine)


def _backups_under_load(on: Database, seed: int) -> list[Path]:
    plans, times = prepared(on.url, PLANS, seed)
    files = [on.folder / f"{number}.lotse" for number in range(BACKUPS)]
    with running(on, LOTSE_SOLVE_SECONDS="1") as service:
        crew = Crew(Client(service.address), plans, times, seed)
        with at_work(crew):
            for file in files:
                time.sleep(1)
                lotse(on, "backup", str(file))
        crew.settle()
    return files


def _whole(files: list[Path], folder: Path) -> tuple[bool, str]:
    """Each restored into a store of its own, and looked through; how many appointments each held."""
    words, counts = [], []
    for number, file in enumerate(files):
        with database("sqlite", folder / str(number)) as empty:
            lotse(empty, "restore", str(file))
            words.append(lotse(empty, "verify").strip())
            counts.append(sums(empty.url)["appointment"][0])
    return all(one.startswith("All is well") for one in words), f"{words[0]}; appointments {counts}"


def lotse(on: Database, *command: str) -> str:
    """Raises CalledProcessError for another exit status than 0."""
    settings = environment(on.folder, LOTSE_DATABASE_URL=on.url)
    return subprocess.run([LOTSE, *command], env=settings, capture_output=True, text=True, check=True).stdout


def sums(url: str) -> Sums:
    """Table -> how many rows, and one sum over all of them in whatever order. As Python's, values of both engines are alike."""
    with looking(url) as connection:
        found: Sums = {}
        for table in metadata.sorted_tables:
            rows = sorted(repr(tuple(row)) for row in connection.execute(select(table)))
            found[table.name] = len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()
        return found
