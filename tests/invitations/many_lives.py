"""Life lines by the hundred: each half of them in a process, a store, a mail server and calendars of its own."""

import random
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from scheduler.mail import MailServer
from scheduler.store.store import open_store
from scheduler.verifying import verify
from tests.inbox import Inbox, listening
from tests.invitations.lives import faults, in_the_database, live, of_seats, send_all
from tests.invitations.readers import by_ical_js


@dataclass(frozen=True)
class Part:
    """What some lives came to. `wrong`: what readers found in their mails; `amiss`: calendars that end unlike the database;
    `uneven`: customers who got more or fewer mails than changes they must know; `findings`: of `lotse verify`, on the outbox.
    """

    sent: int
    arrived: int
    calendars: int
    told: int
    wrong: tuple[str, ...]
    amiss: tuple[str, ...]
    uneven: tuple[str, ...]
    findings: tuple[str, ...]


def lived(folder: Path, count: int, seed: int) -> list[Part]:
    """So many lives, in two halves at once."""
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        return list(pool.map(partial(_part, folder, count // 2), (seed, seed + 1)))


def total(parts: Sequence[Part], name: str) -> int:
    return sum(getattr(part, name) for part in parts)


def all_of(parts: Sequence[Part], name: str) -> list[str]:
    return [one for part in parts for one in getattr(part, name)]


def _part(folder: Path, count: int, seed: int) -> Part:
    drawn, inbox = random.Random(seed), Inbox()
    with closing(open_store(f"sqlite:///{folder / f'lives-{seed}'}.sqlite")) as store, listening(inbox) as port:
        found = live(store, count, drawn)
        sent = send_all(store, MailServer("127.0.0.1", port, "none"))
        with by_ical_js() as fourth:
            wrong, shown = faults(inbox.mails, fourth, drawn)
        amiss = [one for one, entries in in_the_database(found).items() if shown[one] != entries]
        amiss += [one for one, entries in of_seats(store).items() if shown.get(one, frozenset()) != entries]
        told = Counter(life.customer for life in found for _ in life.told)
        mailed = Counter(str(mail["To"]) for mail in inbox.mails)
        return Part(
            sent=sent,
            arrived=len(inbox.mails),
            calendars=len(shown),
            told=sum(told.values()),
            wrong=tuple(wrong),
            amiss=tuple(amiss),
            uneven=tuple(one for one, count in told.items() if mailed[one] != count),
            findings=tuple(str(one) for one in verify(store) if one.kind in ("outbox", "letter")),
        )
