"""What becomes of a plan: it is held for somebody until a moment, let go, or booked. All of it or nothing, and against the
world as it is then.

A hold is no second kind of booking: its appointments take everybody as the confirmed ones do, under the same guards, and
confirming changes their state and nothing else. Its time is over for everybody from the moment it names: whoever needs it next
first frees what has expired.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from scheduler.errors import Conflict, InputError, StaleError
from scheduler.lifecycle import CONFIRMED, CUSTOMER, HELD, OFFICE, PLANNED, Hand, hand_of
from scheduler.plans import Appointment, Plan
from scheduler.present import hosted_anew, hosts_of, refuse_late, refuse_moved_world, town_for, ways_of
from scheduler.store.reading import Proposal
from scheduler.store.store import Store
from scheduler.store.writing import Writing
from scheduler.town import Town
from scheduler.workdays import add_working_days
from scheduler.world import World

PROPOSED = "proposed"
AGAIN = "Request a new plan, with more seconds, or see the reasons of what stayed unplaced."


@dataclass(frozen=True)
class Asked:
    """Who asks for a change of something, when, and which version of it they have seen; None: whichever there is.

    `any_advisor`: of a plan, that whoever of the case's advisors is free may host it where the one it names is taken.
    """

    by: str
    at: datetime
    seen: int | None = None
    any_advisor: bool = False

    def refuse_stale(self, what: str, version: int) -> None:
        """Raises StaleError when it is no longer the version seen."""
        if self.seen is not None and self.seen != version:
            raise StaleError(what, self.seen)


@dataclass(frozen=True)
class HoldTimes:
    """How long a hold lasts: for a customer `minutes`; for a seat to the end of the `working_days`-th working day after, or
    of an earlier one, `days`.
    """

    working_days: int
    minutes: int
    days: int | None = None

    def until(self, by: str, town: Town, now: datetime) -> datetime:
        """Raises InputError for `days` that nobody may have."""
        if by == CUSTOMER:
            if self.days is not None:
                raise InputError(f"is for seats; a customer's hold lasts {self.minutes} minutes.", path="working_days")
            return now + timedelta(minutes=self.minutes)
        days = self.working_days if self.days is None else self.days
        if not 1 <= days <= self.working_days:
            raise InputError(f"{days} is not 1 to {self.working_days}.", path="working_days", value=days)
        zone = ZoneInfo(town.timezone)
        last_day = add_working_days(now.astimezone(zone).date(), days, town.holidays_in)
        return datetime.combine(last_day + timedelta(days=1), time(), zone)


def confirm(store: Store, world: World, mail_domain: str, plan_id: int, asked: Asked) -> Plan:
    """Book all appointments of a plan, or none; a second time answers the same and books nothing.

    Raises NotFoundError, StaleError, and Conflict with `what_changed` when the world moved so that the plan does not fit it.
    """
    _look_first(store, plan_id, asked)

    def book(books: Writing) -> Plan:
        books.lock_proposal(plan_id)
        proposal = books.proposal(plan_id)
        plan = proposal.plan
        if proposal.confirmed_at is not None:
            return plan
        asked.refuse_stale(f"Plan {plan_id}", plan.version)
        _refuse_empty(plan)
        books.advance_cases(proposal.case_versions)
        town = town_for(books, proposal)
        hand = hand_of(asked.by, town, asked.at)
        others = [held for held in _locked_holds(books, plan.customer) if held.plan.id != plan_id]
        own = [one for held in (proposal, *others) for one in held.plan.appointments if one.status == HELD]
        plan = _locked_as_it_fits(world, books, proposal, town, asked, own)
        for other in others:  # of the same cases, as they were before: nobody could confirm it any more
            _let_go(books, other.plan, hand)
        if plan.status == HELD:
            booked = tuple(books.become(one, CONFIRMED, hand) for one in plan.appointments)
        else:
            booked = books.enter(plan_id, with_uids(plan.appointments, mail_domain), town, CONFIRMED, hand)
        confirmed = replace(plan, status=CONFIRMED, appointments=booked, held_until=None, held_by=None)
        return books.rewrite_plan(confirmed, confirmed_at=asked.at)

    return store.change(book)


def hold(store: Store, world: World, mail_domain: str, plan_id: int, times: HoldTimes, asked: Asked) -> Plan:
    """Take all that a plan needs until a moment, so that its customer can say yes. One at a time for each customer.

    Raises as `confirm` does, and Conflict where the plan or another one of the customer is held already.
    """
    _look_first(store, plan_id, asked)

    def take(books: Writing) -> Plan:
        books.lock_proposal(plan_id)
        proposal = books.proposal(plan_id)
        plan = proposal.plan
        asked.refuse_stale(f"Plan {plan_id}", plan.version)
        if proposal.confirmed_at is not None:
            raise Conflict([f"Plan {plan_id} is confirmed: there is nothing left to hold."], advice="Look at its appointments.")
        _refuse_empty(plan)
        if not plan.appointments:
            raise Conflict([f"Plan {plan_id} brings nothing new: what the customer needs is booked."], advice="Nothing is to do.")
        books.require_cases(proposal.case_versions)
        town = town_for(books, proposal)
        hand = hand_of(asked.by, town, asked.at)
        _refuse_second(_locked_holds(books, plan.customer), town)
        plan = _locked_as_it_fits(world, books, proposal, town, asked, ())
        starts = min(one.start for one in plan.appointments)
        until = min(times.until(asked.by, town, asked.at), starts)
        held = books.enter(plan_id, with_uids(plan.appointments, mail_domain), town, HELD, hand)
        return books.rewrite_plan(replace(plan, status=HELD, appointments=held, held_until=until, held_by=asked.by))

    return store.change(take)


def release(store: Store, plan_id: int, asked: Asked) -> Plan:
    """Let go what is held; the plan is a proposal as before. Raises NotFoundError, StaleError, and Conflict where nothing is."""
    free_expired(store, asked.at)

    def let_go(books: Writing) -> Plan:
        books.lock_proposal(plan_id)
        plan = books.proposal(plan_id).plan
        asked.refuse_stale(f"Plan {plan_id}", plan.version)
        if plan.status != HELD:
            raise Conflict([f"Plan {plan_id} is {plan.status}: nothing of it is held."], advice="Look at it again.")
        return _let_go(books, plan, hand_of(asked.by, books.town()[1], asked.at))

    return store.change(let_go)


def free_expired(store: Store, now: datetime) -> int:
    """Let go all holds whose time has come, and how many; nothing is locked where there is none.

    In a transaction of its own, before the one that needs the time: so it waits for nobody whom it could keep waiting.
    """
    with store.reading() as reading:
        if not reading.has_expired(now):
            return 0

    def free(books: Writing) -> int:
        expired = 0
        for seen in books.held_proposals(until=now):
            books.lock_proposal(seen.plan.id or 0)
            plan = books.proposal(seen.plan.id or 0).plan
            if plan.held_until is not None and plan.held_until <= now:  # else somebody was quicker
                _let_go(books, plan, Hand(OFFICE, now))
                expired += 1
        return expired

    return store.change(free, aside=True)


def let_go_of_cases(books: Writing, case_ids: Iterable[int], customer: str, hand: Hand) -> None:
    """What is held for plans of these cases, which have moved on, so that nobody could confirm it any more."""
    ids = set(case_ids)
    for held in _locked_holds(books, customer):
        if ids & set(held.case_versions):
            _let_go(books, held.plan, hand)


def _look_first(store: Store, plan_id: int, asked: Asked) -> None:
    """Of two hundred who want the same time nearly all come too late: they are refused side by side, from a look that locks
    nothing. Whoever passes is asked again (`_locked_as_it_fits`); where something has expired, all are.
    """
    with store.reading() as reading:
        expired = reading.has_expired(asked.at)
        proposal = reading.proposal(plan_id)
        plan = proposal.plan
        if not expired and plan.status == PROPOSED:
            asked.refuse_stale(f"Plan {plan_id}", plan.version)
            town = town_for(reading, proposal)
            refuse_late(reading, plan, town, hosts_of(reading, plan, town) if asked.any_advisor else ())
    if expired:
        free_expired(store, asked.at)


def _locked_as_it_fits(
    world: World, books: Writing, proposal: Proposal, town: Town, asked: Asked, own: Collection[Appointment]
) -> Plan:
    """The plan as it is to be booked, by the referee's word, once nobody else can take what it needs. Raises Conflict."""
    plan = proposal.plan
    hosts = hosts_of(books, plan, town) if asked.any_advisor and plan.status != HELD else ()
    books.lock_capacities([way for one in plan.appointments for way in ways_of(one, hosts)], town)
    refuse_late(books, plan, town, hosts)  # somebody was quicker while we waited
    if hosts:
        plan = hosted_anew(world, books, proposal, asked.at)
    refuse_moved_world(world, books, replace(proposal, plan=plan), town, asked.at, without=own)
    return plan


