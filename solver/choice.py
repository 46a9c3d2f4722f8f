"""What the model decides: a loose set of variables, on which each rule posts its own constraints.

Nothing here forbids what a rule forbids, so that a rule can be taken out and the plans it alone forbids become possible
(tests/solver/test_rules.py asks just that). A case has numbered appointments, ascending by their begin; a meeting is
held by one of them, starts at a slot of the compressed clock (`calendars`), at a place, with officers.

What a rule says about one meeting alone (its window, its officers' free time, a full house) it says by narrowing bit
sets: `Choice.post` turns what is left into one domain per meeting, place and officer. That keeps the model small: a day
or a shift costs a bit here and not a variable.
"""

from dataclasses import dataclass, field
from itertools import pairwise

from ortools.sat.python import cp_model

from solver.calendars import Calendars, officers, runs, starts
from solver.plan import Appointment
from solver.problem import Case, Meeting, Problem

Literal = cp_model.LiteralT


@dataclass
class MeetingChoice:
    """Where, when and with whom one meeting is held; `here`: in an appointment the model makes (not a pinned one)."""

    meeting: Meeting
    length: int
    pin: Appointment | None
    here: cp_model.IntVar
    placed: cp_model.IntVar
    start: cp_model.IntVar
    position: cp_model.IntVar
    interval: cp_model.IntervalVar
    holds: list[cp_model.IntVar]
    at: dict[str, cp_model.IntVar]
    seats: list[dict[str, cp_model.IntVar]]  # per need: officer -> fills it
    dated: bool = False  # `position` follows `start`
    sits: dict[str, cp_model.LinearExprT] = field(default_factory=dict)  # officer -> fills one of the needs
    common: dict[str, int] = field(default_factory=dict)  # place -> slots to start in, for everybody
    alone: dict[tuple[str, str], int] = field(default_factory=dict)  # place, officer -> slots to start in


@dataclass
class AppointmentChoice:
    """One numbered appointment of a case. Unused ones are anywhere and hold nothing."""

    index: int
    used: cp_model.IntVar
    begin: cp_model.IntVar
    finish: cp_model.IntVar
    position: cp_model.IntVar
    at: dict[str, cp_model.IntVar]
    hosts: dict[tuple[str, str, str | None], cp_model.IntVar]  # place, advisor, kind of shift -> hosts


@dataclass
class CaseChoice:
    """A case's meetings and appointments; `stands` says of each pinned appointment whether it stands."""

    case: Case
    meetings: list[MeetingChoice]
    appointments: list[AppointmentChoice]
    pins: list[Appointment]
    stands: dict[str, cp_model.IntVar]


