"""The use case of replanning what is booked: the town has changed (absences, closing days, hours, rooms), or a case is urgent.

Read everything, think, write a proposal; nothing is changed by that. Confirmed, it is applied whole or not at all, and only
to the very calendar it was computed from. What has begun stays. What is too soon for anything new stays as well, with
others in it if need be; where nobody can come to it any more, it is given up like the rest that cannot stand.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from scheduler import framing
from scheduler.booking import Asked, with_uids
from scheduler.cases import Case
from scheduler.errors import Conflict, InputError, NotFoundError
from scheduler.lifecycle import CONFIRMED, HELD, OFFICE, TOLD, Hand
from scheduler.open_cases import cases_to_plan
from scheduler.planning import Desk
from scheduler.plans import Appointment, Change, Goal, Plan, Replan
from scheduler.problem_file import refusing
from scheduler.sittings import sittings
from scheduler.store.reading import Reading, ReplanProposal
from scheduler.store.writing import Writing
from scheduler.town import Town
from solver.budget import Budget
from solver.calendars import Calendars
from solver.changes import changes
from solver.plan import Appointment as Pin
from solver.problem import Problem, Shift
from solver.replan import having_told
from solver.replan import replan as replanned
from solver.reseating import by_day, reseated

AGAIN = "Request a new replan."


@dataclass(frozen=True)
class _World:
    """What a replan is computed from."""

    town: Town
    cases: tuple[Case, ...]
    framed: framing.Frame
    now: datetime


def request_replan(desk: Desk, urgent: Collection[int], now: datetime, seconds: float | None = None) -> Replan:
    """A stored proposal that places `urgent` cases too; it changes nothing that is booked. Raises InputError."""
    wanted = desk.solve_seconds if seconds is None else seconds
    desk.free_expired(now)
    proposal = desk.computed(wanted, drafted, tuple(urgent), now, wanted)
    return desk.store.change(lambda books: books.write_replan(proposal, now))


def replan_of(desk: Desk, replan_id: int) -> Replan:
    """As it was proposed, or as it was confirmed. Raises NotFoundError."""
    with desk.store.reading() as reading:
        return reading.replan_proposal(replan_id).replan


def drafted(desk: Desk, urgent: tuple[int, ...], now: datetime, seconds: float) -> ReplanProposal:
    """The replan of everything that is booked and to come, from one look at the store."""
    with desk.store.reading() as reading:
        town_version, _ = reading.town()
        calendar_version = reading.calendar_version()
        world = _read(reading, urgent, now)
    found = _found(world, Budget(seconds))
    versions = {case.id: case.version for case in world.cases if case.id in found.cases}
    return ReplanProposal(found, town_version, calendar_version, versions, None)


def confirm_replan(desk: Desk, replan_id: int, now: datetime, seen: int | None = None) -> Replan:
    """Change what is booked as proposed, all of it or nothing; a second time answers the same and changes nothing.

    Raises NotFoundError, and Conflict when the town, the calendar or a case has moved since it was made.
    """

    def write(books: Writing) -> Replan:
        books.lock_replan(replan_id)
        proposal = books.replan_proposal(replan_id)
        found = proposal.replan
        if proposal.confirmed_at is not None:
            return found
        Asked(OFFICE, now, seen).refuse_stale(f"Replan {replan_id}", found.version)
        _refuse_moved(books, proposal, now)
        books.advance_cases(proposal.case_versions)
        _, town = books.town()
        after = [change.after for change in (*found.reseated, *found.moved)]
        books.lock_capacities((*found.new, *after), town)
        hand = Hand(OFFICE, now)
        dropped, changed = books.rebook(found.dropped, after, town, hand)
        now_is = {one.id: one for one in changed}
        new = tuple(one for some in _by_customer(found.new) for one in _booked(books, desk, proposal, some, town, hand))
        confirmed = replace(
            found,
            status=CONFIRMED,
            version=found.version + 1,
            reseated=tuple(replace(one, after=now_is[one.after.id]) for one in found.reseated),
            moved=tuple(replace(one, after=now_is[one.after.id]) for one in found.moved),
            new=new,
            dropped=dropped,
        )
        books.write_replanned(confirmed, now)
        return confirmed

    return desk.store.change(write)


def _read(reading: Reading, urgent: Collection[int], now: datetime) -> _World:
    _, town = reading.town()
    today = now.astimezone(ZoneInfo(town.timezone)).date()
    coming = reading.booked_from(now)
    customers = {one.customer for one in coming if one.status in TOLD} | {
        _urgent(reading, case_id).customer.email for case_id in urgent
    }
    cases: list[Case] = []
    booked: dict[int | None, Appointment] = {one.id: one for one in coming if one.status == HELD}  # in everybody's way
    for email in sorted(customers):
        theirs = reading.appointments_of(email)
        together = cases_to_plan(urgent, reading.cases_of(email), theirs, town, today)
        ids = {case.id for case in together}
        cases += [case for case in together if case.id in ids]
        booked |= {one.id: one for one in theirs if any(held.case in ids for held in one.meetings)}
    return _World(town, tuple(cases), framing.frame(town, cases, tuple(booked.values()), now), now)


def _urgent(reading: Reading, case_id: int) -> Case:
    try:
        return reading.case(case_id)
    except NotFoundError as reason:
        raise InputError(f"There is no case {case_id}.", path="cases", value=case_id) from reason


def _found(world: _World, budget: Budget) -> Replan:
    framed = world.framed
    own = [pin for pin in framed.problem.pinned if pin.id in framed.kept]
    opens, begun = framed.horizon.minutes(framed.horizon.opens), framed.horizon.minutes(world.now)
    soon = [pin for pin in own if begun < pin.start < opens]
    told = [pin for pin in own if pin.start >= opens]
    stays = _soon(world, soon)
    elsewhere = [pin for pin in framed.problem.pinned if pin.id not in framed.kept]
    past = [pin for pin in own if pin.start <= begun]
    problem = replace(framed.problem, pinned=(*past, *stays, *elsewhere))
    with refusing():
        plan = replanned(having_told(problem, told), told, budget)
    pairs = changes(own, plan.appointments)
    same = {now.id: was for was, now in (*pairs.kept, *pairs.moved) if was.content[1:] == now.content[1:]}
    changed = [
        Change(framed.kept[was.id], _after(framed, framed.kept[was.id], now))
        for was, now in (*pairs.kept, *pairs.moved)
        if now.id not in same
    ]
    new = tuple(framing.appointment_of(framed, one) for one in pairs.new)
    dropped = tuple(framed.kept[one.id] for one in pairs.dropped)
    touched = (*dropped, *new, *(change.after for change in changed), *(change.before for change in changed))
    customers = {one.customer for one in touched}
    return Replan(
        id=None,
        status="proposed",
        goals=tuple(Goal(goal.name, goal.value, goal.bound) for goal in plan.goals),
        cases=tuple(sorted(case.id for case in world.cases if case.customer.email in customers)),
        kept=len(same),
        reseated=tuple(change for change in changed if not change.told),
        moved=tuple(change for change in changed if change.told),
        new=new,
        dropped=dropped,
        unplaced=tuple(framing.told(framed, one) for one in plan.unplaced),
        told=len({one.customer for one in (*dropped, *new, *(change.after for change in changed if change.told))}),
        seconds=plan.seconds,
    )


def _after(framed: framing.Frame, before: Appointment, now: Pin) -> Appointment:
    """The same entry in everybody's calendar, as it is to be."""
    return replace(
        framing.appointment_of(framed, now),
        id=before.id,
        uid=before.uid,
        sequence=before.sequence,
        status=before.status,
        version=before.version,
    )


