"""Line 2: a recorded history of 30,000 operations by 16 clients, checked afterwards; and planted faults that it finds."""

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bench.said import said
from tests.bookings import ending
from tests.bookings.checker import broken
from tests.bookings.client import Client
from tests.bookings.crew import Crew, prepared
from tests.bookings.ending import Ending
from tests.bookings.history import Operation, operations
from tests.bookings.servers import Database, database, running
from tests.databases import PostgresServer

OPERATIONS, FOUND_WITHIN = 30_000, 5_000
PLANS_PER_OPERATION = 0.12
# What is planted, and the rule that is to find it.
PLANTED = (
    ("constraint dropped", ("no-referee",), "overlap"),
    ("If-Match ignored", ("if-match-ignored",), "versions"),
    ("mail before commit", ("mail-before-commit", "commits-fail"), "mail"),
)


@dataclass(frozen=True)
class Recorded:
    operations: tuple[Operation, ...]
    ending: Ending
    statuses: Counter[int]
    seen_overlapping: int  # looks at the running database that found an overlap
    looks: int

    @property
    def broken(self) -> dict[str, list[str]]:
        return broken(self.operations, self.ending)


def recorded(on: Database, size: int, seed: int, faults: Sequence[str] = (), *, dropped: bool = False) -> Recorded:
    """A crew at work on a fresh service of that database; the history is kept beside it."""
    plans, times = prepared(on.url, max(int(size * PLANS_PER_OPERATION), 100), seed)
    mailbox = on.folder / "mailbox"
    mailbox.touch()
    with running(on, faults=faults, PROVE_MAILBOX=str(mailbox), LOTSE_SOLVE_SECONDS="1") as service:
        if dropped:
            ending.drop_constraint(on.url)
        crew = Crew(Client(service.address), plans, times, seed)
        with watched(on) as found:
            crew.work(size)
    crew.history.write(on.folder / "history.jsonl")
    stands = ending.ending(on.url)
    if "mail-before-commit" in faults:
        stands = replace(stands, mails=ending.mailed(mailbox))
    return Recorded(operations(crew.history.events), stands, Counter(crew.statuses), sum(found), len(found))


@contextmanager
def watched(on: Database) -> Iterator[list[bool]]:
    """Meanwhile the database is asked again and again whether anything is taken twice."""
    found: list[bool] = []
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.5):
            found.append(bool(ending.overlaps(on.url)))

    watching = threading.Thread(target=look)
    watching.start()
    try:
        yield found
    finally:
        over.set()
        watching.join()


def lines(engine: str, folder: Path, seed: int, server: PostgresServer | None) -> Iterator[bool]:
    with database(engine, folder / "history", server) as on:
        found = recorded(on, OPERATIONS, seed)
    faults = found.broken
    told = Counter(one.f for one in found.operations)
    words = "; ".join(f"{rule}: {len(theirs)}, {theirs[0]}" for rule, theirs in faults.items()) or "nothing broken"
    shown = (
        f"{words}; overlaps in {found.seen_overlapping} of {found.looks} looks meanwhile; {dict(told)}; {dict(found.statuses)}"
    )
    failed = [status for status in found.statuses if status >= 500]
    fine = not faults and not found.seen_overlapping and not failed and len(found.operations) >= OPERATIONS
    yield said(
        f"2 history, {engine}", f"{OPERATIONS} operations, no rule broken, 0 x 5xx", shown, len(found.operations), seed, fine
    )
    for name, planted, rule in PLANTED:
        for size in (FOUND_WITHIN // 4, FOUND_WITHIN):
            with database(engine, folder / f"{rule}-{size}", server) as on:
                seen = recorded(on, size, seed, planted, dropped=rule == "overlap")
            sentences = seen.broken.get(rule, [])
            if sentences:
                break
        shown = f"{rule}: {len(sentences)} {sentences[:1]}"
        demanded = f"found within {FOUND_WITHIN} operations"
        yield said(f"2 {name}, {engine}", demanded, shown, len(seen.operations), seed, bool(sentences))
