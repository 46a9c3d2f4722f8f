"""Line 4, the sender: kill -9 of `lotse send` while it works off what sixteen clients cause, on a real mail server."""

import random
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import text

from bench.said import said
from tests.api.served import LOTSE, environment
from tests.bookings.client import Client
from tests.bookings.crew import Crew, at_work, prepared
from tests.bookings.ending import looking
from tests.bookings.servers import Database, database, running
from tests.databases import PostgresServer
from tests.inbox import Inbox, listening

KILLS, PLANS = 20, 1000
BETWEEN = (1.0, 2.0)  # seconds between a start and the kill; the sender itself takes most of the first to come up


def lines(engine: str, folder: Path, seed: int, server: PostgresServer | None) -> Iterator[bool]:
    with database(engine, folder / "sender", server) as on:
        taken = killed(on, seed)
        wanted = _wanted(on.url)
    missing, strange = wanted - taken.keys(), taken.keys() - wanted
    again = sum(taken.values()) - len(taken)
    shown = f"{len(missing)} letters never sent, {len(strange)} without a booking, {again} sent again as the same mail"
    demanded = f"{KILLS} kills: 0 bookings without mail, 0 mails without booking, at most one mail again a kill"
    fine = not missing and not strange and again <= KILLS
    yield said(f"4 the sender killed, {engine}", demanded, shown, len(wanted), seed, fine)


def killed(on: Database, seed: int) -> Counter[str]:
    """All mails that were taken while the sender was killed again and again, and once more until nothing waits."""
    draw, inbox = random.Random(seed), Inbox()
    plans, times = prepared(on.url, PLANS, seed)
    with listening(inbox) as port:
        smtp = {"LOTSE_SMTP_HOST": "127.0.0.1", "LOTSE_SMTP_PORT": str(port), "LOTSE_SMTP_TLS": "none", "LOTSE_SEND": "apart"}
        settings = environment(on.folder, LOTSE_DATABASE_URL=on.url, **smtp)
        with running(on, LOTSE_SOLVE_SECONDS="1", **smtp) as service:
            crew = Crew(Client(service.address), plans, times, seed)
            with at_work(crew):
                for _ in range(KILLS):
                    sending = subprocess.Popen([LOTSE, "send"], env=settings, stderr=subprocess.DEVNULL)
                    time.sleep(draw.uniform(*BETWEEN))
                    sending.kill()
                    sending.wait()
            crew.settle()
        _end_claims(on.url)
        subprocess.run([LOTSE, "send", "--once"], env=settings, check=True, capture_output=True)
    return Counter(mail["Message-ID"] for mail in inbox.mails)


def _end_claims(url: str) -> None:
    """A killed sender's claim ends after ten minutes; the proof does not wait for that."""
    with looking(url) as connection:
        connection.execute(text("UPDATE outbox SET due_at = since WHERE state = 'waiting'"))


def _wanted(url: str) -> set[str]:
    """The Message-ID of each letter of each appointment that a calendar must be told of."""
    query = "SELECT a.uid, o.sequence, o.recipient FROM outbox AS o JOIN appointment AS a ON a.id = o.appointment_id"
    query += " WHERE o.method <> 'REMINDER'"
    with looking(url) as connection:
        rows = connection.execute(text(query)).all()
    found = set[str]()
    for uid, sequence, recipient in rows:
        local, _, domain = uid.partition("@")
        found.add(f"<{local}.{sequence}.{recipient}@{domain}>")
    return found
