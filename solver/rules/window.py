"""A meeting lies on a working day, not before its earliest and not after its latest day.

`latest_day` is the legal or promised deadline. Unit: days from day 0. Source: problem.md rule 7.
"""

from collections.abc import Iterator

from solver.choice import Choice
from solver.standing import Standing

NAME = "window"


def add(choice: Choice) -> None:
    for case in choice.cases:
        for one in case.meetings:
            allowed = choice.timeline.days_between(one.meeting.earliest_day, one.meeting.latest_day)
            for place in one.common:
                one.common[place] &= allowed


def violations(standing: Standing) -> Iterator[str]:
    day_text = standing.day_text
    for one in standing.asked:
        if one.day not in standing.problem.position_by_day:
            yield f"{standing.name(one)} lies on {day_text(one.day)}, which is no working day"
        for held in one.meetings:
            meeting = standing.meeting(one, held)
            if meeting is not None and not meeting.earliest_day <= one.day <= meeting.latest_day:
                yield (
                    f"meeting {held.meeting} of case {one.case} is held on {day_text(one.day)}, allowed from"
                    f" {day_text(meeting.earliest_day)} to {day_text(meeting.latest_day)}"
                )
