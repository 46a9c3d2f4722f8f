"""A customer's plan in the world as it is at this moment: its frame, and whether it still stands in it."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from scheduler import framing
from scheduler.cases import Case
from scheduler.errors import Conflict
from scheduler.ground import pinned
from scheduler.moved import what_is_taken, what_moved
from scheduler.open_cases import cases_to_plan
from scheduler.plans import Appointment, Plan
from scheduler.store.claims import claims
from scheduler.store.reading import Proposal, Reading
from scheduler.town import Town
from scheduler.world import World
from solver.check import score, violations
from solver.goals import delay
from solver.plan import Goal as SolverGoal


def frame_now(
    world: World,
    reading: Reading,
    customer: str,
    asked: Collection[int],
    now: datetime,
    without: Collection[Appointment] = (),
) -> tuple[tuple[Case, ...], framing.Frame]:
    """The customer's cases that are planned together, and the frame of these in the world as it is; what is held for themselves,
    or is to stand elsewhere (`without`), is free for them.
    """
    _, town = reading.town()
    free = {one.id for one in without}
    theirs = [one for one in reading.appointments_of(customer) if one.id not in free]
    today = now.astimezone(ZoneInfo(town.timezone)).date()
    cases = cases_to_plan(asked, reading.cases_of(customer), theirs, town, today)
    ids = {case.id for case in cases}
    kept = [one for one in theirs if any(held.case in ids for held in one.meetings)]
    return cases, framing.frame_on(world.ground(reading, now, kept, without), cases, kept, now)


def town_for(books: Reading, proposal: Proposal) -> Town:
    """The town as it is now. Raises Conflict when it has given up a place of the plan."""
    _, town = books.town()
    gone = sorted({one.place for one in proposal.plan.appointments} - set(town.place_by_id))
    if gone:
        raise Conflict(f'"{place}" is no longer a place of {town.title}.' for place in gone)
    return town


def refuse_late(reading: Reading, plan: Plan, town: Town, hosts: Collection[str] = ()) -> None:
    """Raises Conflict where somebody else has taken what the plan needs: asked of a look, it keeps nobody waiting and costs a
    tenth of the referee's word. Who passes may still be refused. `hosts`: who else may host it.
    """
    ways = {one: ways_of(one, hosts) for one in plan.appointments}
    needed = [claim for each in ways.values() for way in each for claim in claims(way, town.place_by_id[way.place])]
    others = reading.taken_by_others(plan.customer, needed)
    said: list[str] = []
    for one, each in ways.items() if others else ():
        if all(what_is_taken(way, others, town) for way in each):
            said += what_is_taken(one, others, town)
    if said:
        raise Conflict(dict.fromkeys(said))


def ways_of(one: Appointment, hosts: Collection[str]) -> list[Appointment]:
    """The appointment as it is, and with each other of the hosts where it has one."""
    return [one, *(replace(one, advisor=host) for host in hosts if one.advisor not in (None, host))]


def hosts_of(reading: Reading, plan: Plan, town: Town) -> tuple[str, ...]:
    """All who may host the plan's appointments, its customer's own advisor first."""
    return framing.advisors_of(reading.districts_of(plan.cases), town)


def hosted_anew(world: World, reading: Reading, proposal: Proposal, now: datetime) -> Plan:
    """The plan with the first of its customer's advisors who is free where the one it names is not; all else as it is, but for
    what a deputy costs. Whether that may be booked is the referee's word.
    """
    plan = proposal.plan
    _, framed = frame_now(world, reading, plan.customer, proposal.case_versions, now)
    (name,) = framed.customers
    problem = framed.problem
    ranks, hosted = 0, list[Appointment]()
    for one in plan.appointments:
        way, found = pinned(one, name, framed.horizon), one
        if one.advisor is not None and one.place in problem.place_by_id:
            ways = (replace(way, advisor=host) for host in dict.fromkeys((one.advisor, *problem.case_by_id[name].advisors)))
            free = next((each for each in ways if framed.calendars.holds(each)), way)
            found = replace(one, advisor=free.advisor)
            ranks += delay.deputy_rank(problem, name, one.place, free.advisor)
            ranks -= delay.deputy_rank(problem, name, one.place, one.advisor)
        hosted.append(found)
    later = ranks * problem.policy.deputy_days
    goals = tuple(replace(goal, value=goal.value + later) if goal.name == delay.NAME else goal for goal in plan.goals)
    optimal = all(goal.value == goal.bound for goal in goals)
    return replace(plan, appointments=tuple(hosted), goals=goals, optimal=optimal)


def refuse_moved_world(
    world: World, books: Reading, proposal: Proposal, town: Town, now: datetime, without: Collection[Appointment] = ()
) -> None:
    """The referee's word on the plan in the world as it is now. Raises Conflict. `without`: as in `frame_now`."""
    cases, framed = frame_now(world, books, proposal.plan.customer, proposal.case_versions, now, without)
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
        own = {one.id for one in without}
        booked = [one for one in _beside(books, proposal.plan, town) if one.id not in own]
        raise Conflict(what_moved(proposal.plan.appointments, booked, town, now) or rules)


def _beside(reading: Reading, plan: Plan, town: Town) -> tuple[Appointment, ...]:
    """All that is booked or held between the first and the last minute the plan needs anybody."""
    needed = [claim for one in plan.appointments for claim in claims(one, town.place_by_id[one.place])]
    if not needed:
        return ()
    return reading.booked_from(min(claim.start for claim in needed), max(claim.end for claim in needed))
