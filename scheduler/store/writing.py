"""Named changes: what can be done to the store inside one writing transaction. All or nothing, by the transaction."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, func, insert, select, tuple_, update
from sqlalchemy.exc import IntegrityError

from scheduler.cases import Case, Customer
from scheduler.errors import Conflict, InputError
from scheduler.moved import no_room, when
from scheduler.plans import Appointment, Plan, Replan
from scheduler.store import tables
from scheduler.store.claims import Claim, claims
from scheduler.store.documents import to_document
from scheduler.store.reading import CANCELLED, Reading, ReplanProposal
from scheduler.store.rooms import room_for
from scheduler.store.rows import appointment_row, case_row, held_meeting_rows, required_meeting_rows
from scheduler.town import Town


class Writing(Reading):
    """A look at the store that may also change it; others see all of it at the commit or nothing."""

    _booked = False

    def write_town(self, town: Town, since: datetime) -> int:
        """A new version of the town, and its number. Seats and rooms that are new can be taken from now on."""
        version = (self._connection.scalar(select(func.max(tables.town.c.version))) or 0) + 1
        self._connection.execute(insert(tables.town).values(version=version, document=to_document(town), since=since))
        self._offer_capacities(town)
        return version

    def open_case(self, case: Case) -> Case:
        """The case with the id the store gave it. A customer is known by e-mail, see `_customer_id`."""
        customer_id = self._customer_id(case.customer)
        row = {**case_row(case), "customer_id": customer_id}
        case_id = self._connection.scalar(insert(tables.customer_case).values(row).returning(tables.customer_case.c.id))
        stored = replace(case, id=case_id)
        self._connection.execute(insert(tables.required_meeting), required_meeting_rows(stored.id, case.meetings))
        return stored

    def write_proposal(self, plan: Plan, town_version: int, case_versions: Mapping[int, int], made_at: datetime) -> Plan:
        """The plan with its id. It books nothing."""
        row = {
            "customer_id": self._customer_id_of(plan.customer),
            "made_at": made_at,
            "town_version": town_version,
            "case_versions": {str(case_id): version for case_id, version in case_versions.items()},
            "document": to_document(plan),
        }
        plan_id = self._connection.scalar(insert(tables.plan).values(row).returning(tables.plan.c.id))
        stored = replace(plan, id=plan_id)
        self._connection.execute(update(tables.plan).where(tables.plan.c.id == plan_id).values(document=to_document(stored)))
        return stored

    def hold_proposal(self, plan_id: int) -> None:
        """Let nobody else confirm or drop the plan until this transaction ends (SQLite: nobody else writes anyway)."""
        self._connection.execute(select(tables.plan.c.id).where(tables.plan.c.id == plan_id).with_for_update())

    def write_confirmed(self, plan: Plan, confirmed_at: datetime) -> None:
        row = {"document": to_document(plan), "confirmed_at": confirmed_at}
        self._connection.execute(update(tables.plan).where(tables.plan.c.id == plan.id).values(row))

    def advance_cases(self, case_versions: Mapping[int, int]) -> None:
        """Compare and swap: each case from the version given to the next. Raises Conflict for those that moved."""
        cases, moved = tables.customer_case, list[int]()
        for case_id, version in sorted(case_versions.items()):
            same = (cases.c.id == case_id) & (cases.c.version == version)
            if self._connection.execute(update(cases).where(same).values(version=version + 1)).rowcount != 1:
                moved.append(case_id)
        if moved:
            why = "another plan for it was confirmed, or its days were recorded anew"
            raise Conflict(
                (f"Case {case_id} is no longer as it was when the plan was made: {why}." for case_id in moved),
                advice="Look at it as it is now, and request a new plan where meetings are still open.",
            )

    def rewrite_records(self, case: Case) -> Case:
        """The days recorded of a case, whose `version` is the one they were told for; the case with its next version.

        Raises Conflict when it has moved on.
        """
        row = {**case_row(case), "version": case.version + 1}
        kept = {field: row[field] for field in ("complete_on", "records", "version")}
        cases = tables.customer_case
        same = (cases.c.id == case.id) & (cases.c.version == case.version)
        if self._connection.execute(update(cases).where(same).values(kept)).rowcount != 1:
            sentence = f"Case {case.id} was changed by somebody else since version {case.version}."
            raise Conflict([sentence], advice="Look at the case again and send the change with its new version.")
        return replace(case, version=case.version + 1)

    def hold_capacities(self, appointments: Iterable[Appointment], town: Town) -> None:
        """Lock what the appointments will take, in one order, so that two who want the same never wait in a circle.

        Measured on PostgreSQL: an exclusion constraint alone deadlocks when a booking takes two capacities, even in
        sorted order; locked first, it never did. SQLite has one writer at a time and ignores FOR UPDATE.
        """
        wanted = {self._key(claim) for one in appointments for claim in claims(one, town.place_by_id[one.place])}
        row = tables.capacity.c
        query = select(row.id).where(tuple_(row.kind, row.name).in_(sorted(wanted))).order_by(row.id)
        self._connection.execute(query.with_for_update())

    def book(self, plan_id: int, appointments: Iterable[Appointment], town: Town) -> tuple[Appointment, ...]:
        """The appointments with their ids, and all they take. The database refuses what is taken: Conflict at once."""
        booked = tuple(self._book(plan_id, one, town) for one in appointments)
        self._advance_calendar(one.id for one in booked)
        return booked

    def write_replan(self, proposal: ReplanProposal, made_at: datetime) -> Replan:
        """The replan with its id. It changes nothing that is booked."""
        row = {
            "made_at": made_at,
            "town_version": proposal.town_version,
            "calendar_version": proposal.calendar_version,
            "case_versions": {str(case_id): version for case_id, version in proposal.case_versions.items()},
            "document": to_document(proposal.replan),
        }
        replan_id = self._connection.scalar(insert(tables.replan).values(row).returning(tables.replan.c.id))
        stored = replace(proposal.replan, id=replan_id)
        self._update_replan(stored, {"document": to_document(stored)})
        return stored

    def hold_replan(self, replan_id: int) -> None:
        """As `hold_proposal`."""
        self._connection.execute(select(tables.replan.c.id).where(tables.replan.c.id == replan_id).with_for_update())

    def write_replanned(self, replan: Replan, confirmed_at: datetime) -> None:
        self._update_replan(replan, {"document": to_document(replan), "confirmed_at": confirmed_at})

    def _update_replan(self, replan: Replan, row: dict[str, object]) -> None:
        self._connection.execute(update(tables.replan).where(tables.replan.c.id == replan.id).values(row))

    def rebook(
        self, dropped: Iterable[Appointment], changed: Iterable[Appointment], town: Town
    ) -> tuple[tuple[Appointment, ...], tuple[Appointment, ...]]:
        """Booked appointments given up, and others as they are now: same id, next sequence; as they then stand.

        All of them are given up before any is taken anew, so that two may change places.
        """
        gone = tuple(replace(one, status=CANCELLED, sequence=one.sequence + 1) for one in dropped)
        now = tuple(replace(one, sequence=one.sequence + 1) for one in changed)
        ids = [one.id for one in (*gone, *now)]
        taken, held = tables.engagement, tables.held_meeting
        self._connection.execute(update(taken).where(taken.c.appointment_id.in_(ids)).values(active=False))
        self._connection.execute(update(held).where(held.c.appointment_id.in_(ids)).values(active=False))
        for one in (*gone, *now):
            row = appointment_row(one)
            self._connection.execute(update(tables.appointment).where(tables.appointment.c.id == one.id).values(row))
        for one in now:
            self._connection.execute(delete(taken).where(taken.c.appointment_id == one.id))
            self._connection.execute(delete(held).where(held.c.appointment_id == one.id))
            self._take(one, town)
        self._advance_calendar(ids)
        return gone, now

    def calendar_version(self) -> int:
        """Raises RuntimeError once this transaction has booked: nobody may remember a version that can be rolled back."""
        if self._booked:
            raise RuntimeError("Ask for the calendar's version before booking.")
        return super().calendar_version()

    def _advance_calendar(self, changed: Iterable[int | None]) -> None:
        """To be called last, whatever changed: the calendar's row is locked until the commit, which puts versions in order."""
        self._booked = True
        calendar, row = tables.calendar.c, tables.appointment.c
        next_version = update(tables.calendar).values(version=calendar.version + 1).returning(calendar.version)
        version = self._connection.scalar(next_version)
        self._connection.execute(update(tables.appointment).where(row.id.in_(list(changed))).values(changed_in=version))

    def _book(self, plan_id: int, appointment: Appointment, town: Town) -> Appointment:
        row = {**appointment_row(appointment), "customer_id": self._customer_id_of(appointment.customer), "plan_id": plan_id}
        new_id = self._connection.scalar(insert(tables.appointment).values(row).returning(tables.appointment.c.id))
        booked = replace(appointment, id=new_id)
        self._take(booked, town)
        return booked

    def _take(self, appointment: Appointment, town: Town) -> None:
        """The meetings of an appointment that has its row, and everybody and everything it takes."""
        self._connection.execute(insert(tables.held_meeting), held_meeting_rows(appointment.id or 0, appointment.meetings))
        engagements = [
            {
                "capacity_id": self._free_capacity(claim, town),
                "starts_at": claim.start,
                "ends_at": claim.end,
                "active": True,
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
            found = self._connection.scalar(select(row.id).where(tuple_(row.kind, row.name) == self._key(claim)))
        if found is None:
            if claim.kind == "room":
                raise Conflict([no_room(town.place_by_id[claim.name], claim.start, claim.end, town)])
            raise Conflict([f"{claim.name} can no longer be booked on {when(claim.start, claim.end, town)}."])
        return found

    def _key(self, claim: Claim) -> tuple[str, str]:
        # A customer is claimed by number: an e-mail address need not stand in one more table.
        return claim.kind, str(self._customer_id_of(claim.name)) if claim.kind == "customer" else claim.name

    def _offer_capacities(self, town: Town) -> None:
        row = tables.capacity.c
        wanted = {("seat", seat, 0) for seat in town.email_by_seat}
        wanted |= {("room", place.id, number) for place in town.places for number in range(place.rooms or 0)}
        query = select(row.kind, row.name, row.number).where(row.kind != "customer")
        known = {(kind, name, number) for kind, name, number in self._connection.execute(query)}
        for kind, name, number in sorted(wanted - known):
            self._connection.execute(insert(tables.capacity).values(kind=kind, name=name, number=number))
        never_taken = ~select(tables.engagement.c.id).where(tables.engagement.c.capacity_id == row.id).exists()
        for gone in sorted(known - wanted):
            self._connection.execute(delete(tables.capacity).where(tuple_(row.kind, row.name, row.number) == gone, never_taken))

    def _customer_id(self, customer: Customer) -> int:
        """Of the customer with that e-mail, who is entered when new. Raises InputError when they have another name.

        The first name stands: a second case must not rename the customer in invitations that were sent already. And two
        people who share an address are not one customer, or their meetings would be planned into one appointment.
        """
        known = select(tables.customer).where(tables.customer.c.email == customer.email)
        if self._connection.execute(known).one_or_none() is None:
            # Somebody else may enter the same customer at the same moment; then they are known, as below.
            with suppress(IntegrityError), self._connection.begin_nested():
                return self._new_customer(customer)
        found = self._connection.execute(known).mappings().one()
        if found["name"] != customer.name:
            raise InputError(
                f'"{customer.name}" is not the name that belongs to {customer.email} here.',
                path="customer.name",
                value=customer.name,
                advice="Write it as in the customer's first case, or give somebody else's own e-mail address.",
            )
        return found["id"]

    def _new_customer(self, customer: Customer) -> int:
        row = {"email": customer.email, "name": customer.name}
        customer_id = self._connection.execute(insert(tables.customer).values(row).returning(tables.customer.c.id)).scalar_one()
        self._connection.execute(insert(tables.capacity).values(kind="customer", name=str(customer_id)))
        return customer_id

    def _customer_id_of(self, email: str) -> int:
        query = select(tables.customer).where(tables.customer.c.email == email)
        return self._one(query, "customer.email", email)["id"]
