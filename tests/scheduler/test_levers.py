"""Every lever: neutral it changes nothing, pulled it changes what it says, and what cannot be is refused with path and limit."""

from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from scheduler.errors import InputError
from scheduler.known_law import the_law
from scheduler.levers import LEVERS, read_levers
from scheduler.playing.chances import Chances
from scheduler.playing.contacts import Contact
from scheduler.playing.scene import Scene
from scheduler.toml_reader import Table
from scheduler.town import Town
from scheduler.townfile import read_town_file
from scheduler.ventures import catalogue

TOWN = Path(__file__).parents[2] / "fixtures" / "towns" / "dortmund.toml"
LUCK = Chances(seed=1, replication=0)
CONTACTS = tuple(
    Contact(date(2026, 3, 2 + number % 5), number, "onlinehandel", ("hoerde", "eving")[number % 2]) for number in range(200)
)


@cache
def scene() -> Scene:
    return Scene(read_town_file(TOWN), catalogue(), the_law())


def lever(fields: dict[str, Any]):
    (found,) = read_levers([Table(fields, "levers[0]")], "levers", scene())
    return found


def pulled(fields: dict[str, Any]) -> Town:
    return lever(fields).of_scene(scene(), LUCK).town


def week(day: str, start: str, end: str, **more: str) -> list[dict[str, Any]]:
    return [{"days": [day], "start": start, "end": end, **more}]


NEUTRAL = [
    {"lever": "officers", "department": "brandschutz", "more": 0},
    {"lever": "advisors", "more": 0},
    {"lever": "absence", "random": 0},
    {"lever": "hours", "department": "bauordnung"},
    {"lever": "demand", "times": 1},
    {"lever": "deputies"},
    {"lever": "minutes", "department": "bauordnung", "times": 1},
    {"lever": "limits", "max_wait_minutes": 30},
    {"lever": "rooms", "place": "berswordthalle", "rooms": 14},
    {"lever": "external", "department": "landesjugendamt", "in_house": False},
    {"lever": "deadlines", "rule": "erstinformation", "amount": 7},
]


@pytest.mark.parametrize("fields", NEUTRAL, ids=lambda fields: fields["lever"])
def test_a_neutral_lever_is_the_identity(fields: dict[str, Any]) -> None:
    found = lever(fields)
    after = found.of_scene(scene(), LUCK)
    assert [seat.hours for seat in after.town.officers] == [seat.hours for seat in scene().town.officers]
    assert (after.town.limits, after.town.places, after.town.districts) == (
        scene().town.limits,
        scene().town.places,
        scene().town.districts,
    )
    assert (after.town.absences, after.town.own_minutes, after.law) == (
        scene().town.absences,
        scene().town.own_minutes,
        scene().law,
    )
    assert found.of_contacts(CONTACTS, LUCK) == CONTACTS


def test_every_lever_has_a_name_of_its_own_and_words_in_both_languages() -> None:
    assert len({module.NAME for module in LEVERS}) == len(LEVERS)
    for fields in NEUTRAL:
        assert lever(fields).title("de")
        assert lever(fields).title("en")


def test_an_officer_more_sits_when_asked() -> None:
    town = pulled({"lever": "officers", "department": "brandschutz", "more": 1, "weekly": week("Di", "08:30", "12:00")})
    (new,) = (one for one in town.officers if one not in scene().town.officers)
    assert (new.departments, [one.weekday for one in new.hours]) == (("brandschutz",), [1])
    assert len(pulled({"lever": "officers", "department": "brandschutz", "more": -1}).officers) == len(scene().town.officers) - 1


def test_advisors_more_stand_in_first_and_fewer_are_nobodys_deputy() -> None:
    more, fewer = pulled({"lever": "advisors", "more": 1}), pulled({"lever": "advisors", "more": -1})
    assert {one.deputies[0] for one in more.districts} == {"more-advisor-1"}
    gone = {one.id for one in scene().town.advisors} - {one.id for one in fewer.advisors}
    assert len(gone) == 1
    assert all(not gone & set(one.deputies) for one in fewer.districts)


def test_absences_at_random_are_the_same_in_every_scenario_and_others_in_each_replication() -> None:
    found = lever({"lever": "absence", "random": 3, "among": "officers"})
    drawn = [{one.seat for one in found.of_town(scene().town, Chances(1, number)).absences} for number in (0, 0, 1)]
    assert drawn[0] == drawn[1] != drawn[2]
    assert all(len(seats) == 3 for seats in drawn)


