"""Trips before and after, per venture: what the law spares is told apart from what was combined."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from scheduler.cases import Case, Customer, RequiredMeeting
from scheduler.plans import Appointment, HeldMeeting, JointPlan, OpenMeeting
from scheduler.trips import Trips, in_all, trips
from scheduler.ventures import catalogue

WHEN = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Europe/Berlin"))
SHOP = "onlinehandel"  # the law spares one of its four ways


def _case(number: int, venture: str | None, meetings: int) -> Case:
    required = tuple(RequiredMeeting(f"m{index}", "bau", "Bau", (), 30, ("haus",)) for index in range(meetings))
    return Case(number, "hoerde", venture, Customer("K", f"k{number}@kunde.example"), WHEN.date(), required)


def _appointment(case: int, *meetings: str) -> Appointment:
    held = tuple(HeldMeeting(case, meeting, WHEN, WHEN, ()) for meeting in meetings)
    return Appointment(None, f"k{case}@kunde.example", "haus", None, WHEN, WHEN, held)


CASES = (_case(1, SHOP, 3), _case(2, SHOP, 2), _case(3, None, 1))
PLANNED = JointPlan(
    optimal=False,
    goals=(),
    appointments=(_appointment(1, "m0", "m1"), _appointment(1, "m2"), _appointment(2, "m0"), _appointment(3, "m0")),
    unplaced=(OpenMeeting(2, "m1", "no free time found"),),
    seconds=0.1,
)


def test_spared_combined_and_remaining_are_told_apart():
    shop, single = trips(CASES, PLANNED, catalogue())
    assert shop == Trips(SHOP, contacts=2, spared=2, meetings=5, remaining=3, unplaced=1)
    assert (shop.before, shop.combined) == (7, 1)
    assert single == Trips(None, contacts=1, meetings=1, remaining=1)
    assert in_all((shop, single)) == Trips(None, contacts=3, spared=2, meetings=6, remaining=4, unplaced=1)


def test_nothing_is_lost_between_before_and_after():
    for line in trips(CASES, PLANNED, catalogue()):
        assert line.before == line.spared + line.combined + line.unplaced + line.remaining


def test_a_case_of_a_venture_the_catalogue_dropped_is_spared_nothing():
    offer = replace(catalogue(), ventures=())
    assert trips(CASES, PLANNED, offer)[0].spared == 0


def test_nobody_came():
    assert trips((), JointPlan(True, (), (), (), 0.0), catalogue()) == ()
    assert in_all(()) == Trips(None)
