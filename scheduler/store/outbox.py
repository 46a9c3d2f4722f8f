"""Letters to be sent: posted with the change that causes them, claimed by one sender at a time, noted when sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, insert, select, update

from scheduler.letters import Letter
from scheduler.plans import Appointment
from scheduler.store import tables
from scheduler.store.documents import from_document, to_document
from scheduler.store.reading import Reading

WAITING, SENT, GIVEN_UP = "waiting", "sent", "given_up"


@dataclass(frozen=True)
class Posted:
    """A letter that is claimed: this is the `tries`-th time, and it has waited `since`."""

    id: int
    letter: Letter
    tries: int
    since: datetime


class OutboxWriting(Reading):
    """Posting, claiming and noting; between the last two no transaction is open."""

    def post(self, letters: Iterable[Letter], at: datetime) -> None:
        rows = [
            {
                "appointment_id": one.appointment.id,
                "version": one.appointment.version,
                "recipient": one.recipient,
                "sequence": one.appointment.sequence,
                "method": one.method,
                "document": to_document(one.appointment),
                "state": WAITING,
                "since": at,
                "due_at": at,
            }
            for one in letters
        ]
        if rows:
            self._connection.execute(insert(tables.outbox), rows)

    def claim_letter(self, now: datetime, lease: timedelta) -> Posted | None:
        """The letter that is due for longest, nobody else's until `now + lease`; None where nothing is due.

        What others are claiming at this moment is passed over and not waited for.
        """
        row = tables.outbox
        query = select(row).where(_due(now)).order_by(row.c.due_at, row.c.id).limit(1).with_for_update(skip_locked=True)
        found = self._connection.execute(query).mappings().one_or_none()
        if found is None:
            return None
        tries = found["tries"] + 1
        self._connection.execute(update(row).where(row.c.id == found["id"]).values(tries=tries, due_at=now + lease))
        letter = Letter(found["recipient"], found["method"], from_document(Appointment, found["document"]))
        return Posted(found["id"], letter, tries, found["since"])

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
    return (row.state == WAITING) & (row.due_at <= now) & first
