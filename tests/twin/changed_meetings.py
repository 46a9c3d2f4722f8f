"""Random changes of single meetings of a plan: when, whether and with whom they are held."""

import copy
import random

from .changing import fit, fresh_id, known_meeting, move, one_of, tidy
from .clock import DAY_MINUTES, minute, text


def move_meeting(rng: random.Random, problem: dict, plan: dict) -> None:
    one = one_of(rng, problem, plan)
    if one and one["meetings"]:
        move(rng.choice(one["meetings"]), rng.choice((-1, 1)) * problem.get("grid_minutes", 5))
        fit(one)


def change_staff(rng: random.Random, problem: dict, plan: dict) -> None:
    """Another officer, one more or one less."""
    one = one_of(rng, problem, plan)
    if one and one["meetings"]:
        staff = rng.choice(one["meetings"])["staff"]
        other = rng.choice([person["id"] for person in problem["staff"]] * 5 + ["nobody"])
        if staff and rng.random() < 0.8:
            staff[rng.randrange(len(staff))] = other
        elif staff and rng.random() < 0.5:
            staff.pop()
        else:
            staff.append(other)


def swap_staff(rng: random.Random, problem: dict, plan: dict) -> None:
    """The people of two meetings change places."""
    meetings = [held for one in plan["appointments"] for held in one["meetings"]]
    if len(meetings) > 1:
        first, second = rng.sample(meetings, 2)
        first["staff"], second["staff"] = second["staff"], first["staff"]


def split(rng: random.Random, problem: dict, plan: dict) -> None:
    """One meeting gets an appointment of its own, mostly on another day."""
    one = one_of(rng, problem, plan)
    if one and len(one["meetings"]) > 1:
        held = one["meetings"].pop(rng.randrange(len(one["meetings"])))
        day = rng.choice(problem["working_days"])
        held["start"], held["end"] = day + held["start"][10:], day + held["end"][10:]
        alone = {**one, "id": fresh_id(plan, problem), "meetings": [held]}
        plan["appointments"].append(alone)
        fit(one)
        fit(alone)


def unplace(rng: random.Random, problem: dict, plan: dict) -> None:
    """A meeting goes under unplaced, whatever comes after it; the rest of its appointment mostly closes up to its ends."""
    one = one_of(rng, problem, plan)
    if one and one["meetings"]:
        held = one["meetings"].pop(rng.randrange(len(one["meetings"])))
        if known_meeting(problem, one["case"], held["meeting"]):
            plan["unplaced"].append({"case": one["case"], "meeting": held["meeting"], "reason": "left out"})
        if rng.random() < 0.9:
            fit(one)
        tidy(plan)


def drop(rng: random.Random, problem: dict, plan: dict) -> None:
    """A meeting that stands nowhere any more, or an entry of unplaced that goes."""
    one = one_of(rng, problem, plan)
    if plan["unplaced"] and rng.random() < 0.5:
        plan["unplaced"].pop(rng.randrange(len(plan["unplaced"])))
    elif one and one["meetings"]:
        one["meetings"].pop(rng.randrange(len(one["meetings"])))
        fit(one)
        tidy(plan)


def duplicate(rng: random.Random, problem: dict, plan: dict) -> None:
    """A meeting that stands twice: in two appointments, or placed and unplaced."""
    one = one_of(rng, problem, plan)
    if one and one["meetings"]:
        held = copy.deepcopy(rng.choice(one["meetings"]))
        if rng.random() < 0.5 and known_meeting(problem, one["case"], held["meeting"]):
            plan["unplaced"].append({"case": one["case"], "meeting": held["meeting"], "reason": "left out"})
            return
        again = {**copy.deepcopy(one), "id": fresh_id(plan, problem), "meetings": [held]}
        plan["appointments"].append(again)
        fit(again)


def place_one(rng: random.Random, problem: dict, plan: dict) -> None:
    """An unplaced meeting placed where it might go: alone, or right behind an appointment of its case."""
    if not plan["unplaced"]:
        return
    entry = plan["unplaced"].pop(rng.randrange(len(plan["unplaced"])))
    case = next(case for case in problem["cases"] if case["id"] == entry["case"])
    meeting = next(meeting for meeting in case["meetings"] if meeting["id"] == entry["meeting"])
    fitting = [person["id"] for person in problem["staff"] if set(person["departments"]) & set(meeting["needs"])]
    held = {"meeting": meeting["id"], "staff": rng.sample(fitting, min(len(fitting), len(meeting["needs"])))}
    theirs = [one for one in plan["appointments"] if one["case"] == case["id"] and minute(one["end"]) % DAY_MINUTES < 1200]
    if theirs and rng.random() < 0.5:
        one = rng.choice(theirs)
        plan_start = minute(one["end"])
    else:
        place = rng.choice([place for place in problem["places"] if place["id"] in meeting["places"]])
        one = {
            "id": fresh_id(plan, problem),
            "case": case["id"],
            "place": place["id"],
            "advisor": rng.choice(case["advisors"]) if place.get("hosted", True) else None,
            "meetings": [],
        }
        plan["appointments"].append(one)
        shifts = [shift["start"] for person in problem["staff"] for shift in person["shifts"]]
        plan_start = minute(rng.choice(shifts or [problem["working_days"][0] + "T08:00"]))
    end = min(plan_start + meeting["minutes"], (plan_start // DAY_MINUTES + 1) * DAY_MINUTES - problem.get("grid_minutes", 5))
    one["meetings"].append(held | {"start": text(plan_start), "end": text(end)})
    fit(one)


def unknown(rng: random.Random, problem: dict, plan: dict) -> None:
    """A case or a meeting the problem does not know."""
    one = one_of(rng, problem, plan)
    if one and rng.random() < 0.5:
        one["case"] = rng.choice([case["id"] for case in problem["cases"]] + ["no-case"])
    elif one and one["meetings"]:
        rng.choice(one["meetings"])["meeting"] = "no-meeting"
