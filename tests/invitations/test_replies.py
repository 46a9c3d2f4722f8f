"""Answers by mail, over a real IMAP server: the right ones count, none moves or cancels, a counter-proposal is answered."""

import random
from datetime import timedelta

import pytest

from scheduler import wishes
from scheduler.booking import Asked as By
from scheduler.lifecycle import CONFIRMED
from scheduler.mail import MailServer
from scheduler.replies.mailbox import Reader, ReplyBox
from scheduler.store.store import Store
from tests.databases import database_url, postgres_server, store
from tests.inbox import Inbox, inbox, server
from tests.invitations.answered import answered_lives
from tests.invitations.asked import LATER, booked_desk
from tests.invitations.imap import deliver, imap_server
from tests.invitations.readers import by_icalendar
from tests.invitations.reference import content_of
from tests.invitations.replying import Answering

__all__ = ["database_url", "inbox", "postgres_server", "server", "store"]


@pytest.fixture(scope="module")
def box():
    with imap_server() as found:
        yield found


def test_good_bad_stale_and_forged_answers(store: Store, inbox: Inbox, server: MailServer, box: ReplyBox):
    """`make prove-invitations` does it with two hundred."""
    asked = booked_desk(store, inbox, server, 4)
    asked.send()
    result = answered_lives(asked, box, 30, random.Random(3))
    assert result.wrong == []
    assert result.counted > 4


def test_a_counter_proposal_ends_in_options_and_a_new_request(store: Store, inbox: Inbox, server: MailServer, box: ReplyBox):
    asked = booked_desk(store, inbox, server, 1)
    asked.send()
    (one,) = asked.appointments
    proposal = Answering(
        asked.invitation(one), method="COUNTER", ahead=timedelta(days=2, hours=1), comment="Lieber Mittwoch\\, bitte"
    )
    deliver(box, [proposal.mail()])
    reader = Reader(store, box, lambda: LATER)
    assert reader.read_new() == {"counted": 1}
    assert asked.now(one) == one  # nothing moved
    with store.reading() as reading:
        (wish,) = reading.open_wishes()
    assert (wish.kind, wish.note, wish.options) == ("counter", "Lieber Mittwoch, bitte", None)
    assert wishes.Worker(asked.desk, lambda: LATER).work_due() == 1
    with store.reading() as reading:
        (wish,) = reading.open_wishes()
    assert wish.options
    assert wish.asked
    assert wish.options[0].start == wish.asked.start  # exactly what was asked for comes first
    assert all(other.end <= one.start or one.end <= other.start for other in wish.options)
    settled, moved = wishes.choose(asked.desk, wish.id, 1, By("adv-mitte", LATER))
    assert (settled.state, moved.start, moved.uid, moved.sequence) == ("moved", wish.asked.start, one.uid, 1)
    mails = {mail["To"]: by_icalendar(content_of(mail)) for mail in asked.send(LATER + timedelta(hours=1))}
    assert len(mails) == 3
    assert {(read.method, read.sequence) for read in mails.values()} == {("REQUEST", 1)}
    assert mails[one.customer].start == round(moved.start.timestamp())


def test_a_counter_proposal_that_cannot_be_is_answered_with_the_reason(
    store: Store, inbox: Inbox, server: MailServer, box: ReplyBox
):
    asked = booked_desk(store, inbox, server, 1)
    asked.send()
    (one,) = asked.appointments
    deliver(box, [Answering(asked.invitation(one), method="COUNTER", ahead=timedelta(days=1), message_id="c2").mail()])
    assert Reader(store, box, lambda: LATER).read_new() == {"counted": 1}
    with store.reading() as reading:
        (wish,) = reading.open_wishes()
    wishes.refuse(store, wish.id, "An dem Tag\r\nBcc: x@y.example ist das Haus geschlossen.", By("adv-mitte", LATER))
    (mail,) = asked.send()
    read = by_icalendar(content_of(mail))
    assert (mail["To"], read.method, read.sequence, read.uid) == (one.customer, "DECLINECOUNTER", 0, one.uid)
    body = mail.get_body(("plain",))
    assert body is not None
    assert "Grund: An dem Tag Bcc: x@y.example ist das Haus geschlossen." in body.get_content()
    assert mail["Bcc"] is None
    assert asked.now(one).status == CONFIRMED
