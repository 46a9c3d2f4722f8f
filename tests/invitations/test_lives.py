"""A few life lines through a real mail server, read back by four readers: `make prove-invitations` does a thousand."""

import random

from scheduler.mail import MailServer
from scheduler.store.store import Store
from scheduler.verifying import verify
from tests.databases import database_url, postgres_server, store
from tests.inbox import Inbox, inbox, server
from tests.invitations.lives import faults, in_the_database, live, of_seats, send_all
from tests.invitations.readers import by_ical_js

__all__ = ["database_url", "inbox", "postgres_server", "server", "store"]


def test_every_reader_reads_the_same_and_every_calendar_ends_as_the_database(store: Store, inbox: Inbox, server: MailServer):
    drawn = random.Random(8)
    lives = live(store, 8, drawn)
    assert send_all(store, server) == len(inbox.mails) > 24
    with by_ical_js() as fourth:
        wrong, shown = faults(inbox.mails, fourth, drawn)
    assert wrong == []
    for customer, entries in in_the_database(lives).items():
        assert shown[customer] == entries
    for email, entries in of_seats(store).items():
        assert shown.get(email, frozenset()) == entries
    told = {life.customer: [(method, sequence) for _, method, sequence in life.told] for life in lives}
    for customer, words in told.items():  # exactly one mail for each change that they must know, none for others
        mails = [mail for mail in inbox.mails if mail["To"] == customer]
        assert [mail["Message-ID"].split(".")[1] for mail in mails] == [str(sequence) for _, sequence in words]
    assert [one for one in verify(store) if one.kind in ("outbox", "letter")] == []
