"""What is booked and comes after a meeting that does not stand before it any more: that one was cancelled or missed, or has been
placed behind it since.

Nothing refuses that, for no order is asked of what stands (docs/problem.md, rules 8 and 9). So it is told.
"""

from collections.abc import Collection, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from scheduler.cases import After, Case
from scheduler.lifecycle import TOLD
from scheduler.plans import Appointment, HeldMeeting
from scheduler.town import Town
from scheduler.workdays import add_working_days


def out_of_order(
    town: Town, booked: Collection[Appointment], cases: Collection[Case], held: Collection[HeldMeeting], now: datetime
) -> dict[int | None, tuple[str, ...]]:
    """A sentence for each meeting that does not come before one of the appointments as it has to, by the appointment's id.

    Asked of what the customers were told and is to come. `cases`: those of these appointments; `held`: all meetings of these
    cases that are booked or were held.
    """
    required = {(case.id, meeting.id): meeting for case in cases for meeting in case.meetings}
    stands = {(one.case, one.meeting): one for one in held}
    zone = ZoneInfo(town.timezone)

    def missing(one: HeldMeeting) -> Iterator[str]:
        for after in required[one.case, one.meeting].after:
            other = stands.get((one.case, after.meeting))
            if other is None or not _comes_before(town, zone, other, one, after):
                where = f"booked on {other.start.astimezone(zone):%Y-%m-%d %H:%M}" if other else "not booked"
                first = required[one.case, after.meeting].title
                yield f"„{required[one.case, one.meeting].title}“, which comes {_lag(after)}after „{first}“; that is {where}."

    found: dict[int | None, tuple[str, ...]] = {}
    for one in booked:
        if one.status in TOLD and one.start > now:
            name = f"Appointment {one.id} on {one.start.astimezone(zone):%Y-%m-%d %H:%M}"
            found[one.id] = tuple(f"{name} holds {lacks}" for each in one.meetings for lacks in missing(each))
    return found


def _comes_before(town: Town, zone: ZoneInfo, first: HeldMeeting, then: HeldMeeting, after: After) -> bool:
    if after.working_days == 0:
        return first.end <= then.start
    day, soonest = then.start.astimezone(zone).date(), first.start.astimezone(zone).date()
    return day >= add_working_days(soonest, after.working_days, town.holidays_in)


def _lag(after: After) -> str:
    return f"at least {after.working_days} working day{'s' if after.working_days > 1 else ''} " if after.working_days else ""
