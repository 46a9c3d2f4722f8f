"""`lotse answers` as a process of its own: what came by mail is read, and options are worked out."""

import subprocess
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from scheduler import clock
from scheduler.mail import MailServer
from scheduler.planning import Desk
from scheduler.sending import Sender
from scheduler.store.store import open_store
from scheduler.ventures import catalogue
from tests import builders
from tests.api.served import LOTSE, environment
from tests.inbox import Inbox, inbox, server
from tests.invitations.asked import DESK
from tests.invitations.imap import deliver, imap_server
from tests.invitations.readers import by_icalendar
from tests.invitations.reference import content_of
from tests.invitations.replying import Answering

__all__ = ["inbox", "server"]


def test_an_answer_is_read_and_options_are_worked_out(tmp_path: Path, inbox: Inbox, server: MailServer):
    now = clock.now()
    with closing(open_store(f"sqlite:///{tmp_path / 'lotse.sqlite'}")) as store:
        desk = Desk(store, catalogue(), mail_domain="lotse.example", solve_seconds=30.0)
        desk.seed_town(builders.town(), now)
        with store.transaction() as books:
            case = books.open_case(builders.case(builders.meeting(), received_on=now.date()))
        desk.confirm(desk.request_plan(case.id, now).id or 0, now)
        Sender(store, server, DESK, clock.now).send_due()
    invitation = next(by_icalendar(content_of(mail)) for mail in inbox.mails if mail["To"] == builders.EMAIL)
    (tmp_path / "password").write_text("geheim", encoding="utf-8")
    with imap_server() as box:
        declined = Answering(invitation, "DECLINED", stamp=datetime.now().astimezone() + timedelta(seconds=1))
        deliver(box, [declined.mail(), b"From: a@b.example\r\nSubject: Frage\r\n\r\nWo ist das?\r\n"])
        more = {
            "LOTSE_IMAP_HOST": box.host,
            "LOTSE_IMAP_PORT": str(box.port),
            "LOTSE_IMAP_TLS": "none",
            "LOTSE_IMAP_USER": box.user,
            "LOTSE_IMAP_PASSWORD_FILE": str(tmp_path / "password"),
        }
        command, settings = [LOTSE, "answers", "--once"], environment(tmp_path, **more)
        first, second = (
            subprocess.run(command, env=settings, capture_output=True, text=True, timeout=120, check=False) for _ in range(2)
        )
    assert (first.returncode, first.stdout, first.stderr) == (0, "1 counted, 1 no-calendar\n", "")
    assert second.stdout == "Nothing new.\n"
    with closing(open_store(f"sqlite:///{tmp_path / 'lotse.sqlite'}")) as store, store.reading() as reading:
        (wish,) = reading.open_wishes()
    assert wish.options


def test_without_a_mailbox_it_says_so(tmp_path: Path):
    run = subprocess.run([LOTSE, "answers"], env=environment(tmp_path), capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 2
    assert run.stderr == "lotse: LOTSE_IMAP_HOST: is not set, so nobody reads the answers. Name the mail server.\n"
