"""The use cases: open a case, request a plan, confirm it. Read, frame, solve, write; nothing is locked while we think.

A plan is a proposal until it is confirmed; confirming books all of it or nothing, against the world as it is then.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from scheduler import framing
from scheduler.cases import Case
from scheduler.errors import Conflict
from scheduler.intake import NewCase, checked
from scheduler.moved import what_moved
from scheduler.offer import offered, spared
from scheduler.open_cases import cases_to_plan
from scheduler.plans import Appointment, JointPlan, Plan
from scheduler.problem_file import Progress, Told, refusing, solve_json
from scheduler.spared import Spared
from scheduler.store.reading import CONFIRMED, Proposal, Reading
from scheduler.store.store import Store, follow_store
from scheduler.store.writing import Writing
from scheduler.town import Town
from scheduler.ventures import Catalogue, catalogue
from scheduler.workers import Workers
from scheduler.world import World
from solver import exchange
from solver.budget import Budget
from solver.calendars import Calendars
from solver.check import score, violations
from solver.plan import Goal as SolverGoal
from solver.plan import Plan as SolverPlan
from solver.problem import Problem
from solver.search import solve
from solver.warm import warm

AGAIN = "Request a new plan, with more seconds, or see the reasons of what stayed unplaced."


@dataclass(frozen=True)
class Desk:
    """The use cases over one store. `mail_domain` is the right-hand side of every UID.

    `workers`: child processes that compute; None: this one does.
    """

    store: Store
    catalogue: Catalogue
    mail_domain: str
    solve_seconds: float = 10.0
    workers: Workers | None = None
    world: World = field(default_factory=World, compare=False)

    @property
    def has_town(self) -> bool:
        """False for a store that nobody has given a town yet."""
        with self.store.reading() as reading:
            return reading.has_town()

    @property
    def town(self) -> Town:
        """The town as it is now."""
        with self.store.reading() as reading:
            return reading.town()[1]

    def town_told(self, customer: str) -> Town:
        """The town as the customer of that e-mail knows it from their plans, with what it has given up since."""
        with self.store.reading() as reading:
            return reading.town_told(customer)

    def offer(self, day: date) -> Catalogue:
        """What this town offers to a case that begins that day."""
        return offered(self.catalogue, self.town, day)

    def spared(self, *cases: Case) -> tuple[Spared, ...]:
        """What the law spares the customer of these cases, each once."""
        return tuple(dict.fromkeys(one for case in cases for one in spared(self.catalogue, case)))

    def seed_town(self, town: Town, now: datetime) -> bool:
        """Write the town into a store that has none; False, and nothing changed, when there is one already."""

        def seed(books: Writing) -> bool:
            if books.has_town():
                return False
            books.write_town(town, now)
            return True

        try:
            return self.store.change(seed)
        except Conflict:  # another process has just seeded it
            return False

    def open_case(self, new: NewCase, now: datetime) -> Case:
        """The case with its id. Raises InputError; the same e-mail is the same customer."""

        def write(books: Writing) -> Case:
            town = books.town()[1]
            return books.open_case(checked(new, town, offered(self.catalogue, town, new.received_on), now))

        return self.store.change(write)

    def case(self, case_id: int) -> Case:
        """Raises NotFoundError."""
        with self.store.reading() as reading:
            return reading.case(case_id)

    def appointment(self, appointment_id: int) -> Appointment:
        """Raises NotFoundError."""
        with self.store.reading() as reading:
            return reading.appointment(appointment_id)

    def appointments_of_case(self, case_id: int) -> tuple[Appointment, ...]:
        """The confirmed appointments that hold a meeting of the case, by start. Raises NotFoundError for an unknown case."""
        with self.store.reading() as reading:
            return reading.appointments_of_case(reading.case(case_id).id)

    def plan(self, plan_id: int) -> Plan:
        """A plan as it was proposed, or as it was confirmed. Raises NotFoundError."""
        with self.store.reading() as reading:
            return reading.proposal(plan_id).plan

    def request_plan(self, case_id: int, now: datetime, seconds: float | None = None) -> Plan:
        """A stored proposal for the case and all open ones of its customer; it books nothing. Raises NotFoundError."""
        wanted = self.solve_seconds if seconds is None else seconds
        draft = self.computed(wanted, drafted, case_id, now, wanted)
        return self.store.change(lambda books: books.write_proposal(draft.plan, draft.town_version, draft.case_versions, now))

    def confirm(self, plan_id: int, now: datetime) -> Plan:
        """Book all appointments of a plan, or none; a second time answers the same and books nothing.

        Raises NotFoundError, and Conflict with `what_changed` when the world moved so that the plan does not fit it.
        """

        def book(books: Writing) -> Plan:
            books.hold_proposal(plan_id)
            proposal = books.proposal(plan_id)
            if proposal.confirmed_at is not None:
                return proposal.plan
            if proposal.plan.unplaced and not proposal.plan.appointments:
                open_ones = len(proposal.plan.unplaced)
                raise Conflict((f"The plan books nothing: all of its {open_ones} open meetings are unplaced.",), advice=AGAIN)
            books.advance_cases(proposal.case_versions)
            town = town_for(books, proposal)
            books.hold_capacities(proposal.plan.appointments, town)
            refuse_moved_world(self.world, books, proposal, town, now)
            told = (replace(one, uid=f"{uuid4()}@{self.mail_domain}", status=CONFIRMED) for one in proposal.plan.appointments)
            booked = books.book(plan_id, told, town)
            confirmed = replace(proposal.plan, status=CONFIRMED, appointments=booked)
            books.write_confirmed(confirmed, now)
            return confirmed

        return self.store.change(book)

    def solve_json(self, problem: Any, seconds: float | None = None, seed: int = 0) -> str:
        """`solve_json` with this desk's time."""
        wanted = self.solve_seconds if seconds is None else seconds
        return self.computed(wanted, solved_json, problem, wanted, seed)

    def computed(self, seconds: float, work: Callable[..., Any], *arguments: Any) -> Any:
        """`work(desk, *arguments)`, in a child process where there are some. Raises BusyError and LostError."""
        return work(self, *arguments) if self.workers is None else self.workers.run(seconds, work, *arguments)


