"""Fit against all lawful plans, listed in plain Python (tests/twin), and against CP-SAT.

`make prove-fit` does the same with thousands of problems from a seed drawn at run time.
"""

import random
import time
from collections import Counter
from itertools import combinations

import numpy as np
import pytest

from solver.calendars import Calendars
from solver.check import complete, score, violations
from solver.exact import exact
from solver.fit import keeping
from solver.fit.growing import pooled
from solver.fit.keeping import Promise
from solver.fit.slots import longer
from solver.problem import After, Case, Policy, Previous
from solver.question import Effort
from tests.solver.drawn import bounds, faults, only, read, values
from tests.solver.fitted import below, cut_after, fitted, goals_of_all
from tests.solver.small import advisor, appointment, at, case, daily, held, meeting, officer, problem, shift
from tests.twin.corners import corners
from tests.twin.enumeration import deciding
from tests.twin.features import features
from tests.twin.one_case import one_case
from tests.twin.problems import medium

CHUNKS, CASES = 4, 50
IN_PROBLEMS, DECIDING = 2, 3  # of the problems of a chunk
FEATURES = {
    "round_table", "travel", "unhosted", "rooms", "pinned_own", "pinned_foreign", "previous", "deputies", "windows",
    "lags", "order", "weights", "several_places", "touching_shifts", "mixed_shifts", "advisor_sits", "several_windows",
    "shared_travel", "night_hours", "no_wait", "too_long", "one_minute", "several_told",
}  # fmt: skip


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_the_best_of_all_lawful_plans(chunk: int) -> None:
    rng, seen, decided = random.Random(f"fit {chunk}"), Counter[str](), Counter[int]()
    for _ in range(CASES):
        drawn = one_case(rng)
        read_one, of_all = read(drawn), goals_of_all(drawn)
        plan = fitted(read_one)
        assert values(plan) == min(of_all), drawn
        assert bounds(plan) == min(of_all), drawn
        assert violations(read_one, plan) == []
        assert faults(drawn, plan, read_one) == []
        seen.update(features(drawn) | corners(drawn))
        decided.update(deciding(of_all))
    assert all(seen[feature] >= IN_PROBLEMS for feature in FEATURES), seen
    assert all(decided[goal] >= DECIDING for goal in range(5)), decided


@pytest.mark.parametrize("seed", range(4))
def test_equal_to_cp_sat_on_larger_cases(seed: int) -> None:
    """Cases of a medium problem, whose plans are too many to list; CP-SAT must have proved what is compared."""
    rng, compared = random.Random(f"fit medium {seed}"), 0
    while compared < 5:
        drawn = medium(rng)
        (small, *_) = sorted(drawn["cases"], key=lambda one: abs(len(one["meetings"]) - 4))
        of = read(only(drawn, small["id"]))
        plan = fitted(of)
        rival = exact(of, Calendars(of), Effort(time.monotonic() + 20, confirm=False))
        assert rival.bounds == score(of, complete(of, rival.appointments))
        assert values(plan) == bounds(plan) == rival.bounds
        assert violations(of, plan) == []
        compared += 1


@pytest.mark.parametrize("chunk", range(2))
def test_every_bound_holds_whenever_the_search_is_cut(chunk: int) -> None:
    """After 0, 1, 2, ... looks at the clock, further and further apart, until it was not cut at all."""
    rng, unproved = random.Random(f"fit cut {chunk}"), Counter[int]()
    for _ in range(25):
        drawn = one_case(rng)
        of, of_all, looks = read(drawn), goals_of_all(drawn), 0
        while (plan := cut_after(of, looks)).status != "optimal":
            assert violations(of, plan) == []
            assert faults(drawn, plan, of) == []
            assert below(bounds(plan), values(plan), of_all) == [], (looks, drawn)
            unproved.update(number for number, goal in enumerate(plan.goals) if not goal.proved)
            looks += 1 + looks // 4
            assert looks < 100_000
        assert values(plan) == min(of_all)
    assert all(unproved[goal] >= 5 for goal in range(5)), unproved


