"""Letters on their way as processes see it: beside the service, and by `lotse send`."""

import json
import signal
import subprocess
import time
import urllib.request
from datetime import date
from pathlib import Path

from scheduler.mail import MailServer
from tests.api.bodies import FIRST, new_case
from tests.api.served import LOTSE, Served, environment, served
from tests.inbox import Inbox, inbox, server

__all__ = ["inbox", "server"]


def test_a_booking_is_mailed_beside_the_service(tmp_path: Path, inbox: Inbox, server: MailServer):
    with served(tmp_path, **mail_settings(server)) as service:
        coming = booked(service)
        wait_for(inbox, coming)
        assert service.stop() == 0
    assert {mail["From"] for mail in inbox.mails} == {"Lotse <termine@lotse.example>"}
    assert not [line for line in service.lines if line["level"] != "info"]


def test_what_the_service_leaves_is_sent_by_a_process_of_its_own_until_it_is_stopped(
    tmp_path: Path, inbox: Inbox, server: MailServer
):
    apart = mail_settings(server) | {"LOTSE_SEND": "apart"}
    with served(tmp_path, **apart) as service:
        coming = booked(service)
        assert inbox.mails == []
        sender = subprocess.Popen([LOTSE, "send"], env=environment(tmp_path, **apart), stderr=subprocess.PIPE)
        wait_for(inbox, coming)
        sender.send_signal(signal.SIGTERM)
        _, said = sender.communicate(timeout=30)
        assert (sender.returncode, said) == (0, b"")


def test_without_a_mail_server_the_sender_says_so(tmp_path: Path):
    run = subprocess.run([LOTSE, "send"], env=environment(tmp_path), capture_output=True, text=True, timeout=60, check=False)
    assert (run.returncode, run.stderr) == (
        2,
        "lotse: LOTSE_SMTP_HOST: is not set, so the letters wait. Name the mail server.\n",
    )


def mail_settings(server: MailServer) -> dict[str, str]:
    return {"LOTSE_SMTP_HOST": server.host, "LOTSE_SMTP_PORT": str(server.port), "LOTSE_SMTP_TLS": server.tls}


def booked(service: Served) -> int:
    """How many appointments were just booked for one customer."""
    today = date.today().isoformat()  # noqa: DTZ011
    case = _post(
        f"{service.url}/api/cases", new_case(district="hoerde", venture="imbiss-ohne-alkohol", meetings=None, received_on=today)
    )
    plan = _post(f"{service.url}/api/cases/{case['id']}/plans", {})
    _post(f"{service.url}/api/plans/{plan['id']}/confirm", {})
    return len(plan["appointments"])


def wait_for(inbox: Inbox, appointments: int) -> None:
    """Until every appointment has reached its customer."""
    until = time.monotonic() + 30
    while sum(mail["To"].endswith("@kunde.example") for mail in list(inbox.mails)) < appointments:
        assert time.monotonic() < until
        time.sleep(0.1)


def _post(url: str, body: object) -> dict:
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json", **FIRST})
    with urllib.request.urlopen(request, timeout=60) as response:
        return json.load(response)
