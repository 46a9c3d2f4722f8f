"""An appointment's meetings belong together: one case, one allowed place, one day, one after the other, not too long.

It starts with its first meeting and ends with its last, lasts at most `max_appointment_minutes`, and between two
consecutive meetings lie at most `max_wait_minutes`; each meeting lasts exactly its `minutes`. Source: problem.md rule 2.
"""

from collections.abc import Iterator
from itertools import pairwise

from ortools.sat.python import cp_model

from solver.choice import AppointmentChoice, CaseChoice, Choice, MeetingChoice
from solver.standing import Standing

NAME = "together"


def add(choice: Choice) -> None:
    for case in choice.cases:
        for one in case.meetings:
            choice.model.add(sum(one.at.values()) == one.here)
        for appointment in case.appointments:
            _hold(choice, case, appointment)
        choice.model.add_no_overlap(one.interval for one in case.meetings)
        _wait(choice, case)


def _hold(choice: Choice, case: CaseChoice, appointment: AppointmentChoice) -> None:
    """An appointment has a place and a day, holds at least one meeting and covers those it holds."""
    model, timeline = choice.model, choice.timeline
    begin, finish, used = appointment.begin, appointment.finish, appointment.used
    model.add(sum(appointment.at.values()) == used)
    model.add_bool_or([one.holds[appointment.index] for one in case.meetings] + [~used])
    model.add(finish <= timeline.stride * appointment.position + timeline.slots_a_day)
    model.add(finish - begin <= timeline.length(choice.problem.policy.max_appointment_minutes)).only_enforce_if(used)
    model.add(finish == begin).only_enforce_if(~used)
    for one in case.meetings:
        held = one.holds[appointment.index]
        model.add_implication(held, used)
        model.add(begin <= one.start).only_enforce_if(held)
        model.add(finish >= one.start + one.length).only_enforce_if(held)
        for place, here in one.at.items():
            model.add_bool_or([~held, ~here, appointment.at[place]])


def _wait(choice: Choice, case: CaseChoice) -> None:
    """Each meeting begins its appointment or follows another closely; each ends it or is followed."""
    model, most = choice.model, choice.timeline.length(choice.problem.policy.max_wait_minutes)
    before: dict[int, list[cp_model.IntVar]] = {index: [] for index in range(len(case.meetings))}
    behind: dict[int, list[cp_model.IntVar]] = {index: [] for index in range(len(case.meetings))}
    for i, one in enumerate(case.meetings):
        for j, two in enumerate(case.meetings):
            if i != j and not set(one.at).isdisjoint(two.at):
                follows = model.new_bool_var(f"{two.meeting.id} after {one.meeting.id}")
                model.add(two.start >= one.start + one.length).only_enforce_if(follows)
                model.add(two.start <= one.start + one.length + most).only_enforce_if(follows)
                model.add_implication(follows, two.here)
                for first, second in zip(one.holds, two.holds, strict=True):
                    model.add_implication(second, first).only_enforce_if(follows)
                before[j].append(follows)
                behind[i].append(follows)
    for index, one in enumerate(case.meetings):
        _edge(choice, case, one, before[index], first=True)
        _edge(choice, case, one, behind[index], first=False)


def _edge(choice: Choice, case: CaseChoice, one: MeetingChoice, others: list[cp_model.IntVar], first: bool) -> None:
    """A meeting with none of `others` beside it is the first (or last) of its appointment, which begins (ends) with it."""
    model = choice.model
    edge = model.new_bool_var(f"{one.meeting.id} is {'first' if first else 'last'}")
    model.add_bool_or([*others, edge, ~one.here])
    for appointment, held in zip(case.appointments, one.holds, strict=True):
        if first:
            model.add(appointment.begin == one.start).only_enforce_if([edge, held])
        else:
            model.add(appointment.finish == one.start + one.length).only_enforce_if([edge, held])


def violations(standing: Standing) -> Iterator[str]:
    policy, at = standing.problem.policy, standing.at
    for one in standing.asked:
        name = standing.name(one)
        if one.place not in standing.problem.place_by_id:
            yield f"{name} is at {one.place}, which is no place of this problem"
        held_in_order = one.in_order
        if not held_in_order:
            yield f"{name} holds no meeting"
            continue
        for held in held_in_order:
            meeting = standing.meeting(one, held)
            if meeting is None:
                yield f"{name} holds {held.meeting}, which is no meeting of case {one.case}"
                continue
            if one.place not in meeting.places:
                yield f"{name} holds {held.meeting} at {one.place}; it may be held at {', '.join(meeting.places)}"
            if held.end - held.start != meeting.minutes:
                yield f"{held.meeting} of case {one.case} lasts {held.end - held.start} minutes instead of {meeting.minutes}"
        first, last = held_in_order[0], max(held.end for held in held_in_order)
        if one.start != first.start or one.end != last:
            yield f"{name} runs to {at(one.end)}, but its meetings run from {at(first.start)} to {at(last)}"
        if one.end - one.start > policy.max_appointment_minutes:
            yield f"{name} lasts {one.end - one.start} minutes; at most {policy.max_appointment_minutes} are allowed"
        for before, after in pairwise(held_in_order):
            if after.start < before.end:
                yield f"{name}: {before.meeting} and {after.meeting} overlap at {at(after.start)}"
            elif after.start - before.end > policy.max_wait_minutes:
                yield (
                    f"{name}: {after.start - before.end} minutes of waiting before {after.meeting};"
                    f" at most {policy.max_wait_minutes} are allowed"
                )
