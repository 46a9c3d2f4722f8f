"""What moved, said for people: seat, place, day and time on the town's clocks, and nothing of how it is kept inside."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from scheduler.moved import what_moved
from scheduler.plans import Appointment
from scheduler.town import Absence, Town
from tests.builders import NOW, appointment, at, held, town

TUESDAY = "Tuesday, 03.03.2026"
THAT_DAY = date(2026, 3, 3)
PLANNED = appointment(at(3, "09:00"), id_=None)
OTHER = {"email": "k0002@kunde.example", "advisor": "adv-vertretung", "seats": ("brand-1",), "case_id": 2}


def moved(*booked: Appointment, kind: Town | None = None, now: datetime = NOW, planned: Appointment = PLANNED) -> tuple[str, ...]:
    return what_moved([planned], booked, kind or town(), now)


def test_nothing_moved():
    assert moved(appointment(at(3, "09:30")), appointment(at(3, "08:30")), appointment(at(3, "09:00"), **OTHER)) == ()


def test_a_seat_that_is_taken_and_another_appointment_of_the_customer():
    assert moved(appointment(at(3, "09:15"))) == (
        f"The appointment on {TUESDAY}, 09:00 to 09:30 at Haus der Wirtschaft meets another appointment of the customer.",
        f"adv-mitte is taken by another appointment on {TUESDAY}, 09:00 to 09:30; the plan needs it at Haus der Wirtschaft.",
        f"bau-1 is taken by another appointment on {TUESDAY}, 09:00 to 09:30; the plan needs it at Haus der Wirtschaft.",
    )


def test_times_are_those_of_the_town_whatever_zone_they_were_kept_in():
    kept = replace(PLANNED, start=PLANNED.start.astimezone(UTC), end=PLANNED.end.astimezone(UTC))
    assert f"{TUESDAY}, 09:00 to 09:30" in moved(appointment(at(3, "09:15")), planned=kept)[0]


def test_the_way_to_the_business_is_taken_too():
    planned = appointment(at(3, "09:00"), place="on-site")
    way = appointment(at(3, "09:45"), email="k0002@kunde.example", advisor=None)
    assert moved(way, planned=planned) == (
        f"bau-1 is taken by another appointment on {TUESDAY}, 08:30 to 10:00; the plan needs it at Im Betrieb.",
    )


@pytest.mark.parametrize(
    ("starts", "full"),
    [(["09:00", "09:00"], True), (["08:45", "09:10"], True), (["08:30", "09:30"], False), (["08:45", "09:15"], False)],
)
def test_a_place_is_full_when_all_rooms_are_taken_at_one_moment(starts: list[str], full: bool):
    others = [
        appointment(at(3, start), minutes=30 if start != "09:10" else 5, email=f"k1{start}@kunde.example", advisor=None, seats=())
        for start in starts
    ]
    said = (f"Haus der Wirtschaft has no free room any more on {TUESDAY}, 09:00 to 09:30.",)
    assert moved(*others) == (said if full else ())


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"absences": (Absence("bau-1", THAT_DAY, THAT_DAY),)}, "bau-1 no longer sits at Haus der Wirtschaft on"),
        ({"closing_days": (THAT_DAY,)}, "adv-mitte no longer sits at Haus der Wirtschaft on"),
        ({"officers": town().officers[1:]}, "bau-1 is no longer a seat of Kleinstadt; it was to come on"),
    ],
    ids=["absent", "closed", "gone"],
)
def test_a_seat_that_the_town_has_there_no_longer(changes: dict[str, Any], sentence: str):
    assert f"{sentence} {TUESDAY}, 09:00 to 09:30." in moved(kind=town(**changes))


def test_hours_that_touch_are_one_sitting():
    planned = appointment(at(3, "08:00"), held(at(3, "08:00"), 240), minutes=240)
    hours = tuple(
        replace(one, start=one.start.replace(hour=12)) if one.start.hour == 13 else one for one in town().officers[0].hours
    )
    bau, *others = town().officers
    mitte, *deputies = town().advisors
    kind = town(officers=(replace(bau, hours=hours), *others), advisors=(replace(mitte, hours=hours), *deputies))
    longer = replace(planned, end=at(3, "13:00"), meetings=(held(at(3, "08:00"), 300),))
    assert moved(kind=kind, planned=longer) == ()
    assert len(moved(planned=longer)) == 2


def test_a_time_that_has_come_too_close():
    (said,) = moved(now=NOW + timedelta(days=1))
    assert said.endswith("is too soon by now: the first time that can be booked is Wednesday, 04.03.2026, 00:00.")
