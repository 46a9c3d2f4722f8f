"""Why a meeting stayed unplaced: each sentence there is, and that it is true."""

import random
import time
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from solver.budget import Budget
from solver.calendars import Calendars
from solver.clash import Asked, only
from solver.explain import why_not_fewer
from solver.problem import After, Case, Meeting, Previous, Stretch
from solver.question import Effort
from solver.search import solve
from solver.warm import warm
from solver.wording import NOT_SHOWN, why_not
from tests.solver.drawn import read
from tests.solver.second_opinion import untrue
from tests.solver.small import HOUSE, advisor, appointment, at, case, daily, held, meeting, officer, problem, shift
from tests.twin.problems import medium, tiny

WEEK = "up to 2026-03-06, as far as is planned,"
ONCE = "once the other cases of this plan have their time"


@pytest.fixture(autouse=True)
def _time_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """The loops of the search are compiled once, at the first call, and that must not eat up a test's time."""
    monkeypatch.setattr("solver.search.SECONDS_FOR_REASONS", 30.0)


def reason(*cases: Case, of: str = "m", **fields: Any) -> str:
    """Why the meeting `of` stays unplaced."""
    plan = solve(problem(*cases, **fields), Budget(20, 1))
    return next(one.reason for one in plan.unplaced if one.meeting == of)


ALONE: list[tuple[str, Meeting, dict[str, Any], str]] = [
    ("deadline before the first day", meeting(earliest_day=3, latest_day=1), {},
     "its last day 2026-03-03 lies before its first day 2026-03-05"),
    ("overdue", meeting(earliest_day=-9, latest_day=-1), {},
     "its last day 2026-03-01 lies before the first working day 2026-03-02"),
    ("too late", meeting(earliest_day=5, latest_day=6), {},
     "its first day 2026-03-07 lies after the last working day 2026-03-06"),
    ("a day off", meeting(earliest_day=1, latest_day=1), {"working_days": (0, 2, 3)},
     "no working day of the problem lies from 2026-03-03 to 2026-03-03"),
    ("too long", meeting(minutes=185), {}, "it lasts 185 minutes and an appointment at most 180"),
    ("longer than a day", meeting(minutes=1500), {}, "it lasts 1500 minutes, and no day is that long"),
    ("nowhere", meeting(places=()), {}, "it has no place that is allowed for it"),
    ("nobody fills it", meeting("m", "heritage"), {}, "nobody on the staff fills the need heritage"),
    ("nobody hosts", meeting(places=("chamber",)), {}, "it needs an advisor, and nobody hosts at chamber"),
    ("the advisor is away", meeting(), {"staff": (advisor(shifts=()),)}, f"{WEEK} lotse has no free 30 minutes for house"),
    ("away until its last day", meeting(latest_day=2), {"staff": (advisor(shifts=(shift(day=3),)),)},
     "up to 2026-03-04, its last day, lotse has no free 30 minutes for house"),
    ("away since its first day", meeting(earliest_day=2), {"staff": (advisor(shifts=(shift(day=1),)),)},
     "from 2026-03-04 to 2026-03-06, as far as is planned, lotse has no free 30 minutes for house"),
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
     f"{WEEK} lotse has no free 30 minutes for house or site"),
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


def test_three_who_meet_in_twos_and_never_all_three() -> None:
    days = tuple(daily(days=3)[day] for day in range(3))
    asked = case(meeting("m", "bau"), customer_windows=tuple(Stretch(days[day].start, days[day].end) for day in (0, 1)))
    staff = (advisor(shifts=(days[0], days[2])), officer("bau-1", shifts=(days[1], days[2])))
    assert reason(asked, staff=staff) == f"{WEEK} the customer, bau and lotse have no 30 minutes for house in common"


TOGETHER: list[tuple[str, Case, dict[str, Any], str]] = [
    ("a lag beyond the horizon", case(meeting("first"), meeting(after=(After("first", 9),))), {},
     "first and m cannot both be held: m 9 working days after first; planned is up to 2026-03-06"),
    ("a lag beyond the deadline", case(meeting("first"), meeting(after=(After("first", 2),), latest_day=1)), {},
     "first and m cannot both be held: m 2 working days after first; m by 2026-03-03"),
    ("two places on one day", case(meeting("first", latest_day=0), meeting(places=("site",), latest_day=0)), {},
     "first and m cannot both be held: m only at site; first by 2026-03-02; m by 2026-03-02"),
    ("too much for one day", case(meeting("first", minutes=100, latest_day=0), meeting(minutes=100, latest_day=0)), {},
     "first and m cannot both be held: first by 2026-03-02; m by 2026-03-02; an appointment lasts at most 180 minutes"),
    ("too long a wait", case(meeting("first", "bau", latest_day=0), meeting("m", "brand", latest_day=0, weight=1)),
     {"staff": (advisor(), officer("bau-1", shifts=daily("08:00", "08:30")), officer("brand-1", shifts=daily("09:05", "10:00")))},
     "first and m cannot both be held: only when bau is free; only when brand is free; first by 2026-03-02; m by 2026-03-02; "
     "the customer waits at most 30 minutes between two meetings"),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "fields", "sentence"), [row[1:] for row in TOGETHER], ids=[row[0] for row in TOGETHER])
