"""Holidays and working days against vectors worked out by hand for North Rhine-Westphalia, 2026 to 2029."""

from datetime import date
from pathlib import Path

import pytest

from scheduler.errors import InputError
from scheduler.townfile import read_town_file
from scheduler.workdays import (
    add_working_days,
    bookable_days,
    is_known_region,
    is_working_day,
    next_working_days,
    public_holidays,
    working_days,
)

DORTMUND = Path(__file__).parents[2] / "fixtures" / "towns" / "dortmund.toml"
NRW = "DE-NW"
# (month, day): Karfreitag, Ostermontag, Himmelfahrt, Pfingstmontag, Fronleichnam; the rest of the eleven is fixed.
MOVABLE = {
    2026: [(4, 3), (4, 6), (5, 14), (5, 25), (6, 4)],
    2027: [(3, 26), (3, 29), (5, 6), (5, 17), (5, 27)],
    2028: [(4, 14), (4, 17), (5, 25), (6, 5), (6, 15)],
    2029: [(3, 30), (4, 2), (5, 10), (5, 21), (5, 31)],
}
FIXED = [(1, 1), (5, 1), (10, 3), (11, 1), (12, 25), (12, 26)]


@pytest.mark.parametrize("year", MOVABLE)
def test_public_holidays(year: int) -> None:
    assert public_holidays(NRW, year) == {date(year, month, day) for month, day in FIXED + MOVABLE[year]}


@pytest.mark.parametrize(("year", "count"), [(2026, 253), (2027, 254), (2028, 250), (2029, 250)])
def test_working_days_of_a_year(year: int, count: int) -> None:
    assert len(working_days(date(year, 1, 1), date(year, 12, 31), NRW)) == count


@pytest.mark.parametrize("rosenmontag", [date(2026, 2, 16), date(2027, 2, 8), date(2028, 2, 28), date(2029, 2, 12)])
def test_rosenmontag_is_a_working_day(rosenmontag: date) -> None:
    assert is_working_day(rosenmontag, NRW)


@pytest.mark.parametrize("day", [date(2026, 12, 24), date(2026, 12, 28), date(2026, 12, 31)])
def test_a_closing_day_is_a_working_day_that_cannot_be_booked(day: date) -> None:
    town = read_town_file(DORTMUND)
    assert is_working_day(day, town.holidays_in)
    assert day not in bookable_days(date(2026, 12, 1), date(2027, 1, 31), town)


def test_bookable_days_between_the_years() -> None:
    assert bookable_days(date(2026, 12, 22), date(2027, 1, 5), read_town_file(DORTMUND)) == (
        date(2026, 12, 22),
        date(2026, 12, 23),
        date(2027, 1, 4),
        date(2027, 1, 5),
    )


def test_all_saints_is_a_holiday_here_and_none_in_berlin() -> None:
    all_saints = date(2027, 11, 1)
    assert not is_working_day(all_saints, NRW)
    assert is_working_day(all_saints, "DE-BE")


def test_counting_starts_on_the_day_itself_or_after_it() -> None:
    thursday_before_easter = date(2026, 4, 2)
    assert next_working_days(thursday_before_easter, 2, NRW) == (thursday_before_easter, date(2026, 4, 7))
    assert add_working_days(thursday_before_easter, 1, NRW) == date(2026, 4, 7)
    assert add_working_days(date(2026, 4, 8), -2, NRW) == thursday_before_easter
    with pytest.raises(ValueError, match="0 working days after a day"):
        add_working_days(thursday_before_easter, 0, NRW)


def test_no_days_when_the_last_lies_before_the_first() -> None:
    assert working_days(date(2026, 3, 3), date(2026, 3, 2), NRW) == ()


def test_regions() -> None:
    assert is_known_region("DE-NW")
    assert is_known_region("DE")
    assert not is_known_region("NW")
    assert not is_known_region("DE-XX")
    assert not is_known_region("DE-")
    with pytest.raises(InputError, match='"NW" has no known holidays'):
        public_holidays("NW", 2026)
