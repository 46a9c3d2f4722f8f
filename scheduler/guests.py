"""Whom a customer brings along to an appointment: an architect, a partner, an interpreter. Each gets an invitation of their own.

A guest takes nobody and no room, and changes nothing for anybody else; so a guest's entry has a UID of its own, and ends with a
cancellation under the next sequence when they are taken back.
"""

from dataclasses import replace

from scheduler.booking import Asked
from scheduler.errors import Conflict, InputError
from scheduler.invited import LANGUAGES, Guest
from scheduler.letters import CANCEL, REQUEST, Letter
from scheduler.lifecycle import hand_of
from scheduler.mailbox import ADVICE, is_address
from scheduler.store.store import Store
from scheduler.store.writing import Writing
from scheduler.wishes import refuse_over

MOST = 5
LONGEST_NAME = 200


def add(store: Store, appointment_id: int, name: str, email: str, language: str, asked: Asked) -> Guest:
    """Invited at once. Raises NotFoundError, InputError for what is no name, address or language, and Conflict where the
    appointment is over, has enough guests, or has this one already.
    """
    called, address = name.strip(), email.strip().lower()
    if not called or len(called) > LONGEST_NAME or not called.isprintable():
        raise InputError(f"{name!r} is not a name of 1 to {LONGEST_NAME} printable letters.", path="name", value=name)
    if not is_address(address):
        raise InputError(f"{email!r} is not exactly one e-mail address.", path="email", value=email, advice=ADVICE)
    if language not in LANGUAGES:
        raise InputError(f'"{language}" is none of {", ".join(LANGUAGES)}.', path="language", value=language)

    def write(books: Writing) -> Guest:
        one = books.lock_appointment(appointment_id)
        hand_of(asked.by, books.town()[1], asked.at)
        refuse_over(one, asked.at)
        there = books.guests(appointment_id)
        if len(there) >= MOST:
            raise Conflict([f"Appointment {appointment_id} has {MOST} guests already."], advice="Take one back first.")
        if address == one.customer or any(guest.email == address for guest in there):
            raise Conflict([f"{address} is invited to it already."], advice="Nothing is to do.")
        guest = books.add_guest(appointment_id, called, address, language, asked.at)
        books.post([Letter(guest.key, REQUEST, one)], asked.at)
        return guest

    return store.change(write)


def remove(store: Store, appointment_id: int, guest_id: int, asked: Asked) -> Guest:
    """Told that they need not come. Raises NotFoundError, and Conflict where the appointment is over or they were before."""

    def write(books: Writing) -> Guest:
        one = books.lock_appointment(appointment_id)
        hand_of(asked.by, books.town()[1], asked.at)
        refuse_over(one, asked.at)
        found = [guest for guest in books.guests(appointment_id) if guest.id == guest_id]
        if not found:
            raise Conflict([f"Guest {guest_id} does not come to appointment {appointment_id}."], advice="Look at its guests.")
        books.remove_guest(guest_id, asked.at)
        books.post([Letter(found[0].key, CANCEL, replace(one, sequence=one.sequence + 1))], asked.at)
        return found[0]

    return store.change(write)
