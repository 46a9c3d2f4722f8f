"""Reasons in people's words, what the law and the town let be changed, and a shorter notice as a repair."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from scheduler import framing
from scheduler.cases import Case, Window
from scheduler.explaining import explain_plan
from scheduler.planning import Desk, solved
from scheduler.repairs import allowed
from scheduler.store.store import open_store
from scheduler.town import Town
from scheduler.townfile import read_town_file
from scheduler.ventures import catalogue
from solver.budget import Budget
from tests import builders
from tests.builders import NOW, at, meeting, office_hours

END = "bis zum 27. März, so weit geplant wird,"
DORTMUND = Path(__file__).parents[2] / "fixtures" / "towns" / "dortmund.toml"


@pytest.fixture(autouse=True)
def _time_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("solver.search.SECONDS_FOR_REASONS", 30.0)


def reasons(town: Town, *cases: Case) -> list[str]:
    framed = framing.frame(town, cases, (), NOW)
    return [one.reason for one in framing.unframe(framed, solved(framed.problem, Budget(20))).unplaced]


def seats(hours: str, until: str, *officers: str) -> dict[str, Any]:
    """The town's officers of these ids with other hours."""
    sits = office_hours(hours, until)
    return {"officers": tuple(replace(one, hours=sits) if one.id in officers else one for one in builders.town().officers)}


SAID: list[tuple[str, dict[str, Any], Case, str]] = [
    ("nobody", {}, builders.case(meeting("denkmalschutz")), "Niemand sitzt für denkmalschutz."),
    ("too short", seats("08:00", "08:20", "bau-1"), builders.case(meeting(minutes=45)),
     f"Bauordnung hat {END} keine freien 45 Minuten."),
    ("before the last day", seats("08:00", "08:20", "brand-1"),
     builders.case(meeting("brandschutz"), received_on=date(2026, 3, 2)),
     f"Vorbeugender Brandschutz hat {END} keine freien 30 Minuten."),
    ("never together", seats("11:40", "12:20", "bau-1"), builders.case(),
     f"Bauordnung und adv-mitte oder adv-vertretung haben {END} keine gemeinsamen freien 30 Minuten."),
    ("the customer", {}, builders.case(windows=(Window(at(3, "09:00"), at(3, "09:20")),)),
     f"Die Unternehmerin oder der Unternehmer hat {END} keine freien 30 Minuten."),
    ("nobody hosts", {}, builders.case(meeting(places=("kammer",), needs=())),
     "Das Gespräch braucht eine Ansprechperson, und dort ist keine: Kammer."),
    ("too long", {"limits": builders.limits(max_appointment_minutes=60)}, builders.case(meeting(minutes=90)),
     "Das Gespräch dauert 90 Minuten, ein Termin höchstens 60."),
    ("a lag", {}, builders.case(meeting(), meeting("brandschutz", after=(("bauordnung", 40),))),
     "„Bauordnung“ und „Brandschutz“ gehen nicht beide: „Brandschutz“ frühestens 40 Arbeitstage nach „Bauordnung“; "
     "geplant wird bis zum 27. März."),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "case", "sentence"), [row[1:] for row in SAID], ids=[row[0] for row in SAID])
def test_in_peoples_words(changes: dict[str, Any], case: Case, sentence: str) -> None:
    assert reasons(builders.town(**changes), case) == [sentence]


def test_what_comes_after_an_unplaced_meeting() -> None:
    said = reasons(builders.town(), builders.case(meeting("denkmalschutz"), meeting(after=(("denkmalschutz", 0),))))
    assert said == ["Niemand sitzt für denkmalschutz.", "Kommt nach „Denkmalschutz“; das bleibt selbst offen."]


def test_only_what_the_law_and_the_town_allow_is_changed() -> None:
    town = read_town_file(DORTMUND)
    external = meeting("handwerkskammer", places=("handwerkskammer",))
    case = builders.case(meeting("wirtschaftsfoerderung"), meeting("abnahme", places=(town.on_site,)), external)
    may = allowed([replace(case, district=town.districts[0].id)], town)
    assert may.later is not None and "1-wirtschaftsfoerderung" in may.later  # the first information: a promise of the mark
    assert may.video == {"1-wirtschaftsfoerderung", "1-handwerkskammer"}
    assert may.house == {"1-handwerkskammer"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    store = open_store(f"sqlite:///{tmp_path / 'lotse.sqlite'}")
    yield Desk(store, catalogue(), mail_domain="lotse.example", solve_seconds=30.0)
    store.close()


def test_a_shorter_notice_is_offered_where_it_helps(desk: Desk) -> None:
    """Two working days of notice, and an officer who is there tomorrow and not again as far as is planned."""
    tomorrow = tuple(one for one in office_hours() if one.weekday == 1)
    away = replace(builders.town().officers[0], hours=tomorrow)
    town = builders.town(
        officers=(away, *builders.town().officers[1:]), limits=builders.limits(notice_working_days=2, horizon_working_days=5)
    )
    desk.seed_town(town, NOW)
    with desk.store.transaction() as books:
        case = books.open_case(builders.case(id_=0))
    plan = desk.request_plan(case.id, NOW)
    (left,) = plan.unplaced
    told = explain_plan(desk, plan.id or 0, NOW)
    (again,) = told.unplaced
    assert again.reason == left.reason
    (shorter,) = [one for one in again.helps if one.kind == "notice"]
    assert shorter.sentence == "Die Vorlaufzeit ist für diesen Vorgang um 1 Arbeitstag kürzer."
    assert [goal.value for goal in shorter.goals][:3] == [0, 0, 1]
