"""The mailbox that answers come to, over IMAP. Each mail is looked at once; it is not moved and not deleted.

What was understood is marked as seen and answered; what a person should read is flagged and stays unseen. These are flags that
every server has (words of our own are not: RFC 3501 2.3.2). They are set after the answer is in the store: a reader that dies
between looks at that mail again, and the store knows it already.
"""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from threading import Event

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted, MailMessageFlags

from scheduler.errors import InputError
from scheduler.replies.reading import MOST_BYTES, Reply, Unread, read
from scheduler.replies.taking import take
from scheduler.settings import Settings
from scheduler.store.store import Store
from scheduler.traces import trace_of

NEW = "UNANSWERED UNFLAGGED"
FOR_A_PERSON = frozenset(
    {"automatic-answer", "no-calendar", "unreadable", "incomplete", "too-large", "bounced", "no-reply", "forged", "unknown"}
)
LOOK_SECONDS = 10.0
TIMEOUT_SECONDS = 30
_LARGEST_MAIL = 8 * MOST_BYTES  # with what else is attached to it

_DONE, _LOOK_HERE = (MailMessageFlags.SEEN, MailMessageFlags.ANSWERED), (MailMessageFlags.FLAGGED,)

_log = logging.getLogger("lotse.replies")


@dataclass(frozen=True)
class ReplyBox:
    """`tls`: none, starttls or tls."""

    host: str
    port: int
    tls: str
    user: str
    password: str
    folder: str = "INBOX"

    def opened(self) -> AbstractContextManager[BaseMailBox]:
        kinds = {"none": MailBoxUnencrypted, "starttls": MailBoxStartTls, "tls": MailBox}
        box = kinds[self.tls](self.host, self.port, timeout=TIMEOUT_SECONDS)
        return box.login(self.user, self.password, initial_folder=self.folder)


@dataclass(frozen=True)
class Reader:
    """Reads what is new in the box; `now`: asked for each mail."""

    store: Store
    box: ReplyBox
    now: Callable[[], datetime]

    def read_new(self, stop: Event | None = None) -> dict[str, int]:
        """How many mails came to what: counted, or the word for why not. Raises OSError, and what imap_tools raises."""
        came_to: dict[str, int] = {}
        with self.box.opened() as box:
            for uid in box.uids(NEW):
                if stop is not None and stop.is_set():
                    break
                word = self._one(box, uid)
                came_to[word] = came_to.get(word, 0) + 1
                box.flag(uid, _LOOK_HERE if word in FOR_A_PERSON else _DONE, True)
        return came_to

    def read_due(self, stop: Event | None = None) -> None:
        """As `read_new`; a box that cannot be reached for a while is no reason to end."""
        try:
            self.read_new(stop)
        except Exception as error:  # noqa: BLE001  the mails wait; the log says why
            _log.error("reading answers failed: %s", trace_of(error)[0], exc_info=error)

    def _one(self, box: BaseMailBox, uid: str) -> str:
        mail = _fetched(box, uid)
        try:
            reply = Unread("too-large") if mail is None else read(mail)
        except Exception as error:  # noqa: BLE001  one mail that nobody thought of must not keep all others from being read
            _log.error("a mail cannot be read: %s", trace_of(error)[0], exc_info=error)
            reply = Unread("unreadable")
        return take(self.store, reply, self.now()) if isinstance(reply, Reply) else reply.why


def _fetched(box: BaseMailBox, uid: str) -> Message | None:
    """None: it is larger than any answer."""
    query = f"UID {uid}"
    for head in box.fetch(query, headers_only=True, mark_seen=False):
        if head.size_rfc822 > _LARGEST_MAIL:
            return None
    for whole in box.fetch(query, mark_seen=False):
        return whole.obj
    return None


def reply_box(configured: Settings) -> ReplyBox | None:
    """None: no mailbox is set. Raises InputError for one that cannot be used."""
    if configured.imap_host is None:
        return None
    file = configured.imap_password_file
    if configured.imap_user is None or file is None:
        advice = "Set LOTSE_IMAP_USER and LOTSE_IMAP_PASSWORD_FILE."
        raise InputError("needs a user and a password.", path="LOTSE_IMAP_HOST", value=configured.imap_host, advice=advice)
    try:
        password = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as reason:
        raise InputError(f"{file} cannot be read.", path="LOTSE_IMAP_PASSWORD_FILE", value=str(file)) from reason
    host, port, tls = configured.imap_host, configured.imap_port, configured.imap_tls
    return ReplyBox(host, port, tls, configured.imap_user, password, configured.imap_folder)
