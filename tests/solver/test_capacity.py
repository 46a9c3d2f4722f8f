"""The bound on unplaced of many cases: told exactly where a count by hand tells it, and never above what can be."""

import time
from collections import Counter
from typing import Any

import numpy as np
import pytest

from solver.calendars import Calendars
from solver.joint.capacity import fewest_unplaced
from solver.joint.linear import Linear
from solver.plan import HeldMeeting
from solver.problem import After, Case, Place, Problem, Stretch
from solver.question import Effort
from solver.reading import InputError
from tests.solver.prove_bounds import ENDLESS, surveyed, wrong
from tests.solver.small import SITE, advisor, appointment, at, case, daily, held, meeting, officer, problem, shift

ONE_DAY: dict[str, Any] = {"latest_day": 0}


def bound(of: Problem, effort: Effort = ENDLESS) -> int:
    return fewest_unplaced(of, Calendars(of), effort)


def cases(number: int, *needs: str, **fields: Any) -> tuple[Case, ...]:
    return tuple(case(meeting("m", *needs, **fields), id=f"c{index}") for index in range(number))


def test_no_more_meetings_than_stretches_hold() -> None:
    """240 minutes would hold six meetings of 40; two stretches of 110 and 130 hold two and three."""
    broken = officer("bau-1", shifts=(shift("08:00", "09:50"), shift("09:50", "12:00", place="house")))
    staff = (advisor("lotse"), broken)
    assert bound(problem(*cases(6, "bau", minutes=40, **ONE_DAY), staff=staff)) == 1
    assert bound(problem(*cases(5, "bau", minutes=40, **ONE_DAY), staff=staff)) == 0


def test_lengths_that_leave_a_rest_unfilled() -> None:
    """Meetings of 50 minutes fill 200 of the four hours: a fifth has no place, whatever the minutes say."""
    of = problem(*cases(5, "bau", minutes=50, **ONE_DAY), staff=(advisor("a"), advisor("lotse"), officer("bau-1")))
    assert bound(of) == 1


def test_host_and_officer_must_be_free_in_the_same_piece_of_the_day() -> None:
    """Each has two hours, but only one of them together."""
    staff = (advisor("lotse", daily("08:00", "10:00")), officer("bau-1", shifts=daily("09:00", "11:00")))
    assert bound(problem(*cases(3, "bau", minutes=30, **ONE_DAY), staff=staff)) == 1


def test_hosts_are_dealt_among_those_who_may_have_them() -> None:
    """Two advisors of four hours, but all nine want the same one first, and three nobody else."""
    free = tuple(case(meeting(minutes=60, **ONE_DAY), id=f"f{index}", advisors=("lotse", "deputy")) for index in range(4))
    tied = tuple(case(meeting(minutes=60, **ONE_DAY), id=f"t{index}") for index in range(5))
    assert bound(problem(*free, *tied, staff=(advisor("lotse"), advisor("deputy")))) == 1


def test_rooms() -> None:
    staff = (advisor("lotse"), advisor("deputy"))
    nine = tuple(case(meeting(minutes=30, **ONE_DAY), id=f"c{index}", advisors=("lotse", "deputy")) for index in range(9))
    assert bound(problem(*nine, staff=staff, places=(Place("house", rooms=1),))) == 1
    assert bound(problem(*nine, staff=staff, places=(Place("house", rooms=2),))) == 0


def test_travel_is_paid_once_an_appointment() -> None:
    """Two meetings of one case share the ways: 30 + 30 + 60 and another 30 + 60 fill 210 of 240 minutes."""
    fields: dict[str, Any] = {"places": ("site",), **ONE_DAY}
    two = case(meeting("m1", "bau", **fields), meeting("m2", "bau", **fields), id="two")
    staff = (advisor("lotse"), officer("bau-1"))
    one = case(meeting("m", "bau", **fields), id="one")
    another = case(meeting("m", "bau", **fields), id="another")
    assert bound(problem(two, one, staff=staff, places=(SITE,))) == 0
    assert bound(problem(two, one, another, staff=staff, places=(SITE,))) == 1


