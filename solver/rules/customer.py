"""A customer comes at most once a day, wholly inside one of the windows in which they can come.

Windows are not merged. Source: problem.md rule 3.
"""

from collections.abc import Iterator
from itertools import pairwise

from solver.calendars import starts, union
from solver.choice import CaseChoice, Choice
from solver.standing import Standing

NAME = "customer"


def add(choice: Choice) -> None:
    for case in choice.cases:
        for earlier, later in pairwise(case.appointments):
            choice.model.add(later.position >= earlier.position + 1).only_enforce_if(later.used)
        for pin in case.pins:
            position = choice.timeline.position_by_day[pin.day]
            for appointment in case.appointments:
                choice.model.add(appointment.position != position).only_enforce_if(appointment.used)
        if case.case.customer_windows is not None:
            _windows(choice, case)


def _windows(choice: Choice, case: CaseChoice) -> None:
    """An appointment picks one window and lies inside it; a meeting starts where some window leaves room for it."""
    model, timeline = choice.model, choice.timeline
    windows = [timeline.bits(window.start, window.end) for window in case.case.customer_windows or ()]
    windows = [bits for bits in windows if bits and bits.bit_length() <= choice.size]  # the others help nobody here
    for appointment in case.appointments:
        inside = []
        for number, bits in enumerate(windows):
            chosen = model.new_bool_var(f"{case.case.id}#{appointment.index} in window {number}")
            model.add(appointment.begin >= (bits & -bits).bit_length() - 1).only_enforce_if(chosen)
            model.add(appointment.finish <= bits.bit_length()).only_enforce_if(chosen)
            inside.append(chosen)
        model.add_bool_or([*inside, ~appointment.used])
    for one in case.meetings:
        reach = union(starts(bits, one.length) for bits in windows)
        for place in one.common:
            one.common[place] &= reach


def violations(standing: Standing) -> Iterator[str]:
    came = {(pin.case, pin.day): pin for pin in standing.problem.pinned_here}
    for one in standing.asked:
        other = came.setdefault((one.case, one.day), one)
        if other is not one:
            yield f"{standing.name(one)} is the second of that customer on {standing.day_text(one.day)}, after {other.id}"
        case = standing.problem.case_by_id.get(one.case)
        if case is None or case.customer_windows is None:
            continue
        if not any(window.start <= one.start and one.end <= window.end for window in case.customer_windows):
            yield f"{standing.name(one)} to {standing.at(one.end)} lies in none of the customer's windows"
