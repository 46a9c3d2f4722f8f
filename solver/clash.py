"""Why something is impossible: a smallest set of facts that clash, shown and not guessed.

Without any one of the facts it becomes possible, and with them alone, everything else relaxed, it stays impossible. Found by
leaving out one fact after the other, for good where that changes nothing (a deletion filter); the meetings that clash come
first, which makes it quick. CP-SAT's assumption cores would be neither sure nor minimal (or-tools #3943, #5141).

At the end both are asked once more. What was not shown when the time is up is not said.
"""

from collections.abc import Set
from dataclasses import dataclass, replace
from itertools import groupby

from solver.bounds import fewest_appointments
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
        easygoing = _easygoing(asked)
        some = _structural_core(easygoing)
        if some is None and asked.possible(effort).all():
            return None
        if some is None and not easygoing.possible(effort).all():
            some = easygoing
        found = _Filter(_fewest_meetings(some, effort) if some else asked, effort).clash()
        return found if _holds(asked, found, effort) else None
    except TimeUpError:
        return None


def relaxed(asked: Asked, found: Clash, but: Fact | None = None) -> Asked:
    """What was asked with everything relaxed except the facts of a clash: impossible. `but` one of them, or the placing of
    one of its meetings (`Fact("asked", meeting)`, if it is thinned): possible.
    """
    if found.thinned:
        asked = _easygoing(asked)
    meetings = {id for id in found.meetings if Fact("asked", id) != but}
    asked = replace(asked, problem=only(asked.problem, meetings))
    facts = Facts(asked.problem, asked.calendars, asked.changes)
    gone = {fact for fact in facts.all if fact.kind != "asked" and (fact == but or fact not in found.facts)}
    problem, calendars = facts.without(gone)
    return replace(asked, problem=problem, calendars=calendars)


def only(problem: Problem, meetings: Set[str]) -> Problem:
    """The problem with no other meetings of its one case than these and those that are pinned; what they come after and is
    not among them is forgotten.
    """
    (case,) = problem.cases
    kept = {*meetings, *(held.meeting for pin in problem.pinned_here for held in pin.meetings)}
    left = tuple(
        replace(one, after=tuple(after for after in one.after if after.meeting in kept))
        for one in case.meetings
        if one.id in kept
    )
    return replace(problem, cases=(replace(case, meetings=left),))


def _holds(asked: Asked, found: Clash, effort: Effort) -> bool:
    """Both asked once more, of the facts as they are told."""
    spared = (Fact("asked", id) for id in found.meetings) if found.thinned else ()
    return not relaxed(asked, found).possible(effort).all() and all(
        relaxed(asked, found, fact).possible(effort).all() for fact in (*found.facts, *spared)
    )


def _easygoing(asked: Asked) -> Asked:
    """The same for a customer who waits as long as it takes and was told nothing.

    A meeting may be what makes others possible: by lying between two of them, or by keeping an appointment that was told. So
    only here it is sure that nothing becomes impossible by asking for fewer meetings.
    """
    policy = replace(asked.problem.policy, max_wait_minutes=MINUTES_A_DAY)
    return replace(asked, problem=replace(asked.problem, policy=policy, previous=()), changes=None)


def _structural_core(asked: Asked) -> Asked | None:
    """As few of the meetings as need more than `most` appointments whoever is free when (`solver.bounds`): found at once.
    None where structure does not say so.
    """

    def too_many(problem: Problem) -> bool:
        return asked.most is not None and fewest_appointments(problem, problem.cases[0]) > asked.most

    problem = asked.problem
    if not too_many(problem):
        return None
    for id in [meeting.id for meeting in problem.cases[0].meetings]:
        without = only(problem, {meeting.id for meeting in problem.cases[0].meetings} - {id})
        if too_many(without):
            problem = without
    return replace(asked, problem=problem)


def _fewest_meetings(asked: Asked, effort: Effort) -> Asked:
    """As few of the meetings as cannot be placed either."""
    possible = asked.possible(effort)
    meetings, kept = possible.meetings, possible.meetings.everything
    for number in reversed(members(kept)):
        without = kept & ~(1 << number)
        if not meetings.later[number] & kept and not possible.some(without):
            kept = without
    return replace(asked, problem=only(asked.problem, {meetings.all[number].meeting.id for number in members(kept)}))


class _Filter:
    """The search for a smallest clash among the facts of a problem."""

    def __init__(self, asked: Asked, effort: Effort) -> None:
        self.asked, self.effort = asked, effort
        self.facts = Facts(asked.problem, asked.calendars, asked.changes)

    def clash(self) -> Clash:
        gone: set[Fact] = set()
        for _, alike in groupby(self.facts.all, key=lambda fact: STAGES[fact.kind]):
            gone |= self._dispensable(tuple(alike), gone)
        kept = tuple(fact for fact in self.facts.all if fact not in gone)
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
