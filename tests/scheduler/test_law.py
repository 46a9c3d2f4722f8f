"""The catalogue of ventures: equal to the facts it was made from, with what the law spares and the papers it asks for."""

from datetime import date

import pytest

from scheduler.errors import InputError
from scheduler.ventures import catalogue, read_catalogue

# code, weight, ways, minutes in all, orders, working days in all: counted from the collected facts, not from our file. The
# minutes are less those of the tax office (20, freelance 30) where it is a notice that the law spares.
FACTS = [
    ("V01", 8, 14, 505, 13, 58),
    ("V02", 9, 11, 310, 9, 17),
    ("V03", 9, 9, 250 - 20, 5, 40),
    ("V04", 8, 11, 375 - 20, 9, 49),
    ("V05", 12, 6, 190 - 20, 4, 4),
    ("V06", 8, 11, 325 - 20, 7, 43),
    ("V07", 13, 4, 90 - 20, 1, 0),
    ("V08", 4, 14, 585, 10, 48),
    ("V09", 7, 9, 335, 4, 40),
    ("V10", 7, 9, 240, 5, 43),
    ("V11", 7, 10, 300 - 20, 6, 49),
    ("V12", 4, 10, 310, 6, 85),
    ("V13", 5, 4, 95, 1, 0),
    ("V14", 4, 11, 305, 4, 30),
    ("V15", 2, 12, 545, 9, 51),
    ("V16", 4, 10, 255, 8, 66),
    ("V17", 8, 6, 285 - 30, 3, 8),
    ("V18", 1, 13, 620, 6, 65),
]
SMALL = """
[[ventures]]
id = "laden"
code = "V1"
title = "Laden"
weight = 1
valid_from = 2025-01-01
source = "assumption"
meetings = [
  { department = "beratung", minutes = 30, mode = "advisor", source = "assumption" },
  { department = "bauordnung", minutes = 45, mode = "joinable", source = "assumption" },
]
order = [{ first = "beratung", then = "bauordnung", working_days = 0, source = "assumption" }]

[[consultations]]
id = "erstberatung"
title = "Erstberatung"
department = "beratung"
minutes = 60
weight = 1
source = "assumption"
"""
PAPER = """
[[papers]]
title = "Grundriss"
ventures = ["{}"]
department = "{}"
source = "assumption"
"""
OFFER = "\n[[consultations]]"
SPARING = """
[[spared]]
id = "steuer"
title = "Steuer"
why = "Die Anzeige reicht."
reference = "AO § 138"
source = "assumption"
"""


def test_the_catalogue_equals_the_facts() -> None:
    ours = [
        (
            venture.code,
            venture.weight,
            venture.unbundled_trips,
            sum(meeting.minutes for meeting in venture.meetings),
            len(venture.order),
            sum(order.working_days for order in venture.order),
        )
        for venture in catalogue().ventures
    ]
    assert ours == FACTS


def test_the_weighted_mean_is_the_nine_trips_it_was_tuned_to() -> None:
    ventures = catalogue().ventures
    trips = sum(venture.weight * venture.unbundled_trips for venture in ventures)
    assert trips / sum(venture.weight for venture in ventures) == pytest.approx(8.94, abs=0.005)


def test_the_restaurant_in_full() -> None:
    """The venture of the demo, order by order, as the facts have it."""
    restaurant = catalogue().venture("gaststaette-neueroeffnung")
    assert {(order.first, order.then): order.working_days for order in restaurant.order} == {
        ("wirtschaftsfoerderung", "stadtplanung"): 0,
        ("stadtplanung", "bauordnung"): 0,
        ("brandschutz", "bauordnung"): 0,
        ("umweltamt", "bauordnung"): 0,
        ("buergerdienste", "gewerbeerlaubnisse"): 10,
        ("industrie-und-handelskammer", "gewerbeerlaubnisse"): 1,
        ("gesundheitsamt", "gewerbeerlaubnisse"): 1,
        ("finanzamt", "gewerbeerlaubnisse"): 5,
        ("bauordnung", "abnahme"): 40,
        ("lebensmittelueberwachung", "abnahme"): 1,
        ("abnahme", "gewerbeerlaubnisse"): 0,
        ("gewerbeerlaubnisse", "gewerbemeldestelle"): 0,
        ("tiefbauamt", "gewerbemeldestelle"): 0,
    }


def test_what_the_law_spares_is_told_with_its_reference() -> None:
    by_code = {venture.code: venture for venture in catalogue().ventures}
    spared = {code: {one.id: one for one in venture.spared} for code, venture in by_code.items()}
    assert [one.trip for one in spared["V01"].values()] == [False, False, False]
    assert spared["V07"]["finanzamt"].reference == "AO § 138 Abs. 1 und 1b, GewO § 14 Abs. 8"
    assert spared["V07"]["finanzamt"].trip
    assert set(spared["V17"]) == {"finanzamt-freie-berufe"}
    for code, venture in by_code.items():
        departments = {meeting.department for meeting in venture.meetings}
        assert ("unfallversicherung" in spared[code]) == ("gewerbemeldestelle" in departments)
        # Crafts notify their chamber themselves (HwO §§ 16, 18).
        assert not {"industrie-und-handelskammer"} & set(spared[code]) or "handwerkskammer" not in departments


def test_what_is_spared_as_a_trip_is_no_meeting() -> None:
    spared = {venture.code: venture for venture in catalogue().ventures if venture.spared_trips}
    assert sorted(spared) == ["V03", "V04", "V05", "V06", "V07", "V11", "V17"]
    for venture in spared.values():
        assert "finanzamt" not in {meeting.department for meeting in venture.meetings}


