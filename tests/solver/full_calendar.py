"""One case of 14 meetings against a month's full calendar, drawn from a seed: the solver's main job at its real size.

Modelled on opening a restaurant: talks in the house with seven departments, two of them at one table, inspections on the
site working days after the building talk, and two errands where nobody hosts. Unit: minutes from 00:00 of day 0.
"""

import random

from solver.plan import MINUTES_A_DAY, Appointment, HeldMeeting
from solver.problem import After, Case, Meeting, Place, Policy, Problem, Shift, StaffMember

HOUSE, SITE, CHAMBER, COURT = "house", "site", "chamber", "court"
TOWN = ("building", "food", "trade", "fire", "traffic", "water", "environment")
WEEKS, GRID = 5, 5
BUSY = 0.6  # of everybody's time is taken by other cases


def full_calendar(seed: int) -> Problem:
    """A problem of one case; the pinned appointments of other cases leave gaps of some half hours."""
    rng = random.Random(f"full calendar {seed}")
    days = tuple(week * 7 + day for week in range(WEEKS) for day in range(5))
    staff = tuple(_member(rng, f"advisor-{number}", (), days, 5) for number in range(1, 4))
    for department in TOWN:
        staff += tuple(_member(rng, f"{department}-{number}", (department,), days, 3) for number in (1, 2))
    staff += tuple(_member(rng, f"{alone}-1", (alone,), days, 4) for alone in (CHAMBER, COURT))
    return Problem(
        name="full calendar", timezone="Europe/Berlin", first_day="2026-03-02", working_days=days, grid_minutes=GRID,
        policy=Policy(max_appointment_minutes=180, max_wait_minutes=30),
        places=(Place(HOUSE, rooms=6), Place(SITE, travel_minutes=30), Place(CHAMBER, hosted=False), Place(COURT, hosted=False)),
        staff=staff, cases=(Case("restaurant", ("advisor-1", "advisor-2", "advisor-3"), _meetings(rng, days[-1])),),
        pinned=tuple(one for member in staff for one in _busy(rng, member)),
    )  # fmt: skip


def _member(rng: random.Random, id: str, departments: tuple[str, ...], days: tuple[int, ...], a_week: int) -> StaffMember:
    """Mornings on some days of the week, afternoons on two of them."""
    weekdays = rng.sample(range(5), a_week)
    shifts = []
    for day in days:
        if day % 7 in weekdays:
            shifts.append(Shift(day * MINUTES_A_DAY + 8 * 60, day * MINUTES_A_DAY + 12 * 60 + 30))
            if day % 7 in weekdays[:2]:
                shifts.append(Shift(day * MINUTES_A_DAY + 13 * 60, day * MINUTES_A_DAY + 16 * 60))
    return StaffMember(id, departments, tuple(shifts))


def _busy(rng: random.Random, member: StaffMember) -> list[Appointment]:
    """Appointments of other cases one after the other, with gaps, in each of a person's shifts."""
    taken = []
    for shift in member.shifts:
        start = shift.start
        while (length := rng.choice((30, 45, 60))) + start <= shift.end:
            if rng.random() < BUSY:
                hosting = not member.departments
                held = (HeldMeeting("talk", start, start + length, () if hosting else (member.id,)),)
                host = member.id if hosting else None
                place = CHAMBER if not hosting else HOUSE
                taken.append(Appointment(f"{member.id}@{start}", "elsewhere", place, host, start, start + length, held))
            start += length
    return taken


def _meetings(rng: random.Random, last: int) -> tuple[Meeting, ...]:
    """Fourteen: a first talk, seven with one department, a round table, three on the site, two alone."""

    def meeting(id: str, *needs: str, place: str = HOUSE, after: tuple[After, ...] = ()) -> Meeting:
        return Meeting(id, needs, rng.choice((30, 30, 45, 60)), (place,), 0, last, after)

    first, building = (After("first-talk"),), (After("talk-building"),)
    return (
        meeting("first-talk"),
        *(meeting(f"talk-{department}", department, after=first) for department in TOWN),
        meeting("round-table", "building", "fire", after=building),
        meeting("inspect-building", "building", place=SITE, after=(After("talk-building", 3),)),
        meeting("inspect-food", "food", place=SITE, after=(After("talk-food", 2),)),
        meeting("inspect-both", "building", "environment", place=SITE, after=(After("round-table", 1),)),
        meeting("course", CHAMBER, place=CHAMBER),
        meeting("register", COURT, place=COURT, after=(After("talk-trade"),)),
    )