@dataclass(frozen=True)
class Draft:
    """A plan not stored yet, and the versions of the world it was computed from."""

    plan: Plan
    town_version: int
    case_versions: dict[int, int]


def warm_desk(database_url: str) -> Desk:
    """For a child process that computes (`workers`): the use cases over the store that the service has opened, and all
    that the first plan would have to wait for loaded.
    """
    warm()
    return Desk(follow_store(database_url), catalogue(), mail_domain="")


def drafted(desk: Desk, case_id: int, now: datetime, seconds: float) -> Draft:
    """The plan for the case and all open ones of its customer, from one look at the store. Raises NotFoundError."""
    with desk.store.reading() as reading:
        town_version, _ = reading.town()
        cases, framed = frame_now(desk.world, reading, reading.case(case_id).customer.email, [case_id], now)
    found = solved(framed.problem, Budget(seconds, second_opinion=False), calendars=framed.calendars)
    return Draft(framing.unframe(framed, found), town_version, {case.id: case.version for case in cases})


def solved_json(_desk: Desk, problem: Any, seconds: float, seed: int) -> str:
    """`solve_json` as a desk has it computed."""
    return solve_json(problem, Budget(seconds, seed=seed))


def plan_together(
    town: Town,
    cases: Iterable[Case],
    now: datetime,
    seconds: float,
    workers: int = 2,
    seed: int = 0,
    method: str = "auto",
    progress: Progress | None = None,
    booked: Collection[Appointment] = (),
) -> JointPlan:
    """All cases planned beside what is booked, without a store: a month, a what-if."""
    framed = framing.frame(town, cases, booked, now)
    budget = Budget(seconds=seconds, workers=workers, seed=seed)
    return framing.unframe_all(framed, solved(framed.problem, budget, method, progress))


def problem_text(town: Town, cases: Iterable[Case], booked: Collection[Appointment], now: datetime) -> str:
    """What `plan_together` would plan, as `appointment-problem/1`; the same arguments give the same text."""
    return exchange.write_problem(framing.frame(town, cases, booked, now).problem)


def frame_now(
    world: World, reading: Reading, customer: str, asked: Collection[int], now: datetime
) -> tuple[tuple[Case, ...], framing.Frame]:
    """The customer's cases that are planned together, and the frame of these in the world as it is."""
    _, town = reading.town()
    theirs = reading.appointments_of(customer)
    today = now.astimezone(ZoneInfo(town.timezone)).date()
    cases = cases_to_plan(asked, reading.cases_of(customer), theirs, town, today)
    ids = {case.id for case in cases}
    kept = [one for one in theirs if any(held.case in ids for held in one.meetings)]
    return cases, framing.frame_on(world.ground(reading, now, kept), cases, kept, now)


def town_for(books: Reading, proposal: Proposal) -> Town:
    """The town as it is now. Raises Conflict when it has given up a place of the plan."""
    _, town = books.town()
    gone = sorted({one.place for one in proposal.plan.appointments} - set(town.place_by_id))
    if gone:
        raise Conflict(f'"{place}" is no longer a place of {town.title}.' for place in gone)
    return town


def refuse_moved_world(world: World, books: Reading, proposal: Proposal, town: Town, now: datetime) -> None:
    """The referee's word on the plan in the world as it is now. Raises Conflict."""
    cases, framed = frame_now(world, books, proposal.plan.customer, proposal.case_versions, now)
    opened = [case.id for case in cases if case.id not in proposal.case_versions]
    if opened:
        raise Conflict(
            (f"Case {case_id} of the customer was opened since the plan was made." for case_id in opened),
            advice="Request a new plan, so that all cases are planned as one.",
        )
    standing = framing.standing_in(framed, proposal.plan)
    goals = zip(proposal.plan.goals, score(framed.problem, standing), strict=True)
    standing = replace(standing, goals=tuple(SolverGoal(told.name, value, None) for told, value in goals))
    broken = violations(framed.problem, standing)
    if broken:
        rules = dict.fromkeys(f'By the town\'s rules as they are now the plan breaks "{found.rule}".' for found in broken)
        raise Conflict(what_moved(proposal.plan.appointments, books.booked_from(now), town, now) or rules)


def solved(
    asked: Problem,
    budget: Budget,
    method: str = "auto",
    progress: Progress | None = None,
    goals: Told | None = None,
    calendars: Calendars | None = None,
) -> SolverPlan:
    """Raises InputError for a problem beyond any time given."""
    with refusing():
        return solve(asked, budget=budget, method=method, progress=progress, goals=goals, calendars=calendars)
