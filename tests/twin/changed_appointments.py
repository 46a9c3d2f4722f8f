"""Random changes of whole appointments of a plan: when, where, by whom and how many."""

import copy
import random

from .changing import fit, fresh_id, move, one_of
from .clock import minute, text


def move_appointment(rng: random.Random, problem: dict, plan: dict) -> None:
    one = one_of(rng, problem, plan)
    if one:
        steps = rng.choice((-2, -1, -1, 1, 1, 2)) * problem.get("grid_minutes", 5)
        for thing in [one, *one["meetings"]]:
            move(thing, steps)


def move_day(rng: random.Random, problem: dict, plan: dict) -> None:
    """The whole appointment on another day, seldom on one that does not count."""
    one = one_of(rng, problem, plan)
    if one:
        day = rng.choice(problem["working_days"]) if rng.random() < 0.9 else "2026-03-01"
        for thing in [one, *one["meetings"]]:
            thing["start"], thing["end"] = day + thing["start"][10:], day + thing["end"][10:]


def beside(rng: random.Random, problem: dict, plan: dict) -> None:
    """An appointment at the start and place of another, so that rooms and people run out."""
    one = one_of(rng, problem, plan)
    others = [other for other in plan["appointments"] if one and other is not one and other["case"] != one["case"]]
    others += [other for other in problem.get("pinned", []) if one and other["start"][:10] in problem["working_days"]]
    if one and others:
        other = rng.choice(others)
        later = minute(other["start"]) - minute(one["start"])
        if rng.random() < 0.5:
            one["place"] = other["place"]
        for thing in [one, *one["meetings"]]:
            move(thing, later)


def change_host(rng: random.Random, problem: dict, plan: dict) -> None:
    one = one_of(rng, problem, plan)
    if one:
        advisors = next((case["advisors"] for case in problem["cases"] if case["id"] == one["case"]), [])
        anybody = [person["id"] for person in problem["staff"]] + [None, "nobody"]
        one["advisor"] = rng.choice(advisors) if advisors and rng.random() < 0.7 else rng.choice(anybody)


def change_place(rng: random.Random, problem: dict, plan: dict) -> None:
    """Another place, mostly with the host it asks for."""
    one = one_of(rng, problem, plan)
    if one:
        places = {place["id"]: place.get("hosted", True) for place in problem["places"]}
        one["place"] = rng.choice([*places] * 4 + ["nowhere"])
        if rng.random() < 0.8:
            advisors = next((case["advisors"] for case in problem["cases"] if case["id"] == one["case"]), [None])
            one["advisor"] = (one["advisor"] or rng.choice(advisors)) if places.get(one["place"], True) else None


def merge(rng: random.Random, problem: dict, plan: dict) -> None:
    """The meetings of one appointment behind those of another, mostly of the same case."""
    one = one_of(rng, problem, plan)
    others = [other for other in plan["appointments"] if one and other is not one]
    if one and rng.random() < 0.9:
        others = [other for other in others if other["case"] == one["case"]]
    if one and others:
        other = rng.choice(others)
        later = minute(one["end"]) - minute(other["start"]) + rng.choice((0, 0, 1)) * problem.get("grid_minutes", 5)
        for held in other["meetings"]:
            move(held, later)
        one["meetings"] += other["meetings"]
        plan["appointments"].remove(other)
        fit(one)


def stretch_one(rng: random.Random, problem: dict, plan: dict) -> None:
    """A start or an end one step off, of an appointment or of one of its meetings."""
    one = one_of(rng, problem, plan)
    if one:
        thing = rng.choice([one, one, *one["meetings"]])
        side, steps = rng.choice(("start", "end")), rng.choice((-1, 1))
        moved = thing | {side: text(minute(thing[side]) + steps * problem.get("grid_minutes", 5))}
        if moved["start"] < moved["end"] and moved["start"][:10] == moved["end"][:10]:
            thing.update(moved)


def change_pinned(rng: random.Random, problem: dict, plan: dict) -> None:
    """A pinned appointment removed, renamed, changed in one field, or a foreign one taken in."""
    cases = {case["id"] for case in problem["cases"]}
    pinned = problem.get("pinned", [])
    standing = [one for one in plan["appointments"] if one["id"] in {other["id"] for other in pinned}]
    used = {one["id"] for one in plan["appointments"]}
    foreign = [one for one in pinned if one["case"] not in cases and one["id"] not in used]
    if foreign and (not standing or rng.random() < 0.3):
        plan["appointments"].append(copy.deepcopy(rng.choice(foreign)))
    elif standing:
        one = rng.choice(standing)
        kind = rng.randrange(4)
        if kind == 0:
            plan["appointments"].remove(one)
        elif kind == 1:
            one["id"] = fresh_id(plan, problem)
        elif kind == 2:
            one["advisor"] = rng.choice([None, *(person["id"] for person in problem["staff"])])
        else:
            move(one, problem.get("grid_minutes", 5))
