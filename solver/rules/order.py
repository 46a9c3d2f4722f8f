"""A meeting is held after those it comes after, and only if they are placed.

Lag 0: it starts at or after the other one's end. Lag n: its day lies at least n positions of `working_days` later.
Asked only of meetings that are placed and not pinned. Source: problem.md rule 8.
"""

from bisect import bisect_left
from collections.abc import Iterator

from solver.choice import Choice, MeetingChoice
from solver.plan import MINUTES_A_DAY, Appointment
from solver.problem import After
from solver.standing import Standing

NAME = "order"


def add(choice: Choice) -> None:
    model = choice.model
    for case in choice.cases:
        by_id = {one.meeting.id: one for one in case.meetings}
        for one in case.meetings:
            for after in one.meeting.after if one.pin is None else ():
                other = by_id[after.meeting]
                if other.pin is not None:
                    _after_pinned(choice, one, other.pin, after)
                    continue
                model.add_implication(one.here, other.placed)
                if after.working_days == 0:
                    model.add(one.start >= other.start + other.length).only_enforce_if(one.here)
                else:
                    lag = choice.position(other) + after.working_days
                    model.add(choice.position(one) >= lag).only_enforce_if(one.here)


def _after_pinned(choice: Choice, one: MeetingChoice, pin: Appointment, after: After) -> None:
    """After a pinned meeting the earliest start is known: its end, or the first slot of a later day."""
    held = next(held for held in pin.meetings if held.meeting == after.meeting)
    position = choice.timeline.position_by_day[held.start // MINUTES_A_DAY]
    earliest = choice.timeline.stride * (position + after.working_days)
    if after.working_days == 0:
        earliest += choice.timeline.length((held.end - 1) % MINUTES_A_DAY + 1)
    for place in one.common:
        one.common[place] &= ~((1 << earliest) - 1)


def violations(standing: Standing) -> Iterator[str]:
    days = standing.problem.working_days
    for one in standing.asked:
        for held in one.meetings:
            meeting = standing.meeting(one, held)
            for after in meeting.after if meeting else ():
                other = standing.placed.get((one.case, after.meeting))
                name = f"meeting {held.meeting} of case {one.case}"
                if other is None:
                    yield f"{name} is placed, but not {after.meeting}, which comes before it"
                elif after.working_days == 0 and held.start < other.end:
                    start, end = standing.at(held.start), standing.at(other.end)
                    yield f"{name} starts at {start}, before the end of {after.meeting} ({end})"
                elif after.working_days:
                    day = bisect_left(days, held.start // MINUTES_A_DAY)
                    lag = day - bisect_left(days, other.start // MINUTES_A_DAY)
                    if lag < after.working_days:
                        yield f"{name} lies {lag} working days after {after.meeting}; at least {after.working_days} must pass"
