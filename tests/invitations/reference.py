"""A calendar as mail programs keep it: the newest word about an entry counts, in whatever order they come (RFC 5546 2.1.5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from email.message import EmailMessage

from tests.invitations.readers import Read, by_icalendar


@dataclass(frozen=True)
class Entry:
    """What the calendar shows."""

    uid: str
    start: int
    end: int
    sequence: int


def calendar_part(mail: EmailMessage) -> EmailMessage | None:
    found = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    return found[0] if found else None


def content_of(mail: EmailMessage) -> bytes:
    part = calendar_part(mail)
    assert part is not None
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content


def kept(words: Iterable[Read]) -> frozenset[Entry]:
    """The entries after all these REQUESTs and CANCELs."""
    newest: dict[str, Read] = {}
    for word in words:
        known = newest.get(word.uid)
        if known is None or word.sequence > known.sequence:
            newest[word.uid] = word
    return frozenset(Entry(one.uid, one.start, one.end, one.sequence) for one in newest.values() if one.method == "REQUEST")


def read_mails(mails: Iterable[EmailMessage]) -> list[Read]:
    return [by_icalendar(content_of(mail)) for mail in mails if calendar_part(mail) is not None]
