"""Answers as calendar programs write them, by a writer that shares nothing with ours."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from tests.invitations.readers import Read


@dataclass(frozen=True)
class Answering:
    """An answer to the invitation that was read: every field may be forged."""

    to: Read
    state: str = "ACCEPTED"
    method: str = "REPLY"
    sender: str = ""
    attendee: str = ""
    stamp: datetime = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    message_id: str = ""
    automatic: bool = False
    ahead: timedelta = timedelta()
    comment: str = ""
    zone: str = "utc"

    def mail(self) -> bytes:
        attendee = self.attendee or self.to.attendees[0]
        start, end = (datetime.fromtimestamp(each, UTC) + self.ahead for each in (self.to.start, self.to.end))
        lines = [
            "BEGIN:VCALENDAR",
            "PRODID:-//Test//Antwort//DE",
            "VERSION:2.0",
            f"METHOD:{self.method}",
            "BEGIN:VEVENT",
            f"UID:{self.to.uid}",
            f"SEQUENCE:{self.to.sequence}",
            f"DTSTAMP:{self.stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}",
            *self._times(start, end),
            f"ORGANIZER:mailto:{self.to.organizer}",
            f"ATTENDEE;PARTSTAT={self.state}:MAILTO:{attendee}",
            *([f"COMMENT:{self.comment}"] if self.comment else []),
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ]
        header = [
            f"From: {self.sender or attendee}",
            f"To: {self.to.organizer}",
            "Subject: Antwort",
            f"Message-ID: <{self.message_id or hash(self)}@kunde.example>",
            *(["Auto-Submitted: auto-replied"] if self.automatic else []),
            "MIME-Version: 1.0",
            "Content-Type: multipart/alternative; boundary=grenze",
        ]
        body = [
            "--grenze",
            "Content-Type: text/plain; charset=utf-8",
            "",
            "Danke",
            "--grenze",
            f'Content-Type: text/calendar; charset="utf-8"; method={self.method}',
            "",
            "\r\n".join(lines),
            "--grenze--",
            "",
        ]
        return "\r\n".join([*header, "", *body]).encode()

    def _times(self, start: datetime, end: datetime) -> list[str]:
        """As Google writes them, and as Outlook does with its own names of zones."""
        if self.zone == "utc":
            return [f"DTSTART:{start:%Y%m%dT%H%M%SZ}", f"DTEND:{end:%Y%m%dT%H%M%SZ}"]
        from zoneinfo import ZoneInfo

        local = [each.astimezone(ZoneInfo("Europe/Berlin")) for each in (start, end)]
        names = ("DTSTART", "DTEND")
        return [f"{name};TZID=W. Europe Standard Time:{each:%Y%m%dT%H%M%S}" for name, each in zip(names, local, strict=True)]


def garbage(good: Answering) -> list[bytes]:
    """What is no answer at all."""
    mail = good.mail()
    return [
        b"From: x@y.example\r\nSubject: hallo\r\n\r\nIch komme!\r\n",
        b"\r\n\r\n",
        mail.replace(b"END:VEVENT", b"END:VEVENT\r\nBEGIN:VEVENT\r\nUID:2\r\nEND:VEVENT"),
        mail.replace(b"METHOD:REPLY", b"METHOD:CANCEL"),
        mail.replace(b"PARTSTAT=ACCEPTED", b"PARTSTAT=DELEGATED"),
        mail.replace(b"SEQUENCE:", b"SEQUENCE:x"),
        mail.replace(b"BEGIN:VEVENT", b"BEGIN:VEVENT\r\n" + b"BEGIN:X\r\nEND:X\r\n" * 200),
        mail.replace(b"From: ", b"From: a@b.example, "),
        mail.replace(b"DTSTAMP:2026", b"DTSTAMP:20269999"),
        mail.replace(b"UID:", b"UID:\r\nATTENDEE:mailto:x@y.example\r\nUID:"),
    ]


def other(good: Answering, **changes: object) -> Answering:
    return replace(good, **changes)
