"""The outbox: a row with each change, sent once to a real mail server, in order, and kept when it cannot be sent."""

from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from threading import Event, Thread

import pytest
from sqlalchemy import text

from scheduler.letters import letters
from scheduler.lifecycle import CANCELLED, CONFIRMED, HELD, MOVED, PLANNED, TOOK_PLACE, Hand
from scheduler.mail import MailServer, UndeliveredError
from scheduler.mailbox import Mailbox
from scheduler.planning import Desk
from scheduler.plans import Appointment
from scheduler.sending import GIVE_UP_AFTER, LEASE, Sender
from scheduler.store.store import Store, open_store
from scheduler.ventures import catalogue
from scheduler.verifying import verify
from tests import builders
from tests.inbox import Inbox, inbox, server

__all__ = ["inbox", "server"]

DESK = Mailbox("Lotse", "termine@lotse.example")
SEATS = ["adv-mitte", "bau-1"]
LATER = builders.NOW + timedelta(hours=1)


def booked(store: Store) -> Appointment:
    """One appointment of one meeting, confirmed just now."""
    desk = Desk(store, catalogue(), mail_domain="lotse.example", solve_seconds=30.0)
    desk.seed_town(builders.town(), builders.NOW)
    with store.transaction() as books:
        case = books.open_case(builders.case(builders.meeting()))
    (one,) = desk.confirm(desk.request_plan(case.id or 0, builders.NOW).id or 0, builders.NOW).appointments
    return one


def sender(store: Store, server: object, now: datetime = LATER) -> Sender:
    return Sender(store, server, DESK, lambda: now)  # type: ignore[arg-type]


def states(store: Store) -> dict[str, int]:
    return dict(store.census().letters)


def test_a_booking_is_a_mail_to_each_who_comes(store: Store, inbox: Inbox, server: MailServer) -> None:
    one = booked(store)
    assert inbox.mails == []  # nothing is sent while it is booked
    assert states(store) == {"waiting": 3}
    assert sender(store, server).send_due() == 3
    assert states(store) == {"sent": 3}
    assert sorted(mail["To"] for mail in inbox.mails) == ["bau-1@lotse.example", builders.EMAIL, "mitte@lotse.example"]
    to_customer = next(mail for mail in inbox.mails if mail["To"] == builders.EMAIL)
    alternative, attached = to_customer.iter_parts()
    assert [part.get_content_type() for part in alternative.iter_parts()] == ["text/plain", "text/html", "text/calendar"]
    assert (attached.get_content_type(), attached.get_filename()) == ("application/ics", "termin.ics")
    calendar = calendar_of(to_customer)
    assert calendar.get_param("method") == "REQUEST"
    assert calendar["Content-Disposition"] is None
    assert attached.get_content() == calendar.get_content().replace("\n", "\r\n").replace("\r\r", "\r").encode()
    text_ = calendar.get_content()
    assert f"UID:{one.uid}" in text_
    assert "METHOD:REQUEST" in text_
    assert "SEQUENCE:0" in text_
    assert to_customer["From"] == "Lotse <termine@lotse.example>"
    assert verify(store) == ()


def test_a_cancellation_takes_every_entry_back_after_it_was_sent(store: Store, inbox: Inbox, server: MailServer) -> None:
    one = booked(store)
    store.change(lambda books: books.cancel(one, Hand("customer", builders.NOW)))
    assert states(store) == {"waiting": 6}
    sender(store, server).send_due()
    by_recipient: dict[str, list[str]] = {}
    for mail in inbox.mails:
        calendar = calendar_of(mail)
        by_recipient.setdefault(mail["To"], []).append(str(calendar.get_param("method")))
    assert by_recipient == {who: ["REQUEST", "CANCEL"] for who in by_recipient}
    calendar = calendar_of(inbox.mails[-1])
    for line in ("METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:1"):
        assert line in calendar.get_content()
    assert verify(store) == ()


def test_what_is_rolled_back_sends_nothing(store: Store) -> None:
    one = booked(store)

    def cancel_and_fail(books) -> None:
        books.cancel(one, Hand("customer", builders.NOW))
        raise RuntimeError("later in the same transaction")

    with pytest.raises(RuntimeError):
        store.change(cancel_and_fail)
    assert states(store) == {"waiting": 3}


@pytest.mark.parametrize(
    ("answer", "state", "fault"),
    [("450 Later", "waiting", "recipient-refused"), ("550 Unknown", "given_up", "recipient-refused")],
)
def test_what_the_server_does_not_take(
    store: Store, inbox: Inbox, server: MailServer, answer: str, state: str, fault: str
) -> None:
    booked(store)
    inbox.refuse = answer
    assert sender(store, server).send_due() == 3
    assert states(store) == {state: 3}
    with store.looking() as connection:
        assert set(connection.scalars(text("SELECT fault FROM outbox"))) == {fault}
    inbox.refuse = None
    assert sender(store, server).send_due() == 0  # not before its time
    assert sender(store, server, LATER + timedelta(minutes=2)).send_due() == (3 if state == "waiting" else 0)
    assert [one.kind for one in verify(store)] == ([] if state == "waiting" else ["letter"] * 3)


