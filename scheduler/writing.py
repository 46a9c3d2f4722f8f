"""A posted letter with all that is needed to write it: as a mail, on paper, on a page."""

from dataclasses import dataclass, replace
from datetime import datetime

from scheduler.exports.booked import Booked, Recipient, customer
from scheduler.exports.note import CHANGED, NEW, REFUSED, REMINDS, TAKEN_BACK, Note, note_of
from scheduler.letters import CANCEL, DECLINECOUNTER, REMINDER, guest_number
from scheduler.lifecycle import CUSTOMER
from scheduler.links import Links
from scheduler.mailbox import Mailbox
from scheduler.plans import Appointment
from scheduler.store.reading_invited import InvitedReading, Posted
from scheduler.store.store import Store

_KINDS = {CANCEL: TAKEN_BACK, REMINDER: REMINDS, DECLINECOUNTER: REFUSED}


@dataclass(frozen=True)
class Written:
    """The letter's words, its appointment alone with who writes, and who reads it."""

    note: Note
    booked: Booked
    recipient: Recipient


def written(store: Store, posted: Posted, desk: Mailbox, links: Links | None) -> Written:
    """Raises KeyError for a seat of no town that the customer knows, ValueError for one that does not come."""
    letter = posted.letter
    with store.reading() as reading:
        booked = booked_one(reading, letter.appointment, desk, posted.since)
        recipient = recipient_of(reading, letter.recipient, booked)
        reason = reading.wish(letter.about).reason if letter.method == DECLINECOUNTER else None
    if links is not None:
        booked = replace(booked, addresses=links.addresses(letter.appointment, letter.recipient))
    kind = _KINDS.get(letter.method) or (CHANGED if posted.before else NEW)
    before = posted.before if kind == CHANGED else None
    return Written(note_of(kind, booked, recipient, before, reason), booked, recipient)


def booked_one(reading: InvitedReading, appointment: Appointment, desk: Mailbox, stamp: datetime) -> Booked:
    """The appointment with all that exports need to write about it, in the town as its customer knows it."""
    cases = tuple(reading.case(id_) for id_ in sorted({held.case for held in appointment.meetings}))
    return Booked(reading.town_told(appointment.customer), cases, (appointment,), desk, stamp)


def recipient_of(reading: InvitedReading, key: str, booked: Booked) -> Recipient:
    """Who that is: "customer", a guest's key or a seat. Raises KeyError for a seat that is none."""
    if key == CUSTOMER:
        return customer(booked)
    guest = guest_number(key)
    if guest is not None:
        them = reading.guest(guest)
        return Recipient(Mailbox(them.name, them.email), guest=them.key, language=them.language)
    return Recipient(Mailbox(key, booked.town.email_by_seat[key]), key)
