"""The use cases and the clock of the running application, as a view reaches them; and whose turn it is to have one solved."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from threading import BoundedSemaphore

from flask import current_app

from api import measured
from scheduler.errors import BusyError
from scheduler.mailbox import Mailbox
from scheduler.planning import Desk
from scheduler.whatif import Studies

KEY = "lotse"

# Solves at once: half of the threads `lotse serve` has, so that pages and bookings are answered while others think.
TURNS = 4


@dataclass(frozen=True)
class Counter:
    """What views work with: the use cases, the clock, the mailbox that invites, and what-if studies."""

    desk: Desk
    now: Callable[[], datetime]
    mailbox: Mailbox
    studies: Studies
    turns: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(TURNS))


def counter() -> Counter:
    """The counter of the application that serves this request."""
    return current_app.extensions[KEY]


def desk() -> Desk:
    return counter().desk


def studies() -> Studies:
    return counter().studies


def now() -> datetime:
    return counter().now()


@contextmanager
def turn() -> Iterator[None]:
    """A turn to think. Raises BusyError when all are taken: a waiting request would hold a thread that others need."""
    turns = counter().turns
    if not turns.acquire(blocking=False):
        measured.refused()
        raise BusyError(f"{TURNS} plans are being computed already.", advice="Send the request again in a few seconds.")
    try:
        yield
    finally:
        turns.release()
