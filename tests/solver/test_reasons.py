"""Why a meeting stayed unplaced: each sentence there is, and that it is true."""

import random
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from solver.explain import NOT_FOUND, TIME_UP
from solver.problem import After, Case, Meeting, Stretch
from solver.search import Budget, solve
from tests.solver.drawn import read, written
from tests.solver.small import HOUSE, advisor, appointment, at, case, daily, held, meeting, officer, problem, shift
from tests.twin.case_plans import options
from tests.twin.ground import Ground
from tests.twin.problems import medium, tiny

WEEK = "from 2026-03-02 to 2026-03-06"
ONCE = "once the other cases of this plan have their time"


def reason(*cases: Case, of: str = "m", **fields: Any) -> str:
    """Why the meeting `of` stays unplaced."""
    plan = solve(problem(*cases, **fields), Budget(20, 1))
    return next(one.reason for one in plan.unplaced if one.meeting == of)


ALONE: list[tuple[str, Meeting, dict[str, Any], str]] = [
    ("deadline before the first day", meeting(earliest_day=3, latest_day=1), {},
     "its last day 2026-03-03 lies before its first day 2026-03-05"),
    ("overdue", meeting(earliest_day=-9, latest_day=-1), {}, "no working day of the problem lies from 2026-02-21 to 2026-03-01"),
    ("a weekend", meeting(earliest_day=5, latest_day=6), {}, "no working day of the problem lies from 2026-03-07 to 2026-03-08"),
    ("too long", meeting(minutes=185), {}, "it lasts 185 minutes and an appointment at most 180"),
    ("nowhere", meeting(places=()), {}, "no place is allowed for it"),
    ("nobody fills it", meeting("m", "heritage"), {}, "nobody on the staff fills the need heritage"),
    ("nobody hosts", meeting(places=("chamber",)), {}, f"{WEEK} nobody hosts at chamber, and only an advisor can hold it"),
    ("the advisor is away", meeting(), {"staff": (advisor(shifts=()),)}, f"{WEEK} lotse has no free 30 minutes for house"),
    ("too near for the way", meeting(places=("site",)), {"staff": (advisor(shifts=daily("08:00", "09:25")),)},
     f"{WEEK} lotse has no free 30 minutes for site"),
    ("the officer is away", meeting("m", "bau"), {"staff": (advisor(), officer("bau-1", shifts=(shift(day=7),)))},
     f"{WEEK} bau has no free 30 minutes for house"),
    ("the officer is elsewhere", meeting("m", "bau"), {"staff": (advisor(), officer("bau-1", shifts=daily(place="site")))},
     f"{WEEK} bau has no free 30 minutes for house"),
    ("no rooms", meeting(), {"places": (replace(HOUSE, rooms=0),)}, f"{WEEK} a room at house has no free 30 minutes for house"),
    ("never together", meeting("m", "bau"), {"staff": (advisor(), officer("bau-1", shifts=daily("12:00", "16:00")))},
     f"{WEEK} bau and lotse have no 30 minutes for house in common"),
    ("at neither place", meeting(places=("house", "site")), {"staff": (advisor(shifts=daily(days=1, end="08:20")),)},
     f"{WEEK} lotse has no free 30 minutes for house; lotse has no free 30 minutes for site"),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "fields", "sentence"), [row[1:] for row in ALONE], ids=[row[0] for row in ALONE])
def test_a_fact_about_the_meeting_alone(asked: Meeting, fields: dict[str, Any], sentence: str) -> None:
    assert reason(case(asked), **fields) == sentence


def test_the_customer_cannot_come() -> None:
    never = case(customer_windows=())
    assert reason(never) == f"{WEEK} the customer has no free 30 minutes for house"
    short = case(customer_windows=(Stretch(at("08:00"), at("08:25")), Stretch(at("08:25"), at("08:50"))))
    assert reason(short) == f"{WEEK} the customer has no free 30 minutes for house"
    late = case(customer_windows=(Stretch(at("12:00"), at("13:00")),))
    assert reason(late) == f"{WEEK} the customer and lotse have no 30 minutes for house in common"


