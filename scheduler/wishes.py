"""The use cases of "another time": a customer asks, options are worked out, an advisor chooses one or refuses with a reason."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from scheduler.booking import Asked
from scheduler.cases import Window
from scheduler.errors import Conflict, InputError, LotseError
from scheduler.exports import plain
from scheduler.invited import BY_ASKING, REFUSED, WAS_MOVED, Wish
from scheduler.letters import DECLINECOUNTER, IN_CALENDARS, Letter
from scheduler.lifecycle import CUSTOMER, hand_of
from scheduler.planning import Desk
from scheduler.plans import Appointment
from scheduler.refitting import refitted
from scheduler.standing import carry_out, seated_anew
from scheduler.store.store import Store
from scheduler.store.writing import Writing

LONGEST_NOTE = 1000

_log = logging.getLogger("lotse.wishes")


def ask(store: Store, appointment_id: int, sequence: int, asked: Window | None, note: str, now: datetime) -> Wish:
    """The customer's own words, by their page. `sequence`: what they were told. Raises Conflict when that is no longer so."""

    def write(books: Writing) -> Wish:
        one = books.lock_appointment(appointment_id)
        refuse_over(one, now)
        told = books.told(appointment_id, CUSTOMER)
        if told is None or told.appointment.sequence != sequence:
            raise Conflict(["The appointment was changed in the meantime."], advice="Use the link of the newest letter.")
        return books.open_wish(Wish(0, appointment_id, sequence, BY_ASKING, now, asked, _note(note)))

    return store.change(write)


def refuse_over(one: Appointment, now: datetime) -> None:
    """Raises Conflict where there is nothing left to answer."""
    if one.status not in IN_CALENDARS:
        german = "Der Termin gilt nicht mehr; zu antworten ist nichts."
        raise Conflict([f"The appointment is {one.status}."], advice="Nothing is to be answered any more.", german=german)
    if one.start <= now:
        german = "Der Termin hat schon begonnen. Bitte anrufen."
        raise Conflict(["The appointment has begun."], advice="Please telephone.", german=german)


def work_out(desk: Desk, wish_id: int, now: datetime) -> Wish:
    """The wish with options for the calendar as it is now; nothing is booked. Raises NotFoundError, and Conflict when settled."""
    with desk.store.reading() as reading:
        wish = reading.wish(wish_id)
        one = reading.appointment(wish.appointment)
    _refuse_settled(wish)
    options = desk.computed(desk.solve_seconds, refitted, wish, now, desk.solve_seconds) if one.start > now else ()

    def write(books: Writing) -> Wish:
        if books.appointment(wish.appointment).version == one.version:  # else it is worked out once more
            books.write_options(wish_id, options, one.version)
        return books.wish(wish_id)

    return desk.store.change(write)


@dataclass(frozen=True)
class Worker:
    """Works out options for wishes as they come; `now`: asked for each."""

    desk: Desk
    now: Callable[[], datetime]

    def work_due(self) -> int:
        """For every open wish that has none yet; how many got theirs. What cannot be worked out now is tried again later."""
        with self.desk.store.reading() as reading:
            waiting = reading.wishes_without_options()
        done = 0
        for wish in waiting:
            try:
                work_out(self.desk, wish.id, self.now())
                done += 1
            except LotseError as reason:
                _log.warning("options of a wish: %s", reason.code)
        return done


def choose(desk: Desk, wish_id: int, number: int, asked: Asked) -> tuple[Wish, Appointment]:
    """The appointment moves to the option of that number, from 1: the same entry in everybody's calendar, with the next sequence.

    Raises NotFoundError, InputError for no such option, and Conflict where the wish is settled, the appointment has changed
    since the options were worked out, or the calendar has.
    """

    def write(books: Writing) -> tuple[Wish, Appointment]:
        wish = books.wish(wish_id)
        one, town = books.lock_appointment(wish.appointment), books.town()[1]
        _refuse_settled(books.wish(wish_id))
        options = wish.options or ()
        if wish.options_for != one.version:
            sentence = f"Appointment {one.id} was changed since the options were worked out."
            german = "Der Termin wurde geändert, seit diese Möglichkeiten berechnet wurden. Bitte neu berechnen."
            raise Conflict([sentence], advice="Work them out anew.", german=german)
        if not 1 <= number <= len(options):
            german = f"Eine Möglichkeit {number} gibt es nicht; es sind {len(options)}."
            raise InputError(f"{number} is no option; there are {len(options)}.", path="option", value=number, german=german)
        hand = hand_of(asked.by, town, asked.at)
        after = seated_anew(desk.world, books, one, options[number - 1], asked.at)
        books.settle_wish(wish_id, WAS_MOVED, asked.at, hand.by)
        moved = carry_out(books, one, after, town, hand)
        return books.wish(wish_id), moved

    return desk.store.change(write)


def refuse(store: Store, wish_id: int, reason: str, asked: Asked) -> Wish:
    """The appointment stands, and the customer is told why: a DECLINECOUNTER. Raises as `choose`."""
    words = plain.line(reason)
    if not words or len(words) > LONGEST_NOTE:
        german = f"Bitte einen Grund mit 1 bis {LONGEST_NOTE} Buchstaben angeben."
        raise InputError(f"is not a reason of 1 to {LONGEST_NOTE} letters.", path="reason", value=reason, german=german)

    def write(books: Writing) -> Wish:
        wish = books.wish(wish_id)
        one, town = books.lock_appointment(wish.appointment), books.town()[1]
        hand = hand_of(asked.by, town, asked.at)
        refuse_over(one, asked.at)
        if not books.settle_wish(wish_id, REFUSED, asked.at, hand.by, words):
            _refuse_settled(books.wish(wish_id))
        told = books.told(wish.appointment, CUSTOMER)
        stands = replace(told.appointment, version=one.version) if told else one
        books.post([Letter(CUSTOMER, DECLINECOUNTER, stands, about=wish_id)], asked.at)
        return books.wish(wish_id)

    return store.change(write)


def _refuse_settled(wish: Wish) -> None:
    if wish.state != "open":
        german = "Dieser Terminwunsch ist schon erledigt."
        raise Conflict([f"Wish {wish.id} is {wish.state}."], advice="Look at the appointment as it is now.", german=german)


def _note(text: str) -> str:
    return plain.paragraph(text).strip()[:LONGEST_NOTE]
