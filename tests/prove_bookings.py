"""Bookings that cannot go wrong: what must show of them, on SQLite and on a real PostgreSQL. `make prove-bookings`.

A line for each thing demanded: demanded | seen | how many | seed; exit 1 when something was not seen. A seed repeats what is
asked and in which order by each client, and not how those who ask at once come in each other's way. What is not measured in
seconds runs on both engines side by side, each in a process of its own. No flag lowers a figure; `--line 4` picks one line of the
issue, `--engine sqlite` one engine, `--keep FOLDER` keeps the histories for another checker (JSONL, tests/bookings/history.py).
"""

import argparse
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.instances import SEEDS, seed_of
from bench.side_by_side import machine
from tests.bookings import clocks, disk, kills, many_hands, one_slot, restored, rush, sender, sequences
from tests.databases import ENGINES, PostgresServer, running_postgres

Proof = Callable[[str, Path, int, PostgresServer | None], Iterator[bool]]
LINES: dict[int, tuple[Proof, ...]] = {
    1: (one_slot.lines,),
    2: (many_hands.lines,),
    3: (sequences.lines,),
    4: (kills.lines, sender.lines),
    5: (disk.lines,),
    6: (clocks.lines,),
    7: (restored.lines,),
    8: (rush.lines,),
}
ALONE = {1: ENGINES, 8: ("postgresql",)}  # these are measured in seconds, so nothing else runs beside them


def main() -> int:
    options = argparse.ArgumentParser(description="What must show of bookings.")
    options.add_argument("--seed", type=seed_of, default=secrets.randbelow(SEEDS), help="else drawn at run time")
    options.add_argument("--line", type=int, action="append", choices=LINES, help="of the issue; else all")
    options.add_argument("--engine", choices=ENGINES, help="else both")
    options.add_argument("--keep", type=Path, help="an empty folder for what was recorded; else it is thrown away")
    asked = options.parse_args()
    lines = asked.line or list(LINES)
    with ExitStack() as stack:
        folder = asked.keep or Path(stack.enter_context(TemporaryDirectory(prefix="lotse-prove-")))
        if asked.engine:
            return _proved(lines, asked.engine, asked.seed, folder)
        print(f"seed {asked.seed}; {machine()}", flush=True)
        begun = time.monotonic()
        failed = [line for line in lines if not _on_both(line, asked.seed, folder)]
    print(
        f"{len(lines) - len(failed)} of {len(lines)} lines seen, seed {asked.seed}, {(time.monotonic() - begun) / 60:.0f} minutes"
    )
    return 1 if failed else 0


def _on_both(line: int, seed: int, folder: Path) -> bool:
    alone = line in ALONE
    running, statuses = [], []
    for engine in ALONE.get(line, ENGINES):
        own = folder / f"{line}-{engine}"
        command = [sys.executable, __file__, "--line", str(line), "--seed", str(seed), "--engine", engine, "--keep", str(own)]
        running.append(subprocess.Popen(command))
        if alone:
            statuses.append(running[-1].wait())
    return not any(statuses + [one.wait() for one in running])


def _proved(lines: list[int], engine: str, seed: int, folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        server = None
        if engine == "postgresql":
            (folder / "runtime").mkdir(mode=0o700)
            server = stack.enter_context(running_postgres(folder / "runtime"))
        fine = [one for line in lines for proof in LINES[line] for one in proof(engine, folder, seed, server)]
    return 0 if all(fine) else 1


if __name__ == "__main__":
    sys.exit(main())
