"""Changes to appointments, and to what they take. Each state and its change is one row of history: see `lifecycle`.

What takes somebody never changes where it stands (`guards`): an appointment is entered or changed as planned, with all it is
to take, and taken from then on by one statement. Two of one transaction may so change places.
"""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import Connection, delete, insert, select, tuple_, update

from scheduler.errors import Conflict, StaleError
from scheduler.invited import OVERTAKEN, WAS_CANCELLED
from scheduler.letters import IN_CALENDARS, customer_is_told, letters, reminded_at
from scheduler.lifecycle import CANCELLED, MOVED, PLANNED, Hand, refuse_unlawful
from scheduler.moved import no_room, when
from scheduler.plans import Appointment
from scheduler.store import tables
from scheduler.store.answers import AnswerWriting
from scheduler.store.claims import Claim, claims
from scheduler.store.rooms import room_for
from scheduler.store.rows import appointment_row, held_meeting_rows
from scheduler.town import Town


class AppointmentWriting(AnswerWriting):
    """Appointments: entered, changed, passed from state to state. `_changed`: their ids, for the calendar's next version.
    `reminder_days`: how many working days before it a customer is reminded of an appointment; 0: never.
    """

    def __init__(self, connection: Connection, towns: dict[int, Town], reminder_days: int = 0) -> None:
        super().__init__(connection, towns)
        self._changed: set[int] = set()
        self._reminder_days = reminder_days

    def lock_capacities(self, appointments: Iterable[Appointment], town: Town) -> None:
        """Lock what the appointments will take, in one order, so that two who want the same never wait in a circle.

        Measured on PostgreSQL: an exclusion constraint alone deadlocks when a booking takes two capacities, even in
        sorted order; locked first, it never did. SQLite has one writer at a time and ignores FOR UPDATE.
        """
        wanted = {self._key(claim) for one in appointments for claim in claims(one, town.place_by_id[one.place])}
        row = tables.capacity.c
        query = select(row.id).where(tuple_(row.kind, row.name).in_(sorted(wanted))).order_by(row.id)
        self._connection.execute(query.with_for_update())

    def lock_appointment(self, appointment_id: int) -> Appointment:
        """As it is, and stays until this transaction changes it. Raises NotFoundError."""
        row = tables.appointment.c
        self._connection.execute(select(row.id).where(row.id == appointment_id).with_for_update())
        return self.appointment(appointment_id)

    def enter(
        self, plan_id: int, appointments: Iterable[Appointment], town: Town, state: str, hand: Hand
    ) -> tuple[Appointment, ...]:
        """The appointments of a plan in that state, with their ids, and all they take: those that have an id already (they
        were held before) are taken again. The database refuses what is taken: Conflict at once.
        """
        return tuple(self._enter(plan_id, one, town, state, hand) for one in appointments)

    def become(self, appointment: Appointment, state: str, hand: Hand) -> Appointment:
        """From the version it has to the next, in another state; what the customer must be told raises `sequence` before.

        Raises Conflict for what is not lawful, StaleError when somebody else has changed it since.
        """
        return self._pass_on(appointment, replace(appointment, status=state), hand)

    def rebook(
        self, dropped: Iterable[Appointment], changed: Iterable[Appointment], town: Town, hand: Hand
    ) -> tuple[tuple[Appointment, ...], tuple[Appointment, ...]]:
        """Booked appointments given up, and others as they are to be: same id, next sequence; as they then stand.

        All of them are given up before any is taken anew, so that two may change places. Raises Conflict where one is no
        longer in the version given.
        """
        to_go, to_change = tuple(dropped), tuple(changed)
        now = self._locked_versions((*to_go, *to_change))
        moved = [one.id for one in (*to_go, *to_change) if now.get(one.id or 0) != one.version]
        if moved:
            raise Conflict(f"Appointment {id_} was changed by somebody else since." for id_ in moved)
        before = {one.id: self.appointment(one.id or 0) for one in to_change}
        gone = tuple(self.cancel(one, hand) for one in to_go)
        for one in to_change:
            self._give_up(one)
        return gone, tuple(self._take_anew(before[one.id], one, town, hand) for one in to_change)

    def cancel(self, appointment: Appointment, hand: Hand) -> Appointment:
        """It takes nobody any more, and its meetings are open again."""
        return self.become(replace(appointment, sequence=appointment.sequence + 1), CANCELLED, hand)

    def _enter(self, plan_id: int, appointment: Appointment, town: Town, state: str, hand: Hand) -> Appointment:
        entered = replace(appointment, status=PLANNED)
        if entered.id is None:
            row = {**appointment_row(entered), "customer_id": self._customer_id_of(entered.customer), "plan_id": plan_id}
            entered = replace(
                entered, id=self._connection.scalar(insert(tables.appointment).values(row).returning(tables.appointment.c.id))
            )
        else:
            self._clear(entered)
        self._claim(entered, town)
        return self.become(entered, state, hand)

    def _take_anew(self, was: Appointment, changed: Appointment, town: Town, hand: Hand) -> Appointment:
        status = MOVED if customer_is_told(was, changed) else was.status
        to_be = replace(changed, sequence=was.sequence + 1, version=was.version, status=status)
        self._clear(was)
        self._claim(to_be, town)
        return self._pass_on(was, to_be, hand)

    def _pass_on(self, was: Appointment, to_be: Appointment, hand: Hand) -> Appointment:
        """The one place where a state changes: the row of history, then compare and swap."""
        refuse_unlawful(was.id, was.status, to_be.status)
        passed = replace(to_be, version=was.version + 1)
        if self._locked_versions([was]) != {was.id: was.version}:
            raise StaleError(f"Appointment {was.id}", was.version)
        history = {
            "appointment_id": was.id,
            "version": passed.version,
            "was": was.status if was.version else None,
            "became": passed.status,
            "by": hand.by,
            "at": hand.at,
        }
        self._connection.execute(insert(tables.transition).values(history))
        row = tables.appointment
        self._connection.execute(update(row).where(row.c.id == was.id).values(appointment_row(passed)))
        self._changed.add(was.id or 0)
        self._tell(was, passed, hand)
        return passed

    def _tell(self, was: Appointment, passed: Appointment, hand: Hand) -> None:
        """Whoever is concerned is written to, and what was to be said of the appointment as it was is said no more."""
        guests = [one.key for one in self.guests(was.id or 0)] if was.status in IN_CALENDARS else []
        self.post(letters(was, passed, guests), hand.at)
        stands = was.status in IN_CALENDARS and passed.status in IN_CALENDARS and not customer_is_told(was, passed)
        if stands:  # the customer knows of it already; only others come
            self.forget_options(was.id or 0)
            return
        if was.status in IN_CALENDARS:
            self.recall_reminders(was.id or 0)
            self.overtake_wishes(was.id or 0, hand.at, WAS_CANCELLED if passed.status == CANCELLED else OVERTAKEN)
        if passed.status in IN_CALENDARS and self._reminder_days:
            moment = reminded_at(passed, self.town()[1], self._reminder_days)
            if moment > hand.at:
                self.post_reminder(passed, moment)

    def _locked_versions(self, appointments: Iterable[Appointment]) -> dict[int, int]:
        """The versions they have in the store, by id; nobody else changes them until this transaction ends."""
        row = tables.appointment.c
        ids = [one.id for one in appointments]
        query = select(row.id, row.version).where(row.id.in_(ids)).order_by(row.id).with_for_update()
        return dict(self._connection.execute(query).all())

    def _give_up(self, appointment: Appointment) -> None:
        """For a moment inside this transaction: its row says planned and takes nobody, until `_pass_on`."""
        row = tables.appointment
        self._connection.execute(update(row).where(row.c.id == appointment.id).values(status=PLANNED, active=False))

    def _clear(self, appointment: Appointment) -> None:
        for table in (tables.engagement, tables.held_meeting):
            self._connection.execute(delete(table).where(table.c.appointment_id == appointment.id))

    def _claim(self, appointment: Appointment, town: Town) -> None:
        """The meetings of an appointment that is planned, and everybody and everything it is to take."""
        self._connection.execute(insert(tables.held_meeting), held_meeting_rows(appointment.id or 0, appointment.meetings))
        engagements = [
            {
                "capacity_id": self._free_capacity(claim, town),
                "starts_at": claim.start,
                "ends_at": claim.end,
                "active": False,
                "appointment_id": appointment.id,
            }
            for claim in claims(appointment, town.place_by_id[appointment.place])
        ]
        self._connection.execute(insert(tables.engagement), engagements)

    def _free_capacity(self, claim: Claim, town: Town) -> int:
        """Of a seat or a customer there is one, taken or not: the guard refuses. Of rooms one that is free."""
        if claim.kind == "room":
            found = room_for(self._connection, claim, town.place_by_id[claim.name].rooms or 0)
        else:
            row = tables.capacity.c
            this = tuple_(row.kind, row.name) == self._key(claim)
            found = self._connection.scalar(select(row.id).where(this, row.offered))
        if found is None:
            if claim.kind == "room":
                raise Conflict([no_room(town.place_by_id[claim.name], claim.start, claim.end, town)])
            raise Conflict([f"{claim.name} can no longer be booked on {when(claim.start, claim.end, town)}."])
        return found

    def _key(self, claim: Claim) -> tuple[str, str]:
        # A customer is claimed by number: an e-mail address need not stand in one more table.
        return claim.kind, str(self._customer_id_of(claim.name)) if claim.kind == "customer" else claim.name
