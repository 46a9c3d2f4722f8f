"""Line 3 at length: 500 sequences of 50 steps, each on a database of its own."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import seed as seeded
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import text

from bench.said import said
from scheduler.planning import Desk
from scheduler.store.store import follow_store, open_store
from scheduler.ventures import catalogue
from tests.bookings import towns
from tests.bookings.ending import looking
from tests.bookings.machine import NOW, Machine
from tests.bookings.servers import database
from tests.databases import PostgresServer

SEQUENCES, STEPS = 500, 50
# A database takes the time it takes.
UNHURRIED = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)
EMPTIED = (
    *("receipt", "participation", "wish", "guest", "outbox", "transition", "engagement", "held_meeting", "appointment"),
    *("plan", "required_meeting", "customer_case", "customer"),
)


def lines(engine: str, folder: Path, seed: int, server: PostgresServer | None) -> Iterator[bool]:
    wrong, long = (
        "",
        settings(
            max_examples=SEQUENCES, stateful_step_count=STEPS, deadline=None, database=None, suppress_health_check=UNHURRIED
        ),
    )
    with fresh_desks(engine, folder / "sequences", server) as fresh:
        machine = seeded(seed)(type("Long", (Machine,), {"fresh": staticmethod(fresh)}))
        try:
            run_state_machine_as_test(machine, settings=long)
        except AssertionError as reason:
            wrong = repr(reason)[:300]
    shown = wrong or "no step differs"
    yield said(f"3 {SEQUENCES} sequences x {STEPS}, {engine}", "as a plain dict says", shown, SEQUENCES, seed, not wrong)


@contextmanager
def fresh_desks(engine: str, folder: Path, server: PostgresServer | None) -> Iterator[Callable[[], Desk]]:
    """Each time a desk over a store that has the town and nothing else: of SQLite a copy, of PostgreSQL one emptied again."""
    with database(engine, folder, server) as on:
        store = open_store(on.url)
        towns.found(store, NOW)
        store.close()

        def fresh() -> Desk:
            url = on.url
            if engine == "sqlite":
                shutil.copy(folder / "lotse.sqlite", folder / "copy.sqlite")
                url = f"sqlite:///{folder / 'copy.sqlite'}"
            else:
                _empty(url)
            return Desk(follow_store(url), catalogue(), "lotse.example")

        yield fresh


def _empty(url: str) -> None:
    """Past the guards, which nothing may be deleted under."""
    with looking(url) as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for name in EMPTIED:
            connection.execute(text(f"DELETE FROM {name}"))
