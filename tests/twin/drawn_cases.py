"""Random cases with their meetings, and what stands already: pinned appointments and what customers were told."""

import random

from .clock import minute, text
from .sizes import DEPARTMENTS, Size, chance, stretch_of


def drawn_case(rng: random.Random, size: Size, problem: dict, name: str, number: int) -> dict:
    advisors = [person["id"] for person in problem["staff"] if person["id"].startswith("adv-")]
    rng.shuffle(advisors)
    case = {"id": name, "advisors": advisors[: rng.choice((1, 2, 2, 3))], "meetings": []}
    if chance(rng, 0.3):
        case["customer_windows"] = _windows(rng, size, problem)
    for index in range(1, number + 1):
        case["meetings"].append(_meeting(rng, size, problem, f"m{index}", [f"m{other}" for other in range(1, index)]))
    rng.shuffle(case["meetings"])
    return case


def _windows(rng: random.Random, size: Size, problem: dict) -> list[dict]:
    """When the customer can come; two windows that touch stay two."""
    windows = []
    for day in problem["working_days"]:
        if chance(rng, 0.75):
            first, steps = rng.randint(0, size.first), rng.randint(*size.shift)
            windows.append(stretch_of(day, problem["grid_minutes"], first, steps))
            if chance(rng, 0.2):
                windows.append(stretch_of(day, problem["grid_minutes"], first + steps, min(steps, 24)))
    return windows


def _meeting(rng: random.Random, size: Size, problem: dict, name: str, before: list[str]) -> dict:
    """One meeting; what it comes after has a lower number, so there is never a circle."""
    days, grid = problem["working_days"], problem["grid_minutes"]
    hosted = [place["id"] for place in problem["places"] if place.get("hosted", True)]
    unhosted = [place["id"] for place in problem["places"] if not place.get("hosted", True)]
    needs = rng.choices(([], _needs(rng, 1), _needs(rng, 2)), (30, 50, 20))[0]
    if unhosted and needs and chance(rng, 0.5):
        places = unhosted + (hosted[:1] if chance(rng, 0.4) else [])
    else:
        places = rng.sample(hosted, rng.randint(1, len(hosted)))
    earliest = 0 if chance(rng, 0.7) else rng.randrange(len(days))
    latest = len(days) - 1 if chance(rng, 0.6) else rng.randrange(len(days))
    meeting = {
        "id": name,
        "needs": needs,
        "minutes": rng.randint(*size.minutes) * grid,
        "places": places,
        "earliest_day": days[earliest],
        "latest_day": days[latest],
        "after": [],
    }
    if chance(rng, 0.03):
        meeting["latest_day"] = "2026-02-20"
    if chance(rng, 0.03):
        meeting["minutes"] = problem["policy"]["max_appointment_minutes"] + grid
    if chance(rng, 0.3):
        meeting["weight"] = rng.choice((1, 2, 3, 5))
    if before and chance(rng, 0.45):
        for other in rng.sample(before, 2 if len(before) > 1 and chance(rng, 0.2) else 1):
            meeting["after"].append({"meeting": other, "working_days": rng.choice((0, 0, 1, 1, 2))})
    return meeting


def _needs(rng: random.Random, number: int) -> list[str]:
    """Different departments mostly; the same one twice asks for two of its people."""
    return [rng.choice(DEPARTMENTS[:2]) if chance(rng, 0.8) else rng.choice(DEPARTMENTS) for _ in range(number)]


def drawn_pinned(rng: random.Random, size: Size, problem: dict) -> list[dict]:
    """One or two appointments that stand, of these cases and of others; each own meeting stands in one at most."""
    pinned: list[dict] = []
    kinds = rng.choice((["own"], ["own"], ["own"], ["foreign"], ["own", "foreign"])) + (["foreign"] if size.cases[1] > 3 else [])
    free = [(case["id"], meeting["id"]) for case in problem["cases"] for meeting in case["meetings"]]
    for number, kind in enumerate(kinds, start=1):
        if kind == "own" and free:
            case, _ = rng.choice(free)
            meetings = [meeting for other, meeting in free if other == case][: rng.choice((1, 1, 2))]
            free = [entry for entry in free if entry[0] != case or entry[1] not in meetings]
            pinned.append(_pinned_appointment(rng, size, problem, f"p{number}", case, meetings, problem["working_days"]))
        elif kind == "foreign":
            days = problem["working_days"] if chance(rng, 0.9) else ["2026-02-27"]
            meetings = ["x1", "x2"][: rng.choice((0, 1, 1, 2))]
            pinned.append(_pinned_appointment(rng, size, problem, f"p{number}", "elsewhere", meetings, days))
    return pinned


def _pinned_appointment(
    rng: random.Random, size: Size, problem: dict, name: str, case: str, meetings: list[str], days: list[str]
) -> dict:
    """Meetings one after the other with slack around them, in disregard of every rule but the few asked of pinned ones."""
    day, grid, first = rng.choice(days), problem["grid_minutes"], rng.randint(0, size.first + 1)
    people = [person["id"] for person in problem["staff"]]
    step, held = first + rng.choice((0, 0, 0, 1)), []
    for meeting in meetings:
        steps = rng.randint(1, size.minutes[1])
        staff = rng.sample(people, rng.choice((0, 1, 1, 2)))
        held.append({"meeting": meeting, **stretch_of(day, grid, step, steps), "staff": staff})
        step += steps + rng.choice((0, 0, 1))
    if case == "elsewhere" and len(held) == 2 and chance(rng, 0.3):
        held[1] |= {"start": held[0]["start"]}
    steps = max(1, step - first + rng.choice((0, 0, 1)))
    advisor = rng.choice(people) if chance(rng, 0.75) else None
    place = rng.choice(problem["places"])["id"]
    return {"id": name, "case": case, "place": place, "advisor": advisor, **stretch_of(day, grid, first, steps), "meetings": held}


def drawn_previous(rng: random.Random, size: Size, problem: dict) -> dict:
    """What a customer was told: mostly a time at which one of the meetings could well be held."""
    case = rng.choice(problem["cases"])
    meeting = rng.choice(case["meetings"])
    days = [day for day in problem["working_days"] if meeting["earliest_day"] <= day <= meeting["latest_day"]]
    shifts = [shift for person in problem["staff"] for shift in person["shifts"] if shift["start"][:10] in days]
    if not shifts:
        return {"case": case["id"], "place": "office", **stretch_of(problem["working_days"][0], problem["grid_minutes"], 0, 1)}
    shift, length = rng.choice(shifts), meeting["minutes"]
    if chance(rng, 0.3):
        length += rng.choice(case["meetings"])["minutes"]
    room = max(0, minute(shift["end"]) - minute(shift["start"]) - length) // problem["grid_minutes"]
    start = minute(shift["start"]) + rng.randint(0, room) * problem["grid_minutes"]
    end = min(start + length, minute(shift["start"][:10] + "T23:00"))
    told = {"case": case["id"], "place": rng.choice(meeting["places"]), "start": text(start), "end": text(end)}
    return told | ({"advisor": None} if chance(rng, 0.2) else {})
