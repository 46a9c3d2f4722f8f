"""What is said of each deadline on a given day."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from scheduler.cases import Case, ClockRecord, Pause, Records
from scheduler.clock import BERLIN
from scheduler.deadline_report import STATES, Line, report
from tests.builders import case, town

PERMIT = "gewerbeerlaubnis-fiktion"
CERTIFICATE = "belehrung-hoechstalter"


def takeover(records: Records = Records(), complete_on: date | None = date(2026, 3, 2)) -> Case:  # noqa: B008  frozen
    """Papers complete on 2 March 2026: deemed granted after 2 June, called out from 18 May on (25 May is Pfingstmontag)."""
    permit = replace(case().meetings[0], id="gewerbeerlaubnisse", department="gewerbeerlaubnisse")
    return replace(case(permit), venture="gaststaette-uebernahme", complete_on=complete_on, records=records)


def line(rule: str, day: str, *cases: Case) -> Line:
    now = datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=BERLIN)
    (found,) = (one for one in report(cases or [takeover()], town(), now) if one.rule.id == rule)
    return found


@pytest.mark.parametrize(
    ("day", "state", "left", "warnings"),
    [
        ("2026-05-14", "running", 19, ()),
        ("2026-05-17", "running", 16, ()),
        ("2026-05-18", "running", 15, ("ends on 2026-06-02; called out since 2026-05-18",)),
        ("2026-06-02", "running", 0, ("ends on 2026-06-02; called out since 2026-05-18",)),
        ("2026-06-03", "passed", -1, ("deemed granted since the end of 2026-06-02: tell the applicant (BGH III ZR 470/16)",)),
    ],
)
def test_what_is_deemed_granted_is_called_out_ten_working_days_before(
    day: str, state: str, left: int, warnings: tuple[str, ...]
) -> None:
    """10 working days back from Tuesday, 2 June: 1 June, 29 to 26 May, 22 to 18 May; 25 May is Pfingstmontag."""
    found = line(PERMIT, day)
    assert (found.state, found.days_left, found.warnings) == (state, left, warnings)
    assert not found.in_working_days


def test_a_promise_is_counted_in_working_days() -> None:
    clock = ClockRecord("beschwerde", started_on=date(2026, 4, 2))
    found = line("beschwerde", "2026-04-02", takeover(Records(clocks=(clock,))))
    assert (found.last_day, found.days_left, found.in_working_days) == (date(2026, 4, 9), 3, True)
    assert line("beschwerde", "2026-04-13", takeover(Records(clocks=(clock,)))).warnings == ("passed on 2026-04-09",)


def test_what_is_done_has_no_days_left_and_says_when_it_was_late() -> None:
    in_time, late = (Records(clocks=(ClockRecord(PERMIT, done_on=date(2026, 6, day)),)) for day in (2, 3))
    assert [line(PERMIT, "2026-06-10", takeover(records)).state for records in (in_time, late)] == ["done", "done"]
    assert line(PERMIT, "2026-06-10", takeover(in_time)).warnings == ()
    assert line(PERMIT, "2026-06-10", takeover(late)).warnings == ("done on 2026-06-03, after the last day",)
    assert line(PERMIT, "2026-06-10", takeover(late)).days_left is None


def test_what_stands_still_says_since_when_and_why() -> None:
    pause = Pause(date(2026, 3, 9), None, "missing-papers")
    found = line(PERMIT, "2026-06-10", takeover(Records(pauses=(pause,))))
    assert (found.state, found.start, found.pauses, found.last_day) == ("paused", date(2026, 3, 2), (pause,), None)


def test_a_certificate_too_old_on_the_opening_day_is_called_out_at_once() -> None:
    issued = (ClockRecord(CERTIFICATE, started_on=date(2026, 3, 3)),)
    too_late, in_time = (takeover(Records(opens_on=date(2026, 6, day), clocks=issued)) for day in (4, 3))
    assert line(CERTIFICATE, "2026-03-04", too_late).warnings == ("ends on 2026-06-03, before the opening on 2026-06-04",)
    assert line(CERTIFICATE, "2026-03-04", in_time).warnings == ()


def test_what_is_deemed_told_is_called_out_to_nobody() -> None:
    posted = Records(clocks=(ClockRecord("bekanntgabe", started_on=date(2026, 3, 3)),))
    assert line("bekanntgabe", "2026-04-01", takeover(posted)).warnings == ()


def test_the_most_urgent_stands_first() -> None:
    pauses = (Pause(date(2026, 3, 9), None, "missing-papers"),)
    done = (ClockRecord("erstinformation", done_on=date(2026, 3, 4)),)
    cases = [takeover(), replace(takeover(Records(pauses=pauses)), id=2), replace(takeover(Records(clocks=done)), id=3)]
    lines = report(cases, town(), datetime(2026, 5, 20, 8, tzinfo=BERLIN))
    places = [STATES.index(one.state) for one in lines]
    assert places == sorted(places)
    assert {0, 1, 2, 3} <= set(places)
    ends = [one.last_day for one in lines if one.state in ("passed", "running")]
    assert ends == sorted(ends, key=lambda day: day or date.max)
