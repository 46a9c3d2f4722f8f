"""What the problems of all customers share at one moment: the town's seats with their hours, and what is booked.

To work it out takes far longer than to plan a case on it, so it is kept between requests (`world`) and all of it is
frozen. It is a problem without a case: whoever frames one puts their case on it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from scheduler.horizon import Horizon, horizon
from scheduler.lifecycle import TAKING
from scheduler.plans import Appointment
from scheduler.sittings import Sitting, sittings
from scheduler.town import Town
from solver import plan as answer
from solver import problem as question
from solver.calendars import Calendars

ELSEWHERE = "elsewhere"  # the case of every appointment that is not the customer's whose problem it is


@dataclass(frozen=True)
class Ground:
    """`problem` has no case, and everything booked is pinned in it as somebody else's; `calendars` hold all of that and are
    not to be booked on: take a copy.
    """

    town: Town
    horizon: Horizon
    problem: question.Problem
    calendars: Calendars = field(compare=False)

    def changed(self, changed: Iterable[Appointment]) -> "Ground":
        """After these were booked, moved or given up since; what was known already changes nothing."""
        before = self.problem
        pins = {pin.id: pin for pin in before.pinned}
        for one in changed:
            if one.status in TAKING:
                pins[pinned_id(one)] = pinned(one, ELSEWHERE, self.horizon)
            else:
                pins.pop(pinned_id(one), None)
        after = replace(knowing(before, pins.values()), pinned=tuple(pins.values()))
        old, added = after.pinned[: len(before.pinned)], after.pinned[len(before.pinned) :]
        if (old, after.staff, after.places) != (before.pinned, before.staff, before.places):
            return replace(self, problem=after, calendars=Calendars(after))
        calendars = self.calendars.read_for(after)  # only more is taken: that need not be worked out anew
        for pin in added:
            calendars.take(pin)
        return replace(self, problem=after, calendars=calendars)


def ground(town: Town, booked: Iterable[Appointment], now: datetime, held: Iterable[datetime] = ()) -> Ground:
    """`booked`: the confirmed appointments that are to come, and those of the past whose starts are `held`: see `horizon`."""
    days, limits = horizon(town, now, held), town.limits
    when = sittings(town, days)
    fills = {advisor.id: () for advisor in town.advisors} | {officer.id: officer.departments for officer in town.officers}
    bare = question.Problem(
        name=f"{town.id}-{days.local(now).date().isoformat()}",
        timezone=town.timezone,
        first_day=days.first_day.isoformat(),
        working_days=tuple(map(days.day, days.working_days)),
        policy=question.Policy(limits.max_appointment_minutes, limits.max_wait_minutes, limits.deputy_days),
        places=tuple(question.Place(place.id, place.rooms, place.travel_minutes, place.hosted) for place in town.places),
        staff=tuple(question.StaffMember(id_, fills[id_], tuple(_shift(one, days) for one in when[id_])) for id_ in fills),
        cases=(),
        grid_minutes=limits.grid_minutes,
    )
    pins = tuple(pinned(one, ELSEWHERE, days) for one in booked)
    problem = replace(knowing(bare, pins), pinned=pins)
    return Ground(town, days, problem, Calendars(problem))


def knowing(problem: question.Problem, pins: Collection[answer.Appointment], named: Iterable[str] = ()) -> question.Problem:
    """The problem with all seats and places of `pins` in it, and the places `named`. Those the town has given up while
    they are still promised to somebody have no hours and room for nobody else.
    """
    seats = {seat for pin in pins for held in pin.meetings for seat in held.staff}
    seats |= {pin.advisor for pin in pins if pin.advisor is not None}
    places = {pin.place for pin in pins}.union(named)
    return replace(
        problem,
        staff=(*problem.staff, *(question.StaffMember(id_, (), ()) for id_ in sorted(seats - set(problem.staff_by_id)))),
        places=(
            *problem.places,
            *(question.Place(id_, rooms=0, hosted=False) for id_ in sorted(places - set(problem.place_by_id))),
        ),
    )


def pinned_id(booked: Appointment) -> str:
    return f"booked-{booked.id}"


def pinned(booked: Appointment, case: str, days: Horizon) -> answer.Appointment:
    held = tuple(
        answer.HeldMeeting(meeting_id(one.case, one.meeting), days.minutes(one.start), days.minutes(one.end), one.seats)
        for one in booked.meetings
    )
    start, end = days.minutes(booked.start), days.minutes(booked.end)
    return answer.Appointment(pinned_id(booked), case, booked.place, booked.advisor, start, end, held)


def meeting_id(case: int, meeting: str) -> str:
    return f"{case}-{meeting}"


def _shift(sitting: Sitting, days: Horizon) -> question.Shift:
    return question.Shift(days.minutes(sitting.start), days.minutes(sitting.end), sitting.place)
