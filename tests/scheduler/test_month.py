"""The month of contacts: repeatable, of the right size, and drawn in the proportions it promises."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from scheduler.cases import Case
from scheduler.errors import InputError
from scheduler.month import month
from scheduler.townfile import read_town_file
from scheduler.ventures import catalogue
from scheduler.workdays import bookable_days

TOWN = read_town_file(Path(__file__).parents[2] / "fixtures" / "towns" / "dortmund.toml")
MARCH = date(2026, 3, 2)


def contacts(count: int = 700, seed: int = 1, **settings) -> tuple[Case, ...]:
    return month(TOWN, catalogue(), count, seed, settings.pop("first_day", MARCH), **settings)


def test_the_same_seed_gives_the_same_month() -> None:
    assert contacts() == contacts()
    assert contacts() != contacts(seed=2)


def test_ids_count_in_order_of_arrival_and_customers_are_numbers() -> None:
    cases = contacts(150)
    assert [case.id for case in cases] == list(range(1, 151))
    assert [case.received_on for case in cases] == sorted(case.received_on for case in cases)
    assert cases[16].customer.name == "Kundin/Kunde 0017"
    assert cases[16].customer.email == "k0017@kunde.example"
    assert len({case.customer.email for case in cases}) == 150


def test_they_arrive_on_twenty_one_open_days() -> None:
    assert {case.received_on for case in contacts()} == set(bookable_days(MARCH, date(2026, 3, 30), TOWN))


def test_nobody_arrives_while_the_desk_is_closed() -> None:
    days = {case.received_on for case in contacts(first_day=date(2026, 12, 23), open_days=2)}
    assert days == {date(2026, 12, 23), date(2027, 1, 4)}


def test_half_are_ventures_by_weight_and_districts_by_population() -> None:
    """20,000 draws: three standard deviations of the rarest share drawn here (4 %) are 0.4 %."""
    cases = contacts(20_000)
    ventures = Counter(case.venture for case in cases)
    single = ventures.pop(None)
    assert single / len(cases) == pytest.approx(0.5, abs=0.012)
    weights = {venture.id: venture.weight for venture in catalogue().ventures}
    for venture, weight in weights.items():
        share = weight / sum(weights.values())
        assert ventures[venture] / ventures.total() == pytest.approx(share, abs=0.012)
    districts = Counter(case.district for case in cases)
    people = {district.id: district.population for district in TOWN.districts}
    for district, population in people.items():
        assert districts[district] / len(cases) == pytest.approx(population / sum(people.values()), abs=0.008)


def test_a_single_consultation_is_one_meeting_of_the_offer() -> None:
    offered = {(consultation.department, consultation.minutes) for consultation in catalogue().consultations}
    seen = set()
    for case in contacts(venture_share=0):
        (meeting,) = case.meetings
        assert case.venture is None
        seen.add((meeting.department, meeting.minutes))
    assert seen == offered


def test_a_venture_brings_its_meetings() -> None:
    brought = {venture.id: len(venture.meetings) for venture in catalogue().ventures}
    for case in contacts(venture_share=1):
        assert case.venture is not None
        assert len(case.meetings) == brought[case.venture]


@pytest.mark.parametrize("offers", [("finanzierung", "taxi-und-mietwagen"), ("finanzierung",), ("taxi-und-mietwagen",)])
def test_contacts_want_what_the_town_offers(offers: tuple[str, ...]) -> None:
    """Where it offers one kind alone, all contacts are of that kind."""
    cases = month(replace(TOWN, offers=offers), catalogue(), 40, 1, MARCH)
    wanted = {case.venture or "finanzierung" for case in cases}
    assert wanted == set(offers)


def test_who_offers_nothing_has_no_contacts() -> None:
    with pytest.raises(InputError, match="Neither a venture nor a consultation is offered"):
        month(replace(TOWN, offers=()), catalogue(), 40, 1, MARCH)


def test_a_venture_is_wanted_only_on_the_days_it_is_in_force() -> None:
    """The other ventures have ended before; this one ends in the middle of the month."""
    *others, last = catalogue().ventures
    ended = [replace(venture, valid_to=MARCH - timedelta(days=1)) for venture in others]
    offer = replace(catalogue(), ventures=(*ended, replace(last, valid_to=date(2026, 3, 13))))
    ventures = {case.received_on for case in month(TOWN, offer, 400, 1, MARCH) if case.venture}
    assert max(ventures) == date(2026, 3, 13)
    assert {case.venture for case in month(TOWN, offer, 400, 1, MARCH)} == {last.id, None}


def test_no_contacts_is_an_empty_month() -> None:
    assert contacts(0) == ()


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"count": -1}, "contacts: -1 is less than 0"),
        ({"open_days": 0}, "open_days: 0 is less than 1"),
        ({"venture_share": 1.5}, "venture_share: 1.5 is not between 0 and 1"),
    ],
)
def test_numbers_out_of_range(settings: dict, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        contacts(**settings)