def test_hours_close_and_open() -> None:
    closed = pulled({"lever": "hours", "department": "gewerbemeldestelle", "close": week("Do", "14:00", "18:00")})
    opened = pulled(
        {"lever": "hours", "department": "gewerbemeldestelle", "open": week("Mi", "08:00", "12:00", place="berswordthalle")}
    )
    for town, day, count in ((closed, 3, 1), (opened, 2, 1)):
        seats = [one for one in town.officers if "gewerbemeldestelle" in one.departments]
        assert all(sum(hours.weekday == day for hours in one.hours) == count for one in seats)


def test_a_piece_in_the_middle_of_hours_leaves_both_ends() -> None:
    town = pulled({"lever": "hours", "seat": "gew-1", "close": week("Mo", "09:00", "10:00")})
    monday = [
        (one.start.hour, one.end.hour) for seat in town.officers if seat.id == "gew-1" for one in seat.hours if one.weekday == 0
    ]
    assert monday == [(8, 9), (10, 12)]


def test_demand_keeps_who_comes_anyway_and_adds_others() -> None:
    found = lever({"lever": "demand", "district": "hoerde", "times": 1.5}).of_contacts(CONTACTS, LUCK)
    counts = Counter(one.district for one in found)
    assert set(CONTACTS) <= set(found)
    assert counts["eving"] == 100
    assert 130 < counts["hoerde"] < 170
    assert len({one.key for one in found}) == len(found)
    assert lever({"lever": "demand", "times": 0}).of_contacts(CONTACTS, LUCK) == ()


@pytest.mark.parametrize(("times", "least", "most"), [(0.5, 15, 38), (2, 400, 400)])
def test_two_levers_of_demand_multiply_and_draw_for_themselves(times: float, least: int, most: int) -> None:
    found = CONTACTS
    for what in ({"district": "hoerde"}, {"offer": "onlinehandel"}):
        found = lever({"lever": "demand", "times": times, **what}).of_contacts(found, LUCK)
    assert least <= sum(one.district == "hoerde" for one in found) <= most
    assert len({one.key for one in found}) == len(found)


def test_districts_merge_and_split_with_their_contacts() -> None:
    merged = lever({"lever": "merge_districts", "district": "hoerde", "with": "eving"})
    town = merged.of_town(scene().town, LUCK)
    assert "eving" not in town.district_by_id
    assert town.district_by_id["hoerde"].deputies[0] == "adv-eving"
    assert {one.district for one in merged.of_contacts(CONTACTS, LUCK)} == {"hoerde"}
    split = lever({"lever": "split_district", "district": "hoerde", "share": 0.5})
    counts = Counter(one.district for one in split.of_contacts(CONTACTS, LUCK))
    assert 30 < counts["hoerde-2"] < 70
    assert split.of_town(scene().town, LUCK).district_by_id["hoerde-2"].deputies[0] == "adv-hoerde"


def test_the_other_levers_set_what_they_say() -> None:
    assert all(one.deputies == () for one in pulled({"lever": "deputies", "allowed": False}).districts)
    assert pulled({"lever": "deputies", "days": 7}).limits.deputy_days == 7
    assert pulled({"lever": "limits", "max_appointment_minutes": 120}).limits.max_appointment_minutes == 120
    assert pulled({"lever": "rooms", "place": "berswordthalle", "rooms": 3}).place_by_id["berswordthalle"].rooms == 3
    shorter = pulled({"lever": "minutes", "department": "bauordnung", "times": 0.5}).own_minutes
    assert shorter
    assert all(one.minutes % 5 == 0 for one in shorter)
    joined = pulled({"lever": "joint_days", "department": "landesjugendamt", "days": ["Di"]})
    assert joined.department_by_id["landesjugendamt"].joins_house
    tuesdays = lever({"lever": "joint_days", "department": "landesjugendamt", "days": ["Di"]})
    assert [tuesdays.title(lang).rpartition(" ")[2] for lang in ("de", "en")] == ["Di", "Tue"]
    assert (
        pulled({"lever": "external", "department": "gesundheitsamt", "in_house": False})
        .department_by_id["gesundheitsamt"]
        .joins_house
        is False
    )
    law = lever({"lever": "deadlines", "rule": "erstinformation", "amount": 3}).of_law(scene().law)
    assert next(one for one in law.rules if one.id == "erstinformation").period.amount == 3
    gone = lever({"lever": "deadlines", "rule": "erstinformation", "left_out": True}).of_law(scene().law)
    assert len(gone.rules) == len(scene().law.rules) - 1


