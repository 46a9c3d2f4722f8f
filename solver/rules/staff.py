"""Officers fill a meeting's needs one to one, inside one fitting shift, never twice at once.

They are distinct and none hosts the appointment. Without travel they are taken during the meeting; with travel from
before their first to after their last meeting of the appointment. Nobody is advisor and officer at the same time.
Source: problem.md rule 5.
"""

from collections.abc import Iterator

from ortools.sat.python import cp_model

from solver.choice import CaseChoice, Choice, MeetingChoice
from solver.problem import Problem
from solver.standing import Standing, engagements, inside_one_shift

NAME = "staff"
Taken = dict[str, list[cp_model.IntervalVar]]  # officer -> what takes them


def add(choice: Choice) -> None:
    taken: Taken = {}
    for case in choice.cases:
        for one in case.meetings:
            for seat in one.seats:
                choice.model.add(sum(seat.values()) == one.here)
            for officer, seated in one.sits.items():
                choice.model.add(seated <= 1)
                for place in one.at:
                    one.alone[place, officer] &= choice.calendars.starts(officer, place, one.length)
        for place in dict.fromkeys(place for one in case.meetings for place in one.at):
            if choice.problem.place_by_id[place].travel_minutes:
                _engage(choice, taken, case, place)
            elif len(choice.cases) > 1:
                for one in case.meetings:
                    _sit(choice, taken, one, place, list(one.sits))
            else:  # the meetings of one case never overlap: only its hosts could be taken twice
                for one in case.meetings:
                    _sit(choice, taken, one, place, [officer for officer in one.sits if officer in case.case.advisors])
    for person, intervals in taken.items():
        choice.model.add_no_overlap(intervals + choice.hosted_by(person))


def _both(choice: Choice, *literals: cp_model.LinearExprT) -> cp_model.IntVar:
    """A literal that is true when all of these are."""
    both = choice.model.new_bool_var("both")
    choice.model.add(sum(literals) <= both + len(literals) - 1)
    for literal in literals:
        choice.model.add(both <= literal)
    return both


def _sit(choice: Choice, taken: Taken, one: MeetingChoice, place: str, officers: list[str]) -> None:
    """Without travel an officer is taken just during the meeting."""
    for officer in officers if place in one.at else ():
        seated = _both(choice, one.sits[officer], one.at[place])
        interval = choice.model.new_optional_fixed_size_interval_var(one.start, one.length, seated, f"{officer} sits")
        taken.setdefault(officer, []).append(interval)


def _engage(choice: Choice, taken: Taken, case: CaseChoice, place: str) -> None:
    """With travel an officer is taken once an appointment, around all meetings they sit in, inside one kind of shift."""
    model, timeline = choice.model, choice.timeline
    travel = timeline.length(choice.problem.place_by_id[place].travel_minutes)
    there = [one for one in case.meetings if place in one.at]
    for officer in dict.fromkeys(officer for one in there for officer in one.sits):
        kinds = choice.calendars.shift_places(officer, place)
        away: dict[str | None, list[cp_model.IntervalVar]] = {}
        for appointment in case.appointments:
            start = model.new_int_var(-travel, choice.size, f"{officer} leaves")
            end = model.new_int_var(0, choice.size + travel, f"{officer} is back")
            length = model.new_int_var(0, timeline.stride, f"{officer} is away")
            engaged = [model.new_bool_var(f"{officer} to {place} from {kind}") for kind in kinds]
            model.add_at_most_one(engaged)
            for literal, kind in zip(engaged, kinds, strict=True):
                interval = model.new_optional_interval_var(start, length, end, literal, f"{officer} away")
                away.setdefault(kind, []).append(interval)
                taken.setdefault(officer, []).append(interval)
            for one in there:
                if officer in one.sits:
                    sits = _both(choice, one.sits[officer], one.at[place], one.holds[appointment.index])
                    model.add_bool_or([*engaged, ~sits])
                    model.add(start <= one.start - travel).only_enforce_if(sits)
                    model.add(end >= one.start + one.length + travel).only_enforce_if(sits)
        for kind, intervals in away.items():
            choice.confine(officer, kind, intervals)


def fills(problem: Problem, needs: tuple[str, ...], staff: tuple[str, ...]) -> bool:
    """Whether some one-to-one assignment of all of `staff` to `needs` exists: for each person a seat, moving others on."""
    sits: dict[int, str] = {}

    def seated(person: str, tried: set[int]) -> bool:
        for seat, need in enumerate(needs):
            if seat not in tried and need in problem.staff_by_id[person].departments:
                tried.add(seat)
                if seat not in sits or seated(sits[seat], tried):
                    sits[seat] = person
                    return True
        return False

    return len(staff) == len(needs) and all(seated(person, set()) for person in staff)


def violations(standing: Standing) -> Iterator[str]:
    problem, at = standing.problem, standing.at
    for one in standing.asked:
        for held in one.meetings:
            meeting = standing.meeting(one, held)
            if meeting is None:
                continue  # `together` says so
            where = f"meeting {held.meeting} in {standing.name(one)}"
            unknown = [person for person in held.staff if person not in problem.staff_by_id]
            if unknown:
                yield f"{where} names {unknown[0]}, who is not on the staff"
            elif len(set(held.staff)) < len(held.staff):
                yield f"{where} names somebody twice: {', '.join(held.staff)}"
            elif not fills(problem, meeting.needs, held.staff):
                yield f"{where} needs {list(meeting.needs)}, which {list(held.staff)} do not fill one to one"
            if one.advisor in held.staff:
                yield f"{where} has its host {one.advisor} among the officers"
        for taken in engagements(problem, one, asked=True):
            member = problem.staff_by_id.get(taken.person)
            if taken.hosting or member is None or one.place not in problem.place_by_id:
                continue
            if not inside_one_shift(member, one.place, taken.start, taken.end):
                yield (
                    f"{taken.person} has no shift for {one.place} from {at(taken.start)} to {at(taken.end)}"
                    f" ({standing.name(one)})"
                )
    for one, two in standing.clashes:
        own_host = one.appointment is two.appointment and one.hosting != two.hosting  # said above
        if not (one.hosting and two.hosting) and not own_host:
            names = f"{standing.name(one.appointment)} and {standing.name(two.appointment)}"
            yield f"{one.person} is taken twice at once, by {names}"
