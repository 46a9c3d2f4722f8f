"""A month on a calendar that earlier months have filled: repeatable, lawful, and the same contacts at every load."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from scheduler import warm_up
from scheduler.errors import InputError
from scheduler.horizon import notice_ends
from scheduler.month import month
from scheduler.planning import problem_text
from scheduler.store.claims import claims
from scheduler.ventures import Catalogue, Consultation, Order, VentureMeeting, catalogue
from scheduler.warm_up import Month, MonthSetting, warmed_up
from tests import builders

TOWN = builders.town()
MONDAY = date(2026, 3, 2)
OFFER = Catalogue(
    ventures=(
        replace(
            catalogue().ventures[0],
            meetings=(
                VentureMeeting("wirtschaftsfoerderung", 30, "advisor", "test"),
                VentureMeeting("bauordnung", 45, "joinable", "test"),
                VentureMeeting("brandschutz", 30, "joinable", "test"),
            ),
            order=(Order("wirtschaftsfoerderung", "brandschutz", 15, "test"),),
        ),
    ),
    consultations=(Consultation("erstberatung", "Erstberatung", "wirtschaftsfoerderung", 60, 1, "test"),),
)
USUAL = MonthSetting(contacts=24, load=0.7, seed=1, first_day=MONDAY, warm_up_months=2, horizon_working_days=40)


def warm(**changes) -> Month:
    return warmed_up(TOWN, OFFER, replace(USUAL, **changes))


def text(month: Month) -> str:
    return problem_text(month.town, month.cases, month.booked, month.now)


@pytest.fixture(scope="module")
def usual() -> Month:
    return warm()


def test_the_same_seed_gives_the_same_file(usual: Month) -> None:
    assert text(warm()) == text(usual)
    assert text(warm(seed=2)) != text(usual)


def test_the_contacts_are_the_same_at_every_load_and_warm_up(usual: Month) -> None:
    assert usual.cases == month(usual.town, OFFER, 24, 1, MONDAY)
    assert warm(load=None, warm_up_months=0).cases == usual.cases
    assert warm(load=2, warm_up_months=0).cases == usual.cases


def test_only_what_reaches_into_the_horizon_stands(usual: Month) -> None:
    assert usual.now.isoformat() == "2026-03-02T00:00:00+01:00"
    assert usual.booked
    assert all(usual.now < one.end for one in usual.booked)
    assert max(one.end.date() for one in usual.booked) <= usual.horizon_days[-1]


def test_earlier_contacts_are_other_customers(usual: Month) -> None:
    earlier = {one.customer for one in usual.booked}
    assert not earlier & {case.customer.email for case in usual.cases}
    assert {one.case for booked in usual.booked for one in booked.meetings}.isdisjoint(case.id for case in usual.cases)


def test_months_reach_back_over_open_days_and_no_two_share_an_id() -> None:
    months = [month(TOWN, OFFER, 400, 1, MONDAY, months_before=before) for before in (2, 1, 0)]
    days = [{case.received_on for case in cases} for cases in months]
    assert [len(of_month) for of_month in days] == [21, 21, 21]
    assert max(days[0]) < min(days[1]) <= max(days[1]) == date(2026, 2, 27) < min(days[2]) == MONDAY
    ids = [case.id for cases in months for case in cases]
    assert len(set(ids)) == len({case.customer for cases in months for case in cases}) == 1200


def test_nobody_is_booked_twice_at_once(usual: Month) -> None:
    """What is booked the solver takes as it is, so nobody checks it again."""
    taken = defaultdict(list)
    for one in usual.booked:
        for claim in claims(one, usual.town.place_by_id[one.place]):
            if claim.kind != "room":
                taken[claim.name].append((claim.start, claim.end))
    assert all(first[1] <= second[0] for times in taken.values() for first, second in pairwise(sorted(times)))


def test_earlier_contacts_are_planned_the_day_they_come(usual: Month) -> None:
    received = {case.id: case.received_on for back in (1, 2) for case in month(TOWN, OFFER, 24, 1, MONDAY, months_before=back)}
    held = [(received[held.case], one.start.date()) for one in usual.booked for held in one.meetings]
    assert all(notice_ends(TOWN, came) <= met <= came + timedelta(days=60) for came, met in held)


def test_absences_of_the_load_are_kept_by_what_is_booked() -> None:
    overfull = warm(load=1.1)
    absent = {(absence.seat, absence.first_day) for absence in overfull.town.absences}
    assert absent
    assert not absent & {(one.advisor, one.start.date()) for one in overfull.booked}


def test_the_load_is_what_is_demanded_by_what_is_offered(usual: Month) -> None:
    """24 contacts of 105 minutes or 60, half and half, against 21 days of the desk."""
    assert usual.demanded_minutes == 24 * 82.5
    assert usual.load == pytest.approx(0.7, abs=0.03)  # the small desk sits for four and a half days in all
    assert warm(load=None, warm_up_months=0).offered_minutes == 21 * 2 * 7 * 60


def test_without_earlier_months_nothing_is_booked_and_without_load_the_town_stays() -> None:
    bare = warm(load=None, warm_up_months=0)
    assert bare.booked == ()
    assert bare.town == replace(TOWN, limits=replace(TOWN.limits, horizon_working_days=40))


def test_a_month_without_contacts_demands_nothing() -> None:
    empty = warm(contacts=0)
    assert (empty.cases, empty.booked, empty.load) == ((), (), 0.0)


def test_progress_counts_contacts_of_earlier_months() -> None:
    told: list[tuple[int, int]] = []
    warmed_up(TOWN, OFFER, replace(USUAL, contacts=5, venture_share=0), lambda done, of: told.append((done, of)))
    assert told[-1] == (10, 10)
    assert told == sorted(told)


def test_a_plan_cut_short_is_refused_for_it_would_not_be_repeatable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm_up, "SECONDS_A_DAY", 1e-6)
    with pytest.raises(InputError, match="would not be planned the same way again"):
        warm()


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"load": 0.0}, "load: 0.0 is not between 0.1 and 10.0"),
        ({"load": float("nan")}, "load: nan is not between"),
        ({"warm_up_months": -1}, "warm_up_months: -1 is less than 0"),
        ({"horizon_working_days": 0}, "horizon_working_days: 0 is less than 1"),
        ({"open_days": 0}, "open_days: 0 is less than 1"),
        ({"contacts": -1}, "contacts: -1 is less than 0"),
        ({"venture_share": -0.5}, "venture_share: -0.5 is not between 0 and 1"),
        ({"first_day": date.max}, "first_day: the law of 9999-12-31 is not known here"),
        ({"first_day": date.min}, "first_day: the law of 0001-01-01 is not known here"),
        ({"first_day": date(2029, 12, 10)}, "first_day: the law of 2030-01-.. is not known here"),
        ({"first_day": date(2025, 2, 3)}, "warm_up_months: the law of 2024-..-.. is not known here"),
    ],
)
def test_numbers_out_of_range(settings: dict, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        warm(**settings)
