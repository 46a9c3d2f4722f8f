"""Pinned appointments of the problem's cases stand as they are; those of other cases do not stand in the plan.

Source: problem.md rule 9. That pinned appointments take staff and rooms is said in `advisor`, `staff` and `rooms`.
"""

from collections.abc import Iterator

from solver.choice import Choice
from solver.standing import Standing

NAME = "pinned"


def add(choice: Choice) -> None:
    for case in choice.cases:
        for stands in case.stands.values():
            choice.model.add(stands == 1)


def violations(standing: Standing) -> Iterator[str]:
    standing_by_id = {one.id: one for one in standing.plan.appointments}
    for pin in standing.problem.pinned_here:
        one = standing_by_id.get(pin.id)
        if one is None:
            yield f"the pinned {standing.name(pin)} does not stand in the plan"
        elif one.content != pin.content:
            yield f"the pinned {standing.name(pin)} stands in the plan, but changed"
    for pin in standing.problem.pinned_elsewhere:
        one = standing_by_id.get(pin.id)
        if one is not None and one.content == pin.content:
            yield f"the pinned {standing.name(pin)} belongs to another problem's case and must not stand in the plan"
