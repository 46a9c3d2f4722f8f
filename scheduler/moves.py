"""The use case of placing by hand: an advisor tries a meeting of a proposal at another time or place.

The answer says which rules that breaks and where the nearest lawful place is. Nothing is booked; on demand, a move that
breaks nothing becomes a proposal of its own.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from scheduler import framing
from scheduler.errors import Conflict, InputError
from scheduler.lifecycle import HELD
from scheduler.planning import Desk
from scheduler.plans import Appointment, HeldMeeting, Plan
from scheduler.present import frame_now, refuse_moved_world, town_for
from scheduler.rule_words import Broken, broken
from scheduler.store.reading import Proposal, Reading
from solver.check import complete
from solver.moving import Moving, Placed


@dataclass(frozen=True)
class Move:
    """A meeting of a case to a start and a place; `place` None: where it is now, or may be where it is nowhere yet."""

    case: int
    meeting: str
    start: datetime
    place: str | None = None


@dataclass(frozen=True)
class Tried:
    """What the move breaks (nothing: it is lawful) and the plan after it, with its id where it was stored; `nearest`: the
    appointment that would hold the meeting at the nearest lawful start, and the meeting in it; None: there is no such place.
    """

    broken: tuple[Broken, ...]
    plan: Plan
    nearest: tuple[Appointment, HeldMeeting] | None


def try_move(desk: Desk, plan_id: int, move: Move, now: datetime, propose: bool = False) -> Tried:
    """The move of a proposal's meeting in the world as it is now. `propose`: store the plan after it, if it is lawful.

    Raises NotFoundError, InputError for what is no meeting, place or time of the plan, and Conflict where the proposal was
    confirmed, the customer's cases have moved on, or what is not moved no longer stands.
    """
    desk.free_expired(now)
    with desk.store.reading() as reading:
        proposal = reading.proposal(plan_id)
        town_version, _ = reading.town()
        framed = _frame(desk, reading, proposal, move, now)
    moving, start, place = _taken_out(framed, proposal.plan, move)
    there, nearest = moving.at(start, place), moving.nearest(start, place)
    (name,) = framed.customers
    found = Tried(
        broken=tuple(broken(one.rule, one.sentence, name, framed.names.titles) for one in there.broken),
        plan=_plan(framed, there, proposal.plan),
        nearest=_held(_plan(framed, nearest, proposal.plan), move) if nearest else None,
    )
    if found.broken or not propose:
        return found
    stored = desk.store.change(lambda books: books.write_proposal(found.plan, town_version, proposal.case_versions, now))
    return Tried(found.broken, stored, found.nearest)


def _frame(desk: Desk, reading: Reading, proposal: Proposal, move: Move, now: datetime) -> framing.Frame:
    if proposal.confirmed_at is not None:
        sentence = f"Plan {proposal.plan.id} is confirmed: its appointments were told to the customer and stand."
        raise Conflict([sentence], advice="Only a proposal can be changed by hand.")
    own = [one for one in proposal.plan.appointments if one.status == HELD]
    kept = replace(proposal, plan=_kept(reading, proposal.plan, move))
    refuse_moved_world(desk.world, reading, kept, town_for(reading, proposal), now, own)
    cases, framed = frame_now(desk.world, reading, proposal.plan.customer, proposal.case_versions, now, own)
    if {case.id: case.version for case in cases} != proposal.case_versions:
        raise Conflict(["The customer's cases are no longer as they were when the plan was made."])
    return framed


def _kept(reading: Reading, plan: Plan, move: Move) -> Plan:
    """What must still stand: a meeting that is alone in its appointment may well be moved because somebody else took its time.
    Unless another one comes after it, which cannot stand without it.
    """
    awaited = any(
        after.meeting == move.meeting
        for case_id in plan.cases
        if case_id == move.case
        for meeting in reading.case(case_id).meetings
        for after in meeting.after
    )
    if awaited:
        return plan
    alone = [(move.case, move.meeting)]
    return replace(
        plan,
        appointments=tuple(one for one in plan.appointments if [(held.case, held.meeting) for held in one.meetings] != alone),
    )


def _taken_out(framed: framing.Frame, plan: Plan, move: Move) -> tuple[Moving, int, str]:
    """The plan without the meeting, and where it is to go, in the problem's terms."""
    ids = {there: id_ for id_, there in framed.meetings.items()}
    known = {meeting for case, meeting in ids if case == move.case}
    if move.meeting not in known:
        advice = f"Known: {', '.join(sorted(known))}." if known else f"Its cases: {', '.join(map(str, plan.cases))}."
        sentence = f'"{move.meeting}" is no meeting of case {move.case} in this plan.'
        raise InputError(sentence, path="meeting", value=move.meeting, advice=advice)
    meeting = ids[move.case, move.meeting]
    if any(held.meeting == meeting for pin in framed.problem.pinned_here for held in pin.meetings):
        raise Conflict([f'"{move.meeting}" stands in a confirmed appointment.'], advice="Only what is proposed can be moved.")
    problem = framed.problem
    now_at = [
        one.place for one in plan.appointments for held in one.meetings if (held.case, held.meeting) == (move.case, move.meeting)
    ]
    (case,) = problem.cases
    place = move.place or (now_at or list(case.meeting_by_id[meeting].places))[0]
    if place not in problem.place_by_id:
        known_places = f"Known: {', '.join(problem.place_by_id)}."
        raise InputError(f'"{place}" is no place.', path="place", value=place, advice=known_places)
    local = framed.horizon.local(move.start)
    start = framed.horizon.minutes(move.start)
    if start % problem.grid_minutes or local.second:
        sentence = f"{local:%H:%M:%S} is not on the grid of {problem.grid_minutes} minutes."
        raise InputError(sentence, path="start", value=local.isoformat())
    standing = framing.standing_in(framed, plan)
    return Moving(problem, framed.calendars, standing.appointments, meeting), start, place


def _plan(framed: framing.Frame, placed: Placed, before: Plan) -> Plan:
    """Nothing is proved of it. What stays unplaced was so before, and for the same reason."""
    plan = framing.unframe(framed, complete(framed.problem, placed.appointments))
    still = {(one.case, one.meeting) for one in plan.unplaced}
    return replace(plan, unplaced=tuple(one for one in before.unplaced if (one.case, one.meeting) in still))


def _held(plan: Plan, move: Move) -> tuple[Appointment, HeldMeeting]:
    return next(
        (one, held)
        for one in plan.appointments
        for held in one.meetings
        if (held.case, held.meeting) == (move.case, move.meeting)
    )
