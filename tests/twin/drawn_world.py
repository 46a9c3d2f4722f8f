"""Random working days, places and people: short shifts, few rooms, a place to travel to and one without a host."""

import random
from datetime import date, timedelta

from .sizes import DEPARTMENTS, Size, chance, stretch_of

FIRST_MONDAY = date(2026, 3, 2)


def drawn_days(rng: random.Random, number: int) -> list[str]:
    """Ascending days with a gap now and then, as weekends and holidays make them."""
    day, days = FIRST_MONDAY, []
    while len(days) < number:
        if not days or chance(rng, 0.8):
            days.append(day.isoformat())
        day += timedelta(days=1)
    return days


def drawn_places(rng: random.Random, size: Size, grid: int) -> list[dict]:
    """An office always, a place to travel to and a place without a host now and then."""
    office: dict = {"id": "office"}
    if chance(rng, 0.5):
        office["rooms"] = rng.choice((0, 1, 1, 1, 1, 1, 1, 1, 2)) if chance(rng, 0.9) else None
    places = [office]
    if chance(rng, 0.4):
        places.append({"id": "on-site", "rooms": None, "travel_minutes": rng.randint(*size.travel) * grid, "hosted": True})
    if chance(rng, 0.45):
        travel = rng.randint(*size.travel) * grid if chance(rng, 0.2) else 0
        places.append({"id": "chamber", "rooms": rng.choice((None, None, 1)), "travel_minutes": travel, "hosted": False})
    return places


def drawn_staff(rng: random.Random, size: Size, grid: int, days: list[str], places: list[dict]) -> list[dict]:
    """Advisors first; now and then one of them can also sit in a meeting as an officer."""
    staff = []
    for number in range(1, rng.randint(*size.advisors) + 1):
        departments = [rng.choice(DEPARTMENTS)] if chance(rng, 0.15) else []
        staff.append({"id": f"adv-{number}", "departments": departments, "shifts": _shifts(rng, size, grid, days, places, 0.95)})
    for number in range(1, rng.randint(*size.officers) + 1):
        departments = sorted(rng.sample(DEPARTMENTS, rng.choice((1, 1, 2))))
        staff.append({"id": f"off-{number}", "departments": departments, "shifts": _shifts(rng, size, grid, days, places, 0.85)})
    return staff


def _shifts(rng: random.Random, size: Size, grid: int, days: list[str], places: list[dict], share: float) -> list[dict]:
    """Short shifts, at times followed at once by (or overlapping) another, at the same place or at another or none."""
    wheres = [None, None, "office", *(place["id"] for place in places)]
    shifts = []
    for day in days:
        if not chance(rng, share):
            continue
        first, steps = rng.randint(0, size.first), rng.randint(*size.shift)
        where = rng.choice(wheres)
        if chance(rng, 0.3):
            middle = rng.randint(1, steps - 1)
            overlapping = 1 if chance(rng, 0.3) else 0
            shifts.append(stretch_of(day, grid, first, middle + overlapping) | {"place": where})
            first, steps = first + middle, steps - middle
            where = where if chance(rng, 0.5) else rng.choice(wheres)
        shift = stretch_of(day, grid, first, min(steps, size.day - first))
        shifts.append(shift if where is None and chance(rng, 0.5) else shift | {"place": where})
    rng.shuffle(shifts)
    return shifts
