"""What all random changes of a plan share: picking an appointment, moving it, keeping the plan in shape."""

import random

from .clock import DAY_MINUTES, minute, text


def fresh_id(plan: dict, problem: dict) -> str:
    used = {one["id"] for one in plan["appointments"]} | {one["id"] for one in problem.get("pinned", [])}
    return next(name for name in (f"n{number}" for number in range(1, 10_000)) if name not in used)


def known_meeting(problem: dict, case: str, name: str) -> dict | None:
    meetings = [meeting for one in problem["cases"] if one["id"] == case for meeting in one["meetings"]]
    return next((meeting for meeting in meetings if meeting["id"] == name), None)


def move(thing: dict, minutes: int) -> None:
    """Both ends by so many minutes, unless that would leave the date."""
    start, end = minute(thing["start"]) + minutes, minute(thing["end"]) + minutes
    if start // DAY_MINUTES == end // DAY_MINUTES:
        thing["start"], thing["end"] = text(start), text(end)


def fit(appointment: dict) -> None:
    """The appointment from its first meeting to its last, as it should be."""
    if appointment["meetings"]:
        appointment["start"] = min(held["start"] for held in appointment["meetings"])
        appointment["end"] = max(held["end"] for held in appointment["meetings"])
        if appointment["start"][:10] != appointment["end"][:10]:
            appointment["end"] = max(held["end"] for held in appointment["meetings"] if held["start"] == appointment["start"])


def tidy(plan: dict) -> None:
    """An appointment that lost its last meeting goes."""
    plan["appointments"] = [one for one in plan["appointments"] if one["meetings"]]


def one_of(rng: random.Random, problem: dict, plan: dict) -> dict | None:
    """An appointment to change; pinned ones seldom, since any change of them is plainly wrong."""
    pinned = {one["id"] for one in problem.get("pinned", [])}
    free = [one for one in plan["appointments"] if one["id"] not in pinned]
    everything = plan["appointments"] if rng.random() < 0.1 else free
    return rng.choice(everything) if everything else None
