"""One case, exactly, in milliseconds: every goal proved against a calendar in which everything else stands.

Read it in this order: `meetings` (the case as masks), `windows` (when what can start), `slots` (the compiled loops),
`groups` and `growing` (what can be one appointment, and when), `bound` (how few appointments at least), `search`, `ahead`
and `steps` (which group on which day), `keeping` (what was told the customer), `dropping` (what has to stay unplaced),
`seating` (times and officers). Upon it stand `front` (sooner, in more appointments) and `different` (the next best).
docs/fit.md explains it with pictures.

CP-SAT (`solver.exact`) answers the same questions by another formulation; the tests hold the two together.
"""

from copy import copy

from solver.calendars import Calendars
from solver.check import complete, score
from solver.fit import keeping
from solver.fit.ahead import NEVER
from solver.fit.bound import Bound
from solver.fit.dropping import least_dropped
from solver.fit.groups import Coming, Groups, TimeUpError, days_of
from solver.fit.growing import grow
from solver.fit.keeping import Kept, Promise
from solver.fit.meetings import Meetings
from solver.fit.search import Days, Label, Limits
from solver.fit.seating import appointments
from solver.fit.windows import Windows
from solver.problem import Problem
from solver.question import Effort, Found, Made

__all__ = ["Fit", "Rating", "TimeUpError", "fit"]

Rating = tuple[int, ...]  # what a label is worth: the five goals but for constants, then the begins

_FIRST_LOOK = 24  # labels kept at each step of the first, quick search


def fit(problem: Problem, calendars: Calendars, effort: Effort) -> Found:
    """The best plan of a problem of one case, with what was proved of it until the time was up.

    `calendars` hold everything that is taken, the problem's own pinned appointments included.
    """
    run = Fit(problem, calendars, effort)
    try:
        run.settle()
    except TimeUpError:
        run.make_do()
    return run.found()


