"""The CP-SAT model of a problem, and the way from a solution back to a plan."""

from collections.abc import Callable, Iterable

from ortools.sat.python import cp_model

from solver.calendars import Calendars
from solver.choice import AppointmentChoice, CaseChoice, Choice
from solver.plan import Appointment, HeldMeeting
from solver.problem import Problem, new_ids
from solver.rules import RULES, Rule

Value = Callable[[cp_model.LinearExprT], int]


def build(
    problem: Problem,
    calendars: Calendars | None = None,
    most: dict[str, int] | None = None,
    days: int | None = None,
    rules: Iterable[Rule] = RULES,
) -> Choice:
    """All variables and all hard rules; goals are for the search to add. `most`, `days`: see `Choice`."""
    choice = Choice(problem, calendars or Calendars(problem), most, days)
    for rule in rules:
        rule.add(choice)
    choice.post()
    return choice


def appointments(choice: Choice, value: Value) -> list[Appointment]:
    """The appointments of a solution, pinned ones included; new ids a1, a2, ... leave those of pinned ones out."""
    ids = new_ids(choice.problem)
    made: list[Appointment] = []
    for case in choice.cases:
        made += [pin for pin in case.pins if value(case.stands[pin.id])]
        made += [_made(choice, case, one, next(ids), value) for one in case.appointments if value(one.used)]
    return made


def _made(choice: Choice, case: CaseChoice, one: AppointmentChoice, id: str, value: Value) -> Appointment:
    minutes = choice.timeline.minutes
    held = []
    for meeting in case.meetings:
        if value(meeting.holds[one.index]):
            start = minutes(value(meeting.start))
            staff = tuple(next(officer for officer, literal in seat.items() if value(literal)) for seat in meeting.seats)
            held.append(HeldMeeting(meeting.meeting.id, start, start + meeting.meeting.minutes, staff))
    held.sort(key=lambda meeting: meeting.start)
    place = next(place for place, literal in one.at.items() if value(literal))
    advisor = next((advisor for (_, advisor, _), literal in one.hosts.items() if value(literal)), None)
    return Appointment(id, case.case.id, place, advisor, held[0].start, max(one.end for one in held), tuple(held))
