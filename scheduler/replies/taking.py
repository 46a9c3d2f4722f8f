"""An answer that was read, taken in one transaction: it may set what its sender says of an appointment, and ask for another time.

It is unauthenticated mail (RFC 6047 3), so it moves and cancels nothing. It counts when it comes from the address the invitation
went to, is about what that address was told last, and was not said before something newer.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from scheduler.invited import (
    ACCEPTED,
    BY_COUNTER,
    BY_DECLINING,
    BY_MAIL,
    COUNTERED,
    DECLINED,
    Answer,
    Wish,
)
from scheduler.letters import CANCEL, IN_CALENDARS, guest_number
from scheduler.lifecycle import CUSTOMER
from scheduler.plans import Appointment
from scheduler.replies.reading import Reply
from scheduler.store.store import Store
from scheduler.store.writing import Writing

COUNTED = "counted"
_SLACK = timedelta(hours=1)  # by which a sender's clock may be ahead


def take(store: Store, reply: Reply, now: datetime) -> str:
    """COUNTED, or why it does not: forged, unknown, repeated, over, stale, older."""

    def write(books: Writing) -> str:
        if reply.sender != reply.attendee:
            return "forged"
        found = _appointment(books, reply.uid)
        if found is None:
            return "unknown"
        one = books.lock_appointment(found.id or 0)
        if books.knows_mail(reply.reference):
            return "repeated"
        recipient = _recipient(books, one, reply)
        if recipient is None:
            return "forged"
        told = books.told(one.id or 0, recipient)
        if told is None or told.method == CANCEL or one.status not in IN_CALENDARS or one.start <= now:
            return "over"
        if reply.sequence != told.appointment.sequence:
            return "stale"
        return note(books, _answer(one, recipient, reply, now), reply)

    return store.change(write)


def note(books: Writing, answer: Answer, reply: Reply | None = None) -> str:
    """Write the answer down, and what a customer's asks for. COUNTED, or older, repeated."""
    last = books.answer_of(answer.appointment, answer.recipient, answer.sequence)
    if last is not None and answer.stamp < last.stamp:
        return "older"
    if last is not None and reply is not None and (answer.stamp, answer.state) == (last.stamp, last.state):
        return "repeated"
    books.note_answer(answer)
    if answer.recipient == CUSTOMER:
        _ask(books, answer, reply)
    return COUNTED


def _ask(books: Writing, answer: Answer, reply: Reply | None) -> None:
    kinds = {DECLINED: BY_DECLINING, COUNTERED: BY_COUNTER}
    if answer.state == ACCEPTED:  # they come after all
        books.overtake_wishes(answer.appointment, answer.noted_at)
    if answer.state not in kinds:
        return
    wish = Wish(0, answer.appointment, answer.sequence, kinds[answer.state], answer.noted_at)
    books.open_wish(wish if reply is None else replace(wish, asked=reply.asked, note=reply.note))


def _answer(one: Appointment, recipient: str, reply: Reply, now: datetime) -> Answer:
    stamp = reply.stamp if reply.stamp <= now + _SLACK else now  # a wrong clock must not silence what is said later
    return Answer(one.id or 0, recipient, reply.sequence, reply.state, stamp, now, BY_MAIL, reply.reference)


def _appointment(books: Writing, uid: str) -> Appointment | None:
    """The UID of a guest or an officer is the appointment's with a dot and who they are in it (`exports.entry.uid_for`)."""
    found = books.appointment_with_uid(uid)
    if found is None:
        local, _, domain = uid.partition("@")
        found = books.appointment_with_uid(f"{local.partition('.')[0]}@{domain}")
    return found


def _recipient(books: Writing, one: Appointment, reply: Reply) -> str | None:
    """Whose address and whose entry it is, of all who were ever written to about it."""
    emails = books.town_told(one.customer).email_by_seat
    for key in books.readers_of(one.id or 0):
        guest = guest_number(key)
        email = one.customer if key == CUSTOMER else books.guest(guest).email if guest is not None else emails.get(key)
        local, _, domain = one.uid.partition("@")
        uid = one.uid if key in (CUSTOMER, one.advisor) else f"{local}.{key}@{domain}"
        if email is not None and email.lower() == reply.attendee and uid == reply.uid:
            return key
    return None
