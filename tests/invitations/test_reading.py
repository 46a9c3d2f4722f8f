"""How mail programs write an answer: names with commas, addresses with signs, charsets of old."""

import email
from datetime import UTC, datetime

import pytest

from scheduler.mailbox import Mailbox
from scheduler.replies.reading import Reply, read

CALENDAR = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Test//Antwort//DE
METHOD:REPLY
BEGIN:VEVENT
UID:7@lotse.example
SEQUENCE:1
DTSTAMP:20260302T120000Z
ATTENDEE;PARTSTAT=ACCEPTED:{attendee}
COMMENT:Grüße aus Hörde
END:VEVENT
END:VCALENDAR
"""


def answer(sender: str, attendee: str = "mailto:k0017@kunde.example", charset: str = "utf-8", written: str = "") -> Reply:
    kind = f"text/calendar; method=REPLY; charset={charset}"
    head = f"From: {sender}\r\nMessage-ID: <1@kunde.example>\r\nContent-Type: {kind}\r\n\r\n"
    calendar = CALENDAR.format(attendee=attendee).replace("\n", "\r\n")
    mail = email.message_from_bytes(head.encode("ascii"))
    mail.set_payload(calendar.encode(written or charset))
    mail["Content-Transfer-Encoding"] = "8bit"
    found = read(mail)
    assert isinstance(found, Reply)
    assert (found.uid, found.sequence, found.stamp) == ("7@lotse.example", 1, datetime(2026, 3, 2, 12, tzinfo=UTC))
    return found


@pytest.mark.parametrize(
    "sender",
    [
        "k0017@kunde.example",
        '"Gruenderin, Die" <K0017@kunde.example>',
        "=?utf-8?Q?Gr=C3=BCnderin=2C_Die?= <k0017@kunde.example>",  # as Outlook writes "last name, first name"
        "=?utf-8?B?R3LDvG5kZXJpbiA8YUBiLmV4YW1wbGU+LA==?= <k0017@kunde.example>",
    ],
)
def test_the_sender_is_the_address_whatever_the_name_holds(sender: str):
    assert answer(sender).sender == "k0017@kunde.example"


@pytest.mark.parametrize("name", ["=?utf-8?q?k0017=40kunde.example?=", "=?utf-8?q?k0017=40kunde.example_=28?="])
def test_a_name_that_looks_like_an_address_is_no_sender(name: str):
    assert answer(f"{name} <fremd@woanders.example>").sender == "fremd@woanders.example"


@pytest.mark.parametrize("address", ["a&b@kunde.example", "100%25@kunde.example", "o'neil+x@kunde.example", "a/b@kunde.example"])
def test_an_address_comes_back_as_it_went_out(address: str):
    """The invitation names it as a URI, with some signs escaped; programs send that back."""
    found = answer(address, attendee=Mailbox("", address).uri)
    assert found.attendee == found.sender == address


@pytest.mark.parametrize(
    ("charset", "written"),
    [("utf-8", ""), ("iso-8859-1", ""), ("windows-1252", ""), ("utf-16", ""), ("utf-8", "utf-8-sig"), ("x-unknown", "utf-8")],
)
def test_an_old_charset_is_read(charset: str, written: str):
    assert answer("k0017@kunde.example", charset=charset, written=written).note == "Grüße aus Hörde"
