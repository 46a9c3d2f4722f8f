"""The whole calendar, bettered step by step: large neighbourhood search over cases that compete for the same people.

First come, first served leaves meetings without a place, and more appointments than need be, where an earlier case took
what only a later one needed. So again and again such a case, the *pivot*, and a few *rivals*, who have the people it
could use on one of its days, are taken out and placed anew, the pivot first. What is no worse stays; what is a little
worse may stay for a while, less and less so as time goes on (simulated annealing, Kirkpatrick et al., Science 1983).
"""

import math
import random
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace

from solver.bounds import earliest_done
from solver.joint.floors import GOALS, Floors
from solver.joint.rivals import rivals
from solver.joint.shapes import Shape, placed, shape_of, with_more
from solver.joint.sharing import Step
from solver.joint.together import Sole, Together, Values
from solver.problem import Problem
from solver.question import APPOINTMENTS, DELAY, UNPLACED, Effort, Made

Worth = tuple[float, ...]  # of the goals against each other

_MOSTLY = 0.8  # how often the pivot is a case that leaves something out, while there is one
_SAME_SHAPE = 0.5  # how often a rival whose shape has a place elsewhere takes it, and no better one is looked for
_EXACT = 0.3  # how often a pivot that no shape has bettered is placed by `fit`, if that leaves nothing out; ten times as long
_DROPPING = 0.05  # how often it is asked then what the case must leave out: ten times as long again
_TURN_SECONDS = 1.0  # for one such answer: nearly all need a hundredth
_SHAPES_KEPT, _SHAPES_TRIED, _SHAPES_MADE = 24, 3, 6

# What may be worse for a while: the goals against each other, and how much of that at first and at last. Where many lack
# room, what makes it is worth more appointments, for short ones fit where long ones do not: of a month of three times the
# load a minute left 59 meetings so and 86 otherwise. Where few do, appointments given up so are only to be won back.
_MANY = 0.02  # of the cases leave something out that might be placed
_WORTH_TO_FEW, _HOTTEST_OF_FEW, _COLDEST_OF_FEW = (30.0, 10.0, 3.0, 0.1, 0.001), 1.5, 0.05
_WORTH_TO_MANY, _HOTTEST_OF_MANY, _COLDEST_OF_MANY = (30.0, 10.0, 0.3, 0.1, 0.001), 4.0, 0.2
_CUTS_TRIED = 4
_NONE = Effort(0.0)