def test_a_bound_holds_for_every_way_to_keep_promises() -> None:
    """Two were told for one day. Keeping the first takes three appointments, keeping the other two: no bound may say three."""
    of = problem(
        case(meeting("m", "m"), meeting("n", "n"), meeting("o", "o")),
        staff=(
            advisor(), officer("m-1", shifts=(shift("08:00", "08:30"), shift("08:00", "08:30", 1))),
            officer("n-1", shifts=(shift("08:30", "09:00", 1),)),
            officer("o-1", shifts=(shift("10:00", "10:30"), shift("10:00", "10:30", 2))),
        ),
        previous=(Previous("c", "house", at("08:00"), at("08:30")), Previous("c", "house", at("10:00"), at("10:30"))),
    )  # fmt: skip
    looks, with_first = 0, 0
    while (plan := cut_after(of, looks)).status != "optimal":
        with_first += values(plan)[:3] == (0, 1, 3)
        assert plan.goals[2].bound is None or plan.goals[2].bound <= 2
        looks += 1
    assert values(plan) == (0, 1, 2, 1, 0)
    assert with_first


def test_promises_are_broken_cheapest_first_and_each_choice_comes_up_once() -> None:
    rng = random.Random("promises")
    for _ in range(200):
        told = [
            Promise(rng.randrange(4), "house", begin, begin + 2, rng.randint(1, 3))
            for begin in rng.sample(range(20), rng.randint(0, 5))
        ]
        told.sort(key=lambda one: (one.day, one.begin))
        by_broken: dict[int, list[tuple[Promise, ...]]] = {}
        for size in range(len(told) + 1):
            for kept in combinations(told, size):
                if len({one.day for one in kept}) == size:
                    by_broken.setdefault(sum(one.worth for one in set(told) - set(kept)), []).append(kept)
        choices = [(broken, sorted(sets, key=repr)) for broken, sets in keeping.choices(told, lambda: None)]
        assert choices == [(broken, sorted(sets, key=repr)) for broken, sets in sorted(by_broken.items())]


def test_a_meeting_between_two_can_be_what_makes_them_possible() -> None:
    """a and c are too far apart for one appointment unless b is held between them; d and e have room for one of them only.

    That a and c alone cannot be placed must not mean that one of them has to fall.
    """
    of = problem(
        case(
            meeting("a", "a", latest_day=0), meeting("c", "c", latest_day=0), meeting("d", "d", earliest_day=1, latest_day=1),
            meeting("e", "d", earliest_day=1, latest_day=1), meeting("b", "b", minutes=90, latest_day=0),
        ),
        staff=(
            advisor(), officer("a-1", shifts=(shift("08:00", "08:30"),)), officer("b-1", shifts=(shift("08:30", "10:00"),)),
            officer("c-1", shifts=(shift("10:00", "10:30"),)), officer("d-1", shifts=(shift("08:00", "08:30", 1),)),
        ),
    )  # fmt: skip
    assert values(fitted(of)) == bounds(fitted(of)) == (1, 0, 2, 1, 0)


def test_what_comes_after_a_pinned_meeting_waits_for_it_and_not_for_what_that_came_after() -> None:
    first, second, third = meeting("a"), meeting("b", after=(After("a", 2),)), meeting("c", after=(After("b", 1),))
    free = problem(case(first, second, third))
    assert values(fitted(free)) == (0, 0, 3, 3, 0)
    pin = next(one for one in fitted(free).appointments if one.meetings[0].meeting == "b")
    of = problem(case(first, second, third), pinned=(pin,), staff=(advisor(shifts=(shift(day=3), shift(day=4))),))
    plan = fitted(of)
    assert values(plan) == bounds(plan) == (0, 0, 2, 3, 0)