def test_facts_about_several_meetings(asked: Case, fields: dict[str, Any], sentence: str) -> None:
    unplaced = solve(problem(asked, **fields), Budget(20, 1)).unplaced
    assert [one.reason for one in unplaced] == [sentence]


def test_one_more_meeting_may_be_what_makes_two_possible() -> None:
    """Without the short talk between them the two are too far apart: that they cannot do without it is no reason."""
    staff = (advisor(), officer("bau-1", shifts=daily("08:00", "08:30")), officer("brand-1", shifts=daily("09:05", "09:35")))
    asked = case(meeting("m", "bau"), meeting("talk", minutes=5), meeting("n", "brand"), customer_windows=(Stretch(0, 1440),))
    assert solve(problem(asked, staff=staff), Budget(20, 1)).unplaced == ()
    longer = replace(asked, meetings=(*asked.meetings[:2], replace(asked.meetings[2], minutes=40)))
    (left,) = solve(problem(longer, staff=staff), Budget(20, 1)).unplaced
    assert left.meeting == "n" and left.reason == f"{WEEK} brand has no free 40 minutes for house"


def test_time_up_is_no_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("solver.search.SHARE_FOR_REASONS", -1.0)
    monkeypatch.setattr("solver.search.SECONDS_FOR_REASONS", -1.0)
    monkeypatch.setattr("solver.search.SECONDS_A_REASON", -1.0)
    assert reason(case(meeting(minutes=185))) == NOT_SHOWN


def test_why_not_fewer_appointments() -> None:
    asked = problem(case(meeting("first"), meeting("site", places=("site",)), meeting(after=(After("first", 2),))))
    found = why_not_fewer(asked, Calendars(asked), solve(asked, Budget(20, 1)).appointments, Effort(time.monotonic() + 20))
    assert found is not None and found.most == 2
    assert why_not(asked, found) == (
        "first, site and m cannot be held in 2 appointments: site only at site; m 2 working days after first"
    )


def test_what_was_told_may_be_why_there_are_not_fewer() -> None:
    """Told for half an hour, and the meetings take a whole one."""
    early, late = meeting("early", latest_day=0), meeting("late", latest_day=1)
    told = (Previous("c", "house", at("11:00", 1), at("11:30", 1)),)
    asked = problem(case(early, late), previous=told, working_days=(0, 1))
    made = solve(asked, Budget(20, 1)).appointments
    assert len(made) == 2
    found = why_not_fewer(asked, Calendars(asked), made, Effort(time.monotonic() + 20))
    assert found is not None
    assert why_not(asked, found) == "early and late cannot be held in 1 appointment: what was told the customer stands"
    assert list(untrue(Asked(asked, Calendars(asked), 1, 0), found)) == []


@pytest.mark.parametrize("seed", range(3))
def test_reasons_are_true(seed: int) -> None:
    warm()  # else the first problem's time goes by while loops are compiled, and nothing is shown of it
    rng, kinds = random.Random(f"reasons {seed}"), Counter()
    for number in range(10):
        asked = read((medium if number % 4 == 0 else tiny)(rng))
        plan = solve(asked, Budget(2, 1))
        for one in plan.unplaced:
            assert one.why is not None
            case, meeting = asked.case_by_id[one.case], asked.case_by_id[one.case].meeting_by_id[one.meeting]
            if one.why.clash is None:
                kinds["after" if one.why.after else "not shown"] += 1
                assert not one.why.after or one.why.after in {after.meeting for after in meeting.after}
                assert not one.why.after or (one.case, one.why.after) in {(other.case, other.meeting) for other in plan.unplaced}
                continue
            kinds["with others" if one.why.with_others else "shown"] += 1
            assert meeting.id in one.why.clash.meetings
            planned = tuple(made for made in plan.appointments if one.why.with_others and made.case != case.id)
            world = replace(
                asked, cases=(case,), previous=(), pinned=tuple({id(pin): pin for pin in (*asked.pinned, *planned)}.values())
            )
            question = Asked(only(world, set(one.why.clash.meetings)), Calendars(world))
            assert list(untrue(question, one.why.clash)) == [], (one, asked)
    assert kinds["shown"] >= 5 and kinds["not shown"] <= 2, kinds
