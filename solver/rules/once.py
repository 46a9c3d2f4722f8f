"""Every meeting stands exactly once: in one appointment, or under `unplaced`.

Source: problem.md rule 1.
"""

from collections import Counter
from collections.abc import Iterator

from solver.choice import Choice
from solver.standing import Standing

NAME = "once"


def add(choice: Choice) -> None:
    for case in choice.cases:
        for one in case.meetings:
            choice.model.add(sum(one.holds) == one.here)
            stands = case.stands[one.pin.id] if one.pin else 0
            choice.model.add(one.here + stands == one.placed)


def violations(standing: Standing) -> Iterator[str]:
    plan = standing.plan
    times = Counter((one.case, held.meeting) for one in plan.appointments for held in one.meetings)
    times.update((one.case, one.meeting) for one in plan.unplaced)
    for case in standing.problem.cases:
        for meeting in case.meetings:
            if times[case.id, meeting.id] != 1:
                yield f"meeting {meeting.id} of case {case.id} stands {times[case.id, meeting.id]} times instead of once"
