"""Sixteen clients who hold, book, move, cancel, let go and read the same few plans, and note all of it.

Of a plan they remember what was last answered to any of them, so some of what they ask is out of date: that is meant. One
change in 20 is sent again after its answer, at one in 20 they hang up before it. What was not answered is asked again later, with
its key, until it is.
"""

import random
import threading
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from scheduler import clock
from scheduler.store.store import Store, open_store
from scheduler.store.writing import Writing
from tests.bookings import towns
from tests.bookings.client import Answer, Client, LostError
from tests.bookings.history import FAIL, INFO, INVOKE, OK, History
from tests.bookings.towns import ADVISORS, CONSULTATION, OFFICERS, PERMIT, Piece

CLIENTS = 16
HOT = 48  # plans that are fought over at a time
AGAIN = CUT = 0.05
UNDER_WAY = "still under way"
PAUSE_SECONDS = 0.2  # after a request that found nobody
WITHOUT_END = 10**9  # operations
TIMES = 140  # ten days
LONGEST_WAIT = 60.0  # seconds until what is under way must have come to an end
TAKING = ("held", "confirmed", "moved")
# What is done with a plan that is, as far as is known: with which weight.
WEIGHTS = {
    "proposed": {"hold": 35, "confirm": 25, "read": 90},
    "held": {"confirm": 35, "release": 20, "hold": 5, "read": 90},
    "confirmed": {"move": 25, "cancel": 12, "confirm": 3, "read": 80},
}


@dataclass
class Known:
    """A plan as it was last answered: its appointments by id, each with its version."""

    id: int
    version: int = 1
    status: str = "proposed"
    appointments: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Request:
    """A POST: `f` and `key` as in the history; `version`: the one it is meant for."""

    f: str
    key: str
    path: str
    body: dict[str, Any]
    version: int
    id: str


