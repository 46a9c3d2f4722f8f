"""Three calendars, kept apart: public holidays, working days (Arbeitstage), and the days the town can be booked.

A working day is Monday to Friday and no public holiday of the region. The town's closing days (24 and 31 December,
works holidays) are working days all the same: they move no deadline and count in every lag, but nobody sits there. Only
the quality mark may see that otherwise; for its promises such days can be given as `closed` (law/deadlines.toml says so).
`region` is ISO 3166-2, `DE-NW`. Source of the holidays: the `holidays` package (FeiertG NW § 2 Abs. 1).
"""

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from functools import cache, lru_cache
from itertools import islice

import holidays

from scheduler.errors import InputError
from scheduler.town import Town

SATURDAY = 5
ONE_DAY = timedelta(days=1)


def is_known_region(region: str) -> bool:
    """Whether public holidays are known there."""
    country, dash, subdivision = region.partition("-")
    known = holidays.list_supported_countries()
    return country in known and (not dash or subdivision in known[country])


@cache
def public_holidays(region: str, year: int) -> frozenset[date]:
    """The public holidays of one year; a holiday on a Sunday is not moved. `InputError` for an unknown region."""
    if not is_known_region(region):
        advice = "Maybe DE-NW (ISO 3166-2)."
        raise InputError(f'"{region}" has no known holidays.', path="holidays_in", value=region, advice=advice)
    country, _, subdivision = region.partition("-")
    return frozenset(holidays.country_holidays(country, subdiv=subdivision or None, years=year))


def is_working_day(day: date, region: str) -> bool:
    return day.weekday() < SATURDAY and day not in public_holidays(region, day.year)


def working_days_from(first_day: date, region: str, closed: Collection[date] = (), step: int = 1) -> Iterator[date]:
    """The working days from `first_day` on, that day included, without end; with `step` -1 back in time."""
    day = first_day
    while True:
        if is_working_day(day, region) and day not in closed:
            yield day
        day += step * ONE_DAY


@lru_cache(256)  # asked for the same few days again and again: a horizon of a hundred takes half a millisecond
def next_working_days(first_day: date, count: int, region: str) -> tuple[date, ...]:
    """The first `count` working days from `first_day` on, that day included."""
    return tuple(islice(working_days_from(first_day, region), count))


@lru_cache(256)
def working_days(first_day: date, last_day: date, region: str) -> tuple[date, ...]:
    """The working days from `first_day` to `last_day`, both included."""
    span = (last_day - first_day).days + 1
    every_day = (first_day + timedelta(days=offset) for offset in range(span))
    return tuple(day for day in every_day if is_working_day(day, region))


def add_working_days(day: date, count: int, region: str, closed: Collection[date] = ()) -> date:
    """The `count`-th working day after `day`, which itself does not count (BGB § 187 Abs. 1); before it for a negative count."""
    if count == 0:
        raise ValueError("count: 0 working days after a day is no working day of its own.")
    step = 1 if count > 0 else -1
    return next(islice(working_days_from(day + step * ONE_DAY, region, closed, step), abs(count) - 1, None))


def is_bookable_day(day: date, town: Town) -> bool:
    """Whether the town's seats can be booked that day: a working day on which the town is not closed."""
    return is_working_day(day, town.holidays_in) and day not in town.closing_days


def bookable_days(first_day: date, last_day: date, town: Town) -> tuple[date, ...]:
    """The days from `first_day` to `last_day`, both included, on which the town's seats can be booked."""
    return tuple(day for day in working_days(first_day, last_day, town.holidays_in) if day not in town.closing_days)