def test_of_two_plans_that_end_alike_none_is_dropped_that_lets_a_part_of_the_rest_begin_sooner() -> None:
    """a and b lie on the first two days, in either order; c may follow a three days later, d b. c and d have one day each."""
    of = problem(
        case(
            meeting("b", "b"), meeting("a", "a"), meeting("c", "c", latest_day=5, after=(After("a", 3),)),
            meeting("d", "d", latest_day=5, after=(After("b", 3),)),
        ),
        staff=(
            advisor(shifts=daily(days=6)), officer("a-1", shifts=daily("08:00", "08:30", 2)),
            officer("b-1", shifts=daily("11:00", "11:30", 2)), officer("c-1", shifts=daily("08:00", "08:30", 6)),
            officer("d-1", shifts=(shift("11:00", "11:30", 4), shift("11:00", "11:30", 5))),
        ),
        working_days=tuple(range(6)),
    )  # fmt: skip
    assert values(fitted(of)) == bounds(fitted(of)) == (0, 0, 4, 4, 0)


def test_that_the_same_was_placed_sooner_is_worth_going_on_with() -> None:
    """a and b could come together on day 3; then c and d, who are free on days 3 and 4 alone and never beside them or each
    other, do not both find a day.
    """
    of = problem(
        case(meeting("a", "a"), meeting("b", "b"), meeting("c", "c"), meeting("d", "d")),
        staff=(
            advisor(shifts=daily("08:00", "18:00")), officer("a-1", shifts=(shift("08:00", "08:30"), shift("08:00", "08:30", 3))),
            officer("b-1", shifts=(shift("08:30", "09:00", 1), shift("08:30", "09:00", 3))),
            officer("c-1", shifts=(shift("12:00", "12:30", 3), shift("12:00", "12:30", 4))),
            officer("d-1", shifts=(shift("16:00", "16:30", 3), shift("16:00", "16:30", 4))),
        ),
    )  # fmt: skip
    assert values(fitted(of)) == bounds(fitted(of)) == (0, 0, 4, 4, 0)


@pytest.mark.parametrize("early", ["b", "c"])
def test_of_equal_plans_the_one_that_begins_earliest(early: str) -> None:
    """a comes on day 0 and d on day 2. b and c each join one of them: whoever may join d half an hour before it shall."""
    late = "c" if early == "b" else "b"
    of = problem(
        case(meeting("a", "a"), meeting("b", "b"), meeting("c", "c"), meeting("d", "d")),
        policy=Policy(60, 0),
        staff=(
            advisor(), officer("a-1", shifts=(shift("09:00", "09:30"),)), officer("d-1", shifts=(shift("09:00", "09:30", 2),)),
            officer(f"{early}-1", shifts=(shift("09:30", "10:00"), shift("08:30", "09:00", 2))),
            officer(f"{late}-1", shifts=(shift("09:30", "10:00"), shift("09:30", "10:00", 2))),
        ),
    )  # fmt: skip
    plan = fitted(of)
    assert values(plan) == (0, 0, 2, 2, 0)
    assert [one.start for one in plan.appointments] == [at("09:00"), at("08:30", 2)]


@pytest.mark.parametrize("names", ["ab", "ba"])
def test_of_two_orders_with_the_same_end_the_later_begin_counts(names: str) -> None:
    """Until half past nine: a, a wait and b; or later and without a wait b, then a. c follows at ten."""
    of = problem(
        case(*(meeting(name, name, latest_day=0) for name in names), meeting("c", "c")),
        staff=(
            advisor(), officer("a-1", shifts=(shift("08:00", "08:30"), shift("09:00", "09:30"))),
            officer("b-1", shifts=(shift("08:30", "09:30"),)), officer("c-1", shifts=(shift("10:00", "10:30"),)),
        ),
    )  # fmt: skip
    assert values(fitted(of)) == bounds(fitted(of)) == (0, 0, 1, 0, 30)


def test_of_two_orders_the_later_begin_no_longer_counts_once_its_end_is_too_long_ago() -> None:
    """b and a from half past eight to a quarter past nine; or a and b later, but over five minutes sooner. Too soon for c."""
    of = problem(
        case(meeting("a", "a", minutes=10), meeting("b", "b", minutes=20), meeting("c", "c", minutes=15)),
        staff=(
            advisor(), officer("a-1", shifts=(shift("08:40", "08:50"), shift("09:05", "09:15"))),
            officer("b-1", shifts=(shift("08:30", "08:50"),)), officer("b-2", shifts=(shift("08:50", "09:10"),)),
            officer("c-1", shifts=(shift("09:45", "10:00"),)),
        ),
    )  # fmt: skip
    assert values(fitted(of)) == bounds(fitted(of)) == (0, 0, 1, 0, 45)


