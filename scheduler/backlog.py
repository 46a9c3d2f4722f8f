"""The use case of the backlog: all proposals that nobody has confirmed yet, planned anew as one.

Each was made as if its customer were alone, so they may want the same people; together they do better. What is confirmed
stands. The answer says what is gained against confirming the proposals as they stand, one after the other.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from scheduler import framing
from scheduler.cases import Case
from scheduler.ground import pinned
from scheduler.open_cases import cases_to_plan
from scheduler.planning import Desk, solved
from scheduler.plans import Appointment, Goal, Plan
from scheduler.store.reading import Proposal, Reading
from scheduler.store.writing import Writing
from solver.budget import Budget
from solver.calendars import Calendars
from solver.check import complete, score
from solver.plan import Appointment as Planned
from solver.plan import Plan as SolverPlan
from solver.problem import alone
from solver.replan import lawful_by_itself


@dataclass(frozen=True)
class Backlog:
    """`before`: what comes of confirming the proposals as they stand, in the order they were made, each whole or not at all;
    `refused`: how many of them could not be. `after`: of the plans together, with what is proved. `plans`: those that are better
    than what was proposed, as new proposals; none where nothing is gained.
    """

    before: tuple[Goal, ...]
    after: tuple[Goal, ...]
    proposals: int
    refused: int
    plans: tuple[Plan, ...]
    seconds: float


@dataclass(frozen=True)
class Draft:
    """A backlog whose plans are not stored yet, and the versions of the world it was computed from."""

    backlog: Backlog
    town_version: int
    case_versions: dict[int, int]


def plan_backlog(desk: Desk, now: datetime, seconds: float | None = None) -> Backlog:
    """All proposals not yet confirmed optimised together; the plans that are gained are stored, nothing is booked."""
    wanted = desk.solve_seconds if seconds is None else seconds
    desk.free_expired(now)
    draft: Draft = desk.computed(wanted, drafted, now, wanted)
    if not draft.backlog.plans:
        return draft.backlog

    def write(books: Writing) -> Backlog:
        plans = tuple(
            books.write_proposal(plan, draft.town_version, {case: draft.case_versions[case] for case in plan.cases}, now)
            for plan in draft.backlog.plans
        )
        return replace(draft.backlog, plans=plans)

    return desk.store.change(write)


def drafted(desk: Desk, now: datetime, seconds: float) -> Draft:
    """`plan_backlog` from one look at the store; what is computed is not written."""
    with desk.store.reading() as reading:
        town_version, _ = reading.town()
        proposals, cases, framed = _read(reading, now)
    by_name = {email: name for name, email in framed.customers.items()}
    asked, calendars = framed.problem, Calendars(framed.problem)
    booked: list[Planned] = []
    refused = 0
    for proposal in proposals:
        name = by_name[proposal.plan.customer]
        made = _as_planned(framed, proposal.plan, name)
        if _stands(framed, calendars, name, made):
            booked += made
            for one in made:
                calendars.take(one)
        else:
            refused += 1
    before = complete(asked, (*asked.pinned_here, *booked))
    found = solved(asked, Budget(seconds, second_opinion=False)) if proposals else before
    gained = score(asked, found) < score(asked, before)
    better = found if gained else replace(before, goals=(replace(before.goals[0], bound=found.goals[0].bound), *before.goals[1:]))
    plans = tuple(_plans(framed, found, cases)) if gained else ()
    told = Backlog(_goals(before), _goals(better), len(proposals), refused, plans, found.seconds)
    return Draft(told, town_version, {case.id: case.version for case in cases})


def _read(reading: Reading, now: datetime) -> tuple[tuple[Proposal, ...], tuple[Case, ...], framing.Frame]:
    """The proposals whose cases are still as they were, all cases of their customers that are planned with them, the frame."""
    _, town = reading.town()
    today = now.astimezone(ZoneInfo(town.timezone)).date()
    found: list[Proposal] = []
    cases: list[Case] = []
    booked = {one.id: one for one in reading.booked_from(now)}
    for proposal in reading.open_proposals():
        theirs = reading.appointments_of(proposal.plan.customer)
        together = cases_to_plan(proposal.plan.cases, reading.cases_of(proposal.plan.customer), theirs, town, today)
        if {case.id: case.version for case in together} == proposal.case_versions:
            found.append(proposal)
            cases += together
            ids = {case.id for case in together}
            booked |= {one.id: one for one in theirs if any(held.case in ids for held in one.meetings)}
    return tuple(found), tuple(cases), framing.frame(town, cases, tuple(booked.values()), now)


def _as_planned(framed: framing.Frame, plan: Plan, name: str) -> list[Planned]:
    return [
        replace(pinned(one, name, framed.horizon), id=f"proposed-{plan.id}-{number}")
        for number, one in enumerate(plan.appointments)
    ]


def _stands(framed: framing.Frame, calendars: Calendars, name: str, made: Collection[Planned]) -> bool:
    opens = framed.horizon.minutes(framed.horizon.opens)
    known = all(one.place in framed.problem.place_by_id and one.start >= opens for one in made)
    return known and lawful_by_itself(framed.problem, name, made) and all(map(calendars.holds, made))


def _plans(framed: framing.Frame, found: SolverPlan, cases: Collection[Case]) -> list[Plan]:
    """One for each customer; nothing is proved of a customer's alone."""
    plans: list[Plan] = []
    for name, email in framed.customers.items():
        theirs = tuple(one for one in found.appointments if one.case == name)
        asked = alone(framed.problem, framed.problem.case_by_id[name])
        goals = tuple(Goal(goal.name, goal.value, None) for goal in complete(asked, theirs).goals)
        new: tuple[Appointment, ...] = tuple(framing.appointment_of(framed, one) for one in theirs if one.id not in framed.kept)
        plans.append(
            Plan(
                id=None,
                customer=email,
                cases=tuple(sorted(case.id for case in cases if case.customer.email == email)),
                status="proposed",
                optimal=False,
                goals=goals,
                appointments=tuple(sorted(new, key=lambda one: one.start)),
                kept=tuple(sorted((one for one in framed.kept.values() if one.customer == email), key=lambda one: one.start)),
                unplaced=tuple(framing.told(framed, one) for one in found.unplaced if one.case == name),
                seconds=found.seconds,
            )
        )
    return plans


def _goals(plan: SolverPlan) -> tuple[Goal, ...]:
    return tuple(Goal(goal.name, goal.value, goal.bound) for goal in plan.goals)
