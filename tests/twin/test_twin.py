"""Does the twin agree with itself: the enumeration with the referee, with brute force, and the generators with the contract?"""

import random
from datetime import date, datetime
from itertools import islice, pairwise

from .brute_force import candidate_count, lawful_goals
from .enumeration import deciding, lawful_plans, survey
from .mutations import mutate
from .problems import drawn_problem, features, medium, tiny
from .referee import broken_rules, goals
from .sizes import Size

RULES = {"once", "together", "customer", "advisor", "staff", "rooms", "window", "order", "pinned"}
HANDFUL = Size(
    grids=(60,),
    days=(1, 3),
    cases=(1, 2),
    meetings=(1, 3),
    meetings_in_all=3,
    minutes=(1, 2),
    first=1,
    shift=(2, 3),
    day=4,
    advisors=(1, 2),
    officers=(1, 2),
    travel=(1, 1),
    waits=(0, 1),
    longest=(2, 4),
)


def test_enumeration_finds_what_brute_force_finds() -> None:
    rng, looked_at = random.Random(7), 0
    while looked_at < 5_000:
        problem = drawn_problem(rng, HANDFUL, "handful")
        found = survey(problem, 10**6)
        candidates = candidate_count(problem, 2_500)
        if found is None or found.plans < 8 or candidates is None:
            continue
        looked_at += candidates
        passed = lawful_goals(problem)
        assert len(passed) == found.plans
        assert min(passed) == found.best
        assert deciding(set(passed)) == found.deciding


def test_enumerated_plans_are_lawful_different_and_counted() -> None:
    rng = random.Random(11)
    for _ in range(6):
        problem = tiny(rng)
        plans = list(lawful_plans(problem))
        found = survey(problem, 10**6)
        assert found is not None
        assert len(plans) == found.plans == len({_without_order(plan) for plan in plans})
        assert min(tuple(entry["value"] for entry in plan["goals"]) for plan in plans) == found.best
        assert survey(problem, found.plans) == found
        assert survey(problem, found.plans - 1) is None
        for plan in rng.sample(plans, min(40, len(plans))):
            assert broken_rules(problem, plan) == []
            assert goals(problem, plan) == [entry["value"] for entry in plan["goals"]]


def test_a_change_is_lawful_exactly_when_it_was_enumerated() -> None:
    rng, lawful, unlawful = random.Random(13), 0, 0
    for _ in range(5):
        problem = tiny(rng)
        plans = list(lawful_plans(problem))
        known = {_without_order(plan) for plan in plans}
        for _ in range(60):
            changed = mutate(rng, problem, rng.choice(plans))
            broken = broken_rules(problem, changed)
            assert {rule for rule, _ in broken} <= RULES
            assert (_without_order(changed) in known) == (not broken), broken
            lawful, unlawful = lawful + (not broken), unlawful + bool(broken)
    assert lawful > 100 and unlawful > 100


def test_changes_keep_the_shape_and_never_crash_the_referee() -> None:
    rng = random.Random(17)
    for _ in range(60):
        problem = medium(rng) if rng.random() < 0.3 else tiny(rng)
        for plan in islice(lawful_plans(problem) if problem["name"] == "tiny" else [_nothing(problem)], 5):
            changed = plan
            for _ in range(10):
                changed = mutate(rng, problem, changed)
                broken_rules(problem, changed)
                names = [one["id"] for one in changed["appointments"]]
                assert len(set(names)) == len(names)
                for one in changed["appointments"]:
                    for thing in [one, *one["meetings"]]:
                        _assert_stretch(thing, problem["grid_minutes"])


def test_random_problems_are_valid() -> None:
    rng = random.Random(19)
    seen: set[str] = set()
    for number in range(80):
        problem = tiny(rng) if number % 2 else medium(rng)
        _assert_valid(problem)
        assert broken_rules(problem, _nothing(problem)) == [], "with only the pinned placed every problem has a lawful plan"
        seen |= features(problem)
    assert len(seen) == 15


