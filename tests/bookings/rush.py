"""Line 8: 100 requests a second for five minutes, whether or not the earlier ones are answered; and 200 seekers for 200 times.

Open loop: a request is due at its moment, and its time counts from then on, so a service that falls behind is seen to.
"""

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from bench.said import said
from scheduler import clock
from scheduler.store.store import open_store
from scheduler.store.writing import Writing
from tests.bookings import ending, towns
from tests.bookings.client import Client, LostError
from tests.bookings.servers import Database, database, running
from tests.bookings.towns import ADVISORS, CONSULTATION, LENGTH, Piece
from tests.databases import PostgresServer

PER_SECOND, SECONDS, READS = 100, 300, 0.94
READ_SECONDS, BOOKING_SECONDS = 0.3, 0.8
SEEKERS, SEEKING_SECONDS = 200, 60.0
THREADS = 128


@dataclass(frozen=True)
class Timed:
    read: bool
    status: int  # 0: no answer
    seconds: float


def lines(_engine: str, folder: Path, seed: int, server: PostgresServer | None) -> Iterator[bool]:
    with database("postgresql", folder / "open-loop", server) as on:
        found = loaded(on, seed)
    reads, bookings = ([one.seconds for one in found if one.read is read] for read in (True, False))
    statuses = Counter(one.status for one in found)
    failed = [one for one in found if one.status == 0 or one.status >= 500]
    shown = f"p95 {p95(reads):.3f} s of {len(reads)} reads, {p95(bookings):.3f} s of {len(bookings)} bookings; {dict(statuses)}"
    demanded = f"{PER_SECOND}/s for {SECONDS} s: p95 <= {READ_SECONDS} s reads, <= {BOOKING_SECONDS} s bookings, 0 x 5xx"
    fine = not failed and p95(reads) <= READ_SECONDS and p95(bookings) <= BOOKING_SECONDS
    yield said("8 open loop, postgresql", demanded, shown, len(found), seed, fine)
    with database("postgresql", folder / "seekers", server) as on:
        seconds, booked, doubles, asked = sought(on)
    shown = f"{booked} booked in {seconds:.1f} s, {doubles} overlaps; {dict(asked)}"
    demanded = f"exactly {SEEKERS} booked within {SEEKING_SECONDS:.0f} s"
    fine = booked == SEEKERS and not doubles and seconds <= SEEKING_SECONDS
    yield said(f"8 {SEEKERS} seekers for {SEEKERS} times, postgresql", demanded, shown, SEEKERS, seed, fine)


def loaded(on: Database, seed: int) -> list[Timed]:
    """Reads of plans and cases, and confirmations of plans that were proposed before."""
    now, draw = clock.now(), random.Random(seed)
    store = open_store(on.url)
    towns.found(store, now)
    free = [(start, advisor) for start, advisor in product(towns.starts(now), ADVISORS)]
    reads = [draw.random() < READS for _ in range(PER_SECOND * SECONDS)]
    numbers = towns.customers()

    def write(books: Writing) -> list[int]:
        chosen = draw.sample(free, reads.count(False))
        return [towns.propose(books, [Piece(CONSULTATION, start, seat, ())], next(numbers), now) for start, seat in chosen]

    plans = store.change(write)
    store.close()
    with running(on) as service, ThreadPoolExecutor(THREADS) as pool:
        client, begun = Client(service.address), time.monotonic()
        left, asked = iter(plans), []
        for number, read in enumerate(reads):
            due = begun + number / PER_SECOND
            time.sleep(max(due - time.monotonic(), 0))
            if read:
                what = draw.choice(("plans", "cases"))
                asked.append(pool.submit(timed, client, f"/api/{what}/{draw.choice(plans)}", due, read=True))
            else:
                asked.append(pool.submit(timed, client, f"/api/plans/{next(left)}/confirm", due, read=False))
        return [one.result() for one in asked]


def timed(client: Client, path: str, due: float, *, read: bool) -> Timed:
    try:
        answer = client.get(path) if read else client.post(path, version=1)
    except LostError:
        return Timed(read, 0, time.monotonic() - due)
    return Timed(read, answer.status, time.monotonic() - due)


def p95(seconds: Sequence[float]) -> float:
    return sorted(seconds)[len(seconds) * 95 // 100]


def sought(on: Database) -> tuple[float, int, int, Counter[int]]:
    """Each opens a case, asks for a plan and confirms it, again and again until it is booked or the time is up."""
    now = clock.now()
    store = open_store(on.url)
    towns.found(store, now)
    store.close()
    times = towns.starts(now)[: SEEKERS // len(ADVISORS)]
    windows = [{"start": start.isoformat(), "end": (start + LENGTH).isoformat()} for start in times]
    gate, asked = threading.Barrier(SEEKERS), list[int]()
    with running(on) as service, ThreadPoolExecutor(SEEKERS) as pool:
        client, begun = Client(service.address), time.monotonic()

        def seek(number: int) -> None:
            case = _case(number, now.date().isoformat(), windows)
            gate.wait()
            asked.extend(_seek(client, case, number, begun + SEEKING_SECONDS))

        list(pool.map(seek, range(1, SEEKERS + 1)))
        seconds = time.monotonic() - begun
    booked = sum(status == "confirmed" for _, status in ending.ending(on.url).appointments.values())
    return seconds, booked, len(ending.overlaps(on.url)), Counter(asked)


def _seek(client: Client, case: dict[str, Any], number: int, until: float) -> Iterator[int]:
    """What it was answered. People want different times: each tries one that it likes, and then the nearest that is left."""
    draw, likes = random.Random(number), [window["start"] for window in case["customer_windows"]]
    opened = client.post("/api/cases", case)
    yield opened.status
    plan = opened
    while time.monotonic() < until:
        plan = client.post(f"/api/cases/{opened.body['id']}/plans")
        yield plan.status
        if plan.status == 201:
            break
        time.sleep(draw.uniform(0.5, 2.0))  # too many at once: the answer says when to come again
    start = draw.choice(likes)
    while time.monotonic() < until:
        wish = {"case": opened.body["id"], "meeting": CONSULTATION.id, "start": start, "propose": True}
        tried = client.post(f"/api/plans/{plan.body['id']}/moves", wish)
        yield tried.status
        start = draw.choice(likes)
        if tried.status == 200 and tried.body["nearest"]:
            start = tried.body["nearest"]["start"]
        if tried.status == 201:
            confirmed = client.post(f"/api/plans/{tried.body['plan']['id']}/confirm", version=1)
            yield confirmed.status
            if confirmed.status == 200:
                return


def _case(number: int, today: str, windows: list[dict[str, str]]) -> dict[str, Any]:
    return {
        "district": "any",
        "meetings": [{"department": CONSULTATION.department, "minutes": CONSULTATION.minutes}],
        "customer": {"name": f"Kundin/Kunde {number:04}", "email": f"k{number:04}@kunde.example"},
        "received_on": today,
        "customer_windows": windows,
    }
