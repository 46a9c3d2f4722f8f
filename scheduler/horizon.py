"""The days a plan may use, and the town's wall clock: dates and aware times here, whole numbers for the solver.

Days count from day 0, the first of `working_days`; minutes from its 00:00 by the wall clock, so that 09:00 is 540 minutes
after midnight on the days the clocks change, too. Nobody works in the hour that is skipped or repeated at night.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from scheduler.town import Town
from scheduler.workdays import add_working_days, next_working_days, working_days

MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True)
class Horizon:
    """`working_days` ascending, at least one; `opens` is the first moment that can still be booked; both in the town's zone."""

    timezone: str
    working_days: tuple[date, ...]
    opens: datetime

    @property
    def first_day(self) -> date:
        return self.working_days[0]

    @property
    def last_day(self) -> date:
        """Inclusive."""
        return self.working_days[-1]

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)

    def day(self, day: date) -> int:
        """Days from day 0; negative before it."""
        return (day - self.first_day).days

    def minutes(self, moment: datetime) -> int:
        """Minutes from 00:00 of day 0 by the wall clock; seconds are dropped."""
        local = self.local(moment)
        return self.day(local.date()) * MINUTES_A_DAY + local.hour * 60 + local.minute

    def moment(self, minutes: int) -> datetime:
        """The aware time that stands so many minutes after 00:00 of day 0 on the wall clock."""
        day, minute = divmod(minutes, MINUTES_A_DAY)
        return datetime.combine(self.first_day + timedelta(days=day), time(minute // 60, minute % 60), self.zone)


def horizon(town: Town, now: datetime, held: Iterable[datetime] = ()) -> Horizon:
    """The town's horizon from `now`. The days of `held`, when the customer has appointments already, are in it as well:
    a lag that began with a past appointment is counted from there.
    """
    zone = ZoneInfo(town.timezone)
    local = now.astimezone(zone)
    today = local.date()
    held_days = {moment.astimezone(zone).date() for moment in held}
    ahead = next_working_days(today, town.limits.horizon_working_days, town.holidays_in)
    days = held_days | set(working_days(min({today, *held_days}), ahead[-1], town.holidays_in))
    return Horizon(town.timezone, tuple(sorted(days)), _opens(town, local))


def notice_ends(town: Town, day: date) -> date:
    """The first day that can be booked by who speaks up on `day`."""
    notice = town.limits.notice_working_days
    return add_working_days(day, notice, town.holidays_in) if notice else day


def _opens(town: Town, local: datetime) -> datetime:
    """From now, on the grid; with a notice in working days, from the start of the day on which it ends."""
    if town.limits.notice_working_days:
        return datetime.combine(notice_ends(town, local.date()), time(), local.tzinfo)
    midnight = datetime.combine(local.date(), time(), local.tzinfo)
    grid = timedelta(minutes=town.limits.grid_minutes)
    return midnight + -((midnight - local) // grid) * grid
