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
# What runs side by side, on both engines; 1 and 8 are measured in seconds, so nothing runs beside them.
STAGES = ((1,), (2,), (3, 5, 6, 7), (4,), (8,))
ALONE = {1: ENGINES, 8: ("postgresql",)}


def main() -> int:
    options = argparse.ArgumentParser(description="What must show of bookings.")
    options.add_argument("--seed", type=seed_of, default=secrets.randbelow(SEEDS), help="else drawn at run time")
    options.add_argument("--line", type=int, action="append", choices=LINES, help="of the issue; else all")
    options.add_argument("--engine", choices=ENGINES, help="else both")
    options.add_argument("--keep", type=Path, help="an empty folder for what was recorded; else it is thrown away")
    asked = options.parse_args()
    lines = sorted(set(asked.line or LINES))
    with ExitStack() as stack:
        folder = asked.keep or Path(stack.enter_context(TemporaryDirectory(prefix="lotse-prove-")))
        if asked.engine:
            return _proved(lines, asked.engine, asked.seed, folder)
        print(f"seed {asked.seed}; {machine()}", flush=True)
        begun = time.monotonic()
        seen = [line for stage in STAGES for line in _seen([one for one in stage if one in lines], asked.seed, folder)]
    print(f"{len(seen)} of {len(lines)} lines seen, seed {asked.seed}, {(time.monotonic() - begun) / 60:.0f} minutes")
    return 0 if len(seen) == len(lines) else 1


def _seen(lines: list[int], seed: int, folder: Path) -> list[int]:
    """Those of the lines of which all was seen."""
    running: list[tuple[int, subprocess.Popen[bytes]]] = []
    for line in lines:
        for engine in ALONE.get(line, ENGINES):
            own = folder / f"{line}-{engine}"
            command = [sys.executable, __file__, "--line", str(line), "--seed", str(seed), "--engine", engine, "--keep", str(own)]
            running.append((line, subprocess.Popen(command)))
            if line in ALONE:
                running[-1][1].wait()
    failed = {line for line, one in running if one.wait()}
    return [line for line in lines if line not in failed]


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
