"""Whom customers bring along to an appointment."""

from datetime import datetime

from sqlalchemy import insert, update

from scheduler.invited import Guest
from scheduler.store import tables
from scheduler.store.outbox import OutboxWriting


class GuestWriting(OutboxWriting):
    """Guests, added and taken back."""

    def add_guest(self, appointment_id: int, name: str, email: str, language: str, at: datetime) -> Guest:
        values = {"appointment_id": appointment_id, "name": name, "email": email, "language": language, "added_at": at}
        id_ = self._connection.execute(insert(tables.guest).values(values).returning(tables.guest.c.id)).scalar_one()
        return Guest(id_, appointment_id, name, email, language)

    def remove_guest(self, guest_id: int, at: datetime) -> None:
        row = tables.guest
        self._connection.execute(update(row).where(row.c.id == guest_id).values(removed_at=at))
