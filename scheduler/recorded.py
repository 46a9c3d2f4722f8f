"""What the store knows of who comes, without anybody in it: counts by offer and district, and how full the calendar is."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from scheduler.cases import Case
from scheduler.errors import InputError
from scheduler.plans import Appointment, HeldMeeting
from scheduler.playing.contacts import Kind, Mix
from scheduler.town import Town
from scheduler.ventures import Catalogue
from scheduler.workdays import bookable_days

LOOK_BACK = timedelta(days=365)
LEAST_CASES = 30  # fewer say nothing about a month


def recorded_mix(cases: Iterable[Case], town: Town, catalogue: Catalogue, today: date) -> Mix:
    """How often each offer was asked for in each district, in the year before `today`. Raises `InputError` for too few cases."""
    known = [case for case in cases if today - LOOK_BACK <= case.received_on < today and case.district in town.district_by_id]
    counts = Counter((offer, case.district) for case in known if (offer := _offer(case, catalogue)) is not None)
    if counts.total() < LEAST_CASES:
        sentence = f"only {counts.total()} cases of the last twelve months can be counted; it takes {LEAST_CASES}."
        german = (
            f"Aus den letzten zwölf Monaten lassen sich nur {counts.total()} Vorgänge zählen; gebraucht werden {LEAST_CASES}. "
            "Einen erzeugten Monat nehmen."
        )
        raise InputError(sentence, path="month.from", value="store", advice="Take a generated month.", german=german)
    days = bookable_days(min(case.received_on for case in known), today - timedelta(days=1), town)
    kinds = tuple(Kind(offer, district, count) for (offer, district), count in sorted(counts.items()))
    return Mix(counts.total() / max(len(days), 1), kinds)


def nobodys(booked: Iterable[Appointment]) -> tuple[Appointment, ...]:
    """The appointments as what they take: no customer, no case, no meeting by name."""
    return tuple(
        replace(
            one,
            customer="",
            uid="",
            meetings=tuple(
                HeldMeeting(0, str(number), held.start, held.end, held.seats) for number, held in enumerate(one.meetings)
            ),
        )
        for one in booked
    )


def _offer(case: Case, catalogue: Catalogue) -> str | None:
    """The venture, or the consultation that is held with the department of its one meeting."""
    if case.venture is not None:
        return case.venture
    met = [meeting.department for meeting in case.meetings]
    alike = [one for one in catalogue.consultations if met == [one.department]]
    minutes = case.meetings[0].minutes if met else 0
    return min(alike, key=lambda one: (abs(one.minutes - minutes), one.id)).id if alike else None
