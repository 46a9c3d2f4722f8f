"""A plan made the only one its case could have, to ask fit about the rule on whose edge it stands.

Everybody is taken by somebody else's appointments except where the plan takes them, and what the plan says was told to
the customer. So fit either returns these very appointments or has to leave something out.
"""

from collections.abc import Iterator
from dataclasses import replace

from solver.plan import MINUTES_A_DAY, Appointment, Plan
from solver.problem import Place, Previous, Problem, alone

_AWAY = Place("away", hosted=False)  # where those are who are not free; nobody travels there and rooms never end


def forced(problem: Problem, plan: Plan) -> Iterator[tuple[Problem, Plan]]:
    """Case by case the problem and its part of the plan; the appointments of other cases stand as pinned ones."""
    pinned = {pin.id for pin in problem.pinned_here}
    for case in problem.cases:
        mine = tuple(one for one in plan.appointments if one.case == case.id)
        others = tuple(one for one in plan.appointments if one.case != case.id and one.id not in pinned)
        free = tuple(one for one in mine if one.id not in pinned)
        of = replace(
            alone(problem, case),
            places=(*problem.places, _AWAY),
            pinned=(*problem.pinned, *others, *_elsewhere(problem, mine)),
            previous=tuple(Previous(case.id, one.place, one.start, one.end) for one in free),
        )
        part = replace(plan, appointments=mine, unplaced=tuple(one for one in plan.unplaced if one.case == case.id))
        yield of, part


def _elsewhere(problem: Problem, mine: tuple[Appointment, ...]) -> Iterator[Appointment]:
    """Appointments of another case that take everybody whenever the plan does not."""
    for member in problem.staff:
        engaged = sorted(_engagements(problem, member.id, mine))
        for day in problem.working_days:
            low = day * MINUTES_A_DAY
            for start, end in (*engaged, (low + MINUTES_A_DAY, low + MINUTES_A_DAY)):
                if low < min(start, low + MINUTES_A_DAY):
                    yield Appointment(
                        f"{member.id}-{low}", "elsewhere", _AWAY.id, member.id, low, min(start, low + MINUTES_A_DAY), ()
                    )
                low = max(low, end)


def _engagements(problem: Problem, person: str, mine: tuple[Appointment, ...]) -> Iterator[tuple[int, int]]:
    for one in mine:
        travel = problem.place_by_id[one.place].travel_minutes
        if one.advisor == person:
            yield one.start - travel, one.end + travel
        held = [meeting for meeting in one.meetings if person in meeting.staff]
        if travel and held:
            yield min(meeting.start for meeting in held) - travel, max(meeting.end for meeting in held) + travel
        elif held:
            yield from ((meeting.start, meeting.end) for meeting in held)
