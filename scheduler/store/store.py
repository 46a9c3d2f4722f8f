"""The one place that opens transactions, and turns what a database refuses into our errors."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from scheduler.errors import AwayError, BusyError, Conflict
from scheduler.store import guards, schema
from scheduler.store.census import Census, census
from scheduler.store.engine import BUSY_SECONDS, READ_ONLY, open_engine
from scheduler.store.look import Look
from scheduler.store.writing import Writing
from scheduler.town import Town

# Serialization failure and deadlock: PostgreSQL gave this transaction up for another one, and asks to run all of it again
# (its manual, 13.5 and appendix A). SQLite has one writer at a time: who is refused at BEGIN has waited for BUSY_SECONDS by
# then, and waiting as long once more helps nobody.
_AGAIN_SQLSTATES = ("40001", "40P01")
_LOCKED_SQLSTATES = ("55P03",)
# PostgreSQL is stopped, crashes or starts; None: there was no answer of its own, the connection could not be made or broke.
_AWAY_SQLSTATES = (None, "57P01", "57P02", "57P03")
TRIES = 6
_LONGEST_PAUSE_SECONDS = 0.05  # before the second try; doubled with each

_TAKEN = "A meeting of the plan was booked in the meantime."
_TOWN_MOVED = "The town was changed by somebody else at the same moment."
_REFUSALS = {
    guards.NAME: "Somebody whom the plan needs, or its room, was taken for another appointment in the meantime.",
    # PostgreSQL names the constraint, SQLite its columns.
    "uq_held_meeting_active": _TAKEN,
    "held_meeting.case_id, held_meeting.meeting_id": _TAKEN,
    # A seat, a room or the limit of a place has come or gone since this transaction looked at the town.
    "engagement_offered": _TOWN_MOVED,
    "appointment_claims": _TOWN_MOVED,
    "pk_town": _TOWN_MOVED,
    "town.version": _TOWN_MOVED,
}


Result = TypeVar("Result")


class Store:
    """The store over one engine, its schema up to date and its guards in force. Make one with `open_store`."""

    def __init__(self, engine: Engine, reminder_days: int = 0) -> None:
        self._engine = engine
        self._reminder_days = reminder_days
        self._towns: dict[int, Town] = {}
        self._receipt: ContextVar[Callable[[Writing, Any], None] | None] = ContextVar("receipt", default=None)
        self._inside: ContextVar[Look | None] = ContextVar("inside", default=None)
        self._pen = Lock() if engine.dialect.name == "sqlite" else None

    def change(self, work: Callable[[Writing], Result], aside: bool = False) -> Result:
        """What `work` answers, once all it wrote is committed: it is run whole in one writing transaction, and again from its
        start where the database gave it up for another. So it may change nothing but the store, and do nothing slow.
        `aside`: it is not what was asked for, and has no receipt (see `receipts`).

        Raises Conflict when the database refuses a double booking, BusyError when others held it for too long, and whatever
        `work` raises; then nothing was written.
        """
        for tried in range(TRIES):
            try:
                with self.transaction() as books:
                    result = work(books)
                    if not aside:
                        self._write_receipt(books, result)
                    return result
            except BusyError as busy:
                if tried + 1 == TRIES or not _was_given_up(busy.__cause__):
                    raise
                # Drawn, so that two who met do not meet again at once.
                time.sleep(random.uniform(0, _LONGEST_PAUSE_SECONDS * 2**tried))  # noqa: S311  no secret
        raise AssertionError("unreachable")

    @contextmanager
    def receipts(self, write: Callable[[Writing, Any], None]) -> Iterator[None]:
        """Each change made in this block, by this thread, writes its receipt as part of its own transaction: `write` gets what
        the change answers. What it reads of this store is what the change has just made of it.
        """
        token = self._receipt.set(write)
        try:
            yield
        finally:
            self._receipt.reset(token)

    def _write_receipt(self, books: Writing, result: object) -> None:
        write = self._receipt.get()
        if write is None:
            return
        token = self._inside.set(books)
        try:
            write(books, result)
        finally:
            self._inside.reset(token)

    @contextmanager
    def transaction(self) -> Iterator[Writing]:
        """One try of `change`, as a block: committed at its end, rolled back by any exception."""
        with self._pen_in_hand(), _in_our_words(), self._engine.begin() as connection:
            # A copy: a version that is rolled back must not be remembered.
            books = Writing(connection, dict(self._towns), self._reminder_days)
            yield books
            books.close_calendar()

    @contextmanager
    def _pen_in_hand(self) -> Iterator[None]:
        """SQLite has one writer at a time and lets the others sleep, longer each time they look; of our own threads the next
        one writes at once. Raises BusyError where that takes as long as SQLite would wait.
        """
        if self._pen is None:
            yield
            return
        if not self._pen.acquire(timeout=BUSY_SECONDS):
            raise BusyError("The store was locked by others for too long.", advice="Send the request again.")
        try:
            yield
        finally:
            self._pen.release()

    @contextmanager
    def reading(self) -> Iterator[Look]:
        """A consistent look that blocks no writer and cannot write; in a block `at_once` its one look, and while a receipt is
        written that of the change.
        """
        inside = self._inside.get()
        if inside is not None:
            yield inside
            return
        with self.looking() as connection:
            yield Look(connection, self._towns)

    @contextmanager
    def at_once(self) -> Iterator[Look]:
        """All that this thread reads in the block is one look, so it fits together and begins once; nothing is changed."""
        with self.reading() as look:
            token = self._inside.set(look)
            try:
                yield look
            finally:
                self._inside.reset(token)

    def census(self) -> Census:
        """How much there is of everything."""
        with self.looking() as connection:
            return census(connection)

    @contextmanager
    def looking(self) -> Iterator[Connection]:
        """`reading` for the other rooms of the store, which read tables whole."""
        options: dict[str, object] = {READ_ONLY: True}
        if self._engine.dialect.name == "postgresql":
            options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with _in_our_words(), self._engine.connect() as connection:
            configured = connection.execution_options(**options)
            with configured.begin():
                yield configured

    def close(self) -> None:
        self._engine.dispose()


def open_store(database_url: str, reminder_days: int = 2) -> Store:
    """Open the database, bring its schema up to date, and refuse one whose guards or settings are not in force.

    `reminder_days`: how many working days before it a customer is reminded of an appointment; 0: never.
    """
    engine = open_engine(database_url)
    try:
        with _in_our_words(), schema.migrating(engine) as connection:
            schema.upgrade(connection)
            guards.check_guards(connection)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine, reminder_days)


def follow_store(database_url: str) -> Store:
    """The database that another process of ours has opened by `open_store`, and keeps open."""
    return Store(open_engine(database_url))


def _was_given_up(reason: BaseException | None) -> bool:
    return isinstance(reason, OperationalError) and getattr(reason.orig, "sqlstate", None) in _AGAIN_SQLSTATES


def _is_away(reason: OperationalError | InterfaceError) -> bool:
    """Of PostgreSQL only: a file may be full or broken, and is never away. SQLite's errors have no such field."""
    return reason.connection_invalidated or getattr(reason.orig, "sqlstate", "") in _AWAY_SQLSTATES


@contextmanager
def _in_our_words() -> Iterator[None]:
    try:
        yield
    except IntegrityError as reason:
        for mark, sentence in _REFUSALS.items():
            if mark in str(reason.orig):
                raise Conflict([sentence], advice="Look again and repeat.") from reason
        raise
    except PoolTimeout as reason:
        raise BusyError("All connections to the store are in use.", advice="Send the request again.") from reason
    except (OperationalError, InterfaceError) as reason:
        if _is_away(reason):
            raise AwayError(
                "The database cannot be reached at the moment.",
                advice="Send the request again in a few seconds, with the same Idempotency-Key if it has one.",
            ) from reason
        if _was_given_up(reason):
            raise BusyError("The store was wanted by too many at once.", advice="Send the request again.") from reason
        if getattr(reason.orig, "sqlstate", None) in _LOCKED_SQLSTATES or "database is locked" in str(reason.orig):
            raise BusyError("The store was locked by others for too long.", advice="Send the request again.") from reason
        raise
