"""From venture and town to required meetings: who sits in, where, in what order, and what a ticked-off meeting leaves."""

from dataclasses import replace
from pathlib import Path

import pytest

from scheduler.cases import After, RequiredMeeting
from scheduler.errors import InputError
from scheduler.required import bridged, required_meetings, single_meetings
from scheduler.town import Town
from scheduler.townfile import read_town_file
from scheduler.ventures import Order, catalogue

TOWN = read_town_file(Path(__file__).parents[2] / "fixtures" / "towns" / "dortmund.toml")


def restaurant(*not_needed: str, town: Town = TOWN) -> dict[str, RequiredMeeting]:
    meetings = required_meetings(catalogue().venture("gaststaette-neueroeffnung"), town, not_needed)
    return {meeting.id: meeting for meeting in meetings}


def order(*edges: tuple[str, str, int]) -> list[Order]:
    return [Order(first, then, working_days, "assumption") for first, then, working_days in edges]


def ends(edges: tuple[Order, ...]) -> set[tuple[str, str, int]]:
    return {(edge.first, edge.then, edge.working_days) for edge in edges}


def test_who_sits_where_by_mode() -> None:
    meetings = restaurant()
    assert len(meetings) == 14
    seen = {
        id_: (meetings[id_].needs, meetings[id_].places)
        for id_ in ("wirtschaftsfoerderung", "finanzamt", "bauordnung", "gesundheitsamt", "abnahme")
    }
    assert seen == {
        "wirtschaftsfoerderung": ((), ("berswordthalle",)),
        "finanzamt": ((), ("berswordthalle",)),
        "bauordnung": (("bauordnung",), ("berswordthalle",)),
        "gesundheitsamt": (("gesundheitsamt",), ("gesundheitsamt", "berswordthalle")),
        "abnahme": (("bauordnung", "brandschutz", "lebensmittelueberwachung"), ("on-site",)),
    }


def test_an_external_body_that_does_not_join_is_met_at_its_own_door_only() -> None:
    departments = tuple(replace(department, joins_house=False) for department in TOWN.departments)
    apart = restaurant(town=replace(TOWN, departments=departments))
    assert apart["industrie-und-handelskammer"].places == ("ihk",)
    assert apart["gesundheitsamt"].places == ("gesundheitsamt",)


def test_the_order_becomes_after() -> None:
    assert restaurant()["abnahme"].after == (After("bauordnung", 40), After("lebensmittelueberwachung", 1))
    assert restaurant()["wirtschaftsfoerderung"].after == ()


def test_what_is_not_needed_is_bridged() -> None:
    without_inspection = restaurant("abnahme")
    assert "abnahme" not in without_inspection
    assert After("bauordnung", 40) in without_inspection["gewerbeerlaubnisse"].after


@pytest.mark.parametrize(
    ("edges", "dropped", "left"),
    [
        ([("a", "b", 3), ("b", "c", 0)], ["b"], {("a", "c", 3)}),
        ([("a", "b", 0), ("b", "c", 3)], ["b"], {("a", "c", 0)}),
        ([("a", "b", 2), ("b", "c", 5)], ["b"], {("a", "c", 2)}),
        ([("a", "b", 2), ("b", "c", 5), ("c", "d", 7)], ["b", "c"], {("a", "d", 2)}),
        ([("a", "b", 2), ("b", "c", 5), ("c", "d", 7)], ["c", "b"], {("a", "d", 2)}),
        ([("a", "b", 2), ("b", "c", 5), ("a", "c", 1)], ["b"], {("a", "c", 2)}),
        ([("a", "b", 2), ("b", "c", 5), ("a", "c", 9)], ["b"], {("a", "c", 9)}),
        ([("a", "b", 2), ("b", "c", 5)], ["a"], {("b", "c", 5)}),
        ([("a", "b", 2), ("b", "c", 5)], ["c"], {("a", "b", 2)}),
        (
            [("a", "c", 1), ("b", "c", 2), ("c", "d", 4), ("c", "e", 4)],
            ["c"],
            {("a", "d", 1), ("a", "e", 1), ("b", "d", 2), ("b", "e", 2)},
        ),
    ],
)
def test_bridging(edges: list[tuple[str, str, int]], dropped: list[str], left: set[tuple[str, str, int]]) -> None:
    assert ends(bridged(order(*edges), dropped)) == left


def test_a_list_of_conversations() -> None:
    advice, permit, chamber = single_meetings(
        [("wirtschaftsfoerderung", 60), ("bauordnung", 45), ("industrie-und-handelskammer", 20)], TOWN
    )
    assert (advice.needs, advice.places, advice.minutes) == ((), ("berswordthalle",), 60)
    assert (permit.needs, permit.places) == (("bauordnung",), ("berswordthalle",))
    assert (chamber.needs, chamber.places) == (("industrie-und-handelskammer",), ("ihk", "berswordthalle"))


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ([], "^meetings: is empty"),
        ([("zoo", 30)], r'^meetings\[0\]\.department: "zoo" is not a department here. Known: .*bauordnung'),
        ([("bauordnung", 30), ("bauordnung", 30)], r'^meetings\[1\]: "bauordnung" stands there twice'),
        ([("abnahme", 30)], r'^meetings\[0\]: "abnahme" is held on site'),
        ([("bauordnung", 0)], r'^meetings\[0\]\.minutes: 0 minutes for "bauordnung" cannot be planned'),
        ([("bauordnung", -5)], r"^meetings\[0\]\.minutes: -5 minutes"),
        ([("bauordnung", 31)], r"^meetings\[0\]\.minutes: 31 minutes .* Minutes are multiples of 5"),
        ([("bauordnung", 10**9)], r"^meetings\[0\]\.minutes: 1000000000 minutes"),
    ],
)
def test_a_list_that_cannot_be_used(wanted: list[tuple[str, int]], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        single_meetings(wanted, TOWN)


def test_what_is_not_needed_must_be_of_the_venture() -> None:
    with pytest.raises(InputError, match=r'^not_needed\[0\]: "landesjugendamt" is not a meeting of venture "gaststaette'):
        restaurant("landesjugendamt")
    with pytest.raises(InputError, match=r"^not_needed: leaves no meeting"):
        restaurant(*restaurant())
