"""Deadlines counted a second time, day by day, sharing nothing with the product: own holidays, own months.

Easter by the rule of the almanacs (Gauss as mended by Lichtenberg); FeiertG NW § 2 Abs. 1 for the rest.
"""

from collections.abc import Iterator
from datetime import date, timedelta


def easter(year: int) -> date:
    century = year // 100
    secular = 15 + (3 * century + 3) // 4 - (8 * century + 13) // 25
    correction = 2 - (3 * century + 3) // 4
    moon = year % 19
    seed = (19 * moon + secular) % 30
    full = 21 + seed - (seed // 29 + (seed // 28 - seed // 29) * (moon // 11))
    sunday = 7 - (year + year // 4 + correction) % 7
    return date(year, 3, 1) + timedelta(days=full + 6 - (full - sunday) % 7)


def holidays(year: int) -> set[date]:
    movable = {easter(year) + timedelta(days=days) for days in (-2, 1, 39, 50, 60)}
    return movable | {date(year, *day) for day in ((1, 1), (5, 1), (10, 3), (11, 1), (12, 25), (12, 26))}


def is_working_day(day: date) -> bool:
    return day.isoweekday() <= 5 and day not in holidays(day.year)


def days(start: date, end: date) -> Iterator[date]:
    """The days after `start`, up to and with `end`."""
    while start < end:
        start += timedelta(days=1)
        yield start


def end(start: date, amount: int, unit: str) -> date:
    """The last day of the period, moved off Saturday, Sunday and holiday."""
    day, left = start, amount
    if unit == "months":
        day = _same_number(start, amount)
    else:
        left *= 7 if unit == "weeks" else 1
        while left:
            day += timedelta(days=1)
            left -= unit != "working_days" or is_working_day(day)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def _same_number(start: date, months: int) -> date:
    """Month by month on the first, then back from the end of the month as far as the number asks."""
    first = start.replace(day=1)
    for _ in range(months):
        first = (first + timedelta(days=31)).replace(day=1)
    day = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return min(day, first + timedelta(days=start.day - 1))