def test_what_comes_too_late_for_its_successor() -> None:
    """One officer an hour a day: of three first meetings one is done on each day, and the licence comes two days later."""
    staff = (advisor("lotse"), officer("bau-1", shifts=daily("08:00", "09:00")))
    chains = tuple(
        case(
            meeting("first", "bau", minutes=60, latest_day=2),
            meeting("licence", minutes=30, latest_day=3, after=(After("first", 2),)),
            id=f"c{index}",
        )
        for index in range(3)
    )
    assert bound(problem(*chains, staff=staff)) == 1


def test_weights_and_what_can_never_stand() -> None:
    """The lightest of three stays out; a meeting nobody can hold counts, and so does what comes after it."""
    staff = (advisor("lotse", daily("08:00", "09:00")),)
    some = tuple(case(meeting(minutes=30, weight=weight, **ONE_DAY), id=f"c{index}") for index, weight in enumerate((5, 2, 3)))
    assert bound(problem(*some, staff=staff)) == 2
    never = case(meeting("a", "nobody", weight=4), meeting("b", weight=3, after=(After("a"),)), id="never")
    assert bound(problem(*some, never, staff=staff)) == 9
    assert bound(problem(case(customer_windows=()))) == 1
    assert bound(problem(case(customer_windows=(Stretch(at("08:00"), at("09:00")),)))) == 0


def test_what_is_pinned_is_placed_and_takes_time() -> None:
    pins = (
        appointment(held("m", "08:00", "09:00"), id="p1", case="c0"),
        appointment(HeldMeeting("x", at("09:00"), at("11:30"), ()), id="p2", case="elsewhere"),
    )
    some = cases(3, minutes=30, **ONE_DAY)
    assert bound(problem(*some, staff=(advisor("lotse"),), pinned=pins)) == 1


def test_what_comes_after_something_pinned() -> None:
    """On its very day without a lag, too late with one; an order among pinned ones binds nobody."""
    pins = (appointment(held("first", "08:00", "08:30", day=1)),)

    def left(lag: int) -> int:
        rest = meeting("rest", latest_day=1, after=(After("first", lag),))
        return bound(problem(case(meeting("first", latest_day=0), rest), pinned=pins))

    assert (left(0), left(1)) == (0, 1)


def test_nothing_is_claimed_where_there_is_nothing_or_no_time() -> None:
    assert bound(problem(working_days=(0,), staff=(advisor("lotse"),)), Effort(0.0)) == 0
    many = problem(*cases(9, minutes=60, **ONE_DAY))
    assert bound(many, Effort(0.0)) <= 5 == bound(many)


def test_any_multipliers_prove_something_true(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever HiGHS might say, what is told holds for every choice."""
    rng = np.random.default_rng(2026)
    tight = 0
    for _ in range(200):
        linear, most = Linear(), rng.integers(1, 3, 3)
        gains, factors = rng.integers(0, 9, 3), rng.integers(-2, 6, (2, 3))
        limits = rng.integers(0, 12, 2)
        for index in range(3):
            linear.gains(linear.variable(int(most[index])), int(gains[index]))
        for row, limit in zip(factors, limits, strict=True):
            linear.at_most([(index, int(factor)) for index, factor in enumerate(row)], int(limit))
        choices = np.array(np.meshgrid(*(np.arange(one + 1) for one in most))).reshape(3, -1)
        best = max(int(gains @ one) for one in choices.T if (factors @ one <= limits).all())
        tight += linear.most_gained(ENDLESS) == best
        for multipliers in (rng.random(2) * 9, np.zeros(2), np.array([1e-9, 1e9])):
            monkeypatch.setattr(linear, "_multipliers", lambda _, found=multipliers: found)
            assert linear.most_gained(ENDLESS) >= best
        monkeypatch.undo()
        assert linear.most_gained(ENDLESS) >= best
    assert tight >= 100


def test_an_audit_is_told_that_it_was_cut_short() -> None:
    many = problem(*cases(40, minutes=45, latest_day=3))
    with pytest.raises(InputError, match="seconds"):
        bound(many, Effort(time.monotonic() - 1, audit=True))


def test_no_lawful_plan_is_better_than_a_bound() -> None:
    seen = Counter[str]()
    assert [fault for drawn, truth in surveyed("2026-03", 20) for fault in wrong(drawn, truth, seen)] == []
    assert seen["capacity: says something"] >= 5
