"""Line 1: one time, wanted by 200 at once; fifty times over. Exactly as many get it as there is room for."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Barrier

from bench.said import said
from scheduler import clock
from scheduler.store.store import open_store
from tests.bookings import ending, towns
from tests.bookings.client import Answer, Client, LostError
from tests.bookings.servers import Database, database, running
from tests.bookings.towns import ANY, ONE, TWO, Want
from tests.databases import PostgresServer

CROWD, TIMES = 200, 50
WANTS = ((ONE, False), (ANY, False), (TWO, False), (ANY, True))  # the last: half of them hold it first
LONGEST_SECONDS = 2.0
RUNS_WITHOUT = 3


@dataclass
class Race:
    """What became of crowds: `booked` of each time, what the others were answered, and how long all answers took."""

    booked: list[int] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)

    @property
    def p99(self) -> float:
        return sorted(self.seconds)[len(self.seconds) * 99 // 100 - 1]


def lines(engine: str, folder: Path, seed: int, server: PostgresServer | None) -> Iterator[bool]:
    with database(engine, folder / "one-slot", server) as on:
        yield from _all_in_force(on, seed)
    yield from _parts_taken_away(engine, folder, seed, server)


def _all_in_force(on: Database, seed: int) -> Iterator[bool]:
    wanted = [WANTS[turn % len(WANTS)] for turn in range(TIMES)]
    found = raced(on, wanted, CROWD, seed)
    room = [want.capacity for want, _ in wanted]
    doubles = len(ending.overlaps(on.url))
    others = {word: count for word, count in found.refused.items() if word != "409"}
    shown = f"{sum(found.booked)} booked of {sum(room)}, {doubles} overlaps, others {dict(found.refused)}, p99 {found.p99:.2f} s"
    fine = found.booked == room and not doubles and not others and found.p99 <= LONGEST_SECONDS
    demanded = f"capacity exactly at each of {TIMES} times, 0 overlaps, losers 409, p99 <= {LONGEST_SECONDS:.0f} s"
    yield said(f"1 {CROWD} at once, {on.engine}", demanded, shown, len(found.seconds), seed, fine)


def _parts_taken_away(engine: str, folder: Path, seed: int, server: PostgresServer | None) -> Iterator[bool]:
    """The referee asks before the database does; so each is tried alone, and then neither."""
    for part, dropped, referee in (("referee off", False, False), ("constraint dropped", True, True)):
        with database(engine, folder / part, server) as on:
            found = raced(on, WANTS[1:3], CROWD, seed, dropped=dropped, referee=referee)
            doubles, room = len(ending.overlaps(on.url)), [want.capacity for want, _ in WANTS[1:3]]
        shown = f"{sum(found.booked)} booked of {sum(room)}, {doubles} overlaps, others {dict(found.refused)}"
        fine = not doubles and found.booked == room and set(found.refused) == {"409"}
        yield said(f"1 {part}, {engine}", "the other one suffices: capacity, 0 overlaps", shown, len(found.seconds), seed, fine)
    failed_in = 0
    for run in range(1, RUNS_WITHOUT + 1):
        with database(engine, folder / f"neither-{run}", server) as on:
            raced(on, [(ANY, False)], CROWD, seed + run, dropped=True, referee=False)
            doubles = len(ending.overlaps(on.url))
        if doubles:
            failed_in = run
            break
    shown = f"{doubles} overlaps in run {failed_in}" if failed_in else "none"
    demanded = f"an overlap is seen within {RUNS_WITHOUT} runs"
    yield said(f"1 constraint dropped, referee off, {engine}", demanded, shown, failed_in or RUNS_WITHOUT, seed, bool(failed_in))


def raced(
    on: Database, wants: Sequence[tuple[Want, bool]], size: int, seed: int, *, dropped: bool = False, referee: bool = True
) -> Race:
    """A crowd of `size` at a time of its own for each of `wants`, one after the other. `dropped`: without the constraint."""
    now, draw = clock.now(), random.Random(seed)
    store = open_store(on.url)
    towns.found(store, now)
    times, numbers = draw.sample(towns.starts(now), len(wants)), towns.customers()
    found = Race()
    with running(on, faults=() if referee else ("no-referee",)) as service, ThreadPoolExecutor(size) as pool:
        if dropped:
            ending.drop_constraint(on.url)
        for (want, holding), start in zip(wants, times, strict=True):
            plans = towns.crowd(store, want, start, size, now, numbers)
            draw.shuffle(plans)
            _run(found, Client(service.address), plans, want, holding, pool)
    store.close()
    return found


def _run(found: Race, client: Client, plans: Sequence[int], want: Want, holding: bool, pool: ThreadPoolExecutor) -> None:
    gate = Barrier(len(plans))

    def seek(place: int) -> list[Answer | str]:
        gate.wait()
        return list(_book(client, plans[place], want, hold=holding and place % 2 == 0))

    everything = list(pool.map(seek, range(len(plans))))
    last = [theirs[-1] for theirs in everything]
    found.booked.append(sum(isinstance(one, Answer) and one.status == 200 for one in last))
    found.refused.update(one if isinstance(one, str) else str(one.status) for one in last if one not in _won(last))
    found.seconds += [one.seconds for theirs in everything for one in theirs if isinstance(one, Answer)]


def _won(last: Sequence[Answer | str]) -> list[Answer | str]:
    return [one for one in last if isinstance(one, Answer) and one.status == 200]


def _book(client: Client, plan: int, want: Want, *, hold: bool) -> Iterator[Answer | str]:
    """As far as it gets: held and confirmed, or confirmed at once."""
    version, body = 1, {"any_advisor": want.any_advisor}
    try:
        if hold:
            held = client.post(f"/api/plans/{plan}/hold", body, version=version)
            yield held
            if held.status != 200:
                return
            version = held.version
        yield client.post(f"/api/plans/{plan}/confirm", body, version=version)
    except LostError as reason:
        yield f"no answer: {reason}"
