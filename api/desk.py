"""The use cases and the clock of the running application, as a view reaches them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import current_app

from scheduler.exports.booked import Mailbox
from scheduler.planning import Desk

KEY = "lotse"


@dataclass(frozen=True)
class Counter:
    """What views work with: the use cases, the clock, and the mailbox that invites."""

    desk: Desk
    now: Callable[[], datetime]
    mailbox: Mailbox


def counter() -> Counter:
    """The counter of the application that serves this request."""
    return current_app.extensions[KEY]


def desk() -> Desk:
    return counter().desk


def now() -> datetime:
    return counter().now()
