"""Small problems of one case that use every corner of the contract, few enough plans to list them all at once.

`problems.tiny_case` as it comes seldom has an advisor who sits in meetings, windows that overlap, hours in the night or a
grid of one minute. Here each of these is laid on top of a drawn problem, now and then.
"""

import random
import re

from .clock import DAY_MINUTES, minute, text
from .problems import drawn_problem, press, roughly
from .sizes import DEPARTMENTS, Size, chance, stretch_of

ONE = Size(
    grids=(1, 5, 15, 30, 60),
    days=(1, 6),
    cases=(1, 1),
    meetings=(2, 5),
    meetings_in_all=5,
    minutes=(1, 2),
    first=2,
    shift=(2, 5),
    day=7,
    advisors=(1, 3),
    officers=(1, 3),
    travel=(1, 1),
    waits=(0, 0, 1, 1, 2),
    longest=(2, 6),
)
FEWEST, MOST = 500, 12_000  # plans, roughly


def one_case(rng: random.Random) -> dict:
    """A problem of one case with so few lawful plans that all can be listed in a moment."""
    while True:
        problem = drawn_problem(rng, ONE, "one case")
        for twist, share in TWISTS.items():
            if chance(rng, share):
                twist(rng, problem)
        if FEWEST <= roughly(problem, MOST) <= MOST:
            return problem


def _seat_advisors(rng: random.Random, problem: dict) -> None:
    """Advisors of the case fill the needs of its meetings too, often as the only ones who do."""
    need = rng.choice(DEPARTMENTS)
    for person in problem["staff"]:
        if person["id"] in problem["cases"][0]["advisors"]:
            person["departments"] = sorted({*person["departments"], need})
        elif chance(rng, 0.5):
            person["departments"] = [other for other in person["departments"] if other != need]
    rng.choice(problem["cases"][0]["meetings"])["needs"] = [need]


def _open_windows(rng: random.Random, problem: dict) -> None:
    """Several windows a day that touch, overlap or leave a gap; twice the same one too."""
    windows = [
        stretch_of(day, problem["grid_minutes"], rng.randint(0, 4), rng.randint(1, 4))
        for day in problem["working_days"]
        for _ in range(rng.randint(1, 3))
    ]
    problem["cases"][0]["customer_windows"] = [*windows, rng.choice(windows)]


def _share_travel(rng: random.Random, problem: dict) -> None:
    """Two or three meetings on site for one department, whose officers are away for a while in between."""
    grid, need = problem["grid_minutes"], rng.choice(DEPARTMENTS)
    if all(place["id"] != "on-site" for place in problem["places"]):
        problem["places"].append({"id": "on-site", "travel_minutes": grid})
    problem["policy"] |= {"max_appointment_minutes": 5 * grid, "max_wait_minutes": rng.choice((1, 2, 3)) * grid}
    for meeting in problem["cases"][0]["meetings"][:3]:
        if chance(rng, 0.8):
            meeting |= {"needs": [need], "minutes": grid, "places": ["on-site"], "after": []}
    for person in problem["staff"]:
        hosts = person["id"].startswith("adv-")
        if not hosts and chance(rng, 0.7):
            person["departments"] = sorted({*person["departments"], need})
        if hosts or chance(rng, 0.7):
            where, middle = rng.choice((None, "on-site")), rng.randint(3, 4)
            spans = [(0, 9)] if hosts else [(0, middle), (middle + rng.choice((0, 0, 1)), 4)]
            person["shifts"] = [
                stretch_of(day, grid, *span) | {"place": where if chance(rng, 0.8) else None}
                for day in problem["working_days"]
                for span in spans
                if chance(rng, 0.9)
            ]


def _tell_more(rng: random.Random, problem: dict) -> None:
    """What was told twice counts twice; some of it lies on days that are pinned, gone, or taken by another promise."""
    told = problem.setdefault("previous", [])
    days = [*problem["working_days"], "2026-02-26"]
    for one in [*told, *problem.get("pinned", [])][:2]:
        if one["case"] == problem["cases"][0]["id"]:
            told.append({key: one[key] for key in ("case", "place", "start", "end")})
    for meeting in rng.sample(problem["cases"][0]["meetings"], 2):
        first, steps = rng.randint(0, 4), meeting["minutes"] // problem["grid_minutes"] + rng.choice((0, 0, 1))
        times = stretch_of(rng.choice(days), problem["grid_minutes"], first, steps)
        told.append({"case": problem["cases"][0]["id"], "place": rng.choice(meeting["places"]), **times})


def _bridge(rng: random.Random, problem: dict) -> None:
    """Two meetings too far apart for one appointment, unless a third is held between them."""
    meetings, grid, day = problem["cases"][0]["meetings"], problem["grid_minutes"], rng.choice(problem["working_days"])
    if len(meetings) < 3:
        return
    problem["policy"] |= {"max_appointment_minutes": 5 * grid, "max_wait_minutes": 0}
    needs = rng.sample(DEPARTMENTS, 3)
    for meeting, need, steps in zip(meetings, needs, (1, 2, 1), strict=False):
        meeting |= {"needs": [need], "minutes": steps * grid, "places": ["office"], "after": []}
        if chance(rng, 0.8):
            meeting |= {"earliest_day": day, "latest_day": day}
    by_need = dict(zip(needs, ((0, 1), (1, 2), (3, 1)), strict=True))
    for person in problem["staff"]:
        if person["id"].startswith("adv-"):
            person["shifts"] = [stretch_of(day, grid, 0, 6) for day in problem["working_days"]]
        else:
            person["departments"] = [rng.choice(needs)]
            span = by_need[person["departments"][0]]
            person["shifts"] = [stretch_of(day, grid, *span) for day in problem["working_days"] if chance(rng, 0.8)]


def _overlong(rng: random.Random, problem: dict) -> None:
    """One meeting is a step longer than an appointment may be: it falls, and with it what comes after it."""
    rng.choice(problem["cases"][0]["meetings"])["minutes"] = (
        problem["policy"]["max_appointment_minutes"] + problem["grid_minutes"]
    )


def _move_hours(rng: random.Random, problem: dict) -> None:
    """All times of day some hours earlier or later, as far as the day goes."""
    moments = set(re.findall(r"\d{4}-\d\d-\d\dT\d\d:\d\d", repr(problem)))
    times = [minute(moment) % DAY_MINUTES for moment in moments]
    hours = [hour for hour in range(-8, 16) if all(0 <= time + 60 * hour < DAY_MINUTES for time in times)]
    shift = 60 * rng.choice((hours[0], hours[-1]))

    def moved(value: object) -> object:
        if isinstance(value, dict):
            return {key: moved(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [moved(inner) for inner in value]
        return text(minute(value) + shift) if isinstance(value, str) and value in moments else value

    problem |= {key: moved(value) for key, value in problem.items()}


TWISTS = {
    press: 0.2, _bridge: 0.1, _seat_advisors: 0.15, _share_travel: 0.15, _open_windows: 0.2, _tell_more: 0.2, _overlong: 0.25,
    _move_hours: 0.2,
}  # fmt: skip
