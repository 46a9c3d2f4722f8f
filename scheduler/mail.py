"""A letter as a mail, and the mail server that takes it.

    multipart/mixed
      multipart/alternative
        text/plain
        text/html
        text/calendar; method=...     last, as RFC 6047 2.4 and Outlook want it; METHOD inside is the same
      application/ics                 for programs that show a file

A reminder has no calendar part: nothing has changed. The Message-ID says which appointment, recipient and version a mail is
about: sent twice, it is the same mail.
"""

import hashlib
import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from scheduler.errors import InputError
from scheduler.exports import Export, cancellation, invite, plain, refusal
from scheduler.exports.booked import Booked, Recipient
from scheduler.exports.note import Note
from scheduler.exports.note_text import as_html, as_text
from scheduler.letters import CANCEL, DECLINECOUNTER, REQUEST, Letter
from scheduler.settings import Settings

EXPORT: Mapping[str, Export] = {REQUEST: invite, CANCEL: cancellation, DECLINECOUNTER: refusal}
TIMEOUT_SECONDS = 30  # for each step of talking to the server


def mail_server(configured: Settings) -> "MailServer | None":
    """None: no mail server is set. Raises InputError for a password that cannot be read."""
    if configured.smtp_host is None:
        return None
    password, file = "", configured.smtp_password_file
    if file is not None:
        try:
            password = file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as reason:
            raise InputError(f"{file} cannot be read.", path="LOTSE_SMTP_PASSWORD_FILE", value=str(file)) from reason
    return MailServer(configured.smtp_host, configured.smtp_port, configured.smtp_tls, configured.smtp_user, password)


class UndeliveredError(Exception):
    """The server did not take it. `fault`: a word for the log; `for_good`: asking again is of no use."""

    def __init__(self, fault: str, for_good: bool = False) -> None:
        super().__init__(fault)
        self.fault, self.for_good = fault, for_good


@dataclass(frozen=True)
class MailServer:
    """`tls`: none, starttls or tls; `password` is asked for only with a `user`."""

    host: str
    port: int
    tls: str
    user: str | None = None
    password: str = ""

    def send(self, message: EmailMessage) -> None:
        """Raises UndeliveredError."""
        try:
            with self._connected() as server:
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as reason:
            codes = [code for code, _ in reason.recipients.values()]
            raise UndeliveredError("recipient-refused", for_good=all(500 <= code < 600 for code in codes)) from reason
        except smtplib.SMTPAuthenticationError as reason:  # the operator's to mend, not the letter's fault
            raise UndeliveredError("login-refused") from reason
        except smtplib.SMTPResponseException as reason:
            data = isinstance(reason, smtplib.SMTPDataError)
            raise UndeliveredError("refused", for_good=data and 500 <= reason.smtp_code < 600) from reason
        except (OSError, smtplib.SMTPException) as reason:
            raise UndeliveredError("unreachable") from reason

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        context = ssl.create_default_context()
        if self.tls == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_SECONDS, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS)
        with server:
            if self.tls == "starttls":
                server.starttls(context=context)
            if self.user:
                server.login(self.user, self.password)
            yield server


def mail(letter: Letter, note: Note, booked: Booked, recipient: Recipient, since: datetime) -> EmailMessage:
    """`booked` holds the letter's appointment alone; `note`: what it says; `since`: when the letter was written.

    The same mail, byte for byte, for the same letter. One address stands in To, so nobody learns who else comes.
    """
    message = EmailMessage()
    message["From"] = Address(plain.header(booked.desk.name), addr_spec=booked.desk.email)
    message["To"] = Address(addr_spec=recipient.mailbox.email)
    message["Subject"] = plain.header(note.subject)
    message["Date"] = format_datetime(since)
    message["Message-ID"] = message_id(letter)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
    message.set_content(as_text(note), cte="quoted-printable")
    message.add_alternative(as_html(note), subtype="html", cte="quoted-printable")
    export = EXPORT.get(letter.method)
    if export is not None:
        calendar = export.render(booked, recipient)
        parameters = {"method": letter.method, "charset": "UTF-8"}
        # No Content-Disposition: programs show their buttons only for a part that is none.
        message.add_alternative(calendar, maintype="text", subtype="calendar", params=parameters)
        message.add_attachment(calendar, maintype="application", subtype="ics", filename="termin.ics")
    message["Content-Language"] = note.language  # at the end, or it would go down into the first part
    _name_boundaries(message, letter)
    return message


def message_id(letter: Letter) -> str:
    local, _, domain = letter.appointment.uid.partition("@")
    kind = "" if letter.method in (REQUEST, CANCEL) else f".{letter.method.lower()}.{letter.about}"
    return f"<{local}.{letter.appointment.sequence}.{letter.recipient}{kind}@{domain}>"


def _name_boundaries(message: EmailMessage, letter: Letter) -> None:
    """Python draws them at random, and the same letter would be another mail each time."""
    name = hashlib.sha256(message_id(letter).encode()).hexdigest()[:32]
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_{number}_{name}")