class Fit:
    """One search. `bounds`: what is proved so far of each goal, those before it at their own bounds; None: nothing.

    `least`: how many new appointments at least; `dropped`: the most that may stay unplaced, None: as little as can be;
    `better`: no plan is better than that, so much is known before.
    `stages`: what was dropped, how many promises broken, and the search over days that found a plan so.
    """

    def __init__(self, problem: Problem, calendars: Calendars, effort: Effort) -> None:
        self.problem, self.effort = problem, effort
        self.meetings = Meetings(problem)
        self.windows = Windows(self.meetings, calendars)
        self.told = keeping.promises(self.meetings, self.windows)
        self.groups = self._groups(backward=True)
        self.best: tuple[Rating, Label] | None = None
        self.least = 0
        self.dropped: int | None = None
        self.better: Rating = ()
        self.stages: list[tuple[int, int, Days]] = []
        self.bounds: list[int | None] = [0, None, None, None, None]
        self.settled = False

    def over(self) -> None:
        if self.effort.over:
            raise TimeUpError

    def whole(self) -> bool:
        """Everything placed as well as can be; False when that cannot be, and then it is not asked what must fall."""
        grow(self.groups, self.over)
        return self._placed(self.groups, alone=True)

    def settle(self) -> None:
        """Everything placed if that can be, else as little dropped as can be; of equals the best on the other goals."""
        self._settle()
        self.settled = True

    def _settle(self) -> None:
        if self.whole():
            return
        self.groups = self._groups(backward=False)
        grow(self.groups, self.over)
        self._drop()

    def _drop(self) -> None:
        groups = self.groups

        def possible(asked: int) -> bool:
            return self._possible(groups.only(asked))

        def with_others(asked: int) -> bool:
            return self._possible(groups.parts(asked))

        for weight, asked in least_dropped(groups, possible, with_others, self.over):
            if self.dropped is not None and weight > self.dropped:
                return
            self.bounds = [weight, None, None, None, None]
            if asked is not None:
                self._placed(groups.only(asked), alone=False)

    def again(self, without: frozenset[Coming], least: int, better: Rating) -> "Fit":
        """Once settled, the same search for a plan that comes otherwise: on these days not with these hosts, in at least so
        many new appointments, with no more unplaced than in the best. `best` None: there is none.

        `better`: it is known that no such plan is better.
        """
        if self.best is None:
            raise ValueError("nothing was settled yet")
        twin = copy(self)
        twin.groups, twin.least, twin.dropped = self.groups.lacking(without), least, self.best[0][0]
        twin.better, twin.best, twin.stages, twin.bounds = better, None, [], list(self.bounds)
        if twin.dropped:
            twin._drop()
        else:
            twin._placed(twin.groups, alone=True)
        return twin

    def make_do(self) -> None:
        """The time is up: where nothing whole was found, one appointment after the other as it comes."""
        if self.best is None:
            days = Days(self.groups, Bound(self.groups, _at_leisure), Kept(()), _at_leisure)
            for soon in (False, True):
                self._met(days, days.greedy(soon), 0)

    def found(self) -> Found:
        """The best plan met, and of its goals what is proved."""
        pinned, made = self.problem.pinned_here, self.made()
        values = self._score(made)
        if self.settled:
            return Found(made, values)
        constant = self._score(pinned)
        plus = 0, keeping.lost(self.problem, self.told), len(pinned), 0, constant[4]
        bounds: list[int | None] = []
        for bound, more in zip(self.bounds, plus, strict=True):
            as_good = bounds == list(values[: len(bounds)])  # it holds for plans as good as this one on the goals before
            bounds.append(bound + more if as_good and bound is not None else None)
        return Found(made, tuple(bounds))

    def made(self) -> Made:
        """The appointments of the best plan met, pinned ones included."""
        pinned = self.problem.pinned_here
        return (*pinned, *appointments(self.groups, self.best[1].steps)) if self.best else pinned

    def _score(self, made: Made) -> tuple[int, ...]:
        return score(self.problem, complete(self.problem, made))

    def _groups(self, backward: bool) -> Groups:
        everything = self.meetings.everything
        return Groups(self.meetings, self.windows, everything, days_of(self.meetings, everything, backward))

    def _days(self, groups: Groups, bound: Bound, kept: tuple[Promise, ...]) -> Days:
        return Days(groups, bound, Kept(kept), self.over)

    def _possible(self, groups: Groups) -> bool:
        """Whether all that the groups ask for can be placed."""
        return groups.covers(groups.asked) and self._days(groups, Bound(groups, self.over), ()).possible()

    def _placed(self, groups: Groups, alone: bool) -> bool:
        """Place all that the groups ask for, breaking as few promises as can be; False when it cannot be placed.

        `alone`: no other set of meetings is asked about, so what is found of these ones is true of the case.
        """
        if not groups.covers(groups.asked):
            return False
        bound = Bound(groups, self.over)
        for broken, sets in keeping.choices(self.told, self.over):
            if alone:
                self.bounds[1:] = [broken, None, None, None]
            held = [self._kept(groups, bound, broken, kept, alone and len(sets) == 1) for kept in sets]
            if any(held):
                return True
        return False

    def _kept(self, groups: Groups, bound: Bound, broken: int, kept: tuple[Promise, ...], alone: bool) -> bool:
        """Goals 3, 4 and 5 in turn, these promises kept; False when that cannot be."""
        days = self._days(groups, bound, kept)
        most = groups.asked.bit_count()
        goals = self.meetings.weight(self.meetings.everything & ~groups.asked), broken
        known = self.better[2] if self.better[:2] == goals else 0
        fewest = max(bound.fewest(most), self.least, known)
        for count in range(fewest, most + 1):
            if alone:
                self.bounds[2:] = [count, days.least_delay(), 0]
            label = self.soonest(days, count, broken, least=self.better[3] if known and count == known else 0)
            if label is not None:
                if alone:
                    self.bounds[3] = days.delay(label)
                self.tightest(days, count, broken, label)
                self.stages.append((*goals, days))
                return True
            if count == fewest and not days.possible():
                return False
        return False

    def soonest(self, days: Days, count: int, broken: int, below: int = NEVER, least: int = 0) -> Label | None:
        """The least delay, if less than `below`, of the plans of so many appointments; None: there are none.

        `least`: it is known that none has less.

        First quickly, with the district's own advisor: mostly nothing can be done earlier than that already is.
        """
        every_host = len(self.meetings.case.advisors)
        best: Label | None = None
        for rank, width in ((0, _FIRST_LOOK), (every_host, None)):
            most = days.delay(best) if best else below
            if most <= max(days.least_delay(), least):
                break
            best = days.best(count, Limits(most, rank, width=width)) or best
            if best:
                self._met(days, best, broken)
        return best

    def tightest(self, days: Days, count: int, broken: int, label: Label) -> None:
        """The least waiting of the plans as good; among equals the earliest begins."""
        within, every_host = days.delay(label) + 1, len(self.meetings.case.advisors)
        for waiting in sorted({0, label.waiting}):
            best = days.best(count, Limits(within, every_host, waiting))
            if best:
                self._met(days, best, broken)
                return

    def _met(self, days: Days, label: Label, broken: int) -> None:
        dropped = self.meetings.weight(self.meetings.everything & ~label.placed)
        rating = dropped, broken, len(label.steps), days.delay(label), label.waiting, label.begins
        if self.best is None or rating < self.best[0]:
            self.best = rating, label


def _at_leisure() -> None:
    """Instead of `over` once the time is up: what is still to do is quick."""
