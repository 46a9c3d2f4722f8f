"""Letters on their way as processes see it: beside the service, and by `lotse send`."""

import signal
import subprocess
import time
from dataclasses import replace
from pathlib import Path

import pytest

from scheduler.mail import MailServer
from scheduler.planning import Desk
from scheduler.store.store import open_store
from scheduler.ventures import catalogue
from tests import builders
from tests.api.served import LOTSE, environment, served
from tests.inbox import Inbox, inbox, server

__all__ = ["inbox", "server"]


@pytest.fixture
def booked(tmp_path: Path) -> dict[str, str]:
    """The environment of a store in which one appointment was just booked, so that three letters wait."""
    store = open_store(f"sqlite:///{tmp_path / 'lotse.sqlite'}")
    desk = Desk(store, catalogue(), mail_domain="lotse.example", solve_seconds=30.0)
    desk.seed_town(builders.town(), builders.NOW)
    with store.transaction() as books:
        case = books.open_case(builders.case(builders.meeting()))
    desk.confirm(desk.request_plan(case.id or 0, builders.NOW).id or 0, builders.NOW)
    store.close()
    return environment(tmp_path)


def test_letters_are_sent_beside_the_service(tmp_path: Path, booked: dict[str, str], inbox: Inbox, server: MailServer):
    with served(tmp_path, LOTSE_SOLVE_WORKERS="1", **mail_settings(server)) as service:
        wait_for(inbox)
        assert service.stop() == 0
    assert {mail["From"] for mail in inbox.mails} == {"Lotse <termine@lotse.example>"}
    assert service.lines == []


def test_letters_are_sent_by_a_process_of_its_own_until_it_is_stopped(booked: dict[str, str], inbox: Inbox, server: MailServer):
    sender = subprocess.Popen([LOTSE, "send"], env=booked | mail_settings(server), stderr=subprocess.PIPE)
    try:
        wait_for(inbox)
    finally:
        sender.send_signal(signal.SIGTERM)
        _, said = sender.communicate(timeout=30)
    assert (sender.returncode, said) == (0, b"")


def test_once_counts_what_was_sent_and_not_what_was_tried(booked: dict[str, str], inbox: Inbox, server: MailServer):
    def said(server: MailServer) -> str:
        run = [LOTSE, "send", "--once"]
        return subprocess.run(run, env=booked | mail_settings(server), capture_output=True, text=True, check=True).stdout

    assert said(replace(server, port=1)) == "0 letters sent, 3 not: `lotse verify` names those given up.\n"
    assert inbox.mails == []
    assert said(server) == "0 letters sent.\n"  # each waits a minute before it is tried again


def test_without_a_mail_server_the_sender_says_so(tmp_path: Path):
    run = subprocess.run([LOTSE, "send"], env=environment(tmp_path), capture_output=True, text=True, timeout=60, check=False)
    assert (run.returncode, run.stderr) == (
        2,
        "lotse: LOTSE_SMTP_HOST: is not set, so the letters wait. Name the mail server.\n",
    )


def mail_settings(server: MailServer) -> dict[str, str]:
    return {"LOTSE_SMTP_HOST": server.host, "LOTSE_SMTP_PORT": str(server.port), "LOTSE_SMTP_TLS": server.tls}


def wait_for(inbox: Inbox) -> None:
    """Until everybody who comes was written to."""
    until = time.monotonic() + 30
    while len(inbox.mails) < 3:
        assert time.monotonic() < until
        time.sleep(0.1)
