"""The catalogue of ventures: equal to the facts it was made from, and each figure with a source or "assumption"."""

import tomllib
from datetime import date, time
from pathlib import Path

import pytest

from scheduler import law
from scheduler.errors import InputError
from scheduler.ventures import catalogue, read_catalogue

FIXTURE = Path(__file__).parents[2] / "fixtures" / "towns" / "dortmund.toml"
# code, weight, meetings, minutes in all, orders, working days in all: counted from the collected facts, not from our file.
FACTS = [
    ("V01", 8, 14, 505, 13, 58),
    ("V02", 9, 11, 310, 9, 17),
    ("V03", 9, 9, 250, 5, 40),
    ("V04", 8, 11, 375, 9, 49),
    ("V05", 12, 6, 190, 4, 4),
    ("V06", 8, 11, 325, 7, 43),
    ("V07", 13, 4, 90, 1, 0),
    ("V08", 4, 14, 585, 10, 48),
    ("V09", 7, 9, 335, 4, 40),
    ("V10", 7, 9, 240, 5, 43),
    ("V11", 7, 10, 300, 6, 49),
    ("V12", 4, 10, 310, 6, 85),
    ("V13", 5, 4, 95, 1, 0),
    ("V14", 4, 11, 305, 4, 30),
    ("V15", 2, 12, 545, 9, 51),
    ("V16", 4, 10, 255, 8, 66),
    ("V17", 8, 6, 285, 3, 8),
    ("V18", 1, 13, 620, 6, 65),
]
SMALL = """
[[ventures]]
id = "laden"
code = "V1"
title = "Laden"
weight = 1
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


@pytest.mark.parametrize("source", ["ventures.toml", "deadlines.toml", "dortmund.toml"])
def test_each_figure_has_a_source_or_says_assumption(source: str) -> None:
    text = FIXTURE.read_text(encoding="utf-8") if source == "dortmund.toml" else law.text(source)
    assert list(_figures_without_source(tomllib.loads(text))) == []


def test_a_figure_without_source_is_found() -> None:
    assert list(_figures_without_source(tomllib.loads("[a]\nb = [{ minutes = 3 }]"))) == ["a.b[0]"]
    assert list(_figures_without_source(tomllib.loads('[a]\nb = [{ minutes = 3, source = " " }]'))) == ["a.b[0]"]
    assert list(_figures_without_source(tomllib.loads('source = "assumption"\n[a]\nminutes = 3'))) == ["a"]
    assert list(_figures_without_source(tomllib.loads('[a]\nsource = "assumption"\nb = [{ minutes = 3 }]'))) == []


def _figures_without_source(value: object, path: str = "", sourced: bool = False):
    """Paths of the tables that hold a number, day or time while neither they nor a table around them names a source."""
    if isinstance(value, list):
        for index, entry in enumerate(value):
            yield from _figures_without_source(entry, f"{path}[{index}]", sourced)
    elif isinstance(value, dict):
        # One source for a whole file would say nothing about its figures.
        sourced = sourced or (path != "" and bool(str(value.get("source", "")).strip()))
        # `known` and `valid_from` are figures too; a bool is an int in Python and here a word.
        if not sourced and any(isinstance(v, int | float | date | time) and not isinstance(v, bool) for v in value.values()):
            yield path
        for field, inner in value.items():
            yield from _figures_without_source(inner, f"{path}.{field}".lstrip("."), sourced)


def test_a_small_catalogue() -> None:
    small = read_catalogue(SMALL)
    assert small.venture("laden").unbundled_trips == 2
    assert small.consultations[0].minutes == 60


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
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
            "weight = 1\nsource",
            "weight = 1\ncolour = 2\nsource",
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
    with pytest.raises(InputError, match=r'^ventures\[1\].id: "laden" stands there twice'):
        read_catalogue(twice)
