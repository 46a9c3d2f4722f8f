"""A month of contacts on a calendar as it would be: the months before it have been planned, and what they booked stands.

Every day's contacts are planned the day they come, over the horizon from that day, first come, first served, and booked
at once. Warmed up this way the calendar is full where it would be and thins out towards the end of the horizon, for only
ventures that wait for a permit reach so far. What found no place is not asked again.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import groupby
from zoneinfo import ZoneInfo

from scheduler.cases import Case
from scheduler.errors import InputError
from scheduler.known_law import refuse_unknown_day
from scheduler.month import OPEN_DAYS, VENTURE_SHARE, days_of_month, month
from scheduler.offer import offered
from scheduler.planning import plan_together
from scheduler.plans import Appointment
from scheduler.staffing import expected_minutes, offered_minutes, staffed
from scheduler.town import Town
from scheduler.ventures import Catalogue
from scheduler.workdays import bookable_days, next_working_days

HORIZON_WORKING_DAYS = 90
WARM_UP_MONTHS = 6
LEAST_LOAD, LARGEST_LOAD = 0.1, 10.0
# Of wall time, for the contacts of one day: so many that the time is never up, for a plan cut short is not repeatable.
SECONDS_A_DAY = 36_000.0
Progress = Callable[[int, int], None]  # contacts planned, of how many


@dataclass(frozen=True)
class MonthSetting:
    """What a month is made of. `load` None: the desk stays as the town has it; else as `warmed_up` says.

    `warm_up_months`: how many earlier months are planned before it, 0 for an empty calendar.
    """

    contacts: int
    load: float | None
    seed: int
    first_day: date
    venture_share: float = VENTURE_SHARE
    warm_up_months: int = WARM_UP_MONTHS
    horizon_working_days: int = HORIZON_WORKING_DAYS
    open_days: int = OPEN_DAYS


@dataclass(frozen=True)
class Month:
    """A month to be planned. `now`: its first day, before the desk opens; `booked`: what earlier months hold after that.

    `demanded_minutes`: hosted advisor minutes of as many average contacts; `offered_minutes`: those of the desk in as many
    days as the month has, on the average from the first earlier month to the horizon's end. The load is their quotient.
    `days`: of the desk on which the contacts come; `horizon_days`: on which they may be met.
    """

    town: Town
    cases: tuple[Case, ...]
    booked: tuple[Appointment, ...]
    now: datetime
    demanded_minutes: float
    offered_minutes: float
    days: tuple[date, ...]
    horizon_days: tuple[date, ...]

    @property
    def load(self) -> float:
        return self.demanded_minutes / self.offered_minutes if self.demanded_minutes else 0.0


def warmed_up(town: Town, offer: Catalogue, setting: MonthSetting, progress: Progress | None = None) -> Month:
    """The month of the setting; the same arguments give the same month. Minutes of work for a city's months.

    Raises `InputError` for a number out of range, and when a day of an earlier month could not be planned in time.
    """
    _refuse(setting)
    cases = _contacts(town, offer, setting, months_before=0)
    town = replace(town, limits=replace(town.limits, horizon_working_days=setting.horizon_working_days))
    days = _all_days(town, setting)
    refuse_unknown_day(days[0], "warm_up_months")
    refuse_unknown_day(days_of_month(town, setting.first_day, setting.open_days)[-1], "first_day")
    here = offered(offer, town, setting.first_day)
    demanded = setting.contacts * expected_minutes(town, here, setting.venture_share)
    if setting.load is not None:
        town = staffed(town, days, demanded / setting.load / setting.open_days)
    days_here = days_of_month(town, setting.first_day, setting.open_days)
    now = _midnight(days_here[0], town)
    return Month(
        town=town,
        cases=cases,
        booked=tuple(one for one in _earlier(town, offer, setting, progress) if one.end > now),
        now=now,
        demanded_minutes=demanded,
        offered_minutes=offered_minutes(town, days) / len(days) * setting.open_days,
        days=days_here,
        horizon_days=tuple(day for day in days if day >= days_here[0]),
    )


def _earlier(town: Town, offer: Catalogue, setting: MonthSetting, progress: Progress | None) -> tuple[Appointment, ...]:
    """What the months before have booked, planned day by day."""
    contacts = [
        case for back in range(setting.warm_up_months, 0, -1) for case in _contacts(town, offer, setting, months_before=back)
    ]
    booked: list[Appointment] = []
    for day, of_day in groupby(contacts, key=lambda case: case.received_on):
        booked += _planned_on(day, tuple(of_day), town, booked)
        if progress:
            progress(sum(case.received_on <= day for case in contacts), len(contacts))
    return tuple(booked)


def _planned_on(day: date, cases: tuple[Case, ...], town: Town, booked: list[Appointment]) -> list[Appointment]:
    """What the day's contacts book, numbered on from what is booked."""
    now = _midnight(day, town)
    standing = [one for one in booked if one.end > now]
    # One worker: with several, which of two equally good plans is found first is a matter of chance.
    planned = plan_together(town, cases, now, SECONDS_A_DAY, workers=1, method="first-come", booked=standing)
    # First come, first served gives each contact at least an equal share of the time. As long as all together took less
    # than one share, none was cut short.
    if planned.seconds * len(cases) > SECONDS_A_DAY:
        raise InputError(
            f"The contacts of {day} took {planned.seconds:.0f} s to plan, and would not be planned the same way again.",
            path="contacts",
            value=len(cases),
            advice="Maybe ask for fewer contacts, or run it on a machine with less other work.",
        )
    return [replace(one, id=number) for number, one in enumerate(planned.appointments, start=len(booked) + 1)]


def _contacts(town: Town, offer: Catalogue, setting: MonthSetting, months_before: int) -> tuple[Case, ...]:
    return month(
        town,
        offer,
        setting.contacts,
        setting.seed,
        setting.first_day,
        setting.open_days,
        setting.venture_share,
        months_before,
    )


def _all_days(town: Town, setting: MonthSetting) -> tuple[date, ...]:
    """The days of the desk from the first earlier month to the horizon's end."""
    first_day = days_of_month(town, setting.first_day, setting.open_days, setting.warm_up_months)[0]
    last_day = next_working_days(setting.first_day, setting.horizon_working_days, town.holidays_in)[-1]
    return bookable_days(first_day, last_day, town)


def _midnight(day: date, town: Town) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(town.timezone))


def _refuse(setting: MonthSetting) -> None:
    """What `month` does not refuse itself."""
    refuse_unknown_day(setting.first_day, "first_day")
    for path, value, least in (
        ("warm_up_months", setting.warm_up_months, 0),
        ("horizon_working_days", setting.horizon_working_days, 1),
    ):
        if value < least:
            raise InputError(f"{value} is less than {least}.", path=path, value=value)
    if setting.load is not None and not LEAST_LOAD <= setting.load <= LARGEST_LOAD:
        raise InputError(f"{setting.load} is not between {LEAST_LOAD} and {LARGEST_LOAD}.", path="load", value=setting.load)