REFUSED = [
    ({"lever": "magic"}, r'levers\[0\]\.lever: "magic" is no lever\. Known: officers'),
    ({"lever": "absence", "seat": "adv-nirgends"}, r'levers\[0\]\.seat: "adv-nirgends" names no seat'),
    ({"lever": "absence", "random": 99, "among": "advisors"}, r"99 of 14 seats leave nobody"),
    ({"lever": "demand", "times": 1000}, r"levers\[0\]\.times: 1000 is not between 0 and 5"),
    ({"lever": "officers", "department": "bauordnung", "more": 21}, r"21 is more than 20"),
    ({"lever": "officers", "department": "bauordnung", "more": -4}, r"-4 leaves nobody: bauordnung has 4"),
    ({"lever": "officers", "department": "steueramt", "more": 1}, r'"steueramt" has no officers'),
    ({"lever": "advisors", "more": -3}, r"2 seats are no district's own contact"),
    (
        {"lever": "hours", "department": "gewerbemeldestelle", "close": week("Mi", "08:00", "12:00")},
        r"nobody of gewerbemeldestelle sits then",
    ),
    ({"lever": "limits"}, r"limits sets nothing"),
    ({"lever": "limits", "max_appointment_minutes": 7}, r"7 is not a multiple of the grid of 5"),
    ({"lever": "deputies", "allowed": False, "days": 3}, r"none is allowed"),
    (
        {"lever": "hours", "seat": "gew-1", "open": week("Sa", "08:00", "12:00")},
        r"levers\[0\]\.open: nothing is planned on Sa, so nobody would be met",
    ),
    (
        {"lever": "hours", "seat": "gew-1", "open": week("Mo", "18:00", "14:00")},
        r"levers\[0\]\.open\[0\]\.end: 14:00:00 is not after the start",
    ),
    ({"lever": "officers", "department": "brandschutz", "more": 1, "weekly": []}, r"levers\[0\]\.weekly: is empty"),
    ({"lever": "rooms", "place": "berswordthalle", "rooms": 3, "room": 4}, r"levers\[0\]\.room: is not a known field"),
    ({"lever": "minutes", "department": "bauordnung", "times": float("nan")}, r"nan is not between 0\.2 and 3"),
    ({"lever": "absence", "seat": "gew-1", "random": 2}, r"random: stands beside seat"),
    ({"lever": "merge_districts", "district": "hoerde", "with": "hoerde"}, r"is the district itself"),
    ({"lever": "joint_days", "department": "bauordnung", "days": ["Di"]}, r"no door of its own"),
    ({"lever": "deadlines", "rule": "erstinformation", "amount": 0}, r"0 is less than 1"),
    ({"lever": "deadlines", "rule": "erstinformation", "amount": 5, "left_out": True}, r"amount: and left_out are both given"),
]


@pytest.mark.parametrize(("fields", "sentence"), REFUSED)
def test_what_cannot_be_is_refused_with_path_and_limit(fields: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        lever(fields)


def test_levers_that_set_the_same_thing_contradict_each_other() -> None:
    close = {"lever": "hours", "department": "gewerbemeldestelle", "close": week("Do", "14:00", "18:00")}
    both = [Table(close, "levers[0]"), Table(dict(close), "levers[1]")]
    with pytest.raises(
        InputError, match=r"levers\[1\]: sets the hours of gew-1 on Do at 14:00, and so does levers\[0\]: they contradict"
    ):
        read_levers(both, "levers", scene())
    other = {**close, "close": week("Di", "08:00", "12:00")}
    assert len(read_levers([Table(close, "levers[0]"), Table(other, "levers[1]")], "levers", scene())) == 2


def test_a_lever_may_name_what_the_one_before_has_brought() -> None:
    more = Table({"lever": "officers", "department": "brandschutz", "more": 1}, "levers[0]")
    away = Table({"lever": "absence", "seat": "more-brandschutz-1"}, "levers[1]")
    assert len(read_levers([more, away], "levers", scene())) == 2


def test_a_lever_that_a_later_one_undoes_is_refused() -> None:
    none, more = {"lever": "deputies", "allowed": False}, {"lever": "advisors", "more": 1}
    with pytest.raises(InputError, match=r"levers\[0\]\.lever: is undone by a lever after it"):
        read_levers([Table(none, "levers[0]"), Table(more, "levers[1]")], "levers", scene())
    assert len(read_levers([Table(more, "levers[0]"), Table(none, "levers[1]")], "levers", scene())) == 2


def test_titles_are_written_as_people_of_that_language_write() -> None:
    away = lever({"lever": "absence", "random": 2, "among": "officers", "last_day": "2026-03-31"})
    assert away.title("de") == "Abwesend: 2 Plätze, ausgelost (Sachbearbeitung), bis 31.03.2026"
    assert away.title("en") == "Absent: 2 seats at random (officers), to 2026-03-31"
    assert lever({"lever": "demand", "times": 1.5}).title("de") == "Nachfrage × 1,5: alle"
