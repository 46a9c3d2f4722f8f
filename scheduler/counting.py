"""How a deadline is counted: pure functions of days, with the paragraph beside each rule.

Forwards: the day of the event does not count (BGB § 187 Abs. 1). n days end with the n-th day; weeks on the same weekday;
months on the day of the same number, or on the month's last where it has none (BGB § 188). An end on Saturday, Sunday or a
public holiday moves to the next working day (BGB § 193, VwVfG § 31 Abs. 3) where the rule says so: a fixed day somebody was
told (VwVfG § 31 Abs. 3 Satz 2 and Abs. 5), a paper's age and what is deemed told do not move. The town's closing days move
nothing.

Backwards ("at least two weeks before"): the day of the event does not count either, and nothing moves; on a later day it
would be too late.

Hours play no part: a deadline ends with its last day, inclusive, also on the days the clocks change.
"""

from calendar import monthrange
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.workdays import add_working_days, is_working_day, next_working_days

UNITS = ("working_days", "days", "weeks", "months")
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Stretch:
    """Days that a clock leaves out, both inclusive: the day it stops and the day it goes on do not count (BGB § 209)."""

    first_day: date
    last_day: date

    def __contains__(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


@dataclass(frozen=True)
class Period:
    """A length of time. `before`: counted back from the event. `moves`: an end off the working week moves forwards; not for
    what is counted back, which would then be too late (`known_law` refuses it).

    `amount` from 0 in `unit`, one of UNITS; 0 days end on the day of the event itself.
    """

    amount: int
    unit: str
    moves: bool = True
    before: bool = False


def last_day(start: date, period: Period, region: str, left_out: Collection[Stretch] = (), closed: Collection[date] = ()) -> date:
    """The last day, inclusive, of the period that an event on `start` sets going.

    `left_out`: stretches that do not count, for a clock that stood still; `closed`: days that are no working days of this
    clock. `region` is ISO 3166-2.
    """
    sign = -1 if period.before else 1
    if period.unit == "working_days":
        return _working_days_later(start, sign * period.amount, region, left_out, closed)
    end = _later(start, sign * period.amount, period.unit)
    for _ in _days_left_out(start, end, left_out):
        end += ONE_DAY
    return next_working_days(end, 1, region)[0] if period.moves else end


def days_left(today: date, end: date, unit: str, region: str, closed: Collection[date] = ()) -> int:
    """How many days remain after `today` up to and with `end`, negative once it has passed.

    Working days for a clock that counts these, else calendar days; 0 on the last day.
    """
    if unit != "working_days":
        return (end - today).days
    earlier, later = sorted((today, end))
    between = (earlier + ONE_DAY * offset for offset in range(1, (later - earlier).days + 1))
    count = sum(is_working_day(day, region) and day not in closed for day in between)
    return count if end >= today else -count


def _working_days_later(start: date, count: int, region: str, left_out: Collection[Stretch], closed: Collection[date]) -> date:
    if not count:
        return start
    if count < 0 or not left_out:
        return add_working_days(start, count, region, closed)
    day = start
    while count:
        day = add_working_days(day, 1, region, closed)
        count -= not any(day in stretch for stretch in left_out)
    return day


def _later(start: date, amount: int, unit: str) -> date:
    """So many days, weeks or months later; earlier for a negative amount."""
    if unit == "months":
        return _months_later(start, amount)
    return start + timedelta(days=amount) * (7 if unit == "weeks" else 1)


def _months_later(start: date, months: int) -> date:
    """The day of the same number, or the month's last day where it has no such number (BGB § 188 Abs. 2 and 3)."""
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def _days_left_out(start: date, end: date, left_out: Collection[Stretch]) -> Iterator[date]:
    """The days after `start` that do not count; each lengthens the period by one, which may bring more of them into it."""
    day = start
    while day < end:
        day += ONE_DAY
        if any(day in stretch for stretch in left_out):
            yield day
            end += ONE_DAY