class Improving:
    """One search. `together`: its copy of the plan in hand; `more`: there is a case that could be better."""

    def __init__(self, problem: Problem) -> None:
        self.together, self.effort, self.rng = Together(problem), _NONE, random.Random()  # noqa: S311  no secret
        self.shapes: dict[object, list[Shape]] = {}
        self.floors = Floors(problem, self.together.cases, self.shapes, _NONE)
        self._next: list[str] = []
        self.more = True
        self._earliest = {case.id: earliest_done(problem, case) for case in problem.cases}

    def construct(self, effort: Effort, until: float) -> None:
        """A first plan, case by case: each in the best shape of its kind if that has a place, else as `fit` finds best.

        From `until` on (monotonic seconds) there is no time for `fit` any more: in whatever shape has a place, if need be
        less one of its meetings.
        """
        self._have(effort)
        for id, sole in self.together.cases.items():
            if effort.over:
                break
            known = sorted(self.shapes.get(sole.kind, []), key=len) if not sole.problem.previous else []
            few = 0, 0, len(sole.pinned) + len(known[0]) + 1 if known else 0
            best = self._first(sole, iter(known), few)
            if known and time.monotonic() > until:
                best = best or self._first(sole, _parts(sole, known[0]), few) or (sole.values(()), ())
            elif best is None or best[0][:GOALS] >= few:
                made = self._fitted(sole)
                best = sole.values(made), made
            self.together.set(id, best[1], best[0])

    def hear(self, news: Step, floors: Mapping[str, Values]) -> None:
        """How cases stand now that others have moved them, and floors that others have found."""
        self.together.become(news.made, news.values)
        for id, made in news.made.items():
            self._learn(self.together.cases[id], made)
        self.floors.known.update(floors)

    def turn(self, effort: Effort, until: float, heat: float) -> list[Step]:
        """Search from the plan in hand on, until then (monotonic seconds). `heat`: 1 is hottest. The steps taken."""
        self._have(effort)
        many = len(self._lacking()) > _MANY * len(self.together.cases)
        worth = _WORTH_TO_MANY if many else _WORTH_TO_FEW
        hottest, coldest = (_HOTTEST_OF_MANY, _COLDEST_OF_MANY) if many else (_HOTTEST_OF_FEW, _COLDEST_OF_FEW)
        steps: list[Step] = []
        self.more = True
        while self.more and time.monotonic() < until and not effort.over:
            pivot = self._pivot()
            if pivot is None:
                self.more = False
            else:
                steps += self._step(pivot, worth, hottest * (coldest / hottest) ** (1 - heat))
        return steps

    def new_floors(self) -> dict[str, Values]:
        """The floors found since they were last asked for."""
        new, self.floors.new = self.floors.new, {}
        return new

    def _have(self, effort: Effort) -> None:
        self.effort = self.floors.effort = effort
        self.rng.seed(effort.seed)

    def _pivot(self) -> str | None:
        """A case that might be better: mostly one that leaves something out. None: no case can."""
        together, rng = self.together, self.rng
        worse = self._lacking()
        if worse and rng.random() < _MOSTLY:
            return rng.choice(worse)
        for _ in range(2):
            while self._next:
                id = self._next.pop()
                if self._could_be_better(id, GOALS):
                    return id
            self._next = list(together.cases)
            rng.shuffle(self._next)
        return rng.choice(worse or self._late) if worse or self._late else None

    def _lacking(self) -> list[str]:
        """The cases that leave out something that might be placed."""
        return [id for id in sorted(self.together.open) if self._could_be_better(id, UNPLACED + 1)]

    @property
    def _late(self) -> list[str]:
        """The cases that might be done sooner, or with fewer deputies."""
        return [id for id, values in self.together.values.items() if values[DELAY] > self._earliest[id]]

    def _could_be_better(self, id: str, goals: int) -> bool:
        values = self.together.values[id]
        return values[:goals] > self.floors.of(id, values)[:goals]

    def _step(self, pivot: str, worth: Worth, heat: float) -> list[Step]:
        """Take the pivot and some rivals out and place them anew. The step, where that is kept and changes something."""
        together, rng = self.together, self.rng
        before, out = together.total, [pivot, *rivals(self.together, self.rng, pivot)]
        had, values = {id: together.made[id] for id in out}, {id: together.values[id] for id in out}
        for id in out:
            together.set(id, ())
        for id in out:
            together.set(id, *self._anew(together.cases[id], had[id], values[id], pivot=id == pivot))
        if together.values[pivot][UNPLACED] < values[pivot][UNPLACED]:
            self._make_good([id for id in out if together.values[id][UNPLACED] > values[id][UNPLACED]])
        worse = sum(each * (now - was) for each, now, was in zip(worth, together.total, before, strict=True))
        if worse > -heat * math.log(1 - rng.random()):
            together.become(had, values)
            return []
        moved = {id: together.made[id] for id in out if together.made[id] != had[id]}
        return [Step(moved, {id: together.values[id] for id in moved})] if moved else []

    def _make_good(self, hurt: list[str]) -> None:
        """The pivot has its room, and these have lost something to it: whether they can be placed whole, `fit` knows best."""
        for id in hurt:
            sole, had, values = self.together.cases[id], self.together.made[id], self.together.values[id]
            self.together.set(id, ())
            made = sole.whole(self._turn)
            if made is None:
                self.together.set(id, had, values)
                return
            self._learn(sole, made)
            self.together.set(id, made)

    def _anew(self, sole: Sole, had: Made, values: Values, pivot: bool) -> tuple[Made, Values]:
        """The case placed anew, having been taken out: as it was, in a shape that may do, or as `fit` finds best."""
        if not pivot:
            if self.together.holds(had):
                return had, values
            if self.rng.random() < _SAME_SHAPE:
                made = placed(sole, shape_of(sole, had), self.rng)
                if made is not None:
                    return made, sole.values(made)
        best = self._first(sole, self._shapes(sole, had, values), values)
        if pivot and not (best and best[0][:GOALS] < values[:GOALS]) and self.rng.random() < _EXACT:
            made = self._exactly(sole)
            if made is not None:
                rated = sole.values(made), made
                best = min(best, rated, key=_rating) if best else rated
        if best is None or best[0][UNPLACED] > values[UNPLACED]:
            enough = (*values[:APPOINTMENTS], values[APPOINTMENTS] + 2)  # as much as before, in one more
            cut = self._first(sole, _cuts(shape_of(sole, had), self.rng), enough)
            best = min(filter(None, (best, cut)), key=_rating, default=None)
        if best is None:
            best = self._first(sole, _parts(sole, shape_of(sole, had)), values) or (sole.values(()), ())
        return best[1], best[0]

    def _first(self, sole: Sole, shapes: Iterator[Shape], values: Values) -> tuple[Values, Made] | None:
        """The best of the shapes that can be placed; no more are looked at once one is better than these values."""
        best: tuple[Values, Made] | None = None
        for shape in shapes:
            made = placed(sole, shape, self.rng)
            if made is not None:
                rated = sole.values(made), made
                best = min(best, rated, key=_rating) if best else rated
                if rated[0][:GOALS] < values[:GOALS]:
                    break
        return best

    def _exactly(self, sole: Sole) -> Made | None:
        """The best that leaves nothing out; where there is none mostly nothing, and now and then the best that there is."""
        made = sole.whole(self._turn)
        if made is None:
            return self._fitted(sole) if self.rng.random() < _DROPPING else None
        self._learn(sole, made)
        return made

    def _fitted(self, sole: Sole) -> Made:
        made = sole.fitted(self._turn)
        self._learn(sole, made)
        return made

    @property
    def _turn(self) -> Effort:
        return replace(self.effort, until=min(self.effort.until, time.monotonic() + _TURN_SECONDS))

    def _shapes(self, sole: Sole, had: Made, values: Values) -> Iterator[Shape]:
        """Shapes that may do: of its kind, its own with what it lacks, its own in fewer appointments, its own."""
        rng, own, known = self.rng, shape_of(sole, had), self.shapes.get(sole.kind, [])
        yield from sorted(rng.sample(known, min(len(known), _SHAPES_TRIED)), key=len)
        if values[UNPLACED]:
            more = (with_more(sole, own, rng, most=len(sole.meetings.all)) for _ in range(_SHAPES_MADE))
        else:
            more = (with_more(sole, _less_one(own, rng), rng, most=len(own) - 1) for _ in range(_SHAPES_MADE // 2))
        yield from filter(None, more)
        if own:
            yield own

    def _learn(self, sole: Sole, made: Made) -> None:
        """Keep the shape of a whole plan for others of the kind; those of many appointments make room first."""
        known, shape = self.shapes.setdefault(sole.kind, []), shape_of(sole, made)
        if shape not in known and sum(len(group) for _, group in shape) == len(sole.meetings.all):
            known.append(shape)
            if len(known) > _SHAPES_KEPT:
                known.remove(max(known[:-1], key=len))


def _parts(sole: Sole, shape: Shape) -> Iterator[Shape]:
    """The shape without one of its meetings and those that come after it; the last ones first."""
    for number in reversed([number for _, group in shape for number in group]):
        gone = sole.meetings.with_later(number)
        rest = ((place, tuple(one for one in group if not gone >> one & 1)) for place, group in shape)
        yield tuple((place, group) for place, group in rest if group)


def _cuts(shape: Shape, rng: random.Random) -> Iterator[Shape]:
    """The shape with one of its appointments cut in two: short ones find room where long ones do not."""
    ways = [(index, at) for index, (_, group) in enumerate(shape) for at in range(1, len(group))]
    for index, at in rng.sample(ways, min(len(ways), _CUTS_TRIED)):
        place, group = shape[index]
        yield (*shape[:index], (place, group[:at]), (place, group[at:]), *shape[index + 1 :])


def _less_one(shape: Shape, rng: random.Random) -> Shape:
    """The shape without one of its appointments."""
    left_out = rng.randrange(max(len(shape), 1))
    return tuple(one for index, one in enumerate(shape) if index != left_out)


def _rating(rated: tuple[Values, Made]) -> Values:
    return rated[0]
