"""What becomes of an appointment that stands: cancelled, moved, took place, missed. Each is one change of its state, by a hand
and at a moment, from the version the caller has seen (`lifecycle`).
"""

from dataclasses import replace
from datetime import datetime

from scheduler import framing
from scheduler.booking import Asked, let_go_of_cases
from scheduler.errors import Conflict, InputError
from scheduler.ground import pinned, pinned_id
from scheduler.lifecycle import CANCELLED, MOVED, NO_SHOW, TOOK_PLACE, Hand, hand_of, refuse_unlawful
from scheduler.plans import Appointment, Transition
from scheduler.present import frame_now
from scheduler.rule_words import broken
from scheduler.store.reading import Reading
from scheduler.store.store import Store
from scheduler.store.writing import Writing
from scheduler.town import Town
from scheduler.world import World
from solver.check import Violation, complete, violations
from solver.plan import Appointment as Planned
from solver.problem import Problem
from solver.rules import order


def cancel(store: Store, appointment_id: int, asked: Asked) -> Appointment:
    """Give it up before it begins: who comes is free, and its meetings are open again.

    Raises NotFoundError, StaleError, InputError for nobody's hand, and Conflict where its state or the clock do not allow it.
    """

    def write(books: Writing) -> Appointment:
        one, hand, _ = _asked(books, appointment_id, CANCELLED, asked)
        _refuse_begun(one, asked.at)
        _open_again(books, one, hand)
        return books.cancel(one, hand)

    return store.change(write)


def took_place(store: Store, appointment_id: int, asked: Asked) -> Appointment:
    """Record that it was held. Raises as `cancel`, and Conflict before it has begun."""

    def write(books: Writing) -> Appointment:
        one, hand, _ = _asked(books, appointment_id, TOOK_PLACE, asked)
        _refuse_to_come(one, asked.at)
        return books.become(one, TOOK_PLACE, hand)

    return store.change(write)


def no_show(store: Store, appointment_id: int, asked: Asked) -> Appointment:
    """Record that the customer did not come: its meetings are open again. Raises as `took_place`."""

    def write(books: Writing) -> Appointment:
        one, hand, _ = _asked(books, appointment_id, NO_SHOW, asked)
        _refuse_to_come(one, asked.at)
        _open_again(books, one, hand)
        return books.become(one, NO_SHOW, hand)

    return store.change(write)


def move(store: Store, world: World, appointment_id: int, start: datetime, asked: Asked, place: str | None = None) -> Appointment:
    """The whole appointment, with who comes, at another start and maybe another place: one entry in everybody's calendar.

    To where it stands already it does not move: nothing changes, and nobody is told of it.

    Raises as `cancel`, InputError for a start off the grid or no place, and Conflict with every rule it would break.
    """

    def write(books: Writing) -> Appointment:
        one, hand, town = _asked(books, appointment_id, MOVED, asked)
        _refuse_begun(one, asked.at)
        if (start, place or one.place) == (one.start, one.place):
            return one
        return carry_out(books, one, _moved(world, books, one, start, place or one.place, asked.at), town, hand)

    return store.change(write)


def carry_out(books: Writing, one: Appointment, after: Appointment, town: Town, hand: Hand) -> Appointment:
    """The appointment as it is to be, under its id, UID and the next sequence; the referee was asked before."""
    refuse_unlawful(one.id, one.status, MOVED)
    _refuse_begun(one, hand.at)
    _open_again(books, one, hand)
    books.lock_capacities([after], town)
    _, (moved,) = books.rebook((), [after], town, hand)
    return moved


def history(store: Store, appointment_id: int) -> tuple[Transition, ...]:
    """All that became of it, in order. Raises NotFoundError."""
    with store.reading() as reading:
        return reading.history(reading.appointment(appointment_id).id or 0)


def _asked(books: Writing, appointment_id: int, becomes: str, asked: Asked) -> tuple[Appointment, Hand, Town]:
    one, town = books.lock_appointment(appointment_id), books.town()[1]
    asked.refuse_stale(f"Appointment {appointment_id}", one.version)
    refuse_unlawful(appointment_id, one.status, becomes)
    return one, hand_of(asked.by, town, asked.at), town


