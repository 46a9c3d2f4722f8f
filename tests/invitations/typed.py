"""Hostile text in every field that reaches a mail, and what a mail must still be then."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

from scheduler.exports.booked import Addresses, Booked, Recipient, recipients
from scheduler.exports.note import KINDS, note_of
from scheduler.exports.paper import as_pdf
from scheduler.letters import CANCEL, DECLINECOUNTER, REMINDER, REQUEST, Letter
from scheduler.mail import mail
from scheduler.mailbox import Mailbox
from tests.invitations.hostile import SPY
from tests.invitations.readers import by_icalendar, well_formed
from tests.invitations.reference import calendar_part, content_of
from tests.scheduler.exports.bookings import CASE, STAMP, TOWN, booked, combined, named

METHODS = {"new": REQUEST, "moved": REQUEST, "cancelled": CANCEL, "reminder": REMINDER, "refused": DECLINECOUNTER}


def sheet(text: str) -> Booked:
    """`text` wherever a human may have typed."""
    case = replace(named(text), meetings=tuple(replace(one, title=text, bring=(text,)) for one in CASE.meetings))
    town = replace(
        TOWN,
        title=text,
        places=tuple(replace(place, title=text, address=text, directions=text) for place in TOWN.places),
        departments=tuple(replace(department, title=text, bring=(text,)) for department in TOWN.departments),
    )
    made = booked(combined(), case=case, town=town)
    return replace(made, desk=Mailbox(text, made.desk.email), addresses=Addresses("https://a.example/1", "https://a.example/2"))


def mails(text: str) -> Iterator[EmailMessage]:
    """Every kind of mail to everybody, as it went over the line."""
    made = sheet(text)
    guest = Recipient(Mailbox(text, "gast@kunde.example"), guest="guest.1", language="en")
    before = replace(combined(), start=combined().start - timedelta(days=1), end=combined().end - timedelta(days=1))
    for recipient in (*recipients(made), guest):
        for kind in KINDS:
            letter = Letter(recipient.guest or recipient.seat or "customer", METHODS[kind], made.appointments[0])
            note = note_of(kind, made, recipient, before if kind == "moved" else None, text)
            content = mail(letter, note, made, recipient, STAMP).as_bytes(policy=policy.SMTP)
            parsed = message_from_bytes(content, policy=policy.default)
            assert isinstance(parsed, EmailMessage)
            yield parsed


def letters(text: str) -> Iterator[bytes]:
    made = sheet(text)
    yield as_pdf(note_of("new", made, recipients(made)[0]), made, STAMP)


HEADERS = {
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Language", "MIME-Version", "Content-Type",
}  # fmt: skip
PROPERTIES = {
    "UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "LOCATION", "DESCRIPTION", "STATUS", "TRANSP",
    "X-MICROSOFT-CDO-BUSYSTATUS", "ORGANIZER", "ATTENDEE",
}  # fmt: skip


def faults(one: EmailMessage, text: str) -> Iterator[str]:
    """What the text has become besides text."""
    if set(one.keys()) != HEADERS or len(one.keys()) != len(HEADERS):
        yield f"headers {one.keys()}"
    if len(one["To"].addresses) != 1 or SPY in str(one["To"]) or len(one["From"].addresses) != 1:
        yield f"recipients {one['To']!s}, {one['From']!s}"
    if one["From"].addresses[0].addr_spec != "termine@lotse.example":
        yield "another From"
    kinds = [part.get_content_type() for part in one.walk() if not part.is_multipart()]
    if kinds not in (["text/plain", "text/html"], ["text/plain", "text/html", "text/calendar", "application/ics"]):
        yield f"parts {kinds}"
    html = one.get_body(("html",))
    assert html is not None
    if "<script" in html.get_content() or "<img" in html.get_content():
        yield "markup"
    if calendar_part(one) is None:
        return
    content = content_of(one)
    yield from well_formed(content)
    read = by_icalendar(content)
    if len(read.attendees) != 1 or read.sequence != 0 or not read.uid.endswith("@lotse.example"):
        yield f"read as {read}"
    unfolded = content.replace(b"\r\n ", b"").decode()
    names = {
        line.partition(":")[0].partition(";")[0]
        for line in unfolded.partition("BEGIN:VEVENT")[2].partition("BEGIN:VALARM")[0].splitlines()
    }
    strange = names - PROPERTIES - {"", "END"}
    if strange:
        yield f"properties {strange}"
    if _letters(text)[:8] not in _letters(unfolded):
        yield "the text is gone"


def _letters(text: str) -> str:
    """Without what is escaped, filtered or folded."""
    return "".join(each for each in text if each.isprintable() and not each.isspace() and each not in "\\;,\"'^")
