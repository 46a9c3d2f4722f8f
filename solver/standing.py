"""How a finished plan stands, for the `violations` halves of the rules.

The model reads calendars as bit sets (`calendars`); this room reads them as plain stretches, so that the two halves of
a rule share no formulation: a rule that is wrong must be wrong twice to slip through.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from solver.exchange import clock_of
from solver.plan import MINUTES_A_DAY, Appointment, HeldMeeting, Plan
from solver.problem import Meeting, Problem, StaffMember


@dataclass(frozen=True)
class Engagement:
    """A person taken over `[start, end)` by an appointment, travel included; `hosting` or sitting as an officer."""

    person: str
    start: int
    end: int
    hosting: bool
    appointment: Appointment
    asked: bool


def engagements(problem: Problem, appointment: Appointment, asked: bool) -> Iterator[Engagement]:
    """Everybody an appointment takes. At places with travel an officer is taken once, from first to last meeting."""
    place = problem.place_by_id.get(appointment.place)
    travel = place.travel_minutes if place else 0
    if appointment.advisor is not None:
        start, end = appointment.start - travel, appointment.end + travel
        yield Engagement(appointment.advisor, start, end, True, appointment, asked)
    sat: dict[str, list[HeldMeeting]] = {}
    for held in appointment.in_order:
        for person in dict.fromkeys(held.staff):
            sat.setdefault(person, []).append(held)
    for person, meetings in sat.items():
        if travel:
            start, end = meetings[0].start - travel, max(held.end for held in meetings) + travel
            yield Engagement(person, start, end, False, appointment, asked)
        else:
            for held in meetings:
                yield Engagement(person, held.start, held.end, False, appointment, asked)


def inside_one_shift(member: StaffMember, place: str, start: int, end: int) -> bool:
    """Whether `[start, end)` lies inside one shift that fits the place; touching shifts of equal place count as one."""
    for where in (place, None):
        reaches = member.reaches.get(where, ())
        begun = bisect_right(reaches, start, key=lambda reach: reach[0])  # they lie apart: only the last begun can hold it
        if begun and end <= reaches[begun - 1][1]:
            return True
    return False


class Standing:
    """A plan against its problem: which appointments the rules are asked of, and what blocks them."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem, self.plan = problem, plan
        pinned = {pin.id: pin for pin in problem.pinned}
        self.asked = tuple(one for one in plan.appointments if one.id not in pinned or one.content != pinned[one.id].content)
        self.at = clock_of(problem).text
        self.day_text = clock_of(problem).day_text

    def name(self, appointment: Appointment) -> str:
        """How a sentence calls an appointment."""
        return f"appointment {appointment.id} of case {appointment.case} ({self.at(appointment.start)})"

    def meeting(self, appointment: Appointment, held: HeldMeeting) -> Meeting | None:
        case = self.problem.case_by_id.get(appointment.case)
        return case.meeting_by_id.get(held.meeting) if case else None

    @cached_property
    def placed(self) -> dict[tuple[str, str], HeldMeeting]:
        """(case, meeting) -> where it is held, pinned ones included; the latest where it wrongly stands twice."""
        everything = (*self.problem.pinned_here, *self.asked)
        held = sorted(((held, one.case) for one in everything for held in one.meetings), key=lambda entry: entry[0].end)
        return {(case, one.meeting): one for one, case in held}

    @cached_property
    def beside(self) -> tuple[Appointment, ...]:
        """The pinned appointments that could meet an asked one: on its day, or as far off as both their ways reach."""
        ways = 2 * max((place.travel_minutes for place in self.problem.places), default=0)
        days = {
            day for one in self.asked for day in range((one.start - ways) // MINUTES_A_DAY, (one.end + ways) // MINUTES_A_DAY + 1)
        }
        return tuple(pin for pin in self.problem.pinned if pin.day in days)

    @cached_property
    def clashes(self) -> tuple[tuple[Engagement, Engagement], ...]:
        """Pairs of engagements of one person that overlap, at least one of them in an appointment that is asked."""
        by_person: dict[str, list[Engagement]] = {}
        everything = ((self.asked, True), (self.beside, False))
        for appointments, asked in everything:
            for appointment in appointments:
                for one in engagements(self.problem, appointment, asked):
                    by_person.setdefault(one.person, []).append(one)
        pairs = []
        for taken in by_person.values():
            taken.sort(key=lambda one: (one.start, one.end))
            running: list[Engagement] = []
            for two in taken:
                running = [one for one in running if one.end > two.start]
                pairs += [(one, two) for one in running if one.asked or two.asked]
                running.append(two)
        return tuple(pairs)
