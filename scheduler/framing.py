"""Town + cases + booked appointments -> Problem, and a solver's plan back. Paragraphs, working days and zones end here.

A customer's cases are planned as one: the problem's case is the customer, its meetings carry their case in front of
their id (`17-bauordnung`), so that meetings of two ventures may share an appointment.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from scheduler.cases import Case, Window
from scheduler.deadlines import deadlines
from scheduler.errors import Conflict
from scheduler.ground import Ground, ground, knowing, meeting_id, pinned, pinned_id
from scheduler.horizon import Horizon, notice_ends
from scheduler.known_law import Law
from scheduler.lifecycle import TOLD
from scheduler.plans import Appointment, Goal, HeldMeeting, JointPlan, OpenMeeting, Plan
from scheduler.reasons import Names, why
from scheduler.town import Town
from solver import plan as answer
from solver import problem as question
from solver.calendars import Calendars


@dataclass(frozen=True)
class Frame:
    """A problem and the way back. `meetings`: the problem's meeting id -> (case, required meeting); `customers`: the
    problem's case id -> e-mail; `kept`: id of a pinned appointment of one of these customers -> that appointment;
    `calendars`: who is free when in the problem, not to be booked on; `names`: what people call things.
    """

    problem: question.Problem
    horizon: Horizon
    meetings: Mapping[str, tuple[int, str]]
    customers: Mapping[str, str]
    kept: Mapping[str, Appointment]
    calendars: Calendars = field(compare=False)
    names: Names = field(compare=False)


def frame(
    town: Town, cases: Iterable[Case], booked: Collection[Appointment], now: datetime, known_law: Law | None = None
) -> Frame:
    """All cases given as one problem, one of its cases a customer; what is booked stands and is not moved.

    `cases`: of each customer all that are planned together; `booked`: the confirmed appointments, of these cases past ones
    included, of other customers as far as they are to come; with what is held, which stands in the way of all alike.
    """
    together = tuple(cases)
    customers = {case.customer.email for case in together}
    kept = [one for one in booked if one.customer in customers and one.status in TOLD]
    return frame_on(ground(town, booked, now, [one.start for one in kept]), together, kept, now, known_law)


def frame_on(
    base: Ground, cases: Iterable[Case], kept: Iterable[Appointment], now: datetime, known_law: Law | None = None
) -> Frame:
    """`frame` where the ground has been worked out already, with the starts of `kept` held: what of these customers stands.

    `known_law`: whose deadlines bind; None: the law that comes with Lotse.
    """
    in_order = sorted(cases, key=lambda case: case.id)
    by_customer: dict[str, list[Case]] = {}
    for case in in_order:
        by_customer.setdefault(case.customer.email, []).append(case)
    name_of = {email: "+".join(str(case.id) for case in theirs) for email, theirs in by_customer.items()}
    stands = {pinned_id(one): one for one in kept}
    own = tuple(pinned(one, name_of[one.customer], base.horizon) for one in stands.values())
    named = (place for case in in_order for meeting in case.meetings for place in meeting.places)
    others = base.problem.pinned  # a month of them: looked through where something of this customer is among them alone
    asked = replace(
        knowing(base.problem, own, named),
        pinned=(*own, *(pin for pin in others if pin.id not in stands)) if stands else others,
        cases=tuple(
            _case(name_of[email], theirs, base.town, base.horizon, now, known_law) for email, theirs in by_customer.items()
        ),
    )
    meetings = {meeting_id(case.id, one.id): (case.id, one.id) for case in in_order for one in case.meetings}
    customers = {name: email for email, name in name_of.items()}
    titles = {meeting_id(case.id, one.id): one.title for case in in_order for one in case.meetings}
    names = Names(base.town, base.horizon, asked, titles)
    return Frame(asked, base.horizon, meetings, customers, stands, base.calendars.read_for(asked), names)


def unframe(framed: Frame, found: answer.Plan) -> Plan:
    """The solver's plan for the one customer of the frame, as a proposal: ids and UIDs come when it is stored and booked."""
    (customer,) = framed.customers.values()
    joint = unframe_all(framed, found)
    return Plan(
        id=None,
        customer=customer,
        cases=tuple(sorted({case for case, _ in framed.meetings.values()})),
        status="proposed",
        optimal=joint.optimal,
        goals=joint.goals,
        appointments=joint.appointments,
        kept=tuple(sorted(framed.kept.values(), key=lambda one: one.start)),
        unplaced=tuple(told(framed, one) for one in found.unplaced),
        seconds=joint.seconds,
    )


def told(framed: Frame, unplaced: answer.Unplaced) -> OpenMeeting:
    """A meeting without a place, and why, in people's words."""
    reason = why(framed.names, unplaced.meeting, unplaced.why) if unplaced.why else unplaced.reason
    return OpenMeeting(*framed.meetings[unplaced.meeting], reason)


def unframe_all(framed: Frame, found: answer.Plan) -> JointPlan:
    """What the solver's plan adds to the booked appointments, for all customers of the frame."""
    return JointPlan(
        optimal=found.status == "optimal",
        goals=tuple(Goal(goal.name, goal.value, goal.bound) for goal in found.goals),
        appointments=_new_appointments(framed, found),
        unplaced=tuple(_open_meeting(framed, one) for one in found.unplaced),
        seconds=found.seconds,
    )


