"""Named queries: what can be asked of the store inside one transaction."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, bindparam, desc, func, select

from scheduler.cases import Case
from scheduler.errors import NotFoundError, StoreError
from scheduler.lifecycle import TOLD
from scheduler.plans import Appointment, HeldMeeting, Plan, Replan, Transition
from scheduler.store import tables
from scheduler.store.claims import Claim
from scheduler.store.documents import from_document
from scheduler.store.rows import appointment_of, case_of, held_meeting_of, transition_of
from scheduler.town import Town


@dataclass(frozen=True)
class Proposal:
    """A stored plan and the versions of the world it was computed from: of the town, and of each case by id."""

    plan: Plan
    town_version: int
    case_versions: dict[int, int]
    confirmed_at: datetime | None


@dataclass(frozen=True)
class ReplanProposal:
    """A stored replan and the versions of the world it was computed from: town, calendar, and each case by id."""

    replan: Replan
    town_version: int
    calendar_version: int
    case_versions: dict[int, int]
    confirmed_at: datetime | None


class Reading:
    """One consistent look at the store. Ids that name nothing raise NotFoundError.

    `towns` are versions of the town already read: a version never changes, and reading one takes 30 ms.
    """

    def __init__(self, connection: Connection, towns: dict[int, Town]) -> None:
        self._connection = connection
        self._towns = towns

    def has_town(self) -> bool:
        return self._connection.scalar(select(tables.town.c.version).limit(1)) is not None

    def town(self) -> tuple[int, Town]:
        """The newest version of the town, and its number."""
        version = self._connection.scalar(_NEWEST_TOWN)
        if version is None:
            raise StoreError("holds no town yet.", path="town", advice="lotse town import FILE gives it one.")
        return version, self._town(version)

    def town_told(self, email: str) -> Town:
        """The newest town, and what it has given up since plans were made for this customer: for reading, not for planning."""
        newest, *earlier = self._connection.scalars(_TOWNS_TOLD, {"email": email}).all() or [self.town()[0]]
        told = self._town(newest)
        for version in earlier:
            told = told.remembering(self._town(version))
        return told

    def _town(self, version: int) -> Town:
        if version not in self._towns:
            document = self._connection.scalar(select(tables.town.c.document).where(tables.town.c.version == version))
            self._towns[version] = from_document(Town, document)
        return self._towns[version]

    def case(self, case_id: int) -> Case:
        found = self._cases_asked(_ONE_CASE, {"case_id": case_id})
        if not found:
            raise _not_found("case", case_id)
        return found[0]

    def cases_of(self, email: str) -> tuple[Case, ...]:
        """All cases of a customer, by id."""
        theirs = select(tables.customer_case.c.id).join(tables.customer).where(tables.customer.c.email == email)
        return self._cases(theirs, "customer.email", email)

    def all_cases(self) -> tuple[Case, ...]:
        """Every case of the store, by id."""
        return self._read_cases(select(tables.customer_case.c.id))

    def held(self) -> frozenset[tuple[int, str]]:
        """(case, meeting) of everything that stands in a confirmed appointment, past ones included."""
        row = tables.held_meeting.c
        pairs = select(row.case_id, row.meeting_id).join(tables.appointment).where(tables.appointment.c.status.in_(TOLD))
        return frozenset((case, meeting) for case, meeting in self._connection.execute(pairs))

    def proposal(self, plan_id: int) -> Proposal:
        row = self._one(_PLAN, "plan", plan_id, {"plan_id": plan_id})
        return Proposal(
            plan=replace(from_document(Plan, row["document"]), version=row["version"]),
            town_version=row["town_version"],
            case_versions={int(case_id): version for case_id, version in row["case_versions"].items()},
            confirmed_at=row["confirmed_at"],
        )

    def open_proposals(self) -> tuple[Proposal, ...]:
        """Of each customer the newest plan, where it is not confirmed and nothing is held for the customer; by id."""
        row, held = tables.plan.c, tables.plan.alias()
        newest = select(func.max(row.id)).group_by(row.customer_id)
        waiting = ~select(held.c.id).where(held.c.customer_id == row.customer_id, held.c.held_until.is_not(None)).exists()
        unconfirmed = select(row.id).where(row.id.in_(newest), row.confirmed_at.is_(None), waiting).order_by(row.id)
        return tuple(self.proposal(plan_id) for plan_id in self._connection.scalars(unconfirmed).all())

    def has_expired(self, now: datetime) -> bool:
        """Whether a plan is held whose time has come."""
        return self._connection.scalar(_EXPIRED, {"now": now}) is not None

    def held_proposals(self, customer: str | None = None, until: datetime | None = None) -> tuple[Proposal, ...]:
        """The plans that are held: of that customer, or those whose time has come at `until`; by id."""
        row = tables.plan.c
        query = select(row.id).where(row.held_until.is_not(None)).order_by(row.id)
        if customer is not None:
            query = query.join(tables.customer).where(tables.customer.c.email == customer)
        if until is not None:
            query = query.where(row.held_until <= until)
        return tuple(self.proposal(plan_id) for plan_id in self._connection.scalars(query).all())

    def replan_proposal(self, replan_id: int) -> ReplanProposal:
        row = self._one(select(tables.replan).where(tables.replan.c.id == replan_id), "replan", replan_id)
        return ReplanProposal(
            replan=from_document(Replan, row["document"]),
            town_version=row["town_version"],
            calendar_version=row["calendar_version"],
            case_versions={int(case_id): version for case_id, version in row["case_versions"].items()},
            confirmed_at=row["confirmed_at"],
        )

    def appointment(self, appointment_id: int) -> Appointment:
        found = self._appointments(select(tables.appointment.c.id).where(tables.appointment.c.id == appointment_id))
        if not found:
            raise _not_found("appointment", appointment_id)
        return found[0]

    def history(self, appointment_id: int) -> tuple[Transition, ...]:
        """What became of the appointment, in order."""
        row = tables.transition
        query = select(row).where(row.c.appointment_id == appointment_id).order_by(row.c.version)
        return tuple(map(transition_of, self._connection.execute(query).mappings()))

    def appointments_of_case(self, case_id: int) -> tuple[Appointment, ...]:
        """The confirmed appointments that hold a meeting of the case, by start."""
        held, found = tables.held_meeting.c, tables.appointment.c
        theirs = select(held.appointment_id).join(tables.appointment).where(held.case_id == case_id)
        return self._appointments(theirs.where(found.status.in_(TOLD)))

    def appointments_of(self, email: str) -> tuple[Appointment, ...]:
        """All confirmed appointments of a customer, past ones included, by start."""
        found = tables.appointment
        theirs = select(found.c.id).join(tables.customer).where(tables.customer.c.email == email)
        return self._appointments(theirs.where(found.c.status.in_(TOLD)))

    def booked_from(self, moment: datetime, until: datetime | None = None) -> tuple[Appointment, ...]:
        """The appointments of everybody, held ones too, that take somebody after `moment`, be it on the way back, by start.

        `until`: only those that take somebody before then; None: all.
        """
        taken = tables.engagement.c
        query = select(taken.appointment_id).where(taken.active, taken.ends_at > moment)
        return self._appointments(query if until is None else query.where(taken.starts_at < until))

    def districts_of(self, case_ids: Collection[int]) -> tuple[str, ...]:
        """Of each of the cases, in their order."""
        found = dict(self._connection.execute(_DISTRICTS, {"cases": list(case_ids)}).all())
        return tuple(found[case_id] for case_id in case_ids)

    def taken_by_others(self, customer: str, wanted: Collection[Claim]) -> tuple[Claim, ...]:
        """What of the seats and rooms wanted others than the customer have taken between the first and the last minute wanted."""
        shared = [claim for claim in wanted if claim.kind != "customer"]
        if not shared:
            return ()
        asked = {
            "names": sorted({claim.name for claim in shared}),
            "since": min(claim.start for claim in shared),
            "until": max(claim.end for claim in shared),
            "customer": customer,
        }
        return tuple(Claim(*row) for row in self._connection.execute(_TAKEN_BY_OTHERS, asked))

    def cases_told_from(self, moment: datetime) -> tuple[Case, ...]:
        """The cases of which a meeting is booked that begins after `moment`, by id."""
        return self._read_cases(_told_from(moment))

    def held_of_cases_told_from(self, moment: datetime) -> tuple[HeldMeeting, ...]:
        """All meetings of these cases that stand in a confirmed appointment, past ones included."""
        held, found = tables.held_meeting, tables.appointment.c
        theirs = select(held).join(tables.appointment).where(found.status.in_(TOLD), held.c.case_id.in_(_told_from(moment)))
        return tuple(map(held_meeting_of, self._connection.execute(theirs).mappings()))

    def calendar_version(self) -> int:
        """Rises with every booking; equal numbers, equal calendars."""
        return self._connection.scalar(select(tables.calendar.c.version)) or 0

    def changed_since(self, version: int) -> tuple[Appointment, ...]:
        """The appointments of everybody, of whatever status, that were booked or changed after that calendar version."""
        found = tables.appointment.c
        return self._appointments(select(found.id).where(found.changed_in > version))

    def _customer_id_of(self, email: str) -> int:
        query = select(tables.customer).where(tables.customer.c.email == email)
        return self._one(query, "customer.email", email)["id"]

    def _one(self, query: Select[Any], what: str, id_: object, asked: dict[str, object] | None = None) -> RowMapping:
        row = self._connection.execute(query, asked).mappings().one_or_none()
        if row is None:
            raise _not_found(what, id_)
        return row

    def _cases(self, ids: Select[Any], what: str, asked: object) -> tuple[Case, ...]:
        found = self._read_cases(ids)
        if not found:
            raise _not_found(what, asked)
        return found

    def _read_cases(self, ids: Select[Any]) -> tuple[Case, ...]:
        asked = _of_cases(tables.customer_case.c.id.in_(ids), tables.required_meeting.c.case_id.in_(ids))
        return self._cases_asked(asked, {})

    def _cases_asked(self, asked: tuple[Select[Any], Select[Any]], values: dict[str, object]) -> tuple[Case, ...]:
        """`asked`: for the cases, and for their meetings."""
        cases, meetings = asked
        rows = self._connection.execute(cases, values).mappings().all()
        theirs = self._grouped(meetings, "case_id", values) if rows else {}
        return tuple(case_of(row, theirs[row["id"]]) for row in rows)

    def _appointments(self, ids: Select[Any]) -> tuple[Appointment, ...]:
        found, held = tables.appointment, tables.held_meeting
        query = select(found, tables.customer.c.email).join(tables.customer).where(found.c.id.in_(ids))
        rows = self._connection.execute(query.order_by(found.c.starts_at, found.c.id)).mappings().all()
        in_order = select(held).where(held.c.appointment_id.in_(ids)).order_by(held.c.starts_at, held.c.meeting_id)
        meetings = self._grouped(in_order, "appointment_id") if rows else {}
        return tuple(appointment_of(row, row["email"], meetings[row["id"]]) for row in rows)

    def _grouped(
        self, query: Select[Any], key: str, values: dict[str, object] | None = None
    ) -> defaultdict[int, list[RowMapping]]:
        groups: defaultdict[int, list[RowMapping]] = defaultdict(list)
        rows: Iterable[RowMapping] = self._connection.execute(query, values).mappings()
        for row in rows:
            groups[row[key]].append(row)
        return groups


def _taken_by_others() -> Select[Any, Any, Any, Any]:
    row, capacity = tables.engagement.c, tables.capacity.c
    met = row.active, row.ends_at > bindparam("since"), row.starts_at < bindparam("until")
    named = capacity.kind != "customer", capacity.name.in_(bindparam("names", expanding=True))
    joined = tables.engagement.join(tables.capacity).join(tables.appointment).join(tables.customer)
    columns = select(capacity.kind, capacity.name, row.starts_at, row.ends_at)
    return columns.select_from(joined).where(*met, *named, tables.customer.c.email != bindparam("customer"))


def _of_cases(which: ColumnElement[bool], of_which: ColumnElement[bool]) -> tuple[Select[Any], Select[Any]]:
    """The cases with their customers, by id, and their meetings, in order."""
    case, customer, meeting = tables.customer_case, tables.customer.c, tables.required_meeting
    theirs = select(case, customer.name, customer.email, customer.language, customer.postal_address).join(tables.customer)
    return theirs.where(which).order_by(case.c.id), select(meeting).where(of_which).order_by(meeting.c.position)


# Asked by two hundred at once who want the same time: putting one together takes as long as asking it, so that is done once.
_TAKEN_BY_OTHERS = _taken_by_others()
_NEWEST_TOWN = select(func.max(tables.town.c.version))
_PLAN = select(tables.plan).where(tables.plan.c.id == bindparam("plan_id"))
_ONE_CASE = _of_cases(
    tables.customer_case.c.id == bindparam("case_id"), tables.required_meeting.c.case_id == bindparam("case_id")
)
# Those that plans were made in for a customer, and the newest of all, which comes first.
_TOWNS_TOLD = (
    select(tables.plan.c.town_version.label("version"))
    .join(tables.customer)
    .where(tables.customer.c.email == bindparam("email"))
    .union(select(tables.town.c.version).order_by(tables.town.c.version.desc()).limit(1).subquery().select())
    .order_by(desc("version"))
)
_EXPIRED = select(tables.plan.c.id).where(tables.plan.c.held_until <= bindparam("now")).limit(1)
_DISTRICTS = select(tables.customer_case.c.id, tables.customer_case.c.district).where(
    tables.customer_case.c.id.in_(bindparam("cases", expanding=True))
)


def _told_from(moment: datetime) -> Select[Any]:
    held, found = tables.held_meeting.c, tables.appointment.c
    to_come = found.ends_at > moment, held.starts_at > moment  # the first has an index
    return select(held.case_id).join(tables.appointment).where(found.status.in_(TOLD), *to_come)


def _not_found(what: str, asked: object) -> NotFoundError:
    return NotFoundError(f"{asked} does not exist.", path=what, value=asked)
