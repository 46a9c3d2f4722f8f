"""law_situations.md, read as it stands: each situation's deadline ends on the day that was counted by hand."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest

from scheduler.cases import Case, ClockRecord, Customer, Pause, Records
from scheduler.deadlines import Deadline, Standing, all_deadlines
from scheduler.known_law import Rule, the_law
from scheduler.required import required_meetings
from scheduler.townfile import read_town_file
from scheduler.ventures import catalogue
from tests.scheduler import second_counting

TOWN = read_town_file(Path(__file__).parents[2] / "fixtures" / "towns" / "dortmund.toml")
TABLE = Path(__file__).with_name("law_situations.md")
DAY = r"(\d\d\.\d\d\.\d{4})"
CASE_DAYS = {"Eingang": "received_on", "Antrag": "applied_on", "vollständig": "complete_on", "Beginn": "opens_on"}
PAUSES = {"Unterlagen fehlen": "missing-papers", "auf Wunsch": "at-request"}
LONG_BEFORE = date(2026, 1, 2)  # when the case came in, where the row does not say


@dataclass(frozen=True)
class Situation:
    number: str
    rule: Rule
    case: Case
    start: date | None
    end: str
    warning: str


def day(text: str) -> date:
    return datetime.strptime(text, "%d.%m.%Y").date()  # noqa: DTZ007  a day has no zone


def situation(line: str) -> Situation:
    number, _what, id_, days, end, warning, paragraph, counted = (cell.strip() for cell in line.strip().strip("|").split("|"))
    assert paragraph, "every row names its paragraph"
    assert counted, "every row says how it was counted"
    (rule,) = (rule for rule in the_law().rules if rule.id == id_)
    told: dict[str, date] = {}
    clock: dict[str, date | None] = {}
    pauses: list[Pause] = []
    for entry in days.split("; "):
        name, first, last = _entry(entry)
        if name in CASE_DAYS:
            told[CASE_DAYS[name]] = first
        elif name in PAUSES:
            pauses.append(Pause(first, last, PAUSES[name]))
        elif name == "verlängert":
            clock |= {"extension_told_on": first, "extended_to": last}
        else:
            clock[{"Ereignis": "started_on", "erledigt": "done_on"}[name]] = first
    case = Case(
        id=1,
        district="hoerde",
        venture=(venture := rule.ventures[0] if rule.ventures else "onlinehandel"),
        customer=Customer("Kundin/Kunde 0001", "k0001@kunde.example"),
        received_on=told.get("received_on", LONG_BEFORE),
        meetings=required_meetings(catalogue().venture(venture), TOWN),
        complete_on=told.get("complete_on"),
        records=Records(told.get("applied_on"), told.get("opens_on"), tuple(pauses), (ClockRecord(rule.id, **clock),)),
    )
    return Situation(number, rule, case, clock.get("started_on") or told.get(rule.starts), end, warning)


def _entry(entry: str) -> tuple[str, date, date | None]:
    """`Unterlagen fehlen 16.03.2026 bis 18.03.2026` -> its name and days; `bis heute`: no last day."""
    found = re.fullmatch(rf"(\D+) {DAY}(?: (?:bis|auf) (?:{DAY}|heute))?", entry)
    assert found, entry
    name, first, last = found.groups()
    return name, day(first), day(last) if last else None


SITUATIONS = [situation(line) for line in TABLE.read_text(encoding="utf-8").splitlines() if re.match(r"\| \d+ \|", line)]


@pytest.mark.parametrize("given", SITUATIONS, ids=lambda one: f"{one.number}-{one.rule.id}")
def test_the_deadline_ends_as_counted_by_hand(given: Situation) -> None:
    clocks = [one for one in all_deadlines(given.case, TOWN) if one.rule.id == given.rule.id]
    (found,) = {_told(clock) for clock in clocks}
    assert found == (given.end, given.warning)


def _told(clock: Deadline | Standing) -> tuple[str, str]:
    if isinstance(clock, Standing):
        return "ruht" if clock.paused_by else "läuft nicht", ""
    return f"{clock.last_day:%d.%m.%Y}", f"{clock.warn_on:%d.%m.%Y}" if clock.warn_on else ""


PLAIN = [
    one
    for one in SITUATIONS
    if one.start
    and not (one.case.records.pauses or one.rule.period.before or one.case.records.clocks[0].extended_to)
    and (one.rule.period.moves or one.rule.period.unit == "working_days")
]


@pytest.mark.parametrize("given", PLAIN, ids=lambda one: f"{one.number}-{one.rule.id}")
def test_a_second_counting_agrees_with_the_hand(given: Situation) -> None:
    assert given.start is not None
    period = given.rule.period
    assert second_counting.end(given.start, period.amount, period.unit) == day(given.end)


def test_the_table_is_long_enough_and_knows_every_rule() -> None:
    assert [one.number for one in SITUATIONS] == [str(number) for number in range(1, len(SITUATIONS) + 1)]
    assert len(SITUATIONS) >= 60
    assert len(PLAIN) >= 50
    assert {one.rule.id for one in SITUATIONS} == {rule.id for rule in the_law().rules}