def _nothing(problem: dict) -> dict:
    """The plan that places nothing but the pinned appointments."""
    cases = [case["id"] for case in problem["cases"]]
    standing = [one for one in problem.get("pinned", []) if one["case"] in cases]
    placed = {(one["case"], held["meeting"]) for one in standing for held in one["meetings"]}
    unplaced = [
        {"case": case["id"], "meeting": meeting["id"], "reason": "left out"}
        for case in problem["cases"]
        for meeting in case["meetings"]
        if (case["id"], meeting["id"]) not in placed
    ]
    return {"appointments": standing, "unplaced": unplaced}


def _without_order(plan: dict) -> tuple:
    """A plan up to ids of appointments and the order of lists. Ids of pinned appointments are for the referee to see."""
    return (
        frozenset(
            (
                one["case"],
                one["place"],
                one["advisor"],
                one["start"],
                one["end"],
                frozenset(map(_sitting, one["meetings"])),
                one["id"] if one["id"].startswith("p") else "",
            )
            for one in plan["appointments"]
        ),
        len(plan["appointments"]),
        tuple(sorted((entry["case"], entry["meeting"]) for entry in plan["unplaced"])),
    )


def _sitting(held: dict) -> tuple:
    return held["meeting"], held["start"], held["end"], tuple(sorted(held["staff"]))


def _assert_stretch(thing: dict, grid: int) -> None:
    start, end = datetime.fromisoformat(thing["start"]), datetime.fromisoformat(thing["end"])
    assert start < end and start.date() == end.date()
    assert start.minute % grid == 0 and end.minute % grid == 0


def _assert_valid(problem: dict) -> None:
    """What the contract asks of a problem, as far as a random one could get it wrong."""
    grid, days = problem["grid_minutes"], problem["working_days"]
    places = [place["id"] for place in problem["places"]]
    staff = [person["id"] for person in problem["staff"]]
    assert 60 % grid == 0 and days == sorted(set(days)) and all(date.fromisoformat(day) for day in days)
    assert problem["policy"]["max_appointment_minutes"] % grid == problem["policy"]["max_wait_minutes"] % grid == 0
    assert len(set(places)) == len(places) and len(set(staff)) == len(staff)
    for thing in [shift for person in problem["staff"] for shift in person["shifts"]]:
        _assert_stretch(thing, grid)
        assert thing.get("place") is None or thing["place"] in places
    cases = {case["id"]: case for case in problem["cases"]}
    assert len(cases) == len(problem["cases"])
    for case in cases.values():
        assert case["advisors"] and set(case["advisors"]) <= set(staff) and len(set(case["advisors"])) == len(case["advisors"])
        for window in case.get("customer_windows") or []:
            _assert_stretch(window, grid)
        names = [meeting["id"] for meeting in case["meetings"]]
        assert names and len(set(names)) == len(names)
        for meeting in case["meetings"]:
            assert meeting["minutes"] > 0 and meeting["minutes"] % grid == 0 and meeting.get("weight", 1) > 0
            assert meeting["places"] and set(meeting["places"]) <= set(places)
            assert all(after["meeting"] in names and after["meeting"] < meeting["id"] for after in meeting["after"])
    pinned_meetings = []
    for one in problem.get("pinned", []):
        for thing in [one, *one["meetings"]]:
            _assert_stretch(thing, grid)
        assert one["place"] in places and one["advisor"] in [None, *staff]
        assert all(set(held["staff"]) <= set(staff) for held in one["meetings"])
        if one["case"] in cases:
            assert one["start"][:10] in days
            pieces = sorted((held["start"], held["end"]) for held in one["meetings"])
            assert all(first[1] <= second[0] for first, second in pairwise(pieces))
            assert all(one["start"] <= start and end <= one["end"] for start, end in pieces)
            pinned_meetings += [(one["case"], held["meeting"]) for held in one["meetings"]]
            assert {held["meeting"] for held in one["meetings"]} <= {meeting["id"] for meeting in cases[one["case"]]["meetings"]}
    assert len(set(pinned_meetings)) == len(pinned_meetings)
    for one in problem.get("previous", []):
        _assert_stretch(one, grid)
        assert one["case"] in cases and one["place"] in places
