"""How often customers come: each meeting a trip of its own before, combined appointments after."""

from collections.abc import Collection
from dataclasses import dataclass

from scheduler.cases import Case
from scheduler.plans import JointPlan


@dataclass(frozen=True)
class Trips:
    """One line of the table: a venture's contacts, what they require and how often they come for it.

    `venture` None: single consultations. `before`: meetings, papers included, each a trip of its own. `unplaced`:
    meetings without a place; they are no trips yet, so `after` says little where there are many.
    """

    venture: str | None
    contacts: int
    before: int
    after: int
    unplaced: int


def trips(cases: Collection[Case], planned: JointPlan) -> tuple[Trips, ...]:
    """A line for each venture that came, and one for single consultations.

    An appointment that serves two cases of a customer counts for the venture of the first.
    """
    venture_of = {case.id: case.venture for case in cases}
    lines: dict[str | None, list[int]] = {}
    for case in cases:
        line = lines.setdefault(case.venture, [0, 0, 0, 0])
        line[0] += 1
        line[1] += len(case.meetings)
    for appointment in planned.appointments:
        lines[venture_of[min(held.case for held in appointment.meetings)]][2] += 1
    for left in planned.unplaced:
        lines[venture_of[left.case]][3] += 1
    return tuple(Trips(venture, *line) for venture, line in lines.items())
