"""Counting of days, weeks, months and working days: by hand with the paragraph beside each, and against a second counting."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.counting import Period, Stretch, days_left, last_day
from tests.scheduler import second_counting

NRW = "DE-NW"
DAYS = st.dates(date(2025, 1, 1), date(2029, 12, 31))
CLOSED = (date(2026, 12, 24), date(2026, 12, 28), date(2026, 12, 29), date(2026, 12, 30), date(2026, 12, 31))


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "amount", "unit", "end", "why"),
    [
        ("2026-03-02", 7, "working_days", "2026-03-11", "the day itself does not count, BGB § 187 Abs. 1"),
        ("2026-03-06", 1, "working_days", "2026-03-09", "Friday, then Monday"),
        ("2026-02-28", 1, "working_days", "2026-03-02", "an event on a Saturday"),
        ("2026-04-01", 3, "working_days", "2026-04-08", "Karfreitag and Ostermontag do not count"),
        ("2026-12-21", 7, "working_days", "2026-12-31", "closing days are working days"),
        ("2026-12-21", 8, "working_days", "2027-01-04", "25 and 26 December and 1 January are not"),
        ("2026-03-02", 40, "working_days", "2026-04-29", "eight weeks and two holidays"),
        ("2026-03-02", 3, "days", "2026-03-05", "BGB § 188 Abs. 1"),
        ("2026-03-02", 0, "days", "2026-03-02", "at the same time"),
        ("2026-03-05", 3, "days", "2026-03-09", "ends on Sunday, moves to Monday, BGB § 193"),
        ("2026-04-02", 3, "days", "2026-04-07", "Easter Sunday, then Ostermontag, then Tuesday"),
        ("2026-12-22", 3, "days", "2026-12-28", "25 December and the weekend; a closing day moves nothing"),
        ("2026-12-21", 3, "days", "2026-12-24", "24 December is no holiday"),
        ("2026-09-30", 3, "days", "2026-10-05", "3 October is a Saturday, then Sunday"),
        ("2026-03-03", 1, "weeks", "2026-03-10", "the same weekday, BGB § 188 Abs. 2"),
        ("2026-03-30", 1, "weeks", "2026-04-07", "6 April is Ostermontag"),
        ("2026-01-31", 1, "months", "2026-03-02", "28 February is a Saturday; the month has no 31st, BGB § 188 Abs. 3"),
        ("2027-01-29", 1, "months", "2027-03-01", "28 February is a Sunday"),
        ("2028-01-31", 1, "months", "2028-02-29", "leap day"),
        ("2028-02-29", 12, "months", "2029-02-28", "no leap day in 2029"),
        ("2026-03-02", 3, "months", "2026-06-02", "same number, BGB § 188 Abs. 2"),
        ("2026-03-04", 3, "months", "2026-06-05", "4 June is Fronleichnam"),
        ("2026-10-31", 3, "months", "2027-02-01", "31 January is a Sunday"),
        ("2026-09-30", 3, "months", "2026-12-30", "over the turn to winter time"),
        ("2026-11-15", 14, "months", "2028-01-17", "over two years; 15 January is a Saturday"),
    ],
)
def test_forwards(start: str, amount: int, unit: str, end: str, why: str) -> None:
    assert last_day(day(start), Period(amount, unit), NRW) == day(end), why


@pytest.mark.parametrize(
    ("event", "amount", "unit", "latest", "why"),
    [
        ("2026-05-15", 2, "weeks", "2026-05-01", "1 May is a holiday and stays: on a later day it would be too late"),
        ("2026-05-16", 2, "weeks", "2026-05-02", "a Saturday stays as well"),
        ("2026-03-31", 1, "months", "2026-02-28", "no 31 February; a Saturday stays"),
        ("2026-03-02", 1, "days", "2026-03-01", "the day before, a Sunday"),
        ("2026-03-02", 5, "working_days", "2026-02-23", "the day of the event does not count"),
    ],
)
def test_backwards(event: str, amount: int, unit: str, latest: str, why: str) -> None:
    assert last_day(day(event), Period(amount, unit, moves=False, before=True), NRW) == day(latest), why


def test_what_does_not_move_ends_on_a_sunday() -> None:
    assert last_day(day("2026-03-05"), Period(3, "days", moves=False), NRW) == day("2026-03-08")


@pytest.mark.parametrize(
    ("unit", "amount", "left_out", "end", "why"),
    [
        ("working_days", 5, [("2026-03-04", "2026-03-06")], "2026-03-12", "3, 9, 10, 11, 12 March: 4 to 6 March do not count"),
        ("working_days", 5, [("2026-02-23", "2026-03-01")], "2026-03-09", "over before it began"),
        ("working_days", 5, [("2026-03-10", "2026-03-20")], "2026-03-09", "began after the end"),
        ("working_days", 5, [("2026-03-09", "2026-03-10")], "2026-03-11", "began on the last day, which then does not count"),
        ("working_days", 5, [("2026-03-03", "2026-03-04"), ("2026-03-04", "2026-03-05")], "2026-03-12", "the overlap once"),
        ("days", 10, [("2026-03-04", "2026-03-06")], "2026-03-16", "three days more: 15 March, a Sunday, moves"),
        ("days", 10, [("2026-03-04", "2026-03-06"), ("2026-03-14", "2026-03-17")], "2026-03-19", "12, 15, then 19"),
        ("months", 1, [("2026-03-09", "2026-03-13")], "2026-04-07", "2 April and five days"),
    ],
)  # fmt: skip
def test_days_left_out(unit: str, amount: int, left_out: list[tuple[str, str]], end: str, why: str) -> None:
    stretches = [Stretch(day(first), day(last)) for first, last in left_out]
    assert last_day(day("2026-03-02"), Period(amount, unit), NRW, stretches) == day(end), why


def test_closing_days_count_unless_they_are_said_not_to() -> None:
    four = Period(4, "working_days")
    assert last_day(day("2026-12-22"), four, NRW) == day("2026-12-29")
    assert last_day(day("2026-12-22"), four, NRW, closed=CLOSED) == day("2027-01-06")


@pytest.mark.parametrize(
    ("today", "end", "unit", "left"),
    [
        ("2026-04-01", "2026-04-08", "working_days", 3),
        ("2026-04-08", "2026-04-08", "working_days", 0),
        ("2026-04-11", "2026-04-08", "working_days", -2),
        ("2026-04-12", "2026-04-13", "working_days", 1),
        ("2026-04-01", "2026-04-08", "months", 7),
        ("2026-04-11", "2026-04-08", "days", -3),
    ],
)
def test_days_left(today: str, end: str, unit: str, left: int) -> None:
    assert days_left(day(today), day(end), unit, NRW) == left


def test_days_left_without_closing_days() -> None:
    assert days_left(day("2026-12-23"), day("2027-01-04"), "working_days", NRW) == 6
    assert days_left(day("2026-12-23"), day("2027-01-04"), "working_days", NRW, CLOSED) == 1


@given(start=DAYS, amount=st.integers(1, 60), unit=st.sampled_from(["working_days", "days", "weeks", "months"]))
def test_a_second_counting_agrees(start: date, amount: int, unit: str) -> None:
    amount = min(amount, 18) if unit in ("weeks", "months") else amount
    assert last_day(start, Period(amount, unit), NRW) == second_counting.end(start, amount, unit)


@given(start=DAYS, amount=st.integers(1, 45), first=DAYS, length=st.integers(0, 40))
def test_a_day_left_out_is_made_up_for(start: date, amount: int, first: date, length: int) -> None:
    pause = Stretch(first, first + timedelta(days=length))
    end = last_day(start, Period(amount, "working_days"), NRW, [pause])
    counted = [one for one in second_counting.days(start, end) if second_counting.is_working_day(one) and one not in pause]
    assert len(counted) == amount
    assert counted[-1] == end
