"""What each case could have at best if it had the whole calendar to itself: its floor on the first three goals.

The floors add up to bounds for all cases together. On unplaced always: what one case must leave out beside nobody, it
must leave out beside others. On changes where no case leaves out more than its floor, and on appointments where none
changes more either: then each case is as good as its floor on the goals before, and no such plan has fewer. (Who breaks
one promise more may well come less often.) Source: problem.md goals 1 to 3.

Three arguments, the dearer only where the cheaper falls short of what a plan has: structure (`solver.bounds`); the case's
*kind*, the same meetings on any day with anybody as host, asked once for all cases alike; and the case itself.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from solver.bounds import fewest_appointments
from solver.calendars import Calendars
from solver.fit import Fit, TimeUpError, fit
from solver.fit.bound import Bound
from solver.fit.growing import grow
from solver.joint.shapes import Shape, placed
from solver.joint.together import Sole, Values
from solver.problem import Case, Problem
from solver.question import APPOINTMENTS, UNPLACED, Effort

GOALS = APPOINTMENTS + 1  # so many goals have floors


class Floors:
    """`known`: the floors worked out so far; `new`: those that nobody has been told. `effort`: for all of them together."""

    def __init__(
        self, problem: Problem, soles: dict[str, Sole], shapes: Mapping[object, Iterable[Shape]], effort: Effort
    ) -> None:
        self.problem, self.soles, self.shapes, self.effort = problem, soles, shapes, effort
        self.calendars = Calendars(problem)
        self.known: dict[str, Values] = {}
        self.new: dict[str, Values] = {}
        self._whole: set[str] = set()  # cases that can be placed whole
        self._sure: set[str] = set()  # floors that nothing here can lift
        self._kinds: dict[object, int] = {}

    def of(self, id: str, values: Values) -> Values:
        """The floor of a case as far as it must be known to tell whether these values could be better."""
        if id not in self.known:
            self._found(id, (0, 0, fewest_appointments(self.problem, self.problem.case_by_id[id])))
        wanted = values[:GOALS]
        if id in self._sure or wanted <= self.known[id]:
            return self.known[id]
        sole = self.soles[id]
        if wanted[UNPLACED] == 0:
            if not sole.problem.pinned and sole.kind not in self._kinds:
                self._kinds[sole.kind] = self._of_kind(sole)
            self._lift(id, self._kinds.get(sole.kind, 0))
            if wanted <= self.known[id]:
                return self.known[id]
        if wanted[UNPLACED] and id not in self._whole and self._placed_whole(sole):
            self._whole.add(id)
        if wanted[UNPLACED] and id in self._whole:
            return self.known[id]
        self._sure.add(id)
        if wanted[UNPLACED] == 0:
            self._lift(id, self._fewest(sole.problem))
        else:
            found = fit(sole.problem, self.calendars, self.effort)
            if None not in found.bounds[:GOALS]:
                self._found(id, tuple(bound or 0 for bound in found.bounds[:GOALS]))
        return self.known[id]

    def _placed_whole(self, sole: Sole) -> bool:
        """Whether a shape of its kind has a place with the calendar to itself: quickly shown, where it is so."""
        by_itself = Sole(self.problem, self.calendars, sole.id)
        return any(placed(by_itself, shape) for shape in self.shapes.get(sole.kind, ()))

    def _lift(self, id: str, appointments: int) -> None:
        self._found(id, (0, 0, max(self.known[id][APPOINTMENTS], appointments)))

    def _found(self, id: str, floor: Values) -> None:
        if self.known.get(id) != floor:
            self.known[id] = self.new[id] = floor

    def _of_kind(self, sole: Sole) -> int:
        """The fewest appointments of a case like this, whenever it comes and whoever hosts: every case of its kind has these
        groups at least.
        """
        days, hosts = self.problem.working_days, {advisor for case in self.problem.cases for advisor in case.advisors}
        any_day = tuple(replace(meeting, earliest_day=days[0], latest_day=days[-1]) for meeting in sole.meetings.case.meetings)
        anybody = Case(sole.id, tuple(sorted(hosts)), any_day)
        return self._fewest(replace(sole.problem, cases=(anybody,), previous=()))

    def _fewest(self, problem: Problem) -> int:
        """By `fit.bound`, without a search over days: it falls short of what can be in very few cases."""
        run = Fit(problem, self.calendars, self.effort)
        try:
            grow(run.groups, run.over)
            most = len(run.meetings.all)
            if run.groups.covers(run.groups.asked):
                return len(problem.pinned_here) + min(Bound(run.groups, run.over).fewest(most), most)
        except TimeUpError:
            pass
        return 0
