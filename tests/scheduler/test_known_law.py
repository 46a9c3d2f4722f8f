"""The law file: every rule fits the catalogue and the town, and what cannot be law is refused with its path."""

from pathlib import Path

import pytest

from scheduler import law
from scheduler.errors import InputError
from scheduler.known_law import KINDS, OWN_EVENT, read_law, the_law
from scheduler.townfile import read_town_file
from scheduler.ventures import catalogue

TOWN = read_town_file(Path(__file__).parents[2] / "fixtures" / "towns" / "dortmund.toml")


def test_every_rule_names_ventures_and_departments_that_exist() -> None:
    ventures = {venture.id for venture in catalogue().ventures}
    for rule in the_law().rules:
        assert {*rule.ventures, *rule.not_in} <= ventures, rule.id
        assert set(rule.bounds) <= set(TOWN.department_by_id), rule.id


def test_a_rule_bounds_a_meeting_in_each_venture_it_names() -> None:
    departments = {venture.id: {meeting.department for meeting in venture.meetings} for venture in catalogue().ventures}
    for rule in the_law().rules:
        for venture in rule.ventures if rule.bounds else ():
            assert departments[venture] & set(rule.bounds), (rule.id, venture)


def test_promises_come_from_the_mark_and_statutes_from_the_law() -> None:
    for rule in the_law().rules:
        assert (rule.kind == "promise") == rule.reference.startswith("RAL-GZ 981, Kriterium "), rule.id
        assert (rule.kind == "promise") == (rule.period.unit == "working_days") or rule.id == "bauantrag-vorpruefung"


def test_all_kinds_are_there_and_what_is_deemed_granted_is_called_out_before() -> None:
    assert {rule.kind for rule in the_law().rules} == set(KINDS)
    for rule in the_law().rules:
        told_only = rule.id in ("bekanntgabe", "bekanntgabe-abruf", "eingang-ueber-einheitliche-stelle")
        assert rule.kind != "fiction" or told_only or rule.warn_working_days == 10, rule.id


def test_a_clock_with_its_own_event_runs_for_no_case_by_itself() -> None:
    assert len([rule for rule in the_law().rules if rule.starts == OWN_EVENT]) >= 15


def test_nothing_of_the_mark_is_taken_for_confirmed() -> None:
    mark = the_law().quality_mark
    assert not (mark.quota_confirmed or mark.audit_confirmed or mark.closing_days_confirmed)
    assert "RAL-GZ 981" in mark.title


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("amount = 3\n", "amount = -1\n", r"^deadlines\[0\].amount: -1 is less than 0"),
        ('unit = "working_days"', 'unit = "fortnights"', r'^deadlines\[0\].unit: "fortnights" is not known'),
        ('unit = "working_days"', 'unit = "days"', r"^deadlines\[0\].moves: is missing"),
        ('unit = "working_days"', 'unit = "working_days"\nmoves = true', r"^deadlines\[0\].moves: is not for working days"),
        ("before = true\nmoves = false", "before = true\nmoves = true", r"moves: is not for a period counted back"),
        ("before = true\n", "before = true\nextendable = true\n", r"before: is counted back from a day and can neither"),
        ('sure = "medium"', 'sure = "medium"\nsurer = true', r"^deadlines\[0\].surer: is not a known field"),
        ('not_counted = ["at-request"]', 'not_counted = ["rain"]', r'^deadlines\[1\].not_counted: "rain" is not a reason'),
        ('not_counted = ["at-request"]', 'not_counted = ["at-request"]\nrestarts = ["at-request"]', r"restarts: .* stands under"),
        ("extendable = true\nextension_months", "extension_months", r"extension_months: is for a deadline that can be extended"),
        ("not_in = [", 'ventures = ["onlinehandel"]\nnot_in = [', r"not_in: is for a deadline of every case"),
        ("valid_from = 2007-11-22", 'valid_from = "2007"', r"^deadlines\[0\].valid_from: '2007' is not a day"),
        ('id = "eingangsbestaetigung"', 'id = "erstinformation"', r'^deadlines\[1\].valid_from: "erstinformation" is in force'),
        ("last_day = 2029-12-31", "last_day = 2024-12-31", r"^known.last_day: 2024-12-31 lies before"),
        ("percent = 100", "percent = 101", r"^quality_mark.quota.percent: 101 is more than 100"),
        ('id = "at-request"', 'id = "missing-papers"', r'^pause_reasons\[1\].id: "missing-papers" stands there twice'),
    ],
)
def test_law_that_cannot_be_used(old: str, new: str, sentence: str) -> None:
    text = law.text("deadlines.toml")
    assert old in text
    with pytest.raises(InputError, match=sentence):
        read_law(text.replace(old, new, 1))


TEXT = law.text("deadlines.toml").splitlines(keepends=True)
SOURCES = [index for index, line in enumerate(TEXT) if line.startswith("source = ")]


def test_no_figure_stands_without_its_source() -> None:
    """Every one of them, taken out alone, is missed by the reader; so is one that says nothing."""
    assert len(SOURCES) == len(the_law().rules) + 5  # known, and four tables of the quality mark
    for index in SOURCES:
        for instead in ("", 'source = " "\n'):
            with pytest.raises(InputError, match=r"source: is (missing|empty)"):
                read_law("".join([*TEXT[:index], instead, *TEXT[index + 1 :]]))
