"""Whether some of a case's meetings can all be placed, in so many appointments and with so many promises broken.

The same rooms as `fit`, but a yes or no instead of the best: what `solver.clash` asks again and again. The groups are grown
once and serve every set of the meetings.
"""

from functools import cached_property

from solver.bounds import fewest_appointments
from solver.calendars import Calendars
from solver.fit import keeping
from solver.fit.ahead import NEVER
from solver.fit.bound import Bound
from solver.fit.groups import Groups, TimeUpError, days_of
from solver.fit.growing import grow
from solver.fit.keeping import Kept
from solver.fit.meetings import Meetings
from solver.fit.search import Days, Limits
from solver.fit.windows import Variant, Windows
from solver.problem import Problem
from solver.question import Effort


class Possible:
    """Asks about a problem of one case. `calendars` hold what is taken, the problem's own pinned appointments included.

    `most`: appointments at most, pinned ones included; None: any number. `changes`: promises broken at most (goal 2, those
    that no plan can keep included); None: any number. Raises `TimeUpError` whenever the effort is over.
    """

    def __init__(
        self, problem: Problem, calendars: Calendars, effort: Effort, most: int | None = None, changes: int | None = None
    ) -> None:
        self.effort = effort
        self.over()
        self.meetings = Meetings(problem)
        self.windows = windows = Windows(self.meetings, calendars)
        self.allowed = most
        self.most = None if most is None else most - len(problem.pinned_here)
        self.told = [] if changes is None else keeping.promises(self.meetings, windows)
        self.changes = None if changes is None else changes - keeping.lost(problem, self.told)

    @cached_property
    def groups(self) -> Groups:
        everything = self.meetings.everything
        found = Groups(self.meetings, self.windows, everything, days_of(self.meetings, everything, False))
        grow(found, self.over)
        return found

    def over(self) -> None:
        if self.effort.over:
            raise TimeUpError

    def all(self) -> bool:
        """Whether all meetings of the case can be placed."""
        problem = self.windows.problem
        if self.allowed is not None and fewest_appointments(problem, self.meetings.case) > self.allowed:
            return False  # structure says so before anybody looks at a calendar
        if len(self.meetings.all) == 1 and self.most is None and self.changes is None and not self._host_may_sit:
            return self._alone()
        return self.some(self.meetings.everything)

    @cached_property
    def _host_may_sit(self) -> bool:
        places = {place for one in self.meetings.all for place in one.meeting.places}
        return any(self.windows.barred(host, place) for place in places for host in self.meetings.case.advisors)

    def some(self, asked: int) -> bool:
        """Whether these can, as a mask of `Meetings`; what they come after must be among them."""
        groups = self.groups.only(asked)
        if not groups.covers(asked):
            return False
        bound = Bound(groups, self.over)
        if self.changes is None:
            return self._within(groups, bound, ())
        return any(
            self._within(groups, bound, kept)
            for broken, sets in keeping.choices(self.told, self.over)
            if broken <= self.changes
            for kept in sets
        )

    def _alone(self) -> bool:
        """Whether the only meeting has a start: no groups are needed to see that."""
        (one,), windows = self.meetings.all, self.windows
        longest = windows.timeline.length(windows.problem.policy.max_appointment_minutes)
        last = min(one.last, len(windows.problem.working_days) - 1)
        return one.length <= longest and any(windows.starts(0, place, Variant(), one.first, last) for place in one.meeting.places)

    def _within(self, groups: Groups, bound: Bound, kept: tuple[keeping.Promise, ...]) -> bool:
        days = Days(groups, bound, Kept(kept), self.over)
        if self.most is None or self.most >= groups.asked.bit_count():
            return days.possible()
        if not groups.asked:
            return self.most >= 0
        anyhow = Limits(NEVER, len(self.meetings.case.advisors))
        counts = range(max(bound.fewest(self.most), 1), self.most + 1)
        return any(days.best(count, anyhow) is not None for count in counts)
