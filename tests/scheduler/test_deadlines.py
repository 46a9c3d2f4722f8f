"""Deadlines: counted by hand, with the paragraph beside each, and bound to the meetings they are about."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from scheduler import law
from scheduler.cases import Case, Customer
from scheduler.deadlines import Deadline, deadlines, last_day, read_law, the_law
from scheduler.errors import InputError
from scheduler.required import required_meetings, single_meetings
from scheduler.townfile import read_town_file
from scheduler.ventures import catalogue

TOWN = read_town_file(Path(__file__).parents[2] / "fixtures" / "towns" / "dortmund.toml")
NRW = "DE-NW"


def case_of(venture: str, *not_needed: str, received_on: date = date(2026, 3, 2), complete_on: date | None = None) -> Case:
    meetings = required_meetings(catalogue().venture(venture), TOWN, not_needed)
    customer = Customer("Kundin/Kunde 0001", "k0001@kunde.example")
    return Case(1, "hoerde", venture, customer, received_on, meetings, complete_on=complete_on)


def single(*departments: str) -> Case:
    meetings = single_meetings([(department, 45) for department in departments], TOWN)
    return replace(case_of("onlinehandel"), venture=None, meetings=meetings)


def bound(case: Case) -> dict[str | None, date]:
    return {deadline.meeting: deadline.last_day for deadline in deadlines(case, TOWN) if deadline.meeting}


@pytest.mark.parametrize(
    ("start", "amount", "unit", "end", "why"),
    [
        ("2026-03-02", 7, "working_days", "2026-03-11", "the day itself does not count, BGB § 187 Abs. 1"),
        ("2026-03-06", 1, "working_days", "2026-03-09", "Friday, then Monday"),
        ("2026-02-28", 1, "working_days", "2026-03-02", "an event on a Saturday"),
        ("2026-04-01", 3, "working_days", "2026-04-08", "Karfreitag and Ostermontag do not count"),
        ("2026-12-21", 7, "working_days", "2026-12-31", "closing days are working days"),
        ("2026-12-21", 8, "working_days", "2027-01-04", "25 and 26 December and 1 January are not"),
        ("2026-03-02", 40, "working_days", "2026-04-29", "eight weeks and two holidays"),
        ("2026-03-02", 3, "days", "2026-03-05", "BGB § 188 Abs. 1"),
        ("2026-03-05", 3, "days", "2026-03-09", "ends on Sunday, moves to Monday, BGB § 193"),
        ("2026-04-02", 3, "days", "2026-04-07", "Easter Sunday, then Ostermontag, then Tuesday"),
        ("2026-12-22", 3, "days", "2026-12-28", "25 December and the weekend; a closing day moves nothing"),
        ("2026-12-21", 3, "days", "2026-12-24", "24 December is no holiday"),
        ("2026-09-30", 3, "days", "2026-10-05", "3 October is a Saturday, then Sunday"),
        ("2026-01-31", 1, "months", "2026-03-02", "28 February is a Saturday; the month has no 31st, BGB § 188 Abs. 3"),
        ("2027-01-29", 1, "months", "2027-03-01", "28 February is a Sunday"),
        ("2028-01-31", 1, "months", "2028-02-29", "leap day"),
        ("2028-02-29", 12, "months", "2029-02-28", "no leap day in 2029"),
        ("2026-03-02", 3, "months", "2026-06-02", "same number, BGB § 188 Abs. 2"),
        ("2026-03-04", 3, "months", "2026-06-05", "4 June is Fronleichnam"),
        ("2026-10-31", 3, "months", "2027-02-01", "31 January is a Sunday"),
        ("2026-09-30", 3, "months", "2026-12-30", "over the turn to winter time"),
        ("2026-11-15", 14, "months", "2028-01-17", "over two years; 15 January is a Saturday"),
    ],
)
def test_counting(start: str, amount: int, unit: str, end: str, why: str) -> None:
    assert last_day(date.fromisoformat(start), amount, unit, NRW) == date.fromisoformat(end), why


def test_every_venture_has_its_first_conversation_within_seven_working_days() -> None:
    for venture in catalogue().ventures:
        assert bound(case_of(venture.id)) == {"wirtschaftsfoerderung": date(2026, 3, 11)}


def test_a_ticked_off_first_conversation_binds_no_other() -> None:
    assert bound(case_of("onlinehandel", "wirtschaftsfoerderung")) == {}


def test_a_single_consultation_is_itself_the_first_information() -> None:
    assert bound(single("mittelstandsfinanzierung", "gewerbemeldestelle")) == {"mittelstandsfinanzierung": date(2026, 3, 11)}
    assert bound(single("gewerbemeldestelle", "wirtschaftsfoerderung")) == {"wirtschaftsfoerderung": date(2026, 3, 11)}


def test_the_permit_is_talked_over_before_it_is_deemed_granted() -> None:
    without_papers = case_of("gaststaette-neueroeffnung")
    with_papers = replace(without_papers, complete_on=date(2026, 3, 4))
    assert "gewerbeerlaubnisse" not in bound(without_papers)
    assert bound(with_papers)["gewerbeerlaubnisse"] == date(2026, 6, 5)


def test_the_statute_binds_only_the_ventures_it_is_about() -> None:
    event = case_of("veranstaltung", complete_on=date(2026, 3, 4))
    assert "gewerbeerlaubnisse" in {meeting.id for meeting in event.meetings}
    assert "gewerbeerlaubnisse" not in bound(event)


def test_a_decision_promised_in_forty_working_days_binds_no_meeting() -> None:
    clocks = deadlines(case_of("betriebserweiterung", complete_on=date(2026, 3, 2)), TOWN)
    permit = Deadline(
        rule="baugenehmigung",
        kind="promise",
        title="Bearbeitung der gewerblichen Baugenehmigung",
        reference="RAL-GZ 981, Kriterium 4",
        meeting=None,
        start=date(2026, 3, 2),
        last_day=date(2026, 4, 29),
    )
    assert permit in clocks
    assert list(clocks) == sorted(clocks, key=lambda clock: clock.last_day)


@pytest.mark.parametrize("year", [1899, 2024, 2030, 9999])
def test_a_case_of_a_day_without_known_law_is_refused(year: int) -> None:
    with pytest.raises(InputError, match=rf"received_on: the law of {year}-03-02 is not known here") as refused:
        deadlines(case_of("onlinehandel", received_on=date(year, 3, 2)), TOWN)
    assert refused.value.value == f"{year}-03-02"
    with pytest.raises(InputError, match=r"^complete_on: "):
        deadlines(case_of("onlinehandel", complete_on=date(year, 3, 2)), TOWN)


def test_the_version_in_force_when_the_clock_starts_counts() -> None:
    old, new = the_law().rules[1], replace(the_law().rules[1], amount=5, valid_from=date(2026, 3, 2))
    changed = replace(the_law(), rules=(replace(old, valid_to=date(2026, 3, 1)), new))
    (before,) = deadlines(case_of("onlinehandel", received_on=date(2026, 3, 1)), TOWN, changed)
    (after,) = deadlines(case_of("onlinehandel", received_on=date(2026, 3, 2)), TOWN, changed)
    assert (before.last_day, after.last_day) == (date(2026, 3, 10), date(2026, 3, 9))


def test_one_day_more_in_the_law_is_one_day_more_in_the_plan() -> None:
    for position, rule in enumerate(the_law().rules):
        longer = replace(the_law(), rules=(replace(rule, amount=rule.amount + 1),))
        venture = rule.ventures[0] if rule.ventures else "onlinehandel"
        case = case_of(venture, complete_on=date(2026, 3, 3))
        now = [clock.last_day for clock in deadlines(case, TOWN) if clock.rule == rule.id]
        then = [clock.last_day for clock in deadlines(case, TOWN, longer)]
        assert len(now) == len(then) == 1, position
        assert then > now, position


def test_every_rule_names_ventures_and_departments_that_exist() -> None:
    ventures = {venture.id for venture in catalogue().ventures}
    for rule in the_law().rules:
        assert set(rule.ventures) <= ventures
        assert set(rule.bounds) <= set(TOWN.department_by_id)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("amount = 3\n", "amount = 0\n", r"^deadlines\[0\].amount: 0 is less than 1"),
        ('unit = "working_days"', 'unit = "weeks"', r'^deadlines\[0\].unit: "weeks" is not known'),
        ('sure = "medium"', 'sure = "medium"\nsurer = true', r"^deadlines\[0\].surer: is not a known field"),
        ("valid_from = 2007-11-22", 'valid_from = "2007"', r"^deadlines\[0\].valid_from: '2007' is not a day"),
        ('id = "eingangsbestaetigung"', 'id = "erstinformation"', r'^deadlines\[1\].valid_from: "erstinformation" is in force'),
        ("last_day = 2029-12-31", "last_day = 2024-12-31", r"^known.last_day: 2024-12-31 lies before"),
    ],
)
def test_law_that_cannot_be_used(old: str, new: str, sentence: str) -> None:
    text = law.text("deadlines.toml")
    assert old in text
    with pytest.raises(InputError, match=sentence):
        read_law(text.replace(old, new, 1))
