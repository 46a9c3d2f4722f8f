"""Trips before and after, per venture."""

from datetime import datetime
from zoneinfo import ZoneInfo

from scheduler.cases import Case, Customer, RequiredMeeting
from scheduler.plans import Appointment, HeldMeeting, JointPlan, OpenMeeting
from scheduler.trips import Trips, trips

WHEN = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Europe/Berlin"))


def _case(number: int, venture: str | None, meetings: int) -> Case:
    required = tuple(RequiredMeeting(f"m{index}", "bau", "Bau", (), 30, ("haus",)) for index in range(meetings))
    return Case(number, "hoerde", venture, Customer("K", f"k{number}@kunde.example"), WHEN.date(), required)


def _appointment(case: int, *meetings: str) -> Appointment:
    held = tuple(HeldMeeting(case, meeting, WHEN, WHEN, ()) for meeting in meetings)
    return Appointment(None, f"k{case}@kunde.example", "haus", None, WHEN, WHEN, held)


def test_each_meeting_was_a_trip_and_each_appointment_is_one():
    cases = (_case(1, "cafe", 3), _case(2, "cafe", 2), _case(3, None, 1))
    planned = JointPlan(
        optimal=False,
        goals=(),
        appointments=(_appointment(1, "m0", "m1"), _appointment(1, "m2"), _appointment(2, "m0"), _appointment(3, "m0")),
        unplaced=(OpenMeeting(2, "m1", "no free time found"),),
        seconds=0.1,
    )
    assert set(trips(cases, planned)) == {Trips("cafe", 2, 5, 3, 1), Trips(None, 1, 1, 1, 0)}


def test_nobody_came():
    assert trips((), JointPlan(True, (), (), (), 0.0)) == ()
