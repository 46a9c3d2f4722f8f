"""Which clocks a case has, which meeting each binds, and that a plan is framed by them. Counting: test_counting."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from scheduler import deadlines as under_test
from scheduler.cases import Case, ClockRecord, Customer, Pause, Records
from scheduler.clock import BERLIN
from scheduler.deadlines import Deadline, Standing, all_deadlines, deadlines
from scheduler.errors import InputError
from scheduler.framing import frame
from scheduler.known_law import Law, Rule, the_law
from scheduler.required import required_meetings, single_meetings
from scheduler.townfile import read_town_file
from scheduler.ventures import catalogue

TOWN = read_town_file(Path(__file__).parents[2] / "fixtures" / "towns" / "dortmund.toml")
MONDAY = date(2026, 3, 2)
NOTHING = Records()


def case_of(
    venture: str, *not_needed: str, received_on: date = MONDAY, complete_on: date | None = None, records: Records = NOTHING
) -> Case:
    meetings = required_meetings(catalogue().venture(venture), TOWN, not_needed)
    customer = Customer("Kundin/Kunde 0001", "k0001@kunde.example")
    return Case(1, "hoerde", venture, customer, received_on, meetings, complete_on=complete_on, records=records)


def single(*wanted: tuple[str, int]) -> Case:
    return replace(case_of("onlinehandel"), venture=None, meetings=single_meetings(wanted, TOWN))


def bound(case: Case, known_law: Law | None = None) -> dict[str | None, date]:
    return {one.meeting: one.last_day for one in deadlines(case, TOWN, known_law) if one.meeting}


def clock(case: Case, rule: str) -> Deadline:
    (found,) = (one for one in all_deadlines(case, TOWN) if one.rule.id == rule)
    assert isinstance(found, Deadline)
    return found


# --- what is bound --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("venture", [venture.id for venture in catalogue().ventures])
def test_every_venture_has_its_first_conversation_within_seven_working_days(venture: str) -> None:
    assert bound(case_of(venture)) == {"wirtschaftsfoerderung": date(2026, 3, 11)}


@pytest.mark.parametrize("consultation", catalogue().consultations, ids=lambda one: one.id)
def test_every_consultation_is_itself_the_first_information(consultation) -> None:
    assert bound(single((consultation.department, consultation.minutes))) == {consultation.department: date(2026, 3, 11)}


def test_of_several_conversations_the_first_advice_is_bound_wherever_it_stands() -> None:
    assert set(bound(single(("mittelstandsfinanzierung", 45), ("gewerbemeldestelle", 20)))) == {"mittelstandsfinanzierung"}
    assert set(bound(single(("gewerbemeldestelle", 20), ("wirtschaftsfoerderung", 45)))) == {"wirtschaftsfoerderung"}


def test_a_ticked_off_first_conversation_binds_no_other() -> None:
    assert bound(case_of("onlinehandel", "wirtschaftsfoerderung")) == {}


def test_the_permit_is_talked_over_before_it_is_deemed_granted() -> None:
    without_papers = case_of("gaststaette-neueroeffnung")
    with_papers = replace(without_papers, complete_on=date(2026, 3, 4))
    assert "gewerbeerlaubnisse" not in bound(without_papers)
    assert bound(with_papers)["gewerbeerlaubnisse"] == date(2026, 6, 5)


def test_who_gives_no_trade_notice_has_no_deadline_for_it() -> None:
    duties = {"gewerbeanzeige", "steuerliche-anmeldung", "unfallversicherung"}
    running = {
        venture.id: duties & {one.rule.id for one in all_deadlines(case_of(venture.id), TOWN)} for venture in catalogue().ventures
    }
    assert running.pop("freiberufliche-gruendung") == duties - {"gewerbeanzeige"}
    assert [running.pop(one) for one in ("betriebserweiterung", "schwertransport", "veranstaltung")] == [set(), set(), set()]
    assert set(map(frozenset, running.values())) == {frozenset(duties)}


def test_a_trade_that_is_never_deemed_permitted_keeps_its_conversation() -> None:
    guards = case_of("erlaubnispflichtiges-gewerbe", complete_on=date(2026, 3, 2))
    assert "gewerbeerlaubnisse" not in bound(guards)
    fiction = clock(guards, "gewerbeerlaubnis-fiktion-ohne-bewachung")
    assert (fiction.last_day, fiction.warn_on) == (date(2026, 6, 2), date(2026, 5, 18))
    assert "nicht im Bewachungsgewerbe" in fiction.rule.title


def test_a_statute_binds_only_the_ventures_it_is_about() -> None:
    event = case_of("veranstaltung", complete_on=date(2026, 3, 4))
    assert "gewerbeerlaubnisse" in {meeting.id for meeting in event.meetings}
    assert "gewerbeerlaubnisse" not in bound(event)


def test_the_promised_decision_is_measured_from_recorded_days_and_not_from_the_expected_lag() -> None:
    """The lag of forty days to what follows stands in the catalogue; the promise stands here, and only from complete papers."""
    extension = case_of("betriebserweiterung", complete_on=MONDAY)
    assert clock(extension, "baugenehmigung").last_day == date(2026, 4, 29)
    assert bound(extension)["bauordnung"] == date(2026, 4, 29)
    shorter = replace(clock(extension, "baugenehmigung").rule.period, amount=20)
    changed = _with(replace(clock(extension, "baugenehmigung").rule, period=shorter))
    assert bound(extension, changed)["bauordnung"] == date(2026, 3, 30)
    assert {after.working_days for one in extension.meetings for after in one.after} == {0, 40}


def test_the_law_of_a_land_holds_in_that_land_and_a_towns_practice_in_that_town() -> None:
    elsewhere = {"land": replace(TOWN, id="bonn"), "federation": replace(TOWN, id="bamberg", holidays_in="DE-BY")}
    case = case_of("imbiss-ohne-alkohol", complete_on=MONDAY, records=Records(opens_on=date(2026, 6, 1)))
    rules = {name: {one.rule.id for one in all_deadlines(case, town)} for name, town in {**elsewhere, "own": TOWN}.items()}
    assert rules["own"] - rules["land"] == {"sondernutzung"}
    assert rules["land"] - rules["federation"] == {"bauantrag-vorpruefung"}
    assert rules["federation"]


def test_a_promise_binds_the_town_that_gave_it() -> None:
    case = case_of("onlinehandel")
    assert "promise" in {one.rule.kind for one in all_deadlines(case, TOWN)}
    assert "promise" not in {one.rule.kind for one in all_deadlines(case, replace(TOWN, quality_mark=False))}


def test_the_soonest_end_comes_first_and_what_has_not_begun_last() -> None:
    clocks = all_deadlines(case_of("gaststaette-neueroeffnung", complete_on=MONDAY), TOWN)
    ends = [one.last_day for one in clocks if isinstance(one, Deadline)]
    assert ends == sorted(ends)
    waiting = [one for one in clocks if isinstance(one, Standing)]
    assert {(one.start, one.paused_by) for one in waiting} == {(None, None)}
    assert clocks[-len(waiting) :] == tuple(waiting)
    assert {"gewerbeanzeige", "untaetigkeitsklage"} <= {one.rule.id for one in waiting}


# --- what is recorded -----------------------------------------------------------------------------------------------


def test_a_clock_whose_demand_is_met_binds_nothing_and_is_kept_as_evidence() -> None:
    done = Records(clocks=(ClockRecord("erstinformation", done_on=date(2026, 3, 5)),))
    advised = case_of("onlinehandel", records=done)
    assert bound(advised) == {}
    assert clock(advised, "erstinformation").done_on == date(2026, 3, 5)


def test_while_papers_are_missing_nothing_is_bound_and_the_fiction_starts_anew_with_them() -> None:
    restaurant = case_of("gaststaette-neueroeffnung", complete_on=MONDAY)
    assert bound(restaurant)["gewerbeerlaubnisse"] == date(2026, 6, 2)
    lasting = replace(restaurant, records=Records(pauses=(Pause(date(2026, 3, 16), None, "missing-papers"),)))
    assert set(bound(lasting)) == {"wirtschaftsfoerderung"}
    standing = [one for one in all_deadlines(lasting, TOWN) if isinstance(one, Standing) and one.paused_by]
    assert {one.rule.id for one in standing} == {"baugenehmigung", "gewerbeerlaubnis-fiktion"}
    over = replace(restaurant, records=Records(pauses=(Pause(date(2026, 3, 16), date(2026, 3, 18), "missing-papers"),)))
    anew = clock(over, "gewerbeerlaubnis-fiktion")
    assert (anew.start, anew.last_day, anew.warn_on) == (date(2026, 3, 18), date(2026, 6, 18), date(2026, 6, 3))
    assert (clock(over, "baugenehmigung").start, clock(over, "baugenehmigung").last_day) == (MONDAY, date(2026, 5, 5))


def test_the_extension_told_stands_as_told() -> None:
    to_sunday = ClockRecord("gewerbeerlaubnis-fiktion", extended_to=date(2026, 7, 5), extension_told_on=date(2026, 5, 28))
    extended = clock(
        case_of("gaststaette-uebernahme", complete_on=MONDAY, records=Records(clocks=(to_sunday,))), "gewerbeerlaubnis-fiktion"
    )
    assert (extended.last_day, extended.extended, extended.warn_on) == (date(2026, 7, 5), True, date(2026, 6, 22))


def test_an_extension_overtaken_by_a_restart_is_none() -> None:
    told = ClockRecord("gewerbeerlaubnis-fiktion", extended_to=date(2026, 7, 3), extension_told_on=date(2026, 5, 28))
    pause = Pause(date(2026, 6, 15), date(2026, 6, 22), "missing-papers")
    takeover = case_of("gaststaette-uebernahme", complete_on=MONDAY, records=Records(pauses=(pause,), clocks=(told,)))
    anew = clock(takeover, "gewerbeerlaubnis-fiktion")
    assert (anew.last_day, anew.extended, anew.pauses) == (date(2026, 9, 22), False, (pause,))


def test_a_promise_binds_up_to_its_last_day() -> None:
    promise = clock(case_of("onlinehandel"), "erstinformation")
    assert promise.binds_from(date(2026, 3, 11))
    assert not promise.binds_from(date(2026, 3, 12))


def test_a_day_of_its_own_stands_before_the_day_of_the_case() -> None:
    permit_later = Records(clocks=(ClockRecord("gewerbeerlaubnis-fiktion", started_on=date(2026, 4, 1)),))
    restaurant = case_of("gaststaette-neueroeffnung", complete_on=MONDAY, records=permit_later)
    assert clock(restaurant, "gewerbeerlaubnis-fiktion").last_day == date(2026, 7, 1)
    assert clock(restaurant, "baugenehmigung").last_day == date(2026, 4, 29)


# --- which law ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", [1899, 2024, 2030, 9999])
def test_a_case_of_a_day_without_known_law_is_refused(year: int) -> None:
    with pytest.raises(InputError, match=rf"received_on: the law of {year}-03-02 is not known here") as refused:
        deadlines(case_of("onlinehandel", received_on=date(year, 3, 2)), TOWN)
    assert refused.value.value == f"{year}-03-02"
    with pytest.raises(InputError, match=r"^complete_on: "):
        deadlines(case_of("onlinehandel", complete_on=date(year, 3, 2)), TOWN)
    with pytest.raises(InputError, match=r"^opens_on: "):
        deadlines(case_of("onlinehandel", records=Records(opens_on=date(year, 3, 2))), TOWN)


def test_the_version_in_force_when_the_clock_starts_counts() -> None:
    (old,) = (rule for rule in the_law().rules if rule.id == "erstinformation")
    new = replace(old, period=replace(old.period, amount=5), valid_from=MONDAY)
    changed = _with(replace(old, valid_to=date(2026, 3, 1)), new)
    (before,) = deadlines(case_of("onlinehandel", received_on=date(2026, 3, 1)), TOWN, changed)
    (after,) = deadlines(case_of("onlinehandel", received_on=MONDAY), TOWN, changed)
    assert (before.last_day, after.last_day) == (date(2026, 3, 10), date(2026, 3, 9))
    begun_later = Records(clocks=(ClockRecord("erstinformation", started_on=MONDAY),))
    (later,) = deadlines(case_of("onlinehandel", received_on=date(2026, 2, 23), records=begun_later), TOWN, changed)
    assert later.last_day == date(2026, 3, 9)


def test_closing_days_count_for_the_mark_as_the_law_file_says_and_always_for_a_statute() -> None:
    christmas = case_of("gewerbe-neubau", received_on=date(2026, 12, 21), records=Records(applied_on=date(2026, 12, 21)))
    mark = replace(the_law().quality_mark, closing_days_count=False)
    ends = {one.rule.id: one.last_day for one in deadlines(christmas, TOWN)}
    without = {one.rule.id: one.last_day for one in deadlines(christmas, TOWN, replace(the_law(), quality_mark=mark))}
    assert (ends["erstinformation"], without["erstinformation"]) == (date(2026, 12, 31), date(2027, 1, 8))
    assert ends["bauantrag-vorpruefung"] == without["bauantrag-vorpruefung"] == date(2027, 1, 6)


# --- what it does to a plan -----------------------------------------------------------------------------------------

BINDING = [rule for rule in the_law().rules if rule.bounds]


@pytest.mark.parametrize(
    ("rule", "more"),
    [(rule, more) for rule in BINDING for more in (-1, 1) if rule.period.amount + more >= 0],
    ids=lambda one: getattr(one, "id", f"{one}"),
)
def test_a_little_more_in_the_law_moves_the_plan(rule: Rule, more: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Through the frame: the `latest_day` of the meeting the rule is about, and of no other, moves as the amount does."""
    before = _latest_days(rule, monkeypatch)
    after = _latest_days(replace(rule, period=replace(rule.period, amount=rule.period.amount + more)), monkeypatch)
    changed = {meeting for meeting in before if before[meeting] != after[meeting]}
    assert changed == _meetings_about(rule) != set()
    for meeting in changed:
        assert (after[meeting] > before[meeting]) == ((more > 0) != rule.period.before)


