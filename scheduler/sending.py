"""The sender: works the outbox off, letter by letter. Claim, send, note; while it talks to the mail server nothing is locked.

A sender that dies between sending and noting leaves a claim that ends; the letter is then sent once more, as the same mail
(same Message-ID, UID and SEQUENCE), which mail programs and calendars take as one.
"""

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from threading import Event
from typing import Protocol

from scheduler.letters import REMINDER
from scheduler.links import Links
from scheduler.mail import UndeliveredError, mail
from scheduler.mailbox import Mailbox
from scheduler.store.reading_invited import Posted
from scheduler.store.store import Store
from scheduler.traces import trace_of
from scheduler.writing import written

LEASE = timedelta(minutes=10)  # longer than a mail server may take for one letter
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
GIVE_UP_AFTER = timedelta(days=3)
LOOK_SECONDS = 5.0

_log = logging.getLogger("lotse.sending")


class Server(Protocol):
    """What takes mails: see `scheduler.mail.MailServer`."""

    def send(self, message: EmailMessage) -> None: ...


@dataclass(frozen=True)
class Sender:
    """`desk`: who invites; `now`: asked for each letter; `links`: None where no page can be linked to."""

    store: Store
    server: Server
    desk: Mailbox
    now: Callable[[], datetime]
    links: Links | None = None

    def send_due(self, stop: Event | None = None) -> int:
        """Work off what is due, and how many letters were taken in hand."""
        count = 0
        while not (stop and stop.is_set()) and self._one():
            count += 1
        return count

    def run(self, stop: Event) -> None:
        """Until `stop` is set. A store that cannot be used for a while is no reason to end."""
        while not stop.is_set():
            try:
                self.send_due(stop)
            except Exception as error:  # noqa: BLE001  the letters wait; the log says why
                _log.error("sending failed: %s", trace_of(error)[0], exc_info=error)
            stop.wait(LOOK_SECONDS)

    def _one(self) -> bool:
        posted = self.store.change(lambda books: books.claim_letter(self.now(), LEASE))
        if posted is None:
            return False
        if posted.letter.method == REMINDER and posted.letter.appointment.start <= self.now():
            self.store.change(lambda books: books.recall_reminders(posted.letter.appointment.id or 0))
            return True  # nobody is reminded of what has begun
        try:
            self.server.send(self._mail(posted))
            fault, again_at = None, None
        except UndeliveredError as reason:
            fault, again_at = reason.fault, None if reason.for_good else self._again_at(posted)
        except (ValueError, KeyError) as reason:  # it cannot be written: a fault of ours, to be mended by a newer version
            _log.error("letter %d cannot be written", posted.id, exc_info=reason)
            fault, again_at = "unwritable", self._again_at(posted)
        if fault is None:
            self.store.change(lambda books: books.note_sent(posted))
        else:
            self.store.change(lambda books: books.note_failed(posted, fault, again_at))
        return True

    def _again_at(self, posted: Posted) -> datetime | None:
        """Doubled each time and drawn a little, so that many letters do not come back at once; None: it is given up."""
        now = self.now()
        if now - posted.since > GIVE_UP_AFTER:
            return None
        pause = min(FIRST_PAUSE * 2 ** min(posted.tries - 1, 10), LONGEST_PAUSE)
        return now + pause * random.uniform(0.8, 1.2)  # noqa: S311  no secret

    def _mail(self, posted: Posted) -> EmailMessage:
        letter = written(self.store, posted, self.desk, self.links)
        return mail(posted.letter, letter.note, letter.booked, letter.recipient, posted.since)
