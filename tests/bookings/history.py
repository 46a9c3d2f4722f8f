"""What was asked and what was answered, in Jepsen's form: one line an event, so that others can check it with their own checker.

`type`: invoke, ok (answered and done), fail (answered and refused: nothing was changed), info (nobody knows). `process`: who
asks, one thing at a time; after an info it goes on under another number, as in Jepsen. `f` is done to `key` (`plan 17`);
`time`: nanoseconds of the machine's clock, which the service reads as well. `id`: the Idempotency-Key, or what stands for it
where none was sent: events with one id are one operation, however often it was sent.
"""

import json
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

INVOKE, OK, FAIL, INFO = "invoke", "ok", "fail", "info"


@dataclass(frozen=True)
class Event:
    type: str
    process: int
    f: str
    key: str
    value: Any
    id: str
    time: int


@dataclass
class History:
    """Events in the order in which they were seen here; any thread may add to it."""

    events: list[Event] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, type_: str, process: int, f: str, key: str, value: Any, id_: str) -> None:
        with self._lock:
            self.events.append(Event(type_, process, f, key, value, id_, time.time_ns()))

    def write(self, path: Path) -> None:
        path.write_text("".join(f"{json.dumps(asdict(one))}\n" for one in self.events))


def read(path: Path) -> Iterator[Event]:
    yield from (Event(**json.loads(line)) for line in path.read_text().splitlines())


@dataclass(frozen=True)
class Operation:
    """All events of one id. `invoked`, `completed`: when it was first asked, and first answered; `outcome`: ok, fail or info.

    `asked`: the value of the invocation; `answers`: of each time it was answered, in order.
    """

    id: str
    f: str
    key: str
    process: int
    asked: Any
    invoked: int
    completed: int | None
    outcome: str
    answers: tuple[Any, ...]


def operations(events: Iterable[Event]) -> tuple[Operation, ...]:
    """In the order in which they were first asked."""
    by_id: dict[str, list[Event]] = {}
    for event in events:
        by_id.setdefault(event.id, []).append(event)
    return tuple(_operation(theirs) for theirs in by_id.values())


def _operation(events: list[Event]) -> Operation:
    first = events[0]
    answered = [event for event in events if event.type in (OK, FAIL)]
    return Operation(
        id=first.id,
        f=first.f,
        key=first.key,
        process=first.process,
        asked=first.value,
        invoked=first.time,
        completed=answered[0].time if answered else None,
        outcome=answered[0].type if answered else INFO,
        answers=tuple(event.value for event in answered),
    )
