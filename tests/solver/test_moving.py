"""A meeting placed by hand, against all lawful plans in which everything else stands as it does."""

import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest

from solver.calendars import Calendars
from solver.check import complete
from solver.exchange import clock_of, read_plan
from solver.moving import Moving
from solver.problem import After
from solver.search import solve
from tests.solver.drawn import faults, read
from tests.solver.full_calendar import full_calendar
from tests.solver.small import advisor, appointment, at, case, daily, held, meeting, officer, problem
from tests.twin.case_plans import case_plans
from tests.twin.clock import minute
from tests.twin.enumeration import lawful_plans
from tests.twin.ground import Ground
from tests.twin.problems import tiny_case

CHUNKS, CASES, MOVES = 2, 8, 10
FEWEST_PLANS, MOST_PLANS = 100, 6_000
SECONDS = 0.5  # that an advisor waits for an answer


def listed(seed: str, count: int) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """So many drawn problems of one case with all their lawful plans."""
    rng = random.Random(seed)
    while count:
        drawn = tiny_case(rng)
        number = len(list(islice(case_plans(Ground(drawn), drawn["cases"][0]), MOST_PLANS + 1)))
        if FEWEST_PLANS <= number <= MOST_PLANS:
            count -= 1
            yield drawn, list(lawful_plans(drawn))


def split(plan: dict[str, Any], name: str) -> tuple[Any, Any]:
    """All of a plan but the meeting, and the start and place of the meeting (None: unplaced)."""
    rest, mine = [], None
    for one in plan["appointments"]:
        kept = []
        for each in one["meetings"]:
            if each["meeting"] == name:
                mine = each["start"], one["place"]
            else:
                kept.append((each["meeting"], each["start"], sorted(each["staff"])))
        if kept:
            rest.append((one["place"], one["advisor"], sorted(kept)))
    return sorted(rest, key=str), mine