def test_pinned_appointments_take_everybody() -> None:
    pins = tuple(
        appointment(held("x", "08:00", "12:00", day=day), id=f"p{day}", case="elsewhere", place="house") for day in range(5)
    )
    assert reason(case(advisors=("lotse",)), pinned=pins) == f"{WEEK} lotse has no free 30 minutes for house"
    both = reason(case(advisors=("lotse", "deputy")), pinned=pins, staff=(advisor(), advisor("deputy", shifts=())))
    assert both == f"{WEEK} lotse or deputy has no free 30 minutes for house"


def test_it_comes_after_an_unplaced_one() -> None:
    first = meeting("first", "heritage")
    assert reason(case(first, meeting(after=(After("first"),)))) == "it comes after first, which is unplaced"


def test_the_others_of_the_plan_come_first() -> None:
    """One half hour for two customers: the second stays out, because of the plan and of nothing else."""
    scarce = (advisor(shifts=(shift("08:00", "08:30"),)),)
    said = reason(case(meeting("first", weight=2)), case(id="d"), staff=scarce)
    assert said == f"{WEEK} lotse has no free 30 minutes for house, {ONCE}"


def test_what_more_than_one_thing_rules_out_is_not_claimed() -> None:
    """Customer, officer and advisor can meet in twos and never all three."""
    days = tuple(daily(days=3)[day] for day in range(3))
    asked = case(meeting("m", "bau"), customer_windows=tuple(Stretch(days[day].start, days[day].end) for day in (0, 1)))
    staff = (advisor(shifts=(days[0], days[2])), officer("bau-1", shifts=(days[1], days[2])))
    assert reason(asked, staff=staff) == NOT_FOUND


def test_a_lag_beyond_the_deadline_is_not_claimed() -> None:
    assert reason(case(meeting("first"), meeting(after=(After("first", 9),)))) == NOT_FOUND


def fits(drawn: dict[str, Any], case_id: str, meeting_id: str, plan: dict[str, Any] | None = None) -> bool:
    """Whether the twin finds a time for this meeting alone, all others forgotten but what is pinned (or in the plan)."""
    asked = next(case for case in drawn["cases"] if case["id"] == case_id)
    only = next(meeting for meeting in asked["meetings"] if meeting["id"] == meeting_id)
    pinned = {one["id"] for one in drawn.get("pinned", [])}
    others = [one for one in (plan or {"appointments": []})["appointments"] if one["case"] != case_id]
    booked = [one | {"case": "elsewhere"} for one in others if one["id"] not in pinned]
    world = drawn | {"pinned": [*drawn.get("pinned", []), *booked]}
    return any(options(Ground(world), asked | {"meetings": [only | {"after": []}]}))


@pytest.mark.parametrize("seed", range(4))
def test_reasons_are_true(seed: int) -> None:
    rng, kinds = random.Random(f"reasons {seed}"), Counter()
    for number in range(20):
        drawn = (medium if number % 4 == 0 else tiny)(rng)
        problem = read(drawn)
        plan = solve(problem, Budget(0.5, 1))
        text = written(plan, problem)
        unplaced = {(one.case, one.meeting) for one in plan.unplaced}
        for one in plan.unplaced:
            if one.reason in (NOT_FOUND, TIME_UP):
                kinds["not claimed"] += 1
            elif one.reason.startswith("it comes after "):
                first = one.reason.removeprefix("it comes after ").removesuffix(", which is unplaced")
                assert (one.case, first) in unplaced
                after = problem.case_by_id[one.case].meeting_by_id[one.meeting].after
                assert first in {other.meeting for other in after}
                kinds["after"] += 1
            elif one.reason.endswith(ONCE):
                assert not fits(drawn, one.case, one.meeting, text), (one, drawn)
                kinds["plan"] += 1
            else:
                assert not fits(drawn, one.case, one.meeting), (one, drawn)
                kinds["alone"] += 1
    assert kinds["alone"] >= 5 and kinds["after"] >= 2, kinds
