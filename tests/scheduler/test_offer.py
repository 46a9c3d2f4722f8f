"""What a town offers of the catalogue, and which town does not fit it."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from scheduler.errors import InputError
from scheduler.offer import offered, refuse_misfit, spared
from scheduler.town import OwnMinutes, Town
from scheduler.townfile import read_town_file
from scheduler.ventures import catalogue
from tests import builders

TOWN = read_town_file(Path(__file__).parents[2] / "fixtures" / "towns" / "dortmund.toml")
DAY = date(2026, 3, 2)
SHOP = "onlinehandel"


def changed(**fields) -> Town:
    return replace(TOWN, **fields)


def test_a_town_that_names_nothing_offers_everything() -> None:
    assert offered(catalogue(), TOWN, DAY) == catalogue()


def test_a_town_offers_what_it_names() -> None:
    few = offered(catalogue(), changed(offers=(SHOP, "gewerbeanzeige")), DAY)
    assert [venture.id for venture in few.ventures] == [SHOP]
    assert [one.id for one in few.consultations] == ["gewerbeanzeige"]
    with pytest.raises(InputError, match=f'^venture: "verlagerung" is not a venture of the catalogue. Known: {SHOP}.'):
        few.venture("verlagerung")


def test_a_town_has_its_own_minutes() -> None:
    own = (OwnMinutes(SHOP, "gewerbemeldestelle", 35), OwnMinutes("gewerbeanzeige", "gewerbemeldestelle", 40))
    here = offered(catalogue(), changed(own_minutes=own), DAY)
    minutes = {meeting.department: meeting.minutes for meeting in here.venture(SHOP).meetings}
    assert minutes["gewerbemeldestelle"] == 35
    assert minutes["wirtschaftsfoerderung"] == 30
    assert {one.minutes for one in here.consultations if one.id == "gewerbeanzeige"} == {40}


def test_what_did_not_hold_yet_is_not_offered() -> None:
    assert offered(catalogue(), TOWN, date(2024, 12, 31)).ventures == ()


def test_what_a_case_is_spared() -> None:
    shop = replace(builders.case(), venture=SHOP, received_on=DAY)
    assert [one.id for one in spared(catalogue(), shop)] == ["finanzamt", "unfallversicherung", "industrie-und-handelskammer"]
    assert spared(catalogue(), builders.case()) == ()


def test_the_town_that_ships_fits() -> None:
    refuse_misfit(catalogue(), TOWN)


def without(department: str) -> Town:
    return changed(
        departments=tuple(one for one in TOWN.departments if one.id != department),
        officers=tuple(seat for seat in TOWN.officers if department not in seat.departments),
    )


@pytest.mark.parametrize(
    ("town", "sentence"),
    [
        (changed(offers=("zirkus",)), r'^offers\[0\]: "zirkus" is neither a venture nor a consultation .* Known: gaststaette'),
        (
            without("katasteramt"),
            r'^offers: "gewerbe-neubau": "katasteramt" is not a department here\. .*"gewerbe-neubau"',
        ),
        (
            changed(officers=tuple(seat for seat in TOWN.officers if seat.id != "kat-1")),
            r'^officers: nobody sits for "katasteramt", which "gewerbe-neubau" needs\.',
        ),
        (
            changed(officers=tuple(replace(seat, hours=()) if seat.id == "kat-1" else seat for seat in TOWN.officers)),
            r'^officers: nobody of "katasteramt" has hours at berswordthalle, which "gewerbe-neubau" needs\.',
        ),
        (
            changed(advisors=tuple(replace(seat, hours=()) for seat in TOWN.advisors)),
            r'^districts\[0\].advisor: "adv-innenstadt-west" has no hours at berswordthalle, nor has a deputy',
        ),
        (
            changed(own_minutes=(OwnMinutes("zirkus", "x", 15),)),
            r'^own_minutes\[0\].offer: "zirkus" is nothing this town offers',
        ),
        (
            changed(own_minutes=(OwnMinutes(SHOP, "katasteramt", 15),)),
            r'^own_minutes\[0\].department: "katasteramt" is no meeting of "onlinehandel".* Its meetings: gewerbe',
        ),
        (
            changed(own_minutes=(OwnMinutes(SHOP, "gewerbemeldestelle", 22),)),
            r'^own_minutes: 22 minutes for "gewerbemeldestelle" in "onlinehandel" are not a multiple of the grid of 5 minutes',
        ),
        (changed(own_minutes=(OwnMinutes(SHOP, "gewerbemeldestelle", 185),)), r"^own_minutes: 185 minutes .* at most 180"),
    ],
)
def test_a_town_that_does_not_fit(town: Town, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        refuse_misfit(catalogue(), town)
