"""What goes wrong in a planned month, as another problem: somebody is away, rooms are closed, days have gone by.

Days are whole numbers from day 0, both ends inclusive. A problem has no word for a place that is closed on one day, so its
rooms are taken by appointments of nobody that hold nothing; who is away has no shifts.
"""

from dataclasses import replace

from solver.plan import MINUTES_A_DAY, Appointment
from solver.problem import Place, Problem

NOBODY = "closed"  # the case of what only takes rooms


def away(problem: Problem, person: str, first_day: int, last_day: int) -> Problem:
    """Without that person's shifts on these days."""
    staff = tuple(
        replace(one, shifts=tuple(shift for shift in one.shifts if not first_day <= shift.start // MINUTES_A_DAY <= last_day))
        if one.id == person
        else one
        for one in problem.staff
    )
    return replace(problem, staff=staff)


def closed(problem: Problem, place: str, first_day: int, last_day: int, rooms: int | None = None) -> Problem:
    """With so many rooms fewer at the place on the days of these that count; None: with none."""
    limited = problem if problem.place_by_id[place].rooms is not None else _counted(problem, place)
    here = limited.place_by_id[place].rooms or 0
    gone = here if rooms is None else min(rooms, here)
    ids, cases = {pin.id for pin in problem.pinned}, set(problem.case_by_id)
    nobody = _unlike(NOBODY, cases)
    blocks: list[Appointment] = []
    for day in limited.working_days:
        if first_day <= day <= last_day:
            start, end = day * MINUTES_A_DAY, (day + 1) * MINUTES_A_DAY - problem.grid_minutes
            for _ in range(gone):
                id_ = _unlike(f"{nobody}-{len(ids)}", ids)
                ids.add(id_)
                blocks.append(Appointment(id_, nobody, place, None, start, end, ()))
    return replace(limited, pinned=(*limited.pinned, *blocks))


def begun(problem: Problem, day: int) -> Problem:
    """With no meeting before that day, apart from what is pinned."""
    return replace(
        problem,
        cases=tuple(
            replace(case, meetings=tuple(replace(one, earliest_day=max(one.earliest_day, day)) for one in case.meetings))
            for case in problem.cases
        ),
    )


def _counted(problem: Problem, place: str) -> Problem:
    """The same with rooms enough for all who could ever be there: nothing runs without a member of staff of its own, apart
    from what is pinned, where rules are not asked.
    """
    enough = len(problem.staff) + sum(pin.place == place for pin in problem.pinned)

    def counted(one: Place) -> Place:
        return replace(one, rooms=enough) if one.id == place else one

    return replace(problem, places=tuple(map(counted, problem.places)))


def _unlike(name: str, others: set[str]) -> str:
    """The name, with a dash more for as long as another bears it."""
    while name in others:
        name += "-"
    return name
