"""The use cases: open a case, request a plan. Read, frame, solve, write; nothing is locked while we think.

A plan is a proposal until it is held or confirmed: see `booking`.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from scheduler import booking, framing
from scheduler.booking import Asked, HoldTimes
from scheduler.cases import Case
from scheduler.errors import Conflict
from scheduler.intake import NewCase, checked
from scheduler.lifecycle import CUSTOMER
from scheduler.offer import offered, spared
from scheduler.plans import Appointment, JointPlan, Plan
from scheduler.present import frame_now
from scheduler.problem_file import Progress, Told, refusing, solve_json
from scheduler.set_back import SetBacks
from scheduler.settings import Settings
from scheduler.spared import Spared
from scheduler.store.store import Store, follow_store
from scheduler.store.writing import Writing
from scheduler.town import Town
from scheduler.ventures import Catalogue, catalogue
from scheduler.workers import Workers
from scheduler.world import World
from solver import exchange
from solver.budget import Budget
from solver.calendars import Calendars
from solver.plan import Plan as SolverPlan
from solver.problem import Problem
from solver.search import solve
from solver.warm import warm


@dataclass(frozen=True)
class Desk:
    """The use cases over one store. `mail_domain` is the right-hand side of every UID.

    `workers`: child processes that compute; None: this one does.
    """

    store: Store
    catalogue: Catalogue
    mail_domain: str
    solve_seconds: float = Settings.solve_seconds
    workers: Workers | None = None
    world: World = field(default_factory=World, compare=False)
    hold_working_days: int = Settings.hold_working_days
    hold_minutes: int = Settings.hold_minutes
    set_backs: SetBacks = field(default_factory=SetBacks, compare=False)

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

    @property
    def town_version(self) -> tuple[int, Town]:
        """The town as it is now, after the number of its version."""
        with self.store.reading() as reading:
            return reading.town()

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
        """A plan as it was proposed, held or confirmed. Raises NotFoundError."""
        with self.store.reading() as reading:
            return reading.proposal(plan_id).plan

    def request_plan(self, case_id: int, now: datetime, seconds: float | None = None) -> Plan:
        """A stored proposal for the case and all open ones of its customer; it books nothing. Raises NotFoundError."""
        wanted = self.solve_seconds if seconds is None else seconds
        self.free_expired(now)
        draft = self.computed(wanted, drafted, case_id, now, wanted)
        return self.store.change(lambda books: books.write_proposal(draft.plan, draft.town_version, draft.case_versions, now))

    def confirm(
        self, plan_id: int, now: datetime, by: str = CUSTOMER, seen: int | None = None, *, any_advisor: bool = False
    ) -> Plan:
        """`booking.confirm`."""
        return booking.confirm(self.store, self.world, self.mail_domain, plan_id, Asked(by, now, seen, any_advisor))

    def hold(
        self,
        plan_id: int,
        now: datetime,
        by: str = CUSTOMER,
        seen: int | None = None,
        days: int | None = None,
        *,
        any_advisor: bool = False,
    ) -> Plan:
        """`booking.hold`. `days`: working days, fewer than the town's own; for a seat only."""
        until, asked = HoldTimes(self.hold_working_days, self.hold_minutes, days), Asked(by, now, seen, any_advisor)
        return booking.hold(self.store, self.world, self.mail_domain, plan_id, until, asked)

    def free_expired(self, now: datetime) -> int:
        """`booking.free_expired`."""
        return booking.free_expired(self.store, now)

    def release(self, plan_id: int, now: datetime, by: str = CUSTOMER, seen: int | None = None) -> Plan:
        """`booking.release`."""
        return booking.release(self.store, plan_id, Asked(by, now, seen))

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
