"""All that can be changed inside one writing transaction, subject by subject. All or nothing, by the transaction."""

from sqlalchemy import update

from scheduler.store import tables
from scheduler.store.feeds import FeedWriting
from scheduler.store.look import Look
from scheduler.store.receipts import ReceiptWriting
from scheduler.store.studies import StudyWriting
from scheduler.store.writing_appointments import AppointmentWriting
from scheduler.store.writing_cases import CaseWriting
from scheduler.store.writing_plans import PlanWriting
from scheduler.store.writing_towns import TownWriting


class Writing(TownWriting, CaseWriting, PlanWriting, AppointmentWriting, FeedWriting, ReceiptWriting, StudyWriting, Look):
    """A look at the store that may also change it; others see all of it at the commit or nothing."""

    def calendar_version(self) -> int:
        """Raises RuntimeError once this transaction has booked: nobody may remember a version that can be rolled back."""
        if self._changed:
            raise RuntimeError("Ask for the calendar's version before booking.")
        return super().calendar_version()

    def close_calendar(self) -> None:
        """The last step of every transaction, whatever changed: the calendar's row is locked from here to the commit, which
        puts versions in order.
        """
        if not self._changed:
            return
        calendar, row = tables.calendar.c, tables.appointment.c
        next_version = update(tables.calendar).values(version=calendar.version + 1).returning(calendar.version)
        version = self._connection.scalar(next_version)
        self._connection.execute(update(tables.appointment).where(row.id.in_(sorted(self._changed))).values(changed_in=version))
