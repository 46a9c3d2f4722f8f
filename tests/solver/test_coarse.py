"""The coarser question: never does it call impossible what a plan shows, and often enough it knows at once."""

import random
import time
from dataclasses import replace

import pytest

from solver.calendars import Calendars
from solver.check import complete, violations
from solver.coarse import impossible
from solver.fit import fit
from solver.problem import Case, Meeting, Place, Policy, Problem, Shift, StaffMember
from solver.question import Effort
from tests.solver.drawn import read
from tests.solver.full_calendar import full_calendar
from tests.twin.problems import ONE, drawn_problem


def effort() -> Effort:
    return Effort(time.monotonic() + 60)


def test_what_it_calls_impossible_no_plan_shows():
    """A lawful plan with every meeting placed is the proof that so many appointments are possible."""
    rng = random.Random("coarse")
    looked_at = shown = 0
    while looked_at < 80:
        drawn = read(drawn_problem(rng, ONE, "coarse"))
        asked = replace(drawn, previous=(), pinned=drawn.pinned_elsewhere)
        calendars = Calendars(asked)
        plan = complete(asked, fit(asked, calendars, effort()).appointments)
        if plan.unplaced:
            continue
        assert violations(asked, plan) == []
        looked_at, count = looked_at + 1, len(plan.appointments)
        assert not any(impossible(asked, calendars, more, effort()) for more in range(count, count + 3)), asked
        shown += impossible(asked, calendars, count - 1, effort())
    assert shown >= 30


def problem(minutes: int = 60, days: int = 3, meetings: int = 3, **changes: object) -> Problem:
    mornings = tuple(Shift(day * 1440 + 480, day * 1440 + 720) for day in range(days))
    asked = tuple(Meeting(f"m{number}", ("one",), minutes, ("house",), 0, days - 1) for number in range(meetings))
    staff = (StaffMember("host", (), mornings), StaffMember("one-1", ("one",), mornings))
    usual = Problem(
        "coarse", "Europe/Berlin", "2026-03-02", tuple(range(days)), Policy(120, 0), (Place("house"),), staff,
        (Case("c", ("host",), asked),),
    )  # fmt: skip
    return replace(usual, **changes)


@pytest.mark.parametrize(
    ("asked", "count", "shown"),
    [
        (problem(), 1, True),  # three hours, and two make an appointment
        (problem(), 2, False),
        (problem(meetings=7), 3, True),
        (problem(meetings=7), 9, True),  # more than there are days
        (problem(meetings=0), 0, False),
        (problem(), 0, True),
        (problem(policy=Policy(180, 0)), 1, False),
        (problem(staff=problem().staff[:1]), 3, True),  # nobody fills the need
        (problem(places=(Place("house", hosted=False),)), 2, False),
    ],
)
def test_by_hand(asked: Problem, count: int, shown: bool):
    assert impossible(asked, Calendars(asked), count, effort()) is shown


def test_a_lag_and_a_deadline_are_seen():
    asked = problem(days=4, meetings=2, policy=Policy(180, 0))
    (case,) = asked.cases
    one, two = case.meetings
    for latest, shown in ((1, True), (3, False)):
        early = replace(asked, cases=(replace(case, meetings=(replace(one, latest_day=latest), replace(two, earliest_day=2))),))
        assert impossible(early, Calendars(early), 1, effort()) is shown


def test_a_month_s_calendar_is_looked_at_in_a_moment():
    asked = full_calendar(1)
    calendars = Calendars(asked)
    began = time.thread_time()
    impossible(asked, calendars, 4, effort())
    assert time.thread_time() - began < 0.5