def test_a_meeting_that_holds_its_appointment_together_is_looked_for_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it two others are an hour apart. That no other start can be lawful is known before the referee is asked of each."""
    asked = problem(case(meeting("a"), meeting("m", minutes=60), meeting("b")))
    meetings = held("a", "08:00", "08:30"), held("m", "08:30", "09:30"), held("b", "09:30", "10:00")
    moving = Moving(asked, Calendars(asked), [appointment(*meetings)], "m")
    judged = list[Any]()
    broken = moving._broken
    monkeypatch.setattr(moving, "_broken", lambda made: judged.append(made) or broken(made))
    nearest = moving.nearest(at("11:00", 4), "house")
    assert nearest is not None
    assert (nearest.start, nearest.place) == (at("08:30"), "house")
    assert len(judged) == 1


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_lawful_is_what_is_a_lawful_plan_and_nearest_is_the_nearest_of_these(chunk: int) -> None:
    rng, seen = random.Random(f"moves {chunk}"), Counter[str]()
    for drawn, plans in listed(f"moving {chunk}", CASES):
        of = read(drawn)
        clock, day_0 = clock_of(of), minute(f"{of.first_day}T00:00")
        pinned = {one.meeting for pin in of.pinned_here for one in pin.meetings}
        free = [one.id for one in of.cases[0].meetings if one.id not in pinned]
        splits = {name: [split(plan, name) for plan in plans] for name in free}
        for _ in range(MOVES if free else 0):
            plan, moved = rng.choice(plans), rng.choice(free)
            rest, before = split(plan, moved)
            places = {mine for others, mine in splits[moved] if mine and others == rest}
            day, hour = rng.choice(of.working_days), 60 * rng.randint(7, 16)
            start, place = day * 1440 + hour, rng.choice([one.id for one in of.places])
            moving = Moving(of, Calendars(of), read_plan(json.dumps(plan), of).appointments, moved)

            found = moving.at(start, place)
            assert (not found.broken) == ((clock.text(start), place) in places), (drawn, plan, moved)
            if not found.broken:
                assert faults(drawn, complete(of, found.appointments), of) == []
            nearest = moving.nearest(start, place)
            if not places:
                assert nearest is None
            else:
                assert nearest is not None and not nearest.broken
                minutes = {(minute(text) - day_0, where) for text, where in places}
                assert (nearest.start, nearest.place) == min(
                    minutes, key=lambda one: (abs(one[0] - start), one[1] != place, one)
                ), (drawn, plan, moved)
                assert faults(drawn, complete(of, nearest.appointments), of) == []
            seen["lawful"] += not found.broken
            seen["nowhere"] += not places
            seen["was unplaced"] += before is None
            seen["joined"] += nearest is not None and any(len(one.meetings) > 1 for one in nearest.appointments)
    assert all(seen[what] for what in ("lawful", "was unplaced", "joined")), seen


def test_a_meeting_leaves_one_appointment_and_joins_another() -> None:
    of = problem(case(meeting("m", "bau"), meeting("n", "brand"), meeting("o", "bau")))
    monday = appointment(held("m", "08:00", "08:30", "bau-1"), held("n", "08:30", "09:00", "brand-1"))
    tuesday = appointment(held("o", "09:00", "09:30", "bau-1", day=1), id="a2")
    moving = Moving(of, Calendars(of), (monday, tuesday), "n")
    found = moving.at(at("09:30", 1), "house")
    assert found.broken == ()
    assert [(one.id, [held.meeting for held in one.meetings]) for one in found.appointments] == [
        ("a1", ["m"]),
        ("a2", ["o", "n"]),
    ]
    assert found.appointments[1].end == at("10:00", 1)
    alone = moving.at(at("09:30", 2), "house")
    assert [one.id for one in alone.appointments] == ["a1", "a2", "a3"]


def test_what_is_broken_is_said_and_the_nearest_is_lawful() -> None:
    of = problem(
        case(meeting("m", "bau"), meeting("n", "brand", after=(After("m"),))),
        staff=(advisor(), officer("bau-1"), officer("brand-1", shifts=daily("10:00", "11:00"))),
    )
    stands = (appointment(held("m", "09:30", "10:00", "bau-1"), held("n", "10:00", "10:30", "brand-1")),)
    moving = Moving(of, Calendars(of), stands, "n")
    assert [one.rule for one in moving.at(at("09:00"), "house").broken] == ["staff", "order"]
    assert {one.rule for one in moving.at(at("10:00"), "chamber").broken} == {"together", "customer"}
    assert {one.rule for one in moving.at(at("10:00", 5), "house").broken} == {"advisor", "staff", "window"}
    nearest = moving.nearest(at("09:00"), "house")
    assert nearest is not None and nearest.start == at("10:00")


def test_a_round_table_is_filled_one_to_one() -> None:
    """Of the two needs one can be filled by both officers, the other by the first alone."""
    both, one = officer("bau-1", "bau", "brand"), officer("bau-2", "bau")
    of = problem(case(meeting("m", "bau", "brand")), staff=(advisor(), both, one))
    found = Moving(of, Calendars(of), (), "m").at(at("09:00"), "house")
    assert found.broken == ()
    assert sorted(found.appointments[0].meetings[0].staff) == ["bau-1", "bau-2"]


def test_a_pinned_meeting_is_not_moved() -> None:
    pin = appointment(held("m", "08:00", "08:30"))
    of = problem(case(meeting("m")), pinned=(pin,))
    with pytest.raises(ValueError, match="m stands in a pinned appointment"):
        Moving(of, Calendars(of), (pin,), "m")


def test_an_answer_in_half_a_second_beside_a_full_calendar() -> None:
    of = full_calendar(5)
    plan, calendars = solve(of), Calendars(of)
    for moved in of.cases[0].meetings[:5]:
        began = time.thread_time()
        moving = Moving(of, calendars, plan.appointments, moved.id)
        moving.at(at("10:00", 8), "house")
        nearest = moving.nearest(at("10:00", 8), "house")
        assert time.thread_time() - began < SECONDS
        assert nearest is not None and nearest.broken == ()