@pytest.mark.parametrize(
    ("own", "deputy", "unplaced"),
    [
        (("08:30", "10:30"), ("09:00", "10:30"), 0), (("08:30", "10:25"), ("09:00", "10:30"), 1),
        (("08:30", "10:30"), ("08:30", "10:00"), 0), (("08:35", "10:30"), ("08:30", "10:00"), 1),
    ],
)  # fmt: skip
def test_who_hosts_the_whole_travels_both_ways(own: tuple[str, str], deputy: tuple[str, str], unplaced: int) -> None:
    """Each of the two meetings could be hosted with its travel by one of the advisors; the appointment of both not always."""
    of = problem(
        case(meeting("m", "m", places=("site",)), meeting("n", "n", places=("site",)), advisors=("own", "deputy")),
        staff=(
            advisor("own", (shift(*own),)), advisor("deputy", (shift(*deputy),)),
            officer("m-1", shifts=(shift("08:30", "10:00"),)), officer("n-1", shifts=(shift("09:00", "10:30"),)),
        ),
    )  # fmt: skip
    assert values(fitted(of)) == bounds(fitted(of)) == (unplaced, 0, 1, 0, 0)


def test_a_start_takes_the_latest_begin_of_what_ends_in_time() -> None:
    rng = random.Random("longer")
    for _ in range(300):
        wait, longest, length = rng.randrange(8), rng.randrange(10, 40), rng.randrange(1, 5)
        ends = sorted(rng.sample(range(20, 60), rng.randrange(20)))
        begins = [end - rng.randrange(1, 20) for end in ends]
        starts = sorted(rng.sample(range(70), rng.randrange(20)))
        wanted = {}
        for start in starts:
            in_time = [begin for end, begin in zip(ends, begins, strict=True) if start - wait <= end <= start]
            if in_time and start + length - max(in_time) <= longest:
                wanted[start + length] = max(in_time)
        group, own = (np.array(ends, np.int32), np.array(begins, np.int32)), np.array(starts, np.int32)
        only, all_free = np.zeros(1, np.int32), np.zeros(80, np.int32)
        way = pooled([group]), pooled([(own, own)]), only + length, only, only, np.array([0, 1], np.int32)
        _, new_ends, new_begins = longer(*way, wait, longest, all_free)
        assert list(zip(new_ends.tolist(), new_begins.tolist(), strict=True)) == sorted(wanted.items())


def test_what_comes_before_a_later_appointment_may_take_its_time_to_wait_less() -> None:
    """On the first day m and n leave a long wait, on the second a short one; the case ends on the pinned day anyway."""
    of = problem(
        case(meeting("m", "m"), meeting("n", "n"), meeting("o", "o"), meeting("p")),
        staff=(
            advisor(), officer("m-1", shifts=(shift("08:00", "08:30"), shift("08:00", "08:30", 1))),
            officer("n-1", shifts=(shift("09:00", "09:30"), shift("08:40", "09:10", 1))), officer("o-1", shifts=(shift(day=2),)),
        ),
        pinned=(appointment(held("p", "08:00", "08:30", day=3), id="pinned"),),
    )  # fmt: skip
    assert values(fitted(of)) == bounds(fitted(of)) == (0, 0, 3, 3, 10)


def test_no_appointment_runs_into_the_next_day() -> None:
    """Where nobody hosts: an officer who goes at five to twelve and comes at midnight."""
    shifts = (shift("23:25", "23:55"), shift("00:00", "00:30", 1))
    alone = (meeting(id, "bau", places=("chamber",)) for id in ("m", "n"))
    of = problem(case(*alone), staff=(advisor(), officer(shifts=shifts)))
    assert violations(of, fitted(of)) == []
    assert values(fitted(of)) == bounds(fitted(of)) == (0, 0, 2, 1, 0)


def test_no_meetings_at_all() -> None:
    of = problem(Case("c", ("lotse",), ()))
    assert values(fitted(of)) == bounds(fitted(of)) == (0, 0, 0, 0, 0)
