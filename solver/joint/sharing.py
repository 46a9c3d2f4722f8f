"""One plan that several searches change at once, each on a copy of its own that is a moment behind.

A search tells each of its steps: which cases it has placed otherwise at one go. A step is taken where it still goes, that
is where nobody else has touched these cases meanwhile and what they take is still free; else it is dropped, and the search
is told with its next turn how they really stand (optimistic concurrency: Kung, Robinson, ACM TODS 1981). Steps are small
and turns short, so of two searches nine in ten are taken. (Whole plans, put together after rounds of seconds, lost what one
search had gained to what the other had.)
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from solver.joint.floors import GOALS
from solver.joint.together import Plans, Together, Values
from solver.problem import Problem


@dataclass(frozen=True)
class Step:
    """Cases placed otherwise at one go, and what each is worth so."""

    made: Plans
    values: dict[str, Values]


@dataclass
class Seen:
    """What a search knows: how each case stands on its copy. `floors`: what others have found and it has not heard of yet."""

    plans: Plans
    floors: dict[str, Values] = field(default_factory=dict)


class Shared:
    """`together`: the plan in hand; `best`: the best one met, and what it is worth; `floor`: of all cases, as far as known."""

    def __init__(self, problem: Problem) -> None:
        self.together = Together(problem)
        self.best: tuple[Values, Plans] = self.together.total, dict(self.together.made)
        self.floor: Values = (0,) * GOALS
        self._floors: dict[str, Values] = {}
        self._everybody: list[Seen] = []

    def somebody(self) -> Seen:
        """One more search, whose copy has nothing yet but what is pinned."""
        self._everybody.append(Seen(dict.fromkeys(self.together.cases, ())))
        return self._everybody[-1]

    def take(self, seen: Seen, steps: Iterable[Step]) -> None:
        """What a search that knew this much has done since, step by step, as far as it still goes."""
        for step in steps:
            if all(self.together.made[id] == seen.plans[id] for id in step.made) and self._taken(step):
                self._note()
            seen.plans.update(step.made)

    def take_whole(self, seen: Seen, whole: Step) -> None:
        """A plan of all cases, made from nothing: taken where it is better than what is in hand."""
        if tuple(map(sum, zip(*whole.values.values(), strict=True))) < self.together.total:
            self.together.become(whole.made, whole.values)
            self._note()
        seen.plans.update(whole.made)

    def lift(self, seen: Seen, floors: dict[str, Values]) -> None:
        """Floors that this search has found."""
        for id, found in floors.items():
            was = self._floors.get(id, (0,) * GOALS)
            if found > was:
                self._floors[id] = found
                self.floor = tuple(every - old + new for every, old, new in zip(self.floor, was, found, strict=True))
                for other in self._everybody:
                    other.floors[id] = found
                del seen.floors[id]

    def news(self, seen: Seen) -> tuple[Step, dict[str, Values]]:
        """How cases stand otherwise than this search knows, and floors that are new to it; it is taken to know them then."""
        together, known = self.together, seen.plans
        made = {id: made for id, made in together.made.items() if made is not known[id] and made != known[id]}
        floors, seen.floors = seen.floors, {}
        known.update(made)
        return Step(made, {id: together.values[id] for id in made}), floors

    def back(self) -> None:
        """The best plan met is in hand again."""
        self.together.become(self.best[1])

    def _taken(self, step: Step) -> bool:
        together = self.together
        had, values = {id: together.made[id] for id in step.made}, {id: together.values[id] for id in step.made}
        for id in had:
            together.set(id, ())
        for id, made in step.made.items():
            if not together.holds(made):
                together.become(had, values)
                return False
            together.set(id, made, step.values[id])
        return True

    def _note(self) -> None:
        if self.together.total < self.best[0]:
            self.best = self.together.total, dict(self.together.made)