@pytest.mark.parametrize("rule", BINDING, ids=lambda rule: rule.id)
def test_what_was_missed_binds_no_longer_unless_the_statute_does(rule: Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    """A meeting after a broken promise is late and still needed; one about what is already deemed granted has no lawful day."""
    latest = _latest_days(rule, monkeypatch, now=datetime(2027, 12, 1, 8, tzinfo=BERLIN))
    assert {latest[meeting] < 0 for meeting in _meetings_about(rule)} == {rule.kind in ("statute", "fiction")}


def _with(*rules: Rule) -> Law:
    return replace(the_law(), rules=rules)


def _about(rule: Rule) -> Case:
    """A case in which the clock runs, from a Wednesday on or up to one."""
    event = date(2026, 11, 11) if rule.period.before else date(2026, 3, 11)
    records = Records(clocks=(ClockRecord(rule.id, started_on=event),))
    return case_of(rule.ventures[0] if rule.ventures else "onlinehandel", records=records)


def _meetings_about(rule: Rule) -> set[str]:
    return {f"1-{meeting.id}" for meeting in _about(rule).meetings if meeting.department in rule.bounds}


def _latest_days(
    rule: Rule, monkeypatch: pytest.MonkeyPatch, now: datetime = datetime(2026, 3, 3, 8, tzinfo=BERLIN)
) -> dict[str, int]:
    """Each meeting's `latest_day` when this is the only rule there is, as days from the first of a year's horizon."""
    monkeypatch.setattr(under_test, "the_law", lambda: _with(rule))
    town = replace(TOWN, limits=replace(TOWN.limits, horizon_working_days=250), advisors=(), officers=())  # hours do not matter
    (asked,) = frame(town, [_about(rule)], (), now).problem.cases
    return {meeting.id: meeting.latest_day for meeting in asked.meetings}
