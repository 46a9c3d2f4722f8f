"""Line 6: the days on which clocks are difficult, and services that believe to be elsewhere. The same instants everywhere.

What is expected is worked out here from the rule of the European Union (from the last Sunday of March to that of October, both at
01:00 UTC, an hour more), and not from a zone file, which the product reads.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from itertools import count
from pathlib import Path
from urllib.request import urlopen

from sqlalchemy import text

from bench.said import said
from scheduler import clock
from scheduler.errors import Conflict
from scheduler.lifecycle import CONFIRMED, CUSTOMER, Hand
from scheduler.store.store import Store, open_store
from scheduler.store.writing import Writing
from scheduler.workdays import is_working_day
from tests.bookings import towns
from tests.bookings.client import Client
from tests.bookings.ending import looking
from tests.bookings.servers import Database, database, running
from tests.bookings.towns import ADVISORS, CONSULTATION, TOWN, ZONE, Piece
from tests.databases import PostgresServer

ENGINES = ("sqlite", "postgresql")
ZONES = ("Europe/Berlin", "UTC", "America/Los_Angeles", "Asia/Kathmandu", "Pacific/Kiritimati")
NINE = time(9)
HORIZON_DAYS = 1100  # working days: a leap day may be four years away


def summer(year: int) -> tuple[date, date]:
    """The Sundays on which summer time begins and ends."""
    return tuple(max(date(year, month, day) for day in range(25, 32) if date(year, month, day).weekday() == 6) for month in (3, 10))  # type: ignore[return-value]


def offset(day: date) -> timedelta:
    """Of Berlin at nine in the morning."""
    begins, ends = summer(day.year)
    return timedelta(hours=2 if begins <= day < ends else 1)


def difficult_days(today: date) -> tuple[date, ...]:
    """The last working day before and the first one after: the end of the year, both changes of the clock; and the leap day."""
    leap = next(date(year, 2, 29) for year in count(today.year) if year % 4 == 0 and date(year, 2, 29) > today + timedelta(days=7))
    edges = [date(today.year + 1, 1, 1), *summer(today.year + 1), leap, leap + timedelta(days=1)]
    beside = [_nearest(edge - timedelta(days=1), -1) for edge in edges] + [_nearest(edge, 1) for edge in edges]
    return tuple(sorted({day for day in beside if day > today + timedelta(days=4)}))


def _nearest(day: date, step: int) -> date:
    return next(one for one in (day + timedelta(days=step * far) for far in range(14)) if is_working_day(one, TOWN.holidays_in))
