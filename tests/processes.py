"""Processes as Linux tells of them: whose children there are, and whether one is gone."""

import time
from pathlib import Path


def children_of(pid: int) -> list[int]:
    """Of every thread of it (proc(5))."""
    found = [path.read_text().split() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    return [int(child) for children in found for child in children]


def gone(pid: int) -> bool:
    """Nobody has that number, or it has ended and its parent has not asked yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def wait_until_gone(*pids: int) -> None:
    until = time.monotonic() + 20
    while not all(map(gone, pids)):
        assert time.monotonic() < until
        time.sleep(0.01)
