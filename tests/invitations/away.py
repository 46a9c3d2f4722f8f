"""Bookings while the mail server is away, and after: nothing is slower, everything arrives, at most once more than once."""

import threading
import time
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from statistics import median

from scheduler import mail
from scheduler.cases import Case, Customer
from scheduler.lifecycle import CONFIRMED, Hand
from scheduler.mail import MailServer
from scheduler.plans import Plan
from scheduler.sending import LEASE, Sender
from scheduler.store.store import Store
from tests import builders
from tests.invitations.lives import DESK
from tests.invitations.readers import by_icalendar
from tests.invitations.reference import content_of
from tests.invitations.smtp import faulty_server


@dataclass
class Away:
    """Seconds a booking took, medians; how many letters there were, arrived, came again; how often one came at most; and what
    should not be.
    """

    usual: float
    while_away: float
    letters: int
    arrived: int
    twice: int
    most: int
    wrong: list[str]


def away(store: Store, fault: str, bookings: int, first: int, patience: float = 1.5) -> Away:
    """`bookings` without a sender, then as many while one tries a server with that fault, then the server is back."""
    store.change(lambda books: None if books.has_town() else books.write_town(builders.town(), builders.NOW))
    usual = [_booked(store, first + number) for number in range(bookings)]
    clock = [builders.NOW + timedelta(hours=1)]
    moments = mail.TIMEOUT_SECONDS
    with faulty_server() as server:
        server.fault = fault
        sender = Sender(store, MailServer("127.0.0.1", server.port, "none"), DESK, lambda: clock[0])
        stop = threading.Event()
        mail.TIMEOUT_SECONDS = patience  # as the product, only that nobody here waits half a minute for each letter
        try:
            thread = threading.Thread(target=lambda: sender.send_due(stop))
            thread.start()
            slower = [_booked(store, first + bookings + number) for number in range(bookings)]
            time.sleep(0.2)
            stop.set()
            thread.join(180)  # a letter that drips takes more than a minute; past its lease another sender would send it, too
            assert not thread.is_alive()
            tried = server.visits
            server.fault = None
            for _ in range(20):  # an hour and more of pauses
                clock[0] += LEASE
                if sender.send_due() == 0 and not store.census().letters.get("waiting"):
                    break
        finally:
            mail.TIMEOUT_SECONDS = moments
        mails = list(server.mails)
    ids = Counter(one["Message-ID"] for one in mails)
    wrong = [] if tried else ["nobody tried while it was away"]
    left = store.census().letters
    if set(left) - {"sent", "later"}:
        wrong.append(f"letters left: {dict(left)}")
    twins: dict[str, set[tuple[str, int, bytes]]] = {}
    for one in mails:
        read = by_icalendar(content_of(one))
        twins.setdefault(one["Message-ID"], set()).add((read.uid, read.sequence, one.as_bytes()))
    wrong += [f"{id_} differs from its twin" for id_, each in twins.items() if len(each) > 1]
    again = sum(count - 1 for count in ids.values())
    return Away(median(usual), median(slower), left.get("sent", 0), len(ids), again, max(ids.values()), wrong)


def _booked(store: Store, number: int) -> float:
    """Seconds that one booking with its letters took."""
    email, hand = f"k{number:05d}@kunde.example", Hand("office", builders.NOW)
    start = builders.at(3, "09:00") + timedelta(days=number)
    case = Case(0, "mitte", None, Customer("Kundin", email), builders.TODAY, (builders.meeting(),))

    def book(books) -> None:
        opened = books.open_case(case)
        plan = books.write_proposal(Plan(None, email, (opened.id,), "proposed", False, (), (), (), (), 0.0), 1, {}, builders.NOW)
        one = builders.appointment(start, email=email, case_id=opened.id, uid=f"away-{number}@lotse.example")
        books.enter(plan.id, [replace(one, version=0)], builders.town(), CONFIRMED, hand)

    began = time.perf_counter()
    store.change(book)
    return time.perf_counter() - began