@dataclass
class Crew:
    """Works on `plans` at the service of `client`; `times`: where appointments may be moved to. `unsettled`: not answered yet."""

    client: Client
    plans: Sequence[int]
    times: Sequence[datetime]
    seed: int
    history: History = field(default_factory=History)
    unsettled: list[Request] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    statuses: list[int] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)
    _processes: Iterator[int] = field(default_factory=lambda: count(CLIENTS))

    def __post_init__(self) -> None:
        self._hot = [Known(id_) for id_ in self.plans[:HOT]]
        self._fresh = iter(self.plans[HOT:])

    def work(self, operations: int) -> None:
        """`toil`, and then ask for everything that was not answered."""
        self.toil(operations)
        self.settle()

    def toil(self, operations: int) -> None:
        """Until so many have been asked or `over` is set. Raises what a thread raised."""
        with ThreadPoolExecutor(CLIENTS) as pool:
            done = [pool.submit(self._one, number, operations // CLIENTS) for number in range(CLIENTS)]
            for one in done:
                one.result()

    def settle(self) -> None:
        """Ask again what nobody was told the end of. Raises RuntimeError where that does not come."""
        draw, waited = random.Random(self.seed), 0.0
        while self.unsettled:
            waiting, self.unsettled = self.unsettled, []
            for request in waiting:
                process = next(self._processes)
                self._invoke(request, process)
                self._send(request, process, None)
            if self.unsettled:
                threading.Event().wait(pause := draw.uniform(0.5, 1.5))
                waited += pause
            if waited > LONGEST_WAIT:
                raise RuntimeError(f"never answered: {self.unsettled[:3]}")

    def _one(self, number: int, operations: int) -> None:
        draw, process = random.Random(self.seed * CLIENTS + number), number
        for _ in range(operations):
            if self.over.is_set():
                return
            place = draw.randrange(HOT)
            known = self._hot[place]
            f = draw.choices(*zip(*WEIGHTS[known.status].items(), strict=True))[0]
            nothing_left = f in ("move", "cancel") and not known.appointments
            reads = f == "read" or nothing_left
            fine = self._read(known, process, draw) if reads else self._change(f, known, process, draw)
            if not fine:
                process = next(self._processes)
            if (known.status == "confirmed" and not known.appointments) or draw.random() < 0.02:
                self._hot[place] = Known(next(self._fresh, known.id))

    def _read(self, known: Known, process: int, draw: random.Random) -> bool:
        if known.appointments and draw.random() < 0.7:
            id_ = draw.choice(tuple(known.appointments))
            key, path = f"appointment {id_}", f"/api/appointments/{id_}"
        else:
            key, path = f"plan {known.id}", f"/api/plans/{known.id}"
        read = f"read-{next(self._numbers)}"
        self.history.add(INVOKE, process, "read", key, None, read)
        try:
            answer = self.client.get(path)
        except LostError:
            self.history.add(INFO, process, "read", key, None, read)
            self.over.wait(PAUSE_SECONDS)
            return False
        self._note(answer, process, "read", key, read, known)
        return True

    def _change(self, f: str, known: Known, process: int, draw: random.Random) -> bool:
        id_ = str(uuid.UUID(int=draw.getrandbits(128)))
        body: dict[str, Any] = {"by": "customer"}
        if f in ("move", "cancel"):
            target = draw.choice(tuple(known.appointments))
            if f == "move":
                body["start"] = draw.choice(self.times).isoformat()
            request = Request(
                f, f"appointment {target}", f"/api/appointments/{target}/{f}", body, known.appointments[target], id_
            )
        else:
            request = Request(f, f"plan {known.id}", f"/api/plans/{known.id}/{f}", body, known.version, id_)
        self._invoke(request, process)
        chance = draw.random()
        if chance < CUT:
            self._cut(request, process, draw)
            return False
        fine = self._send(request, process, known)
        if fine and chance < CUT + AGAIN:
            self._invoke(request, process)
            fine = self._send(request, process, known)
        return fine

    def _cut(self, request: Request, process: int, draw: random.Random) -> None:
        with suppress(LostError):  # the line went dead by itself: as unknown as the rest
            self.client.hang_up(request.path, request.body, key=request.id, version=request.version, after=draw.uniform(0, 0.03))
        self._leave(request, process)

    def _send(self, request: Request, process: int, known: Known | None) -> bool:
        """False where nobody knew at first what was done. While nobody is there it is asked again and again, else later."""
        fine = True
        while (answer := self._asked(request)) is None:
            fine = False
            self.history.add(INFO, process, request.f, request.key, None, request.id)
            if self.over.wait(PAUSE_SECONDS):
                self.unsettled.append(request)
                return False
            process = next(self._processes)
            self._invoke(request, process)
        if answer.status >= 500 or (answer.status == 409 and UNDER_WAY in answer.body["detail"]):
            self.statuses.append(answer.status)
            self._leave(request, process)
            return False
        self._note(answer, process, request.f, request.key, request.id, known)
        return fine

    def _asked(self, request: Request) -> Answer | None:
        with suppress(LostError):
            return self.client.post(request.path, request.body, key=request.id, version=request.version)

    def _invoke(self, request: Request, process: int) -> None:
        self.history.add(INVOKE, process, request.f, request.key, {"version": request.version, **request.body}, request.id)

    def _leave(self, request: Request, process: int) -> None:
        self.history.add(INFO, process, request.f, request.key, None, request.id)
        self.unsettled.append(request)

    def _note(self, answer: Answer, process: int, f: str, key: str, id_: str, known: Known | None) -> None:
        self.statuses.append(answer.status)
        if answer.status >= 300:
            code = answer.body["code"] if isinstance(answer.body, dict) else None
            self.history.add(FAIL, process, f, key, {"status": answer.status, "code": code}, id_)
            return
        self.history.add(OK, process, f, key, _told(answer), id_)
        if known is not None:
            _remember(known, answer)


def _told(answer: Answer) -> dict[str, Any]:
    """What the checker needs of a plan or an appointment."""
    whole = "appointments" in answer.body
    return {
        "version": answer.version,
        "status": answer.body["status"],
        "until": answer.body.get("held_until"),
        "appointments": [_appointment(one) for one in (answer.body["appointments"] if whole else [answer.body])],
    }


def _appointment(one: dict[str, Any]) -> dict[str, Any]:
    names = ("id", "version", "status", "start", "end")
    seats = sorted({one["advisor"], *(seat for held in one["meetings"] for seat in held["seats"])})
    return {name: one[name] for name in names} | {"seats": seats, "case": one["meetings"][0]["case"]}


def _remember(known: Known, answer: Answer) -> None:
    if "appointments" in answer.body:
        # A plan tells its appointments as they were when it was confirmed; what became of them since is known better.
        if answer.body["status"] == "confirmed" and known.status != "confirmed":
            known.appointments = {one["id"]: one["version"] for one in answer.body["appointments"]}
        known.version, known.status = answer.version, answer.body["status"]
    elif answer.body["status"] in TAKING:
        known.appointments[answer.body["id"]] = answer.version
    else:
        known.appointments.pop(answer.body["id"], None)


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


def prepared(url: str, size: int, seed: int) -> tuple[list[int], tuple[datetime, ...]]:
    """The town in an empty store, `size` plans for a crew to fight over, and the times of all of them."""
    store, now = open_store(url), clock.now()
    towns.found(store, now)
    times = towns.starts(now)[:TIMES]
    plans = supply(store, times, size, now, seed)
    store.close()
    return plans, times


def supply(store: Store, times: Sequence[datetime], size: int, now: datetime, seed: int) -> list[int]:
    """So many proposals, each of a customer of its own: most of one appointment, some of two, which stand or fall together."""
    draw, numbers = random.Random(seed), towns.customers()

    def write(books: Writing) -> list[int]:
        return [towns.propose(books, _pieces(times, draw), next(numbers), now) for _ in range(size)]

    return store.change(write)


def _pieces(times: Sequence[datetime], draw: random.Random) -> list[Piece]:
    first = draw.choice(times)
    alone = Piece(CONSULTATION, first, draw.choice(ADVISORS), ())
    if draw.random() < 0.7:
        return [alone]
    other_days = [time for time in times if abs(time - first) > timedelta(days=1)]
    return [alone, Piece(PERMIT, draw.choice(other_days), draw.choice(ADVISORS), (draw.choice(OFFICERS),))]