def _locked_holds(books: Writing, customer: str) -> list[Proposal]:
    """The customer's plans that are held, and stay so until this transaction changes that."""
    for seen in books.held_proposals(customer=customer):
        books.lock_proposal(seen.plan.id or 0)
    return list(books.held_proposals(customer=customer))


def _let_go(books: Writing, plan: Plan, hand: Hand) -> Plan:
    freed = tuple(books.become(one, PLANNED, hand) for one in plan.appointments)
    return books.rewrite_plan(replace(plan, status=PROPOSED, appointments=freed, held_until=None, held_by=None))


def _refuse_empty(plan: Plan) -> None:
    if plan.unplaced and not plan.appointments:
        open_ones = len(plan.unplaced)
        raise Conflict((f"The plan books nothing: all of its {open_ones} open meetings are unplaced.",), advice=AGAIN)


def _refuse_second(held: Iterable[Proposal], town: Town) -> None:
    zone = ZoneInfo(town.timezone)
    sentences = [
        f"Plan {one.plan.id} is held for this customer until {one.plan.held_until.astimezone(zone):%d.%m.%Y, %H:%M}."
        for one in held
        if one.plan.held_until
    ]
    if sentences:
        raise Conflict(sentences, advice="Confirm it, or release it first: one plan of a customer is held at a time.")


def with_uids(appointments: Iterable[Appointment], mail_domain: str) -> tuple[Appointment, ...]:
    """A calendar entry keeps its UID for life, so one that was held before has it already."""
    return tuple(replace(one, uid=one.uid or f"{uuid4()}@{mail_domain}") for one in appointments)