def test_who_cannot_be_reached_for_days_is_given_up(store: Store) -> None:
    booked(store)
    nobody = MailServer("127.0.0.1", 1, "none")
    for hours in (0, 2, 4):
        assert sender(store, nobody, LATER + timedelta(hours=hours)).send_due() == 3
        assert sender(store, nobody, LATER + timedelta(hours=hours, seconds=40)).send_due() == 0
    assert states(store) == {"waiting": 3}
    assert sender(store, nobody, builders.NOW + GIVE_UP_AFTER + timedelta(hours=3)).send_due() == 3
    assert states(store) == {"given_up": 3}


class Dying:
    """Takes the mail; then the sender dies before it can note it."""

    def __init__(self, server: MailServer) -> None:
        self.server = server

    def send(self, message: EmailMessage) -> None:
        self.server.send(message)
        raise KeyboardInterrupt


def test_a_sender_that_dies_after_sending_sends_the_same_mail_once_more(store: Store, inbox: Inbox, server: MailServer) -> None:
    booked(store)
    with pytest.raises(KeyboardInterrupt):
        sender(store, Dying(server)).send_due()
    assert sender(store, server).send_due() == 2  # the claimed one is nobody else's yet
    assert sender(store, server, LATER + LEASE).send_due() == 1
    ids = [mail["Message-ID"] for mail in inbox.mails]
    assert (len(ids), len(set(ids))) == (4, 3)
    first, *_, last = sorted(inbox.mails, key=lambda mail: ids.count(mail["Message-ID"]), reverse=True)[:2]
    assert first.as_bytes() == last.as_bytes()
    assert states(store) == {"sent": 3}


def calendar_of(mail: EmailMessage) -> EmailMessage:
    (part,) = (part for part in mail.walk() if part.get_content_type() == "text/calendar")
    assert isinstance(part, EmailMessage)
    return part


def test_several_senders_send_everything_once(database_url: str, inbox: Inbox, server: MailServer) -> None:
    with closing(open_store(database_url)) as store:
        one = booked(store)
        store.change(lambda books: books.cancel(one, Hand("customer", builders.NOW)))
        threads = [Thread(target=sender(store, server).send_due) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        sender(store, server).send_due()  # a letter whose predecessor was just being sent was left
        assert states(store) == {"sent": 6}
    ids = [mail["Message-ID"] for mail in inbox.mails]
    assert len(ids) == len(set(ids)) == 6
    for recipient in {mail["To"] for mail in inbox.mails}:
        methods = [str(calendar_of(mail).get_param("method")) for mail in inbox.mails if mail["To"] == recipient]
        assert methods == ["REQUEST", "CANCEL"]


def test_nothing_is_locked_while_a_mail_is_sent(store: Store, server: MailServer) -> None:
    booked(store)

    class Booking:
        def send(self, _message: EmailMessage) -> None:
            with store.transaction() as books:
                books.open_case(builders.case(email="another@kunde.example"))

    assert sender(store, Booking()).send_due() == 3


def test_the_sender_runs_until_it_is_stopped_and_survives_a_bad_moment(store: Store, server: MailServer) -> None:
    booked(store)
    stop, asked = Event(), []

    def now() -> datetime:
        asked.append(1)
        if len(asked) == 1:
            raise OSError("a bad moment")
        if len(asked) > 6:
            stop.set()
        return LATER

    Sender(store, server, DESK, now).run(_Impatient(stop))
    assert states(store) == {"sent": 3}


class _Impatient(Event):
    """Is set when the other is, and never waits."""

    def __init__(self, other: Event) -> None:
        super().__init__()
        self.other = other

    def is_set(self) -> bool:
        return self.other.is_set()

    def wait(self, timeout: float | None = None) -> bool:
        return self.other.is_set()


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        (PLANNED, HELD, []),
        (HELD, CONFIRMED, [("customer", "REQUEST"), ("adv-mitte", "REQUEST"), ("bau-1", "REQUEST")]),
        (CONFIRMED, TOOK_PLACE, []),
        (HELD, PLANNED, []),
        (MOVED, CANCELLED, [("customer", "CANCEL"), ("adv-mitte", "CANCEL"), ("bau-1", "CANCEL")]),
    ],
)
def test_whom_a_change_of_state_concerns(was: str, now: str, told: list[tuple[str, str]]) -> None:
    one = builders.appointment(builders.at(5, "09:00"), id_=1)
    found = letters(replace(one, status=was), replace(one, status=now, sequence=4))
    assert [(letter.recipient, letter.method) for letter in found] == told
    assert {letter.appointment.sequence for letter in found} <= {4}


def test_the_customer_hears_of_another_time_and_not_of_another_officer() -> None:
    one = builders.appointment(builders.at(5, "09:00"), id_=1, status=CONFIRMED)
    other = builders.appointment(builders.at(5, "09:00"), id_=1, seats=("bau-2",), status=CONFIRMED)
    reseated = letters(one, replace(other, sequence=1))
    assert [(letter.recipient, letter.method) for letter in reseated] == [
        ("adv-mitte", "REQUEST"),
        ("bau-2", "REQUEST"),
        ("bau-1", "CANCEL"),
    ]
    assert reseated[-1].appointment.meetings == one.meetings  # as they knew it
    later = replace(builders.appointment(builders.at(5, "10:00"), id_=1, status=MOVED), sequence=1)
    assert [letter.recipient for letter in letters(one, later)] == ["customer", *SEATS]


def test_a_mail_server_that_is_not_there_is_a_fault_in_one_word() -> None:
    with pytest.raises(UndeliveredError, match="unreachable") as reason:
        MailServer("127.0.0.1", 1, "none").send(EmailMessage())
    assert not reason.value.for_good
