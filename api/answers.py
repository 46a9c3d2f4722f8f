"""What is answered: the domain's frozen values as JSON. Times carry their offset, days are ISO days."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime

from pydantic import BaseModel, Field

from scheduler.cases import Case
from scheduler.deadlines import Deadline, deadlines
from scheduler.plans import Appointment, Goal, HeldMeeting, Plan
from scheduler.proof import proof
from scheduler.spared import Spared
from scheduler.town import Town
from scheduler.ventures import Consultation, Venture


class CustomerAnswer(BaseModel):
    name: str
    email: str = Field(description="By it the customer is known; one that ends in .invalid stands for who has none.")
    language: str
    postal_address: list[str]


class WindowAnswer(BaseModel):
    start: datetime
    end: datetime


class AfterAnswer(BaseModel):
    """Another meeting of the case that comes first; 0 working days: they may share an appointment."""

    meeting: str
    working_days: int


class RequiredMeetingAnswer(BaseModel):
    id: str
    department: str
    title: str
    minutes: int
    places: list[str]
    after: list[AfterAnswer]
    bring: list[str] = Field(description="Papers this venture asks for there; the department may always ask for more.")


class DeadlineAnswer(BaseModel):
    """A running clock. `meeting`: what must be held by `last_day` (inclusive); null: no meeting hangs on it."""

    rule: str
    kind: str = Field(description="promise, statute, fiction, duty or maximum_age.")
    title: str
    reference: str
    meeting: str | None
    start: date
    last_day: date


class SparedAnswer(BaseModel):
    """What the customer need not do ("entfällt"), why, and the reference that spares it. No meeting hangs on it."""

    id: str
    title: str
    why: str
    reference: str
    trip: bool = Field(description="True: the unbundled baseline counts it as a trip.")


class CaseAnswer(BaseModel):
    """A case, what it requires and by when."""

    id: int
    version: int
    district: str
    venture: str | None
    customer: CustomerAnswer
    received_on: date
    complete_on: date | None
    customer_windows: list[WindowAnswer] | None
    meetings: list[RequiredMeetingAnswer]
    spared: list[SparedAnswer]
    deadlines: list[DeadlineAnswer] = Field(description="Soonest end first.")
    appointments: list[int] = Field(description="Ids of the customer's confirmed appointments that serve this case.")


class PlaceAnswer(BaseModel):
    id: str
    title: str
    address: str
    hosted: bool


class HeldMeetingAnswer(BaseModel):
    """A meeting at its time; `seats` are the officers who sit in it."""

    case: int
    meeting: str
    title: str
    department: str
    start: datetime
    end: datetime
    seats: list[str]


class AppointmentAnswer(BaseModel):
    """One coming of the customer to one place on one day. `id` and `uid` are null while it is only proposed."""

    id: int | None
    uid: str | None
    sequence: int
    version: int
    status: str = Field(description="planned, held, confirmed, moved, cancelled, took_place or no_show.")
    place: PlaceAnswer
    advisor: str | None
    start: datetime
    end: datetime
    meetings: list[HeldMeetingAnswer]


class GoalAnswer(BaseModel):
    """A goal's value and its proven lower bound; null: none was proved."""

    name: str
    value: int
    bound: int | None


class OpenMeetingAnswer(BaseModel):
    """A meeting that found no place, and why."""

    case: int
    meeting: str
    reason: str


class PlanAnswer(BaseModel):
    """A plan for one customer. While its status is `proposed` nothing is booked."""

    id: int | None
    version: int
    status: str = Field(description="proposed, held or confirmed.")
    held_until: datetime | None = Field(description="From then on all that is held is free again.")
    held_by: str | None
    cases: list[int]
    optimal: bool = Field(description="True: all five goals are proved.")
    proof: str = Field(description="What is proved about the number of appointments, in words.")
    goals: list[GoalAnswer]
    appointments: list[AppointmentAnswer]
    kept: list[AppointmentAnswer] = Field(description="Appointments confirmed earlier that stand as they are.")
    unplaced: list[OpenMeetingAnswer]
    spared: list[SparedAnswer] = Field(description="Of all its cases, each once.")
    seconds: float


class VentureMeetingAnswer(BaseModel):
    department: str
    title: str
    minutes: int
    bring: list[str]
    leika: str | None = Field(description="The service's key in the federal catalogue; null: not known.")


class VentureAnswer(BaseModel):
    """A template of meetings. `unbundled_trips`: how often the customer would come if each meeting, and each spared one that
    counts as a trip, were a trip of its own.
    """

    id: str
    title: str
    meetings: list[VentureMeetingAnswer]
    spared: list[SparedAnswer]
    unbundled_trips: int
    valid_from: date
    valid_to: date | None


class ConsultationAnswer(BaseModel):
    """A single conversation; a case of it is opened with `meetings`."""

    id: str
    title: str
    department: str
    minutes: int
    leika: str | None


