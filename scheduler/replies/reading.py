"""A mail -> what somebody answered with it. A pure function: nothing is looked up and nothing is believed.

Only METHOD:REPLY and COUNTER of one VEVENT with one ATTENDEE are answers (RFC 5546 3.2.3, 3.2.7). The rest is unread, with a word
for the reason, and stays in the mailbox for a person. Anybody may have written it, so it is small or it is not parsed, and
whatever the parser raises is "unreadable".
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from typing import Any
from urllib.parse import unquote

from icalendar import Calendar

from scheduler.cases import Window
from scheduler.clock import BERLIN
from scheduler.exports import plain
from scheduler.invited import ACCEPTED, COUNTERED, DECLINED, TENTATIVE
from scheduler.mailbox import is_address

MOST_BYTES = 256 * 1024
MOST_COMPONENTS = 60  # a VTIMEZONE of an old program lists decades of changes
LONGEST_NOTE = 1000
# In which a calendar part may be written; by its own rules it is UTF-8 (RFC 5545 3.1.4), but old programs say otherwise.
_CHARSETS = frozenset({"iso-8859-1", "iso-8859-15", "windows-1252", "utf-16"})
_STATES = {"ACCEPTED": ACCEPTED, "TENTATIVE": TENTATIVE, "DECLINED": DECLINED}


@dataclass(frozen=True)
class Reply:
    """`sender`, `attendee`: addresses in small letters; `asked`: the time a counter-proposal names; `stamp`: when it was said;
    `reference`: the same for the same mail.
    """

    uid: str
    sequence: int
    attendee: str
    sender: str
    state: str
    stamp: datetime
    reference: str
    asked: Window | None = None
    note: str = ""


@dataclass(frozen=True)
class Unread:
    """No answer: `why` is automatic, automatic-answer, bounced, no-calendar, too-large, unreadable, no-reply or incomplete."""

    why: str


def read(mail: Message) -> Reply | Unread:
    """What the mail answers."""
    if _header(mail, "Auto-Submitted").partition(";")[0].strip().lower() not in ("", "no"):
        # RFC 3834. An out-of-office note says nothing; an answer that a program wrote is not believed, but somebody reads it.
        return Unread("automatic" if _calendar(mail) is None else "automatic-answer")
    if mail.get_content_type() == "multipart/report":
        return Unread("bounced")
    # As it was sent: a name that is decoded first could bring a comma of its own, or another address.
    senders = [address.lower() for _, address in getaddresses([str(one) for one in mail.get_all("From", [])])]
    if len(senders) != 1 or not is_address(senders[0]):
        return Unread("incomplete")
    content = _calendar(mail)
    if content is None:
        return Unread("no-calendar")
    if len(content) > MOST_BYTES or content.upper().count(b"BEGIN:") > MOST_COMPONENTS:
        return Unread("too-large")
    try:
        return _answer(Calendar.from_ical(content), senders[0], _reference(mail, content))
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError, RecursionError):
        return Unread("unreadable")


def _answer(calendar: Any, sender: str, reference: str) -> Reply | Unread:
    method = str(calendar.get("METHOD", "")).upper()
    if method not in ("REPLY", "COUNTER"):
        return Unread("no-reply")
    events = calendar.walk("VEVENT")
    if len(events) != 1:
        return Unread("incomplete")
    event, attendee = events[0], events[0].get("ATTENDEE")
    if attendee is None or isinstance(attendee, list) or "UID" not in event or "DTSTAMP" not in event:
        return Unread("incomplete")
    state = COUNTERED if method == "COUNTER" else _STATES.get(str(attendee.params.get("PARTSTAT", "")).upper())
    if state is None:
        return Unread("incomplete")
    address = unquote(str(attendee).strip()).lower().removeprefix("mailto:")  # as `Mailbox.uri` escapes it (RFC 6068 2)
    return Reply(
        uid=str(event["UID"]),
        sequence=int(event.get("SEQUENCE", 0)),
        attendee=address,
        sender=sender,
        state=state,
        stamp=_instant(event["DTSTAMP"].dt),
        reference=reference,
        asked=_asked(event) if method == "COUNTER" else None,
        note=plain.paragraph(_text(event.get("COMMENT"))).strip()[:LONGEST_NOTE],
    )


def _asked(event: Any) -> Window | None:
    """None where it names a day or nothing: then the advisor reads the comment."""
    start, end = event.get("DTSTART"), event.get("DTEND")
    if start is None or not isinstance(start.dt, datetime):
        return None
    first = _instant(start.dt)
    last = _instant(end.dt) if end is not None and isinstance(end.dt, datetime) else first
    return Window(first, last) if first < last else None


def _instant(value: datetime) -> datetime:
    """Without a zone it is meant on Berlin's clocks."""
    return (value if value.utcoffset() is not None else value.replace(tzinfo=BERLIN)).astimezone(BERLIN)


def _text(value: Any) -> str:
    return str(value[0] if isinstance(value, list) else value or "")


def _calendar(mail: Message) -> bytes | None:
    """The calendar part; a program that writes none may attach the file."""
    for kinds in (("text/calendar",), ("application/ics",)):
        for part in mail.walk():
            if part.get_content_type() in kinds:
                content = part.get_payload(decode=True)
                return _as_utf8(content, part.get_content_charset("")) if isinstance(content, bytes) else None
    return None


def _as_utf8(content: bytes, charset: str) -> bytes:
    """As it came where its charset is none of ours, or not what it says."""
    if charset not in _CHARSETS or len(content) > MOST_BYTES:
        return content
    try:
        return content.decode(charset).encode()
    except UnicodeError:
        return content


def _reference(mail: Message, content: bytes) -> str:
    """A mail is itself by its Message-ID; without one by what it holds."""
    return hashlib.sha256(_header(mail, "Message-ID").strip().encode("utf-8", "replace") or content).hexdigest()


def _header(mail: Message, name: str) -> str:
    value = mail.get(name)
    if value is None:
        return ""
    try:
        return str(make_header(decode_header(str(value))))
    except (MessageError, LookupError, ValueError):
        return str(value)