def test_papers_reach_the_meeting_that_asks_for_them() -> None:
    crafts = catalogue().venture("handwerk-zulassungspflichtig")
    bring = {meeting.department: meeting.bring for meeting in crafts.meetings}
    assert bring["gewerbemeldestelle"] == ("Handwerkskarte oder Bestätigung der Handwerkskammer",)
    assert bring["bauordnung"] == ()


def test_service_keys_stand_where_they_are_known() -> None:
    keys = {
        (meeting.department, meeting.leika)
        for venture in catalogue().ventures
        for meeting in venture.meetings
        if meeting.leika is not None
    }
    assert keys == {
        ("gewerbemeldestelle", "99050012104000"),
        ("bauordnung", "99012070006000"),
        ("gewerbeerlaubnisse", "99025002056000"),
    }
    moving = catalogue().venture("verlagerung")  # a notice of a move: its key is not known
    assert {meeting.leika for meeting in moving.meetings if meeting.department == "gewerbemeldestelle"} == {None}


def test_the_desk_offers_these_consultations() -> None:
    assert {one.id for one in catalogue().consultations} == {
        "gruendungsberatung",
        "finanzierung",
        "flaechensuche",
        "unternehmensberatung",
        "ausschreibungen",
        "netzwerke",
        "gewerbeanzeige",
    }
    assert sum(one.weight for one in catalogue().consultations) == 100


def test_a_change_of_the_law_is_a_second_version() -> None:
    first = SMALL[: SMALL.index("[[consultations]]")].replace(
        "valid_from = 2025-01-01", "valid_from = 2025-01-01\nvalid_to = 2025-12-31"
    )
    both = read_catalogue(first + SMALL.replace("2025-01-01", "2026-01-01").replace("minutes = 45", "minutes = 90"))
    minutes = {day: both.in_force_on(day).venture("laden").meetings[1].minutes for day in (date(2025, 12, 31), date(2026, 1, 1))}
    assert minutes == {date(2025, 12, 31): 45, date(2026, 1, 1): 90}
    assert both.venture("laden").valid_to is None
    assert both.in_force_on(date(2024, 12, 31)).ventures == ()


def test_crafts_go_to_their_own_chamber() -> None:
    crafts = {
        venture.code
        for venture in catalogue().ventures
        if "handwerkskammer" in {meeting.department for meeting in venture.meetings}
    }
    assert crafts == {"V04", "V05", "V11"}


def test_an_unknown_venture_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InputError, match=r'^venture: "zirkus" is not a venture of the catalogue. Known: .*onlinehandel'):
        catalogue().venture("zirkus")


def test_a_small_catalogue() -> None:
    small = read_catalogue(SMALL)
    assert small.venture("laden").unbundled_trips == 2
    assert small.consultations[0].minutes == 60


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('mode = "joinable"', 'mode = "joinable", leika = "9905001210400"', r'meetings\[1\].leika: "9905001210400" is not a key'),
        (
            "[[consultations]]",
            PAPER.format("laden", "tiefbauamt") + OFFER,
            r'^papers\[0\].department: "tiefbauamt" is not',
        ),
        ("[[consultations]]", PAPER.format("kiosk", "bauordnung") + OFFER, r'^papers\[0\].ventures: "kiosk" is not a venture'),
        ("[[consultations]]", SPARING + OFFER, r"^spared\[0\].by: is missing. Name the meeting"),
        (
            "[[consultations]]",
            SPARING + 'by = "kammer"\ntrip_in = ["laden"]' + OFFER,
            r'trip_in: "laden" is not spared',
        ),
        ("minutes = 30", "minutes = 0", r"^ventures\[0\].meetings\[0\].minutes: 0 is less than 1"),
        ("minutes = 30", "minutes = true", r"^ventures\[0\].meetings\[0\].minutes: True is not a whole number"),
        ("minutes = 30, ", "", r"^ventures\[0\].meetings\[0\].minutes: is missing"),
        ('mode = "joinable", source = "assumption"', 'mode = "joinable"', r"meetings\[1\].source: is missing"),
        ('mode = "joinable"', 'mode = "by post"', r'meetings\[1\].mode: "by post" is not a mode.*advisor'),
        ('mode = "joinable"', 'mode = "on_site"', r"meetings\[1\].needs: must be given"),
        ('mode = "joinable"', 'mode = "joinable", needs = ["x"]', r"meetings\[1\].needs: must be given .* and only there"),
        ('department = "bauordnung"', 'department = "beratung"', r'meetings: "beratung" stands there twice'),
        ('first = "beratung"', 'first = "rat"', r'order: "rat" is not a meeting of this venture'),
        ('first = "beratung"', 'first = "bauordnung"', r"order: goes round in a circle: bauordnung > bauordnung"),
        (
            "weight = 1\nvalid_from",
            "weight = 1\ncolour = 2\nvalid_from",
            r"^ventures\[0\].colour: is not a known field. Known here: .*title",
        ),
        ('title = "Laden"', 'title = " "', r"^ventures\[0\].title: is empty"),
        ("[[ventures]]", "[[ventures", r"^file: is not TOML: .*line 2"),
        ("[[ventures]]", "ventures = [3]\n[other]", r"^ventures\[0\]: 3 is not a table"),
    ],
)
def test_a_catalogue_that_cannot_be_used(old: str, new: str, sentence: str) -> None:
    assert old in SMALL
    with pytest.raises(InputError, match=sentence):
        read_catalogue(SMALL.replace(old, new, 1))


def test_a_venture_given_twice_is_refused() -> None:
    twice = SMALL[: SMALL.index("[[consultations]]")] + SMALL
    with pytest.raises(InputError, match=r'^ventures\[1\].id: "laden" stands there twice on 2025-01-01'):
        read_catalogue(twice)
