"""More of the town's staff: an officer or an advisor works longer, somebody else hosts."""

from collections.abc import Iterator
from dataclasses import replace

from solver.plan import MINUTES_A_DAY, Appointment, HeldMeeting
from solver.problem import Problem, StaffMember
from solver.repairs.trying import Allowed, Extra, Made, Repair, Trying, minutes
from solver.standing import inside_one_shift


def shift(tried: Trying, _allowed: Allowed) -> Iterator[Repair]:
    """For a department one officer's extra time, for the advisors that of the first who then can."""
    problem = tried.problem
    groups = [[member for member in problem.staff if need in member.departments] for need in tried.about("department")]
    if any(fact.kind == "advisors" for fact in tried.clash.facts):
        groups.append([problem.staff_by_id[id] for id in tried.case.advisors])
    for group in groups:
        open_days = list(_open_days(problem))
        for made in tried.generously(tried.with_shifts(Extra(member.id, *day) for member in group for day in open_days)):
            extras = list(_beyond_hours(problem, group, made))
            if extras:
                thin = tried.thinned(extras, tried.with_shifts)
                yield from tried.repair("shift", minutes(thin), tried.with_shifts(thin), extras=thin)


def deputy(tried: Trying, _allowed: Allowed) -> Iterator[Repair]:
    if not any(fact.kind == "advisors" for fact in tried.clash.facts):
        return
    case = tried.case
    others = [one.id for one in tried.problem.staff if not one.departments and one.shifts and one.id not in case.advisors]
    made = tried.helps(tried.with_case(replace(case, advisors=(*case.advisors, *others))))
    hosts = {one.advisor for one in made or ()}
    for deputy in (id for id in others if id in hosts):
        yield from tried.repair("deputy", 1, tried.with_case(replace(case, advisors=(*case.advisors, deputy))), who=deputy)


def _open_days(problem: Problem) -> Iterator[tuple[int, int]]:
    """On each working day from when the first begins to work until the last stops."""
    shifts = [shift for member in problem.staff for shift in member.shifts]
    for day in problem.working_days:
        today = [shift for shift in shifts if shift.start // MINUTES_A_DAY == day]
        if today:
            yield min(shift.start for shift in today), max(shift.end for shift in today)


def _beyond_hours(problem: Problem, group: list[StaffMember], made: Made) -> Iterator[Extra]:
    """What appointments take of these people outside their hours, the way there and back included."""
    pinned = set(problem.pinned)
    for one in made:
        way = problem.place_by_id[one.place].travel_minutes
        for member in group if one not in pinned else ():
            mine: list[HeldMeeting | Appointment] = [held for held in one.meetings if member.id in held.staff]
            mine += [one] if one.advisor == member.id else []
            if way and mine:  # taken from the first to the last of them
                pieces = [(min(it.start for it in mine) - way, max(it.end for it in mine) + way)]
            else:
                pieces = [(it.start, it.end) for it in mine]
            for start, end in pieces:
                if not inside_one_shift(member, one.place, start, end):
                    yield Extra(member.id, start, end)
