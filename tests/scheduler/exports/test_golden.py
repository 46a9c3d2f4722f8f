"""The golden files: byte for byte, and read back by a parser as what was meant."""

from datetime import datetime
from typing import Any

import pytest
from icalendar import Calendar

from scheduler.exports.booked import recipients
from tests.scheduler.exports import golden
from tests.scheduler.exports.bookings import BERLIN, DESK, booked, combined

FILES = golden.files()


def read(content: bytes) -> Any:
    """The calendar; Any, since a property may be any of the library's thirty types."""
    return Calendar.from_ical(content)


def the_event(content: bytes) -> Any:
    (event,) = read(content).events
    return event


def test_the_folder_holds_these_files_and_no_others():
    assert {path.name for path in golden.FOLDER.glob("*.ics")} == set(FILES)


@pytest.mark.parametrize("name", sorted(FILES))
def test_written_as_committed(name: str):
    assert FILES[name] == (golden.FOLDER / name).read_bytes()


def test_mails_are_written_as_committed():
    made = golden.mails()
    assert {path.name: path.read_bytes() for path in golden.MAILS.glob("*.eml")} == made
    assert all(max(map(len, content.split(b"\r\n"))) <= 998 for content in made.values())


@pytest.mark.parametrize("name", sorted(FILES))
def test_read_back_without_a_complaint(name: str):
    calendar = read((golden.FOLDER / name).read_bytes())
    assert calendar.errors == []
    assert [event.errors for event in calendar.events] == [[] for _ in calendar.events]


@pytest.mark.parametrize("name", sorted(name for name in FILES if not name.startswith("case")))
def test_an_invitation_has_what_itip_demands(name: str):
    """RFC 5546 3.2.2: METHOD, one UID, DTSTAMP in UTC, SEQUENCE, ORGANIZER; and for us exactly one ATTENDEE."""
    calendar = read(FILES[name])
    event = the_event(FILES[name])
    assert calendar["METHOD"] == "REQUEST"
    assert event["DTSTAMP"].to_ical() == b"20260302T070000Z"
    assert event["ORGANIZER"] == f"mailto:{DESK.email}"
    assert not isinstance(event["ATTENDEE"], list)
    assert event["ATTENDEE"].params["RSVP"] == "TRUE"


def test_each_recipient_is_the_only_attendee_of_their_own_file():
    attendees = {recipient.mailbox.email for recipient in recipients(booked(combined()))}
    files = [content for name, content in FILES.items() if name.startswith("combined-")]
    assert len(files) == len(attendees) == 4
    assert {the_event(content)["ATTENDEE"].removeprefix("mailto:") for content in files} == attendees
    for content in files:
        assert sum(content.count(f"mailto:{email}".encode()) for email in attendees) == 1


def test_customer_and_host_share_the_appointment_and_an_officer_has_their_own_part_of_it():
    customer, host, officer = (the_event(FILES[f"combined-{who}.ics"]) for who in ("customer", "adv-hoerde", "bau-1"))
    assert customer["UID"] == host["UID"] == combined().uid
    assert (customer.start, customer.end) == (host.start, host.end)
    assert customer.start == datetime(2026, 3, 9, 8, 30, tzinfo=BERLIN)
    assert customer.end == datetime(2026, 3, 9, 10, 15, tzinfo=BERLIN)
    assert officer["UID"] not in (customer["UID"], the_event(FILES["combined-leb-1.ics"])["UID"])
    assert officer.start == datetime(2026, 3, 9, 9, 0, tzinfo=BERLIN)
    assert officer.end == datetime(2026, 3, 9, 9, 45, tzinfo=BERLIN)


@pytest.mark.parametrize("who", ["customer", "adv-hoerde", "bau-1"])
def test_a_later_word_has_the_same_uid_and_a_higher_sequence(who: str):
    first, later = the_event(FILES[f"combined-{who}.ics"]), the_event(FILES[f"moved-{who}.ics"])
    assert first["UID"] == later["UID"]
    assert (first["SEQUENCE"], later["SEQUENCE"]) == (0, 1)


def test_the_case_calendar_publishes_all_appointments_and_invites_nobody():
    calendar = read(FILES["case-17.ics"])
    assert calendar["METHOD"] == "PUBLISH"
    assert [event["LOCATION"].split(",")[0] for event in calendar.events] == ["Berswordthalle", "IHK zu Dortmund"]
    assert all("ATTENDEE" not in event for event in calendar.events)
    invited = {the_event(FILES[f"{stem}-customer.ics"])["UID"] for stem in ("combined", "alone")}
    assert {event["UID"] for event in calendar.events} == invited


def test_the_description_says_what_happens_when_and_what_to_bring_once():
    description = the_event(FILES["combined-customer.ics"])["DESCRIPTION"]
    assert "09:00 bis 09:45 Uhr  Bauordnung: Nutzungsänderung" in description
    assert description.count("Grundrisse, Maßstab 1:100") == 1
