"""Our Europe/Berlin against two judges: the tz database, and a second reader of VTIMEZONE (python-dateutil)."""

from datetime import UTC, datetime, time, timedelta
from io import StringIO
from typing import Any

import pytest
from dateutil.tz import tzical

from scheduler.exports import berlin, invite
from scheduler.exports.booked import customer
from tests.scheduler.exports.bookings import booked, combined

AS_READ = tzical(StringIO(berlin.VTIMEZONE)).get(berlin.NAME)


def test_one_standard_and_one_daylight_each_with_a_yearly_rule():
    zone: Any = berlin.vtimezone()
    assert sorted(part.name or "" for part in zone.subcomponents) == ["DAYLIGHT", "STANDARD"]
    assert all(part["RRULE"]["FREQ"] == ["YEARLY"] for part in zone.subcomponents)
    assert all(part["DTSTART"].dt.year == 1970 for part in zone.subcomponents)
    assert all("RDATE" not in part for part in zone.subcomponents)


@pytest.mark.parametrize("year", [1996, 2026, 2027, 2028, 2037, 2038, 2039, 2060])
def test_every_hour_of_a_year_is_the_same_instant(year: int):
    """2038 and after are the years a list of dates forgets. The two hours of each change are left to the next test."""
    hour = datetime(year, 1, 1)  # noqa: DTZ001 - wall-clock text, as a calendar file holds it
    while hour.year == year:
        changes = hour.month in (3, 10) and hour.weekday() == 6 and hour.day >= 25 and hour.hour in (2, 3)
        if not changes:
            assert hour.replace(tzinfo=AS_READ).utcoffset() == hour.replace(tzinfo=berlin.ZONE).utcoffset(), hour
        hour += timedelta(hours=1)


@pytest.mark.parametrize(
    ("day", "utc_start"),
    [
        ("2026-03-28", "07:30"),
        ("2026-03-29", "06:30"),
        ("2026-10-24", "06:30"),
        ("2026-10-25", "07:30"),
        ("2027-03-28", "06:30"),
        ("2027-10-31", "07:30"),
        ("2028-02-29", "07:30"),
        ("2038-07-01", "06:30"),
    ],
)
def test_half_past_eight_is_half_past_eight_around_the_changes(day: str, utc_start: str):
    sheet = booked(combined(datetime.fromisoformat(day).date()))
    text = invite.render(sheet, customer(sheet)).decode()
    wall = day.replace("-", "") + "T083000"
    assert f"DTSTART;TZID=Europe/Berlin:{wall}\r\n" in text
    read = datetime.strptime(wall, "%Y%m%dT%H%M%S").replace(tzinfo=AS_READ)
    assert read.astimezone(UTC).time() == time.fromisoformat(utc_start)