def _open_again(books: Writing, one: Appointment, hand: Hand) -> None:
    """Its cases are no longer what plans were made for, nor what is held for them."""
    ids = {held.case for held in one.meetings}
    books.outdate_cases(ids)
    let_go_of_cases(books, ids, one.customer, hand)


def _refuse_begun(one: Appointment, now: datetime) -> None:
    if one.start <= now:
        sentence = f"Appointment {one.id} began on {one.start:%d.%m.%Y, %H:%M}."
        raise Conflict([sentence], advice="Record whether it took place.")


def _refuse_to_come(one: Appointment, now: datetime) -> None:
    if now < one.start:
        sentence = f"Appointment {one.id} begins on {one.start:%d.%m.%Y, %H:%M}."
        raise Conflict([sentence], advice="What became of it can be recorded from then on; before that it can be cancelled.")


def _moved(world: World, books: Writing, one: Appointment, start: datetime, place: str, now: datetime) -> Appointment:
    """As it is to be, with the referee's word that all else stands beside it."""
    cases = sorted({held.case for held in one.meetings})
    _, framed = frame_now(world, books, one.customer, cases, now)
    days, problem = framed.horizon, framed.problem
    if place not in problem.place_by_id:
        raise InputError(f'"{place}" is no place.', path="place", value=place, advice=f"Known: {', '.join(problem.place_by_id)}.")
    local, minutes = days.local(start), days.minutes(start)
    if minutes % problem.grid_minutes or local.second:
        sentence = f"{local:%H:%M:%S} is not on the grid of {problem.grid_minutes} minutes."
        raise InputError(sentence, path="start", value=local.isoformat())
    if start <= now:
        raise InputError("has come by now.", path="start", value=local.isoformat())
    was = next(pin for pin in problem.pinned if pin.id == pinned_id(one))
    return _lawful(framed, one, _shifted(was, minutes - was.start, place))


def seated_anew(world: World, books: Reading, one: Appointment, other: Appointment, now: datetime) -> Appointment:
    """`one` as `other` is: the same meetings, at another time or place or with others. Raises Conflict with every rule it would
    break beside all else that stands.
    """
    cases = sorted({held.case for held in one.meetings})
    _, framed = frame_now(world, books, one.customer, cases, now)
    (name,) = framed.customers
    return _lawful(framed, one, replace(pinned(other, name, framed.horizon), id="moved"))


def _lawful(framed: framing.Frame, one: Appointment, there: Planned) -> Appointment:
    """The referee's word."""
    problem = framed.problem
    was = next(pin for pin in problem.pinned if pin.id == pinned_id(one))
    without = replace(problem, pinned=tuple(pin for pin in problem.pinned if pin.id != was.id))
    found = violations(without, complete(without, (*without.pinned_here, there)))
    found += _disordered(problem, was, there)
    if found:
        (name,) = framed.customers
        words = [broken(each.rule, each.sentence, name, framed.names.titles) for each in found]
        raise Conflict(dict.fromkeys(f"{each.title} {each.detail}" for each in words), advice="Choose another start.")
    planned = framing.appointment_of(framed, there)
    return replace(planned, id=one.id, uid=one.uid, sequence=one.sequence, status=one.status, version=one.version)


def _disordered(problem: Problem, was: Planned, there: Planned) -> list[Violation]:
    """What the customer's other appointments, of which as booked ones no order is asked, would come too early after."""
    bare = replace(problem, pinned=())
    others = [pin for pin in problem.pinned_here if pin.id != was.id]
    before, after = (
        [one for one in violations(bare, complete(bare, (*others, moved))) if one.rule == order.NAME] for moved in (was, there)
    )
    return [one for one in after if one not in before]


def _shifted(was: Planned, by: int, place: str) -> Planned:
    meetings = tuple(replace(held, start=held.start + by, end=held.end + by) for held in was.meetings)
    return replace(was, id="moved", place=place, start=was.start + by, end=was.end + by, meetings=meetings)
