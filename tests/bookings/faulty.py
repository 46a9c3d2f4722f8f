"""The same programs with faults planted in them, to see that the proof would find them. Never a part of the product.

    python -m tests.bookings.faulty no-referee,if-match-ignored lotse serve --port 8000
    python -m tests.bookings.faulty mail-before-commit gunicorn -c python:api.city

The faults are put in place of functions of the product before the program begins; gunicorn's processes inherit them. The fault
"constraint dropped" is not among them: it is planted in the database (`dropped.drop`), and `no-referee` takes away what else
would have stood in the way.
"""

import json
import os
import random
import sys
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

import api.appointments
import api.plans
import scheduler.booking
import scheduler.standing
from scheduler.errors import BusyError
from scheduler.letters import Letter
from scheduler.store.outbox import OutboxWriting
from scheduler.store.writing import Writing

MAILBOX = "PROVE_MAILBOX"  # environment: the file that mail-before-commit writes to
ONE_IN = 40


def no_referee() -> None:
    """Nobody looks whether a plan still fits; the database alone is asked."""
    scheduler.booking.refuse_late = lambda *_given: None
    scheduler.booking.refuse_moved_world = lambda *_given, **_named: None
    scheduler.standing.violations = lambda *_given: []


def if_match_ignored() -> None:
    """Whichever version the caller has seen, the newest is changed."""
    api.plans.seen = lambda: None
    api.appointments.seen = lambda: None


def mail_before_commit() -> None:
    """Letters leave the house as they are written, whatever becomes of the transaction; the outbox looks as ever."""
    post = OutboxWriting.post

    def send_at_once(self: OutboxWriting, letters: Iterable[Letter], at: datetime) -> None:
        told = tuple(letters)
        with Path(os.environ[MAILBOX]).open("a", encoding="utf-8") as mailbox:
            for one in told:
                mail = (one.appointment.id, one.appointment.version, one.recipient)
                mailbox.write(f"{json.dumps(mail)}\n")
        post(self, told, at)

    OutboxWriting.post = send_at_once


def commits_fail() -> None:
    """No fault of the product: one booking in 40 is lost at its commit, as when a database goes away."""
    close = Writing.close_calendar

    def close_or_fail(self: Writing) -> None:
        close(self)
        if self._changed and random.randrange(ONE_IN) == 0:
            raise BusyError("The proof took this commit away.")

    Writing.close_calendar = close_or_fail


FAULTS: dict[str, Callable[[], None]] = {
    "no-referee": no_referee,
    "if-match-ignored": if_match_ignored,
    "mail-before-commit": mail_before_commit,
    "commits-fail": commits_fail,
}


def main() -> None:
    _, faults, program, *options = sys.argv
    for fault in faults.split(","):
        FAULTS[fault]()
    sys.argv = [program, *options]
    if program == "lotse":
        from api.cli import main as run
    else:
        from gunicorn.app.wsgiapp import run
    run()


if __name__ == "__main__":
    main()
