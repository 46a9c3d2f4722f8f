"""What the invited have answered, and the wishes for another time that follow from it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, update

from scheduler.invited import OPEN, OVERTAKEN, Answer, Wish
from scheduler.plans import Appointment
from scheduler.store import tables
from scheduler.store.documents import to_document
from scheduler.store.guests import GuestWriting


class AnswerWriting(GuestWriting):
    """Answers and wishes."""

    def note_answer(self, answer: Answer) -> None:
        row = {
            "appointment_id": answer.appointment,
            "recipient": answer.recipient,
            "sequence": answer.sequence,
            "state": answer.state,
            "stamp": answer.stamp,
            "noted_at": answer.noted_at,
            "way": answer.way,
            "reference": answer.reference,
        }
        self._connection.execute(insert(tables.participation).values(row))

    def open_wish(self, wish: Wish) -> Wish:
        """With its id; the open one of the same appointment, if there is one, is overtaken by it."""
        self.overtake_wishes(wish.appointment, wish.made_at)
        row = {
            "appointment_id": wish.appointment,
            "sequence": wish.sequence,
            "kind": wish.kind,
            "made_at": wish.made_at,
            "starts_at": wish.asked.start if wish.asked else None,
            "ends_at": wish.asked.end if wish.asked else None,
            "note": wish.note,
            "state": OPEN,
        }
        return self.wish(self._connection.execute(insert(tables.wish).values(row).returning(tables.wish.c.id)).scalar_one())

    def settle_wish(self, wish_id: int, state: str, at: datetime, by: str, reason: str | None = None) -> bool:
        """False: it is no longer open."""
        row = tables.wish
        values = {"state": state, "settled_at": at, "settled_by": by, "reason": reason}
        settled = update(row).where(row.c.id == wish_id, row.c.state == OPEN).values(values)
        return self._connection.execute(settled).rowcount == 1

    def overtake_wishes(self, appointment_id: int, at: datetime, state: str = OVERTAKEN) -> None:
        """The appointment went another way, or a newer wish came."""
        row = tables.wish
        open_ones = update(row).where(row.c.appointment_id == appointment_id, row.c.state == OPEN)
        self._connection.execute(open_ones.values(state=state, settled_at=at))

    def write_options(self, wish_id: int, options: Sequence[Appointment], version: int) -> None:
        """As worked out for that version of the appointment."""
        row = tables.wish
        values = {"options": [to_document(one) for one in options], "options_for": version}
        self._connection.execute(update(row).where(row.c.id == wish_id, row.c.state == OPEN).values(values))

    def forget_options(self, appointment_id: int) -> None:
        """They were worked out for an appointment that is no longer so."""
        row = tables.wish
        open_ones = update(row).where(row.c.appointment_id == appointment_id, row.c.state == OPEN)
        self._connection.execute(open_ones.values(options=None, options_for=None))
