"""Why something is impossible: a smallest set of facts that clash, shown and not guessed.

Without any one of the facts it becomes possible, and with them alone, everything else relaxed, it stays impossible. Found by
leaving out one fact after the other, for good where that changes nothing (a deletion filter); the meetings that clash come
first, which makes it quick. CP-SAT's assumption cores would be neither sure nor minimal (or-tools #3943, #5141).

At the end both are asked once more. What was not shown when the time is up is not said.
"""

from collections.abc import Set
from dataclasses import dataclass, replace
from itertools import groupby

from solver.calendars import Calendars
from solver.facts import STAGES, Facts
from solver.fit.meetings import members
from solver.fit.possible import Possible, TimeUpError
from solver.plan import MINUTES_A_DAY
from solver.problem import Problem
from solver.question import Effort
from solver.reason import Clash, Fact


@dataclass(frozen=True)
class Asked:
    """What is said to be impossible: that all meetings of the problem's one case are placed, in `most` appointments at
    most and with at most so many `changes` of what was told; None: no limit. `calendars` hold what is taken.
    """

    problem: Problem
    calendars: Calendars
    most: int | None = None
    changes: int | None = None

    def possible(self, effort: Effort) -> Possible:
        return Possible(self.problem, self.calendars, effort, self.most, self.changes)


def clash(asked: Asked, effort: Effort) -> Clash | None:
    """The facts that clash; None where nothing was shown: the time was up, or it is possible after all."""
    try:
        if asked.possible(effort).all():
            return None
        patient = _patient(asked)
        if patient.possible(effort).all():
            return _Filter(asked, effort).clash()
        return _Filter(_fewest_meetings(patient, effort), effort).clash()
    except TimeUpError:
        return None


def _patient(asked: Asked) -> Asked:
    """The same for a customer who waits as long as it takes.

    With a limit on waits a meeting may be what makes two others possible, by lying between them. So only where waits do not
    matter it is sure that nothing becomes impossible by asking for fewer meetings.
    """
    policy = replace(asked.problem.policy, max_wait_minutes=MINUTES_A_DAY)
    return replace(asked, problem=replace(asked.problem, policy=policy))


def _fewest_meetings(asked: Asked, effort: Effort) -> Asked:
    """As few of the meetings as cannot be placed either."""
    possible = asked.possible(effort)
    meetings, kept = possible.meetings, possible.meetings.everything
    for number in reversed(members(kept)):
        without = kept & ~(1 << number)
        if not meetings.later[number] & kept and not possible.some(without):
            kept = without
    ids = {meetings.all[number].meeting.id for number in members(kept)} | set(meetings.pinned)
    (case,) = asked.problem.cases
    case = replace(case, meetings=tuple(meeting for meeting in case.meetings if meeting.id in ids))
    return replace(asked, problem=replace(asked.problem, cases=(case,)))


class _Filter:
    """The search for a smallest clash among the facts of a problem."""

    def __init__(self, asked: Asked, effort: Effort) -> None:
        self.asked, self.effort = asked, effort
        self.facts = Facts(asked.problem, asked.calendars, asked.changes)

    def clash(self) -> Clash | None:
        """None only if the answers contradict each other, which would be a bug: nothing is said then."""
        gone: set[Fact] = set()
        for _, alike in groupby(self.facts.all, key=lambda fact: STAGES[fact.kind]):
            gone |= self._dispensable(tuple(alike), gone)
        kept = tuple(fact for fact in self.facts.all if fact not in gone)
        if self._possible(gone) or not all(self._possible({*gone, fact}) for fact in kept):
            return None
        meetings = tuple(meeting.id for meeting in self.facts.free if Fact("asked", meeting.id) not in gone)
        return Clash(meetings, tuple(fact for fact in kept if fact.kind != "asked"), self.asked.most)

    def _dispensable(self, some: tuple[Fact, ...], gone: Set[Fact]) -> Set[Fact]:
        """Those of some facts that may all be relaxed beside what is gone already; the first ones rather than the last.

        All of them at once; where that is too much, one half after the other.
        """
        if not some or not self._possible({*gone, *some}):
            return set(some)
        if len(some) == 1:
            return set()
        half = len(some) // 2
        first = self._dispensable(some[:half], gone)
        return first | self._dispensable(some[half:], gone | first)

    def _possible(self, gone: Set[Fact]) -> bool:
        problem, calendars = self.facts.without(gone)
        return replace(self.asked, problem=problem, calendars=calendars).possible(self.effort).all()