def case_answer(case: Case, town: Town, appointments: Iterable[Appointment], spared: Iterable[Spared]) -> CaseAnswer:
    windows = case.customer_windows
    return CaseAnswer(
        id=case.id,
        version=case.version,
        district=case.district,
        venture=case.venture,
        customer=CustomerAnswer(
            name=case.customer.name,
            email=case.customer.email,
            language=case.customer.language,
            postal_address=case.customer.postal_address.splitlines(),
        ),
        received_on=case.received_on,
        complete_on=case.complete_on,
        customer_windows=None if windows is None else [WindowAnswer(start=window.start, end=window.end) for window in windows],
        meetings=[
            RequiredMeetingAnswer(
                id=meeting.id,
                department=meeting.department,
                title=meeting.title,
                minutes=meeting.minutes,
                places=list(meeting.places),
                after=[AfterAnswer(meeting=after.meeting, working_days=after.working_days) for after in meeting.after],
                bring=list(meeting.bring),
            )
            for meeting in case.meetings
        ],
        deadlines=[_deadline(deadline) for deadline in deadlines(case, town)],
        appointments=[appointment.id for appointment in appointments if appointment.id is not None],
        spared=_spared(spared),
    )


def plan_answer(plan: Plan, cases: Iterable[Case], town: Town, spared: Iterable[Spared]) -> PlanAnswer:
    by_id = {case.id: case for case in cases}
    return PlanAnswer(
        id=plan.id,
        version=plan.version,
        status=plan.status,
        held_until=plan.held_until,
        held_by=plan.held_by,
        cases=list(plan.cases),
        optimal=plan.optimal,
        proof=proof(plan.goals),
        goals=goal_answers(plan.goals),
        appointments=[_appointment(appointment, by_id, town) for appointment in plan.appointments],
        kept=[_appointment(appointment, by_id, town) for appointment in plan.kept],
        unplaced=[OpenMeetingAnswer(case=left.case, meeting=left.meeting, reason=left.reason) for left in plan.unplaced],
        spared=_spared(spared),
        seconds=plan.seconds,
    )


def appointment_answer(appointment: Appointment, cases: Iterable[Case], town: Town) -> AppointmentAnswer:
    return _appointment(appointment, {case.id: case for case in cases}, town)


def venture_answer(venture: Venture, town: Town) -> VentureAnswer:
    """The catalogue may name a department that this town does not have; then its id stands for the title."""
    titles = {department.id: department.title for department in town.departments}
    return VentureAnswer(
        id=venture.id,
        title=venture.title,
        meetings=[
            VentureMeetingAnswer(
                department=meeting.department,
                title=titles.get(meeting.department, meeting.department),
                minutes=meeting.minutes,
                bring=list(meeting.bring),
                leika=meeting.leika,
            )
            for meeting in venture.meetings
        ],
        spared=_spared(venture.spared),
        unbundled_trips=venture.unbundled_trips,
        valid_from=venture.valid_from,
        valid_to=venture.valid_to,
    )


def consultation_answer(one: Consultation) -> ConsultationAnswer:
    return ConsultationAnswer(id=one.id, title=one.title, department=one.department, minutes=one.minutes, leika=one.leika)


def _spared(spared: Iterable[Spared]) -> list[SparedAnswer]:
    return [SparedAnswer(**asdict(one)) for one in spared]


def _deadline(deadline: Deadline) -> DeadlineAnswer:
    rule = deadline.rule
    return DeadlineAnswer(
        rule=rule.id,
        kind=rule.kind,
        title=rule.title,
        reference=rule.reference,
        meeting=deadline.meeting,
        start=deadline.start,
        last_day=deadline.last_day,
    )


def goal_answers(goals: Iterable[Goal]) -> list[GoalAnswer]:
    return [GoalAnswer(name=goal.name, value=goal.value, bound=goal.bound) for goal in goals]


def _appointment(appointment: Appointment, cases: dict[int, Case], town: Town) -> AppointmentAnswer:
    place = town.place_by_id[appointment.place]
    return AppointmentAnswer(
        id=appointment.id,
        uid=appointment.uid or None,
        sequence=appointment.sequence,
        version=appointment.version,
        status=appointment.status,
        place=PlaceAnswer(id=place.id, title=place.title, address=place.address, hosted=place.hosted),
        advisor=appointment.advisor,
        start=appointment.start,
        end=appointment.end,
        meetings=[_held(held, cases[held.case]) for held in sorted(appointment.meetings, key=lambda held: held.start)],
    )


def _held(held: HeldMeeting, case: Case) -> HeldMeetingAnswer:
    required = next(meeting for meeting in case.meetings if meeting.id == held.meeting)
    return HeldMeetingAnswer(
        case=held.case,
        meeting=held.meeting,
        title=required.title,
        department=required.department,
        start=held.start,
        end=held.end,
        seats=list(held.seats),
    )
