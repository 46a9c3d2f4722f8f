"""Days recorded for a case: what is taken, what is refused in a sentence, and that nobody overwrites what they have not seen."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from scheduler.cases import Case, ClockRecord, Pause, Records
from scheduler.errors import InputError, NotFoundError, StaleError
from scheduler.recording import Recording, record, recorded
from scheduler.store.store import Store
from tests.builders import at, case, town

NOW = at(15, "09:00", month=7)
PERMIT = "gewerbeerlaubnis-fiktion"


def restaurant(**changes: Any) -> Case:
    """Received and complete on Monday, 2 March 2026: its permit is deemed granted after 2 June."""
    given = {"venture": "gaststaette-uebernahme", "complete_on": date(2026, 3, 2)} | changes
    permit = replace(case().meetings[0], id="gewerbeerlaubnisse", department="gewerbeerlaubnisse")
    return replace(case(permit), **given)


def telling(**told: Any) -> Recording:
    return Recording(frozenset(told), **told)


def told(recording: Recording, **changes: Any) -> Case:
    return recorded(restaurant(**changes), recording, town(id="dortmund"), NOW)  # whose own practice the law file knows


def test_what_is_not_told_stays_and_what_is_told_as_unknown_goes() -> None:
    pause = Pause(date(2026, 3, 9), date(2026, 3, 12), "missing-papers")
    had = Records(applied_on=date(2026, 3, 1), pauses=(pause,))
    assert told(telling(opens_on=date(2027, 1, 4)), records=had).records == replace(had, opens_on=date(2027, 1, 4))
    assert told(telling(complete_on=None), records=had).complete_on is None
    assert told(telling(pauses=()), records=had).records.pauses == ()


@pytest.mark.parametrize(
    ("recording", "path", "sentence"),
    [
        ({"applied_on": date(2026, 7, 16)}, "applied_on", "lies in the future; today is 2026-07-15"),
        ({"complete_on": date(2026, 3, 1)}, "complete_on", "lies before the case was received on 2026-03-02"),
        (
            {"applied_on": date(2026, 3, 4), "complete_on": date(2026, 3, 3)},
            "complete_on",
            "lies before the application arrived on 2026-03-04",
        ),
        ({"opens_on": date(2031, 1, 2)}, "opens_on", "the law of 2031-01-02 is not known"),
        (
            {"pauses": (Pause(date(2026, 3, 9), None, "holiday"),)},
            "pauses[0].reason",
            '"holiday" is not a reason. Known: missing',
        ),
        ({"pauses": (Pause(date(2026, 3, 1), None, "at-request"),)}, "pauses[0].since", "before the case was received on"),
        (
            {"pauses": (Pause(date(2026, 3, 9), date(2026, 3, 8), "at-request"),)},
            "pauses[0].until",
            "lies before the pause began on 2026-03-09",
        ),
        ({"pauses": (Pause(date(2026, 3, 9), date(2026, 7, 16), "at-request"),)}, "pauses[0].until", "lies in the future"),
        (
            {"pauses": (Pause(date(2026, 3, 9), None, "at-request"), Pause(date(2026, 4, 9), None, "at-request"))},
            "pauses[1]",
            "comes after a pause that still lasts",
        ),
        (
            {"pauses": (Pause(date(2026, 3, 9), date(2026, 3, 12), "at-request"), Pause(date(2026, 3, 11), None, "at-request"))},
            "pauses[1].since",
            "lies before the pause before ended on 2026-03-12",
        ),
        (
            {"clocks": (ClockRecord("mondphase"),)},
            "clocks[0].rule",
            "is not a deadline. Awaited or running here: .*eingangsbestaetigung",
        ),
        ({"clocks": (ClockRecord(PERMIT), ClockRecord(PERMIT))}, "clocks[1].rule", "stands there twice"),
        ({"clocks": (ClockRecord("gewerbeschein"),)}, "clocks[0].rule", "does not run in this case. Maybe started_on is missing"),
        ({"clocks": (ClockRecord("personenbefoerderung-fiktion"),)}, "clocks[0].rule", "does not run in this case"),
        ({"clocks": (ClockRecord("gewerbeschein", started_on=date(2026, 8, 1)),)}, "clocks[0].started_on", "in the future"),
        ({"clocks": (ClockRecord(PERMIT, done_on=date(2026, 3, 1)),)}, "clocks[0].done_on", "lies before the clock could begin"),
        ({"clocks": (ClockRecord(PERMIT, done_on=date(2026, 8, 1)),)}, "clocks[0].done_on", "lies in the future"),
        (
            {"clocks": (ClockRecord(PERMIT, extended_to=date(2026, 7, 2)),)},
            "clocks[0]",
            "needs extended_to and extension_told_on",
        ),
        (
            {"clocks": (ClockRecord(PERMIT, None, date(2026, 7, 2), date(2026, 6, 3)),)},
            "clocks[0].extension_told_on",
            "2026-06-03 is too late: the deadline ended on 2026-06-02",
        ),
        (
            {"clocks": (ClockRecord(PERMIT, None, date(2026, 5, 2), date(2026, 5, 1)),)},
            "clocks[0].extended_to",
            "lies before the deadline ends anyway on 2026-06-02",
        ),
        (
            {"clocks": (ClockRecord("eingangsbestaetigung", None, date(2026, 5, 2), date(2026, 3, 3)),)},
            "clocks[0]",
            r"cannot be extended \(RAL-GZ 981, Kriterium 1\)",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(recording: dict[str, Any], path: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence) as refused:
        told(telling(**recording))
    assert refused.value.path == path


def test_an_extension_has_a_longest_where_the_law_has_one() -> None:
    taxi = {"venture": "taxi-und-mietwagen", "complete_on": None, "records": Records(applied_on=date(2026, 3, 2))}
    driver = replace(case().meetings[0], id="strassenverkehrsbehoerde", department="strassenverkehrsbehoerde")
    rule, in_time = "personenbefoerderung-fiktion", date(2026, 6, 2)
    longest = telling(clocks=(ClockRecord(rule, None, date(2026, 9, 2), in_time),))
    assert told(longest, meetings=(driver,), **taxi).records.clocks == longest.clocks
    with pytest.raises(InputError, match=r"2026-09-03 is too far: PBefG § 15 Abs. 1 allows 3 months, to 2026-09-02"):
        told(telling(clocks=(ClockRecord(rule, None, date(2026, 9, 3), in_time),)), meetings=(driver,), **taxi)


def test_an_extension_told_in_time_stays_whatever_pause_comes_after_it() -> None:
    extended = ClockRecord(PERMIT, None, date(2026, 7, 2), date(2026, 5, 29))
    pauses = (Pause(date(2026, 6, 8), None, "missing-papers"),)
    paused = told(telling(pauses=pauses), records=Records(clocks=(extended,)))
    assert paused.records == Records(pauses=pauses, clocks=(extended,))
    with pytest.raises(InputError, match="stands still and has no end to be extended"):
        told(telling(clocks=(extended,)), records=Records(pauses=(Pause(date(2026, 5, 8), None, "missing-papers"),)))


def test_an_event_that_is_counted_back_from_may_lie_ahead() -> None:
    ahead = telling(clocks=(ClockRecord("sondernutzung", started_on=date(2026, 9, 1)),))
    streets = replace(case().meetings[0], id="tiefbauamt", department="tiefbauamt")
    assert told(ahead, venture="veranstaltung", meetings=(streets,)).records.clocks == ahead.clocks


def test_records_are_kept_and_nobody_overwrites_what_they_have_not_seen(store: Store) -> None:
    with store.transaction() as books:
        books.write_town(town(), NOW)
        opened = books.open_case(restaurant())
    given = telling(
        applied_on=date(2026, 3, 2),
        opens_on=date(2026, 9, 1),
        pauses=(Pause(date(2026, 3, 9), date(2026, 3, 12), "missing-papers"), Pause(date(2026, 4, 9), None, "at-request")),
        clocks=(ClockRecord(PERMIT, done_on=date(2026, 5, 4)),),
        complete_on=date(2026, 3, 4),
    )
    written = record(store, opened.id, 1, given, NOW)
    assert written.version == 2
    with store.reading() as reading:
        assert reading.case(opened.id) == written
        assert reading.all_cases() == (written,)
    with pytest.raises(StaleError, match=f"Case {opened.id} was changed by somebody else since version 1"):
        record(store, opened.id, 1, telling(complete_on=None), NOW)
    with pytest.raises(NotFoundError):
        record(store, 4711, 1, given, NOW)
    with store.reading() as reading:
        assert reading.case(opened.id) == written
