"""How often customers come: each meeting a trip of its own before, combined appointments after, what the law spares apart.

before = spared + combined + unplaced + remaining, so that nothing is counted as Lotse's doing that the law does anyway.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from scheduler.cases import Case
from scheduler.offer import spared
from scheduler.plans import JointPlan
from scheduler.ventures import Catalogue


@dataclass(frozen=True)
class Trips:
    """One line of the table: a venture's contacts, what they require and how often they come for it.

    `venture` None: single consultations. `spared`: ways the catalogue counts and the law makes needless. `meetings`: papers
    included. `remaining`: appointments. `unplaced`: meetings without a place; no trips yet, and nobody's gain.
    """

    venture: str | None
    contacts: int = 0
    spared: int = 0
    meetings: int = 0
    remaining: int = 0
    unplaced: int = 0

    @property
    def before(self) -> int:
        """Each meeting and each spared way a trip of its own."""
        return self.spared + self.meetings

    @property
    def combined(self) -> int:
        """Trips that fall away because meetings share an appointment."""
        return self.meetings - self.unplaced - self.remaining

    def __add__(self, other: "Trips") -> "Trips":
        """Both lines in one, under the name of the first."""
        return Trips(
            self.venture,
            self.contacts + other.contacts,
            self.spared + other.spared,
            self.meetings + other.meetings,
            self.remaining + other.remaining,
            self.unplaced + other.unplaced,
        )


def trips(cases: Collection[Case], planned: JointPlan, catalogue: Catalogue) -> tuple[Trips, ...]:
    """A line for each venture that came, and one for single consultations.

    An appointment that serves two cases of a customer counts for the venture of the first.
    """
    venture_of = {case.id: case.venture for case in cases}
    lines: dict[str | None, Trips] = {}

    def count(more: Trips) -> None:
        lines[more.venture] = lines.get(more.venture, Trips(more.venture)) + more

    for case in cases:
        ways = sum(one.trip for one in spared(catalogue, case))
        count(Trips(case.venture, contacts=1, spared=ways, meetings=len(case.meetings)))
    for appointment in planned.appointments:
        count(Trips(venture_of[min(held.case for held in appointment.meetings)], remaining=1))
    for left in planned.unplaced:
        count(Trips(venture_of[left.case], unplaced=1))
    return tuple(lines.values())


def in_all(lines: Iterable[Trips]) -> Trips:
    """All lines in one."""
    return sum(lines, start=Trips(None))