def _open_meeting(framed: Frame, unplaced: answer.Unplaced) -> OpenMeeting:
    case, meeting = framed.meetings[unplaced.meeting]
    reason = f" {unplaced.reason}".replace(f" {meeting_id(case, '')}", " ")  # as the case calls it
    return OpenMeeting(case, meeting, reason.strip())


def _new_appointments(framed: Frame, found: answer.Plan) -> tuple[Appointment, ...]:
    added = [appointment_of(framed, one) for one in found.appointments if one.id not in framed.kept]
    return tuple(sorted(added, key=lambda one: (one.start, one.customer)))


def appointment_of(framed: Frame, one: answer.Appointment) -> Appointment:
    """A solver's appointment for a customer of the frame, as it would be proposed."""
    at = framed.horizon.moment
    return Appointment(
        id=None,
        customer=framed.customers[one.case],
        place=one.place,
        advisor=one.advisor,
        start=at(one.start),
        end=at(one.end),
        meetings=tuple(
            HeldMeeting(*framed.meetings[held.meeting], at(held.start), at(held.end), held.staff) for held in one.in_order
        ),
    )


def standing_in(framed: Frame, proposed: Plan) -> answer.Plan:
    """A proposal as a plan of this frame, for the referee: was it made for a world that has moved since?

    Its meetings must be meetings of the frame. Goals are left out: they were true of the world the plan was made in.
    """
    (name,) = framed.customers
    new = tuple(
        replace(pinned(one, name, framed.horizon), id=f"proposed-{number}") for number, one in enumerate(proposed.appointments)
    )
    old = tuple(pinned(one, name, framed.horizon) for one in framed.kept.values())
    placed = {held.meeting for one in (*old, *new) for held in one.meetings}
    unplaced = tuple(answer.Unplaced(name, meeting, "") for meeting in framed.meetings if meeting not in placed)
    return answer.Plan("feasible", (), (*old, *new), unplaced, 0.0, 0)


def advisors_of(districts: Sequence[str], town: Town) -> tuple[str, ...]:
    """Who may host a customer with cases there: their own advisor, then the deputies. Raises Conflict without any."""
    # Two districts, two contacts: the customer keeps the one they met first, as long as there is one.
    known = [district for district in districts if district in town.district_by_id]
    if not known:
        raise Conflict(
            [f'"{districts[0]}" is no longer a district of {town.title}.'], advice="Open the case anew in its new district."
        )
    district = town.district_by_id[known[0]]
    return district.advisor, *district.deputies


def _case(name: str, theirs: list[Case], town: Town, days: Horizon, now: datetime, known_law: Law | None) -> question.Case:
    return question.Case(
        id=name,
        advisors=advisors_of([case.district for case in theirs], town),
        meetings=tuple(meeting for case in theirs for meeting in _meetings(case, town, days, now, known_law)),
        customer_windows=_windows(theirs, town, days),
    )


def _meetings(case: Case, town: Town, days: Horizon, now: datetime, known_law: Law | None) -> Iterable[question.Meeting]:
    earliest = notice_ends(town, max(days.local(now).date(), case.received_on))
    bounds = deadlines(case, town, known_law)
    for meeting in case.meetings:
        mine = (bound for bound in bounds if bound.meeting == meeting.id)
        # A promise that can no longer be kept is broken, and counted as such from the recorded dates. It must not keep
        # the meeting, and all that comes after it, from being held at all; the fourth goal makes it soon. Until then it
        # binds, for the contract knows no soft last day: where nobody is free up to the promised day, the meeting stays
        # unplaced until the promise has lapsed, and only a plan requested after that places it.
        latest = min([days.last_day, *(one.last_day for one in mine if one.binds_from(earliest))])
        yield question.Meeting(
            id=meeting_id(case.id, meeting.id),
            needs=meeting.needs,
            minutes=meeting.minutes,
            places=meeting.places,
            earliest_day=days.day(earliest),
            latest_day=days.day(latest),
            after=tuple(question.After(meeting_id(case.id, other.meeting), other.working_days) for other in meeting.after),
            weight=meeting.weight,
        )


def _windows(theirs: list[Case], town: Town, days: Horizon) -> tuple[question.Stretch, ...] | None:
    """When the customer can come: one person, so the newest statement in any of their cases stands for all of them."""
    stated = [case.customer_windows for case in theirs if case.customer_windows is not None]
    if not stated:
        return None
    return tuple(stretch for window in stated[-1] for stretch in _stretches(window, town.limits.grid_minutes, days))


def _stretches(window: Window, grid: int, days: Horizon) -> Iterable[question.Stretch]:
    """A window, as far as it lies in the horizon, cut at midnight and drawn in to the grid; what is then empty falls away."""
    start = days.local(max(window.start, _midnight(days.first_day, days)))
    last = days.local(min(window.end, _midnight(days.last_day + timedelta(days=1), days)))
    while start < last:
        midnight = _midnight(start.date() + timedelta(days=1), days)
        # The contract ends a stretch on its own date, so one that runs to midnight ends with that date's last grid step.
        end = last if last < midnight else midnight - timedelta(minutes=grid)
        first, until = -(-_exact(days, start) // grid) * grid, days.minutes(end) // grid * grid
        if first < until:
            yield question.Stretch(int(first), until)
        start = midnight


def _midnight(day: date, days: Horizon) -> datetime:
    return datetime.combine(day, time(), days.zone)


def _exact(days: Horizon, moment: datetime) -> float:
    """Minutes with their seconds: a start at 09:00:30 is drawn in to 09:05, not back to 09:00."""
    return days.minutes(moment) + moment.second / 60