def _soon(world: _World, soon: Collection[Pin]) -> tuple[Pin, ...]:
    """Of what is too soon to be planned anew that which can still be held, be it by others."""
    problem = _without_notice(world)
    calendars = Calendars(problem)
    return tuple(one for of_day in by_day(soon).values() for one in reseated(problem, calendars, of_day))


def _without_notice(world: _World) -> Problem:
    """The problem in which hours count from now on, not only from where the notice ends, and nothing of these customers that
    is to come is pinned.
    """
    framed, days = world.framed, world.framed.horizon
    hours = sittings(world.town, replace(days, opens=days.local(world.now)))
    begun = days.minutes(world.now)

    def shifts(seat: str) -> tuple[Shift, ...]:
        return tuple(Shift(days.minutes(one.start), days.minutes(one.end), one.place) for one in hours.get(seat, ()))

    return replace(
        framed.problem,
        pinned=tuple(pin for pin in framed.problem.pinned if pin.id not in framed.kept or pin.start <= begun),
        staff=tuple(replace(member, shifts=shifts(member.id)) for member in framed.problem.staff),
        cases=tuple(
            replace(case, meetings=tuple(replace(one, earliest_day=0) for one in case.meetings)) for case in framed.problem.cases
        ),
    )


def _refuse_moved(books: Reading, proposal: ReplanProposal, now: datetime) -> None:
    found = proposal.replan
    if books.town()[0] != proposal.town_version:
        raise Conflict(["The town was changed since the replan was made."], advice=AGAIN)
    if books.calendar_version() != proposal.calendar_version:
        raise Conflict(["Appointments were booked or changed since the replan was made."], advice=AGAIN)
    stood = (*found.dropped, *(change.before for change in (*found.reseated, *found.moved)))
    coming = (*found.new, *(change.after for change in found.moved))
    begun = [one for one in (*stood, *coming) if one.start <= now]
    if begun:
        zone = ZoneInfo(books.town()[1].timezone)
        raise Conflict((f"{one.start.astimezone(zone):%d.%m.%Y, %H:%M} has come by now." for one in begun), advice=AGAIN)


def _by_customer(new: Iterable[Appointment]) -> list[tuple[Appointment, ...]]:
    found: dict[str, list[Appointment]] = {}
    for one in new:
        found.setdefault(one.customer, []).append(one)
    return [tuple(some) for some in found.values()]


def _booked(
    books: Writing, desk: Desk, proposal: ReplanProposal, new: tuple[Appointment, ...], town: Town, hand: Hand
) -> tuple[Appointment, ...]:
    """A customer's new appointments, booked as a plan of their own."""
    customer = new[0].customer
    cases = tuple(sorted({held.case for one in new for held in one.meetings}))
    goals = proposal.replan.goals
    plan = Plan(None, customer, cases, "proposed", False, goals, new, (), (), proposal.replan.seconds)
    versions = {case_id: books.case(case_id).version for case_id in cases}
    stored = books.write_proposal(plan, proposal.town_version, versions, hand.at)
    booked = books.enter(stored.id or 0, with_uids(new, desk.mail_domain), town, CONFIRMED, hand)
    books.rewrite_plan(replace(stored, status=CONFIRMED, appointments=booked), confirmed_at=hand.at)
    return booked
