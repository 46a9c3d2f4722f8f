"""Letters to be sent: posted with the change that causes them, claimed by one sender at a time, noted when sent.

waiting    to be sent as mail now; later: a reminder whose day has not come
paper      to be printed and posted by the desk, for a customer without e-mail
feed       for a seat that reads its calendar itself instead
sent, given_up, recalled    the end; before: from before there was an outbox
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, insert, select, update

from scheduler.letters import REMINDER, REQUEST, Letter
from scheduler.lifecycle import CUSTOMER
from scheduler.mailbox import has_no_mail
from scheduler.plans import Appointment
from scheduler.store import tables
from scheduler.store.documents import to_document
from scheduler.store.reading_invited import (
    BY_FEED,
    GIVEN_UP,
    LATER,
    ON_PAPER,
    RECALLED,
    SENT,
    WAITING,
    InvitedReading,
    Posted,
)

_GONE_OUT = (WAITING, SENT, ON_PAPER)


class OutboxWriting(InvitedReading):
    """Posting, claiming and noting; between the last two no transaction is open."""

    def post(self, letters: Iterable[Letter], at: datetime) -> None:
        """Each to go out the one way its recipient is reached."""
        posted = tuple(letters)
        by_feed = self._by_feed(posted)
        rows = [_row(one, self._way(one, by_feed), at) for one in posted]
        if rows:
            self._connection.execute(insert(tables.outbox), rows)

    def post_reminder(self, appointment: Appointment, at: datetime) -> None:
        """To the customer, when that moment comes."""
        if not has_no_mail(appointment.customer):
            self._connection.execute(insert(tables.outbox), _row(Letter(CUSTOMER, REMINDER, appointment), LATER, at))

    def recall_reminders(self, appointment_id: int) -> None:
        """Those that nobody has taken in hand."""
        row = tables.outbox
        mine = (row.c.appointment_id == appointment_id) & (row.c.method == REMINDER) & row.c.state.in_((LATER, WAITING))
        self._connection.execute(update(row).where(mine).values(state=RECALLED))

    def mail_what_was_by_feed(self, seat: str, now: datetime) -> None:
        """The calendar that a seat read itself is no more: what stands in it is told by mail from now on."""
        row, later = tables.outbox, tables.outbox.alias()
        newest = ~select(later.c.id).where(_same_reader(later.c, row.c), later.c.id > row.c.id).exists()
        to_come = select(tables.appointment.c.id).where(
            tables.appointment.c.id == row.c.appointment_id,
            tables.appointment.c.status.in_(("confirmed", "moved")),
            tables.appointment.c.starts_at > now,
        )
        theirs = (row.c.recipient == seat) & (row.c.state == BY_FEED) & (row.c.method == REQUEST) & newest & to_come.exists()
        self._connection.execute(update(row).where(theirs).values(state=WAITING, due_at=now, since=now))

    def note_printed(self, letter_id: int) -> bool:
        """False: it is not to be printed (any more)."""
        row = tables.outbox
        mine = (row.c.id == letter_id) & (row.c.state == ON_PAPER)
        return self._connection.execute(update(row).where(mine).values(state=SENT)).rowcount == 1

    def _way(self, one: Letter, by_feed: frozenset[tuple[int | None, str]]) -> str:
        if one.recipient == CUSTOMER and has_no_mail(one.appointment.customer):
            return ON_PAPER
        return BY_FEED if (one.appointment.id, one.recipient) in by_feed else WAITING

    def _by_feed(self, letters: Iterable[Letter]) -> frozenset[tuple[int | None, str]]:
        """(appointment, seat) of the letters whose seat reads its own calendar. What a seat was told of by mail goes on by
        mail: the entry in its calendar could be put right no other way.
        """
        pairs = {(one.appointment.id, one.recipient) for one in letters}
        feed, row = tables.feed.c, tables.outbox.c
        names = select(feed.name).where(feed.kind == "seat", feed.instead_of_mail, feed.revoked_at.is_(None))
        chosen = set(self._connection.scalars(names.where(feed.name.in_({name for _, name in pairs})))) if pairs else set()
        wanted = {pair for pair in pairs if pair[1] in chosen}
        if not wanted:
            return frozenset()
        mailed = select(row.appointment_id, row.recipient).where(
            row.appointment_id.in_({id_ for id_, _ in wanted}), row.state.in_((*_GONE_OUT, GIVEN_UP))
        )
        return frozenset(wanted - {(id_, name) for id_, name in self._connection.execute(mailed)})

    def claim_letter(self, now: datetime, lease: timedelta) -> Posted | None:
        """The letter that is due for longest, nobody else's until `now + lease`; None where nothing is due.

        What others are claiming at this moment is passed over and not waited for.
        """
        row = tables.outbox
        query = select(row).where(_due(now)).order_by(row.c.due_at, row.c.id).limit(1).with_for_update(skip_locked=True)
        found = self._connection.execute(query).mappings().one_or_none()
        if found is None:
            return None
        taken = {"tries": found["tries"] + 1, "due_at": now + lease, "state": WAITING}
        self._connection.execute(update(row).where(row.c.id == found["id"]).values(taken))
        return replace(self._posted(found), tries=taken["tries"])

    def note_sent(self, posted: Posted) -> None:
        self._note(posted, state=SENT, fault=None)

    def note_failed(self, posted: Posted, fault: str, again_at: datetime | None) -> None:
        """`again_at` None: it is given up. `fault`: a word for the log, never what the server said."""
        if again_at is None:
            self._note(posted, state=GIVEN_UP, fault=fault)
        else:
            self._note(posted, due_at=again_at, fault=fault)

    def _note(self, posted: Posted, **values: object) -> None:
        """Only by who claimed it last."""
        row = tables.outbox
        mine = (row.c.id == posted.id) & (row.c.tries == posted.tries) & (row.c.state == WAITING)
        self._connection.execute(update(row).where(mine).values(values))


def _due(now: datetime) -> ColumnElement[bool]:
    """Waiting, its time has come, and nothing before it waits for the same recipient of the same appointment."""
    row, earlier = tables.outbox.c, tables.outbox.alias()
    first = ~(
        select(earlier.c.id)
        .where(
            earlier.c.appointment_id == row.appointment_id,
            earlier.c.recipient == row.recipient,
            earlier.c.state == WAITING,
            earlier.c.id < row.id,
        )
        .exists()
    )
    return row.state.in_((WAITING, LATER)) & (row.due_at <= now) & first


def _same_reader(one: Any, other: Any) -> ColumnElement[bool]:
    return (one.appointment_id == other.appointment_id) & (one.recipient == other.recipient)


def _row(letter: Letter, state: str, at: datetime) -> dict[str, object]:
    return {
        "appointment_id": letter.appointment.id,
        "version": letter.appointment.version,
        "recipient": letter.recipient,
        "sequence": letter.appointment.sequence,
        "method": letter.method,
        "document": to_document(letter.appointment),
        "state": state,
        "since": at,
        "due_at": at,
        "about": letter.about,
    }
