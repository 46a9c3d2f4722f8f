"""Saying a plan to the model: the values its variables take for given appointments."""

from collections.abc import Iterable
from itertools import permutations

from ortools.sat.python import cp_model

from solver.choice import AppointmentChoice, Choice, MeetingChoice
from solver.plan import Appointment, HeldMeeting


def assignment(choice: Choice, made: Iterable[Appointment]) -> list[tuple[cp_model.IntVar, int]]:
    """The values with which the model says these appointments: how tests ask whether it allows them.

    Raises LookupError when the model has no words for them (a place or an officer that cannot be, too many appointments).
    """
    made = tuple(made)
    by_case: dict[str, list[Appointment]] = {}
    stands = {one.content for one in made}
    for one in sorted(made, key=lambda one: one.start):
        if one.case not in choice.problem.case_by_id:
            raise LookupError(f"the model has no case {one.case}")
        by_case.setdefault(one.case, []).append(one)
    values: list[tuple[cp_model.IntVar, int]] = []
    for case in choice.cases:
        values += [(case.stands[pin.id], int(pin.content in stands)) for pin in case.pins]
        pins = {pin.content for pin in case.pins}
        mine = [one for one in by_case.get(case.case.id, []) if one.content not in pins]
        if len(mine) > len(case.appointments):
            raise LookupError(f"{case.case.id} has {len(mine)} appointments; the model holds {len(case.appointments)}")
        for slot in case.appointments:
            values += _said(choice, slot, mine[slot.index] if slot.index < len(mine) else None)
        for meeting in case.meetings:
            values += _held(choice, meeting, mine)
    return values


def _slot(choice: Choice, minutes: int) -> int:
    slot = choice.timeline.slot(minutes)
    if slot is None:
        raise LookupError(f"the model has no such day: minute {minutes}")
    return slot


def _said(choice: Choice, slot: AppointmentChoice, one: Appointment | None) -> list[tuple[cp_model.IntVar, int]]:
    values = [(slot.used, int(one is not None))]
    if one is not None:
        begin = _slot(choice, one.start)
        values += [(slot.begin, begin), (slot.finish, begin + choice.timeline.length(one.end - one.start))]
        values += [(literal, int(place == one.place)) for place, literal in slot.at.items()]
        kinds = [(place, advisor) for place, advisor, _ in slot.hosts]
        for (place, advisor, _), literal in slot.hosts.items():
            hosting = (place, advisor) == (one.place, one.advisor)
            if not hosting:
                values.append((literal, 0))
            elif kinds.count((place, advisor)) == 1:  # with shifts of two kinds the model may pick the one that fits
                values.append((literal, 1))
        if one.place not in slot.at or (one.advisor is not None and (one.place, one.advisor) not in kinds):
            raise LookupError(f"the model has no {one.advisor} at {one.place}")
    return values


def _held(choice: Choice, meeting: MeetingChoice, mine: list[Appointment]) -> list[tuple[cp_model.IntVar, int]]:
    held_by = [(index, held) for index, one in enumerate(mine) for held in one.meetings if held.meeting == meeting.meeting.id]
    holding = {index for index, _ in held_by}
    values = [(literal, int(index in holding)) for index, literal in enumerate(meeting.holds)]
    values.append((meeting.here, int(bool(held_by))))
    if held_by:
        index, held = held_by[0]
        values.append((meeting.start, _slot(choice, held.start)))
        values += [(literal, int(place == mine[index].place)) for place, literal in meeting.at.items()]
        for seat, seated in zip(meeting.seats, _seated(meeting, held), strict=True):
            values += [(literal, int(officer == seated)) for officer, literal in seat.items()]
    return values


def _seated(meeting: MeetingChoice, held: HeldMeeting) -> tuple[str | None, ...]:
    """Who fills which need, in the order of the needs; None where nobody is left for one."""
    staff = (*held.staff, *[None] * (len(meeting.seats) - len(held.staff)))
    for order in permutations(staff):
        if all(person is None or person in seat for person, seat in zip(order, meeting.seats, strict=False)):
            return order[: len(meeting.seats)]
    raise LookupError(f"{', '.join(held.staff)} cannot fill the needs of {held.meeting}")
