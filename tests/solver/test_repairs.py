"""What would help: each kind of repair where nothing else does, its size, its price; the smallest of a kind first."""

import time

from solver.budget import Budget
from solver.check import violations
from solver.explanation import explain
from solver.problem import Place, Problem
from solver.question import Effort
from solver.repairs import Allowed, Repair
from solver.search import solve
from solver.wording import repair_text
from tests.solver.small import advisor, case, meeting, officer, problem, shift


def helps(asked: Problem, unplaced: str = "m", allowed: Allowed | None = None) -> list[Repair]:
    """What would help the meeting, each solved anew."""
    told = explain(asked, allowed or Allowed(), Effort(time.monotonic() + 20))
    (found,) = [repairs for one, repairs in told.unplaced if one.meeting == unplaced]
    for repair in found:
        plan = solve(repair.problem, Budget(20, 1))
        assert [goal.value for goal in plan.goals] == [goal.value for goal in repair.goals]
        assert unplaced not in {one.meeting for one in plan.unplaced} and violations(repair.problem, plan) == []
    return list(found)


def said(asked: Problem, kind: str, allowed: Allowed | None = None) -> list[tuple[int, str, list[int]]]:
    return [
        (one.size, repair_text(asked, one), [goal.value for goal in one.goals])
        for one in helps(asked, allowed=allowed)
        if one.kind == kind
    ]


def test_the_customer_comes_once_more_for_this_meeting_or_for_all() -> None:
    """The smallest window holds nothing but what is asked for; a wider one is another choice, for it places more."""
    never = problem(case(meeting("first"), meeting(), customer_windows=()))
    assert said(never, "window") == [
        (30, "the customer can also come 2026-03-02 08:00 to 08:30", [1, 0, 1, 0, 0]),
        (60, "the customer can also come 2026-03-02 08:00 to 09:00", [0, 0, 1, 0, 0]),
    ]


def test_an_officer_works_longer_no_more_than_this_meeting_takes() -> None:
    away = problem(case(meeting("first", "bau"), meeting("m", "bau")), staff=(advisor(), officer("bau-1", shifts=())))
    assert said(away, "shift") == [(30, "bau-1 works 2026-03-02 08:30 to 09:00 as well", [1, 0, 1, 0, 0])]


def test_another_hosts() -> None:
    nobody = problem(case(), staff=(advisor(shifts=()), advisor("other")))
    assert said(nobody, "deputy") == [(1, "other may host", [0, 0, 1, 3, 0])]


def test_a_last_day_up_to_two_working_days_later_where_it_is_no_law() -> None:
    def sits_on(day: int) -> Problem:
        asked = case(meeting("m", "bau", latest_day=1))
        return problem(asked, staff=(advisor(), officer("bau-1", shifts=(shift(day=day),))))

    assert said(sits_on(3), "deadline") == [(2, "m may be 2 working days later", [0, 0, 1, 3, 0])]
    assert said(sits_on(2), "deadline") == [(1, "m may be 1 working day later", [0, 0, 1, 2, 0])]
    assert said(sits_on(4), "deadline") == []
    assert said(sits_on(3), "deadline", Allowed(later=frozenset())) == []


def test_an_earlier_start_by_as_few_days_as_help() -> None:
    past = problem(case(meeting("m", "bau", earliest_day=4)), staff=(advisor(), officer("bau-1", shifts=(shift(), shift(day=2)))))
    assert said(past, "start") == [(2, "m may be 2 working days earlier", [0, 0, 1, 2, 0])]


TWO_DOORS = problem(
    case(meeting("first", latest_day=0, weight=2), meeting("m", "chamber", places=("chamber",), latest_day=0)),
    staff=(advisor(), officer("chamber-1")),
)


def test_who_is_met_at_their_own_door_comes_to_the_house_where_they_may_be_asked() -> None:
    assert said(TWO_DOORS, "house") == [(1, "m can be held at house", [0, 0, 1, 0, 0])]
    assert said(TWO_DOORS, "house", Allowed(house=frozenset())) == []


def test_a_meeting_by_video_where_it_may_be() -> None:
    full = problem(case(), places=(Place("house", rooms=0),))
    assert said(full, "video") == [(1, "m is held by video", [0, 0, 1, 0, 0])]
    assert said(full, "video", Allowed(video=frozenset())) == []