class Choice:
    """The variables of all cases of a problem.

    `most`: how many appointments a case may get besides its pinned ones (by default one for each meeting).
    `days`: only the first so many working days are looked at (by default all).
    """

    def __init__(
        self, problem: Problem, calendars: Calendars, most: dict[str, int] | None = None, days: int | None = None
    ) -> None:
        self.problem, self.calendars, self.timeline = problem, calendars, calendars.timeline
        self.days = len(problem.working_days) if days is None else days
        self.size = self.days * self.timeline.stride
        self.model = cp_model.CpModel()
        self.hosting: dict[tuple[str, str | None], list[cp_model.IntervalVar]] = {}  # advisor, kind of shift -> taken
        self.cases = [self._case(case, (most or {}).get(case.id)) for case in problem.cases]

    def hosted_by(self, advisor: str) -> list[cp_model.IntervalVar]:
        """All that can take an advisor as a host, in shifts of whatever kind."""
        return [interval for (person, _), intervals in self.hosting.items() if person == advisor for interval in intervals]

    def confine(self, person: str, where: str | None, intervals: list[cp_model.IntervalVar]) -> None:
        """Keep a person's engagements inside the free stretches of their shifts at `where`, and apart from each other."""
        rest = ((1 << self.size) - 1) & ~self.calendars.free(person, where)
        blocks = [self.model.new_fixed_size_interval_var(low, high - low, f"{person} is not free") for low, high in runs(rest)]
        self.model.add_no_overlap([*intervals, *blocks])

    def position(self, one: MeetingChoice) -> cp_model.IntVar:
        """The position of a meeting's day in the working days."""
        if not one.dated:
            one.dated = True
            day = self.timeline.stride * one.position
            self.model.add(one.start >= day)
            self.model.add(one.start < day + self.timeline.slots_a_day)
        return one.position

    def _case(self, case: Case, most: int | None) -> CaseChoice:
        model = self.model
        pins = [pin for pin in self.problem.pinned_here if pin.case == case.id]
        pin_of = {held.meeting: pin for pin in pins for held in pin.meetings}
        count = len(case.meetings) if most is None else min(most, len(case.meetings))
        places = list(dict.fromkeys(place for meeting in case.meetings for place in meeting.places))
        appointments = [self._appointment(case, index, places) for index in range(count)]
        for earlier, later in pairwise(appointments):  # one order of the same appointments
            model.add_implication(later.used, earlier.used)
            model.add(earlier.begin <= later.begin).only_enforce_if(later.used)
        meetings = [self._meeting(meeting, pin_of.get(meeting.id), count) for meeting in case.meetings]
        stands = {pin.id: model.new_bool_var(f"{pin.id} stands") for pin in pins}
        return CaseChoice(case, meetings, appointments, pins, stands)

    def _appointment(self, case: Case, index: int, places: list[str]) -> AppointmentChoice:
        model, name = self.model, f"{case.id}#{index}"
        last = max(self.size - 1, 0)
        hosts = {
            (place, advisor, where): model.new_bool_var(f"{name} by {advisor} at {place}/{where}")
            for place in places
            if self.problem.place_by_id[place].hosted
            for advisor in case.advisors
            for where in self.calendars.shift_places(advisor, place)
        }
        begin, finish = model.new_int_var(0, last, f"{name} begin"), model.new_int_var(0, last, f"{name} finish")
        position = model.new_int_var(0, max(self.days - 1, 0), f"{name} position")
        model.add(begin >= self.timeline.stride * position)  # no rule: it says which day a begin lies on
        model.add(begin <= self.timeline.stride * position + self.timeline.slots_a_day)
        for (place, advisor, where), literal in hosts.items():
            travel = self.timeline.length(self.problem.place_by_id[place].travel_minutes)
            length = model.new_int_var(0, self.timeline.stride, f"{name} length")
            interval = model.new_optional_interval_var(begin - travel, length, finish + travel, literal, f"{name} hosted")
            self.hosting.setdefault((advisor, where), []).append(interval)
        return AppointmentChoice(
            index=index,
            used=model.new_bool_var(f"{name} used"),
            begin=begin,
            finish=finish,
            position=position,
            at={place: model.new_bool_var(f"{name} at {place}") for place in places},
            hosts=hosts,
        )

    def _meeting(self, meeting: Meeting, pin: Appointment | None, count: int) -> MeetingChoice:
        model, name = self.model, meeting.id
        length = self.timeline.length(meeting.minutes)
        here = model.new_bool_var(f"{name} here")
        start = model.new_int_var(0, max(self.size - 1, 0), f"{name} start")
        can_fill = officers(self.problem, meeting.needs)
        seats = [
            {officer: model.new_bool_var(f"{name} needs {number} {officer}") for officer in can_fill[need]}
            for number, need in enumerate(meeting.needs)
        ]
        one = MeetingChoice(
            meeting=meeting, length=length, pin=pin, here=here,
            placed=model.new_bool_var(f"{name} placed"),
            start=start,
            position=model.new_int_var(0, max(self.days - 1, 0), f"{name} position"),
            interval=model.new_optional_fixed_size_interval_var(start, length, here, name),
            holds=[model.new_bool_var(f"{name} in #{index}") for index in range(count)],
            at={place: model.new_bool_var(f"{name} at {place}") for place in meeting.places},
            seats=seats,
        )  # fmt: skip
        for seat in seats:
            for officer, literal in seat.items():
                one.sits[officer] = sum([one.sits.get(officer, 0), literal])
        inside_a_day = starts(self.calendars.everything & ((1 << self.size) - 1), length)
        one.common = dict.fromkeys(one.at, inside_a_day)
        one.alone = {(place, officer): -1 for place in one.at for officer in one.sits}
        return one

    def post(self) -> None:
        """Turn the narrowed bit sets into domains. Called once, after all rules have spoken."""
        for case in self.cases:
            for one in case.meetings:
                self._post_meeting(one)

    def _post_meeting(self, one: MeetingChoice) -> None:
        anywhere = 0
        for place, literal in one.at.items():
            together = one.common[place]
            for seat in one.seats:
                reach = 0
                for officer, seated in seat.items():
                    mine = one.common[place] & one.alone[place, officer]
                    self._inside(one.start, mine, [seated, literal])
                    reach |= mine
                together &= reach
            if len(one.at) > 1:
                self._inside(one.start, together, [literal])
            anywhere |= together
        self._inside(one.start, anywhere, [one.here])

    def _inside(self, start: cp_model.IntVar, bits: int, when: list[cp_model.IntVar]) -> None:
        if not bits:
            self.model.add_bool_or([~literal for literal in when])
            return
        domain = cp_model.Domain.from_intervals([[low, high - 1] for low, high in runs(bits)])
        self.model.add_linear_expression_in_domain(start, domain).only_enforce_if(when)
