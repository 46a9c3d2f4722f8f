"""A letter as a mail, and the mail server that takes it.

The mail is plain text with a text/calendar part beside it (RFC 6047 2.4: METHOD in the part and in its type are one). Its
Message-ID says which appointment, recipient and version it is about: sent twice, it is the same mail.
"""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from scheduler.errors import InputError
from scheduler.exports import cancellation, invite, words
from scheduler.exports.booked import Booked, Recipient
from scheduler.letters import CANCEL, Letter
from scheduler.settings import Settings

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


def mail(letter: Letter, booked: Booked, recipient: Recipient, since: datetime) -> EmailMessage:
    """`booked` holds the letter's appointment alone; `since`: when the letter was written."""
    appointment = letter.appointment
    taken_back = letter.method == CANCEL
    message = EmailMessage()
    message["From"] = Address(booked.desk.name, addr_spec=booked.desk.email)
    message["To"] = Address(addr_spec=recipient.mailbox.email)
    message["Subject"] = ("Abgesagt: " if taken_back else "") + words.summary(appointment, recipient)
    message["Date"] = format_datetime(since)
    message["Message-ID"] = message_id(letter)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
    day = f"{appointment.start:%d.%m.%Y, %H:%M} bis {appointment.end:%H:%M} Uhr"
    lead = f"Dieser Termin findet nicht statt: {day}" if taken_back else f"Termin am {day}"
    message.set_content(f"{lead}\n\n{words.description(booked, appointment, recipient)}\n", cte="quoted-printable")
    calendar = (cancellation if taken_back else invite).render(booked, recipient)
    message.add_alternative(calendar, maintype="text", subtype="calendar", params={"method": letter.method, "charset": "UTF-8"})
    return message


def message_id(letter: Letter) -> str:
    local, _, domain = letter.appointment.uid.partition("@")
    return f"<{local}.{letter.appointment.sequence}.{letter.recipient}@{domain}>"
