"""Small problems and plans for the solver's tests: every default sensible, a test names only what it is about."""

from dataclasses import replace
from typing import Any

from solver.check import complete
from solver.goals import GOALS
from solver.plan import Appointment, Goal, HeldMeeting, Plan
from solver.problem import Case, Meeting, Place, Policy, Problem, Shift, StaffMember

HOUSE, SITE, CHAMBER = Place("house"), Place("site", travel_minutes=30), Place("chamber", hosted=False)


def at(clock: str, day: int = 0) -> int:
    """`at("08:30", 1)`: minutes from day 0 to half past eight on day 1."""
    hours, minutes = clock.split(":")
    return day * 1440 + int(hours) * 60 + int(minutes)


def shift(start: str = "08:00", end: str = "12:00", day: int = 0, place: str | None = None) -> Shift:
    return Shift(at(start, day), at(end, day), place)


def daily(start: str = "08:00", end: str = "12:00", days: int = 5, place: str | None = None) -> tuple[Shift, ...]:
    return tuple(shift(start, end, day, place) for day in range(days))


def advisor(id: str = "lotse", shifts: tuple[Shift, ...] | None = None) -> StaffMember:
    return StaffMember(id, (), daily() if shifts is None else shifts)


def officer(id: str = "bau-1", *departments: str, shifts: tuple[Shift, ...] | None = None) -> StaffMember:
    return StaffMember(id, departments or (id.split("-")[0],), daily() if shifts is None else shifts)


def meeting(id: str = "m", *needs: str, minutes: int = 30, places: tuple[str, ...] = ("house",), **fields: Any) -> Meeting:
    fields = {"earliest_day": 0, "latest_day": 4} | fields
    return Meeting(id, needs, minutes, places, **fields)


def case(*meetings: Meeting, id: str = "c", advisors: tuple[str, ...] = ("lotse",), **fields: Any) -> Case:
    return Case(id, advisors, meetings or (meeting(),), **fields)


def problem(*cases: Case, **fields: Any) -> Problem:
    """Days 0 to 4 all count; the house, a site with half an hour of travel, a chamber where nobody hosts."""
    fields = {
        "policy": Policy(180, 30),
        "places": (HOUSE, SITE, CHAMBER),
        "staff": (advisor(), officer("bau-1"), officer("brand-1")),
        "working_days": (0, 1, 2, 3, 4),
    } | fields
    return Problem("small", "Europe/Berlin", "2026-03-02", cases=cases or (case(),), **fields)


def held(meeting: str, start: str, end: str, *staff: str, day: int = 0) -> HeldMeeting:
    return HeldMeeting(meeting, at(start, day), at(end, day), staff)


def appointment(
    *meetings: HeldMeeting, id: str = "a1", case: str = "c", place: str = "house", advisor: str | None = "lotse", **fields: Any
) -> Appointment:
    """From the first to the last of its meetings, unless `start` or `end` say otherwise."""
    span = {"start": min(one.start for one in meetings), "end": max(one.end for one in meetings)} | fields
    return Appointment(id, case, place, advisor, meetings=meetings, **span)


def plan(of: Problem, *appointments: Appointment, unplaced: tuple[str, ...] | None = None) -> Plan:
    """A feasible plan with its goals computed; `unplaced` overrides which meetings (of any case) stand there."""
    whole = complete(of, appointments)
    if unplaced is None:
        return whole
    everything = complete(of, ())
    chosen = replace(whole, unplaced=tuple(one for one in everything.unplaced if one.meeting in unplaced))
    return replace(chosen, goals=tuple(Goal(goal.NAME, goal.score(of, chosen), None) for goal in GOALS))
