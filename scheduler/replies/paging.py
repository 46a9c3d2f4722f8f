"""Answers that come by the page behind a signed link. Whoever holds the link is believed: it went to one address.

What is done is bound to what the link's holder was told: once that has changed, an old link still shows, and does nothing more.
"""

from dataclasses import dataclass
from datetime import datetime

from scheduler import standing, wishes
from scheduler.booking import Asked
from scheduler.cases import Window
from scheduler.errors import Conflict, NotFoundError
from scheduler.invited import BY_PAGE, Answer, Wish
from scheduler.letters import CANCEL as TAKEN_BACK
from scheduler.letters import IN_CALENDARS, Letter
from scheduler.lifecycle import CANCELLED, CUSTOMER
from scheduler.links import ANOTHER_TIME, ANSWER, CANCEL, Ticket
from scheduler.plans import Appointment
from scheduler.replies.taking import note
from scheduler.store.reading_invited import InvitedReading
from scheduler.store.store import Store
from scheduler.store.writing import Writing

OLD_LINK = "The appointment was changed since this link was sent."


@dataclass(frozen=True)
class Shown:
    """`told`: the appointment as the recipient knows it; `stands`: it takes place and is to come; `current`: the link is of the
    newest letter; `answer`: what they said of it; `wish`: the open one for another time.
    """

    told: Letter
    appointment: Appointment
    stands: bool
    current: bool
    answer: Answer | None
    wish: Wish | None

    @property
    def taken_back(self) -> bool:
        """It does not take place, or not with them."""
        return self.appointment.status == CANCELLED or self.told.method == TAKEN_BACK

    @property
    def may_act(self) -> bool:
        return self.stands and self.current


def shown(store: Store, ticket: Ticket, now: datetime) -> Shown:
    """Raises NotFoundError where nothing was ever told."""
    with store.reading() as reading:
        return _shown(reading, ticket, now)


def answer(store: Store, ticket: Ticket, state: str, now: datetime) -> None:
    """Raises Conflict where the link is old or the appointment is over."""
    _refuse_other(ticket, ANSWER)

    def write(books: Writing) -> None:
        books.lock_appointment(ticket.appointment)
        _refuse_old(_shown(books, ticket, now))
        said = Answer(ticket.appointment, ticket.recipient, ticket.sequence, state, now, now, BY_PAGE)
        note(books, said)

    store.change(write)


def cancel(store: Store, ticket: Ticket, now: datetime) -> Appointment:
    """By its customer. Raises as `answer`."""
    _refuse_other(ticket, CANCEL)
    seen = shown(store, ticket, now)
    _refuse_old(seen)
    return standing.cancel(store, ticket.appointment, Asked(CUSTOMER, now, seen.appointment.version))


def ask(store: Store, ticket: Ticket, asked: Window | None, words: str, now: datetime) -> Wish:
    """For another time. Raises as `answer`."""
    _refuse_other(ticket, ANOTHER_TIME)
    return wishes.ask(store, ticket.appointment, ticket.sequence, asked, words, now)


def _shown(reading: InvitedReading, ticket: Ticket, now: datetime) -> Shown:
    one = reading.appointment(ticket.appointment)
    told = reading.told(ticket.appointment, ticket.recipient)
    if told is None:
        raise NotFoundError("Nothing was told of it.", path="appointment", value=ticket.appointment)
    sequence = told.appointment.sequence
    return Shown(
        told=told,
        appointment=one,
        stands=one.status in IN_CALENDARS and one.start > now and told.method != TAKEN_BACK,
        current=sequence == ticket.sequence,
        answer=reading.answer_of(ticket.appointment, ticket.recipient, sequence),
        wish=reading.wish_of(ticket.appointment) if ticket.recipient == CUSTOMER else None,
    )


def _refuse_old(seen: Shown) -> None:
    if not seen.stands:
        raise Conflict(["The appointment is over or was cancelled."], advice="Nothing is to be answered any more.")
    if not seen.current:
        raise Conflict([OLD_LINK], advice="Use the link of the newest letter.")


def _refuse_other(ticket: Ticket, purpose: str) -> None:
    if ticket.purpose != purpose or (purpose != ANSWER and ticket.recipient != CUSTOMER):
        raise Conflict([f"This link is for {ticket.purpose}."], advice="Use the one that was sent for it.")
