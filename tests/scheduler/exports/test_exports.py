"""What holds for every export, whatever somebody typed."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from scheduler.exports import EXPORTS, Export
from scheduler.exports.booked import Booked, recipients
from tests.scheduler.exports.bookings import CASE, TOWN, alone, booked, combined, named

EVIL = [
    'Bäcker, "Müller"; Söhne',
    "a\nATTENDEE:mailto:spion@kunde.example",
    "a\r\nBEGIN:VEVENT\r\nUID:fremd\r\nEND:VEVENT",
    "a\rMETHOD:CANCEL",
    "a\x85METHOD:CANCEL",
    "a\u2028METHOD:CANCEL",
    "a\x0bMETHOD:CANCEL\x00",
    "^n^'^^",
    "mailto:spion@kunde.example",
    "ä" * 300,
    "👩‍🍳" * 40,
    "\ud800",
    "\u202eflesrevni",
    "",
]


def evil(text: str) -> Booked:
    """`text` wherever a human may have typed: the customer, a meeting's title, a place, a thing to bring."""
    case = replace(named(text), meetings=tuple(replace(meeting, title=text) for meeting in CASE.meetings))
    town = replace(
        TOWN,
        places=tuple(replace(place, title=text, address=text) for place in TOWN.places),
        departments=tuple(replace(department, bring=(text,)) for department in TOWN.departments),
    )
    return booked(combined(), case=case, town=town)


def assert_well_formed(content: bytes, events: int) -> None:
    assert content.endswith(b"END:VCALENDAR\r\n")
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode("utf-8")  # no character is cut in two by the folding
        assert not any(ord(char) < 32 or 127 <= ord(char) < 160 or char in "\u2028\u2029" for char in line.decode())
    calendar: Any = Calendar.from_ical(content)
    assert len(calendar.events) == content.count(b"\r\nBEGIN:VEVENT\r\n") == events
    assert content.count(b"\r\nMETHOD:") == 1
    assert content.count(b"\r\nATTENDEE") <= events


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.NAME)
@pytest.mark.parametrize("text", EVIL, ids=ascii)
def test_evil_text_stays_text(export: Export, text: str):
    sheet = evil(text)
    for recipient in recipients(sheet):
        assert_well_formed(export.render(sheet, recipient), events=1)


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.NAME)
@given(text=st.text(max_size=200))
def test_any_text_stays_text(export: Export, text: str):
    sheet = evil(text)
    assert_well_formed(export.render(sheet, recipients(sheet)[0]), events=1)


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.NAME)
def test_equal_input_gives_equal_bytes(export: Export):
    sheet = booked(combined())
    assert export.render(sheet, recipients(sheet)[0]) == export.render(sheet, recipients(sheet)[0])


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.NAME)
def test_the_media_type_names_the_method_of_the_file(export: Export):
    sheet = booked(combined())
    method = Calendar.from_ical(export.render(sheet, recipients(sheet)[0]))["METHOD"]
    assert f"text/calendar; charset=utf-8; method={method}" == export.MEDIA_TYPE


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.NAME)
def test_the_summary_names_nobody_and_nothing_personal(export: Export):
    case = replace(named("Geheimrat"), meetings=tuple(replace(meeting, title="Geheim") for meeting in CASE.meetings))
    for recipient in recipients(booked(combined(), case=case)):
        calendar: Any = Calendar.from_ical(export.render(booked(combined(), case=case), recipient))
        for event in calendar.events:
            assert "Geheim" not in event["SUMMARY"]
            assert "Geheimrat" not in event["DESCRIPTION"]


def test_umlauts_are_folded_by_octets():
    sheet = evil("ä" * 300)
    content = EXPORTS[0].render(sheet, recipients(sheet)[0])
    assert "ä" * 300 in content.replace(b"\r\n ", b"").decode()


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.NAME)
def test_a_proposed_appointment_is_refused(export: Export):
    sheet = booked(replace(combined(), uid=""))
    with pytest.raises(ValueError, match="only proposed"):
        export.render(sheet, recipients(sheet)[0])


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.NAME)
def test_a_seat_that_does_not_come_is_refused(export: Export):
    elsewhere = recipients(booked(alone()))[1]
    with pytest.raises(ValueError, match="'ihk-1' does not come"):
        export.render(booked(combined()), elsewhere)


def test_an_invitation_is_about_one_appointment():
    sheet = booked(combined(), alone())
    with pytest.raises(ValueError, match="not 2"):
        EXPORTS[0].render(sheet, recipients(sheet)[0])


def test_everybody_who_comes_is_a_recipient_once():
    seats = [recipient.seat for recipient in recipients(booked(combined(), alone()))]
    assert seats == [None, "adv-hoerde", "bau-1", "leb-1", "ihk-1"]
