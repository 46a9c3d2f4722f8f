"""Why something is impossible: a smallest set of facts that clash, shown and not guessed.

Without any one of the facts it becomes possible, and with them alone, everything else relaxed, it stays impossible. Found by
leaving out one fact after the other, for good where that changes nothing (a deletion filter); the meetings that clash come
first, which makes it quick. CP-SAT's assumption cores would be neither sure nor minimal (or-tools #3943, #5141).

What `solver.fit` says is then asked of others: for each "becomes possible" a plan passes the referee, and CP-SAT, with
presolve off, agrees on "stays impossible". What is not shown so in the time there is, is not said.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from solver.calendars import Calendars
from solver.check import complete, score, violations
from solver.choice import Choice
from solver.facts import ONCE_A_DAY, Fact, Facts
from solver.fit import fit
from solver.fit.meetings import members
from solver.fit.possible import Possible, TimeUpError
from solver.plan import MINUTES_A_DAY, Appointment
from solver.problem import Problem
from solver.question import Effort, Question
from solver.rules import RULES, customer
from solver.standing import Standing


@dataclass(frozen=True)
class Clash:
    """Facts that cannot all hold; `meetings` are those to be placed, in the order of the case.

    `most`: the number of appointments that does not do; None: no number does.
    """

    meetings: tuple[str, ...]
    facts: tuple[Fact, ...]
    most: int | None = None


@dataclass(frozen=True)
class Asked:
    """What is said to be impossible: that all meetings of the problem's one case are placed, in `most` appointments at
    most and with at most so many `changes` of what was told; None: no limit.

    `calendars` hold what is taken, and `problem.pinned` is all of it, so that the referee sees it too.
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
        gone: set[Fact] = set()
        for fact in self.facts.all:
            if not self._possible({*gone, fact}):
                gone.add(fact)
        kept = tuple(fact for fact in self.facts.all if fact not in gone)
        if not all(self._refereed({*gone, fact}) for fact in kept) or self._second_opinion(gone) is not False:
            return None
        meetings = tuple(meeting.id for meeting in self.facts.free if Fact("asked", meeting.id) not in gone)
        return Clash(meetings, tuple(fact for fact in kept if fact.kind != "asked"), self.asked.most)

    def _possible(self, gone: Collection[Fact]) -> bool:
        if ONCE_A_DAY in gone and self._may_meet_twice(gone):
            answer = self._second_opinion(gone)
            if answer is None:
                raise TimeUpError
            return answer
        return self._relaxed(gone).possible(self.effort).all()

    def _may_meet_twice(self, gone: Collection[Fact]) -> bool:
        """Whether there are two appointments of the case that could lie on one day."""
        asked = [meeting for meeting in self.facts.free if Fact("asked", meeting.id) not in gone]
        return len(asked) + len(self.asked.problem.pinned_here) > 1

    def _refereed(self, gone: Collection[Fact]) -> bool:
        """Whether there is a plan with these facts relaxed that the referee lets pass."""
        if ONCE_A_DAY in gone and self._may_meet_twice(gone):
            return self._second_opinion(gone) is True
        relaxed = self._relaxed(gone)
        found = fit(relaxed.problem, relaxed.calendars, self.effort).appointments
        return not list(_faults(relaxed, found))

    def _second_opinion(self, gone: Collection[Fact]) -> bool | None:
        """What CP-SAT says whether it is possible; None when the time is up."""
        relaxed = self._relaxed(gone)
        twice = ONCE_A_DAY in gone
        rules = [_WindowsOnly if rule is customer and twice else rule for rule in RULES]
        most = [relaxed.changes or 0]
        limits = [0, *most, relaxed.most] if relaxed.most is not None else [0, *most]
        days = len(relaxed.problem.working_days)
        answer = Question(relaxed.problem, relaxed.calendars, self.effort, limits, days, rules).possible()
        if answer is None or answer.impossible:
            return None if answer is None else False
        return not list(_faults(relaxed, answer.found or (), twice))

    def _relaxed(self, gone: Collection[Fact]) -> Asked:
        problem, calendars = self.facts.without(gone)
        return replace(self.asked, problem=problem, calendars=calendars)


class _WindowsOnly:
    """The rule about the customer without its "at most once a day"."""

    NAME = customer.NAME
    add = staticmethod(customer.add_windows)
    violations = staticmethod(customer.violations)


def _faults(asked: Asked, appointments: tuple[Appointment, ...], twice: bool = False) -> Iterator[str]:
    """What is wrong with appointments as an answer to what was asked; `twice`: the customer may come twice a day."""
    plan = complete(asked.problem, appointments)
    unplaced, changes, count = score(asked.problem, plan)[:3]
    if unplaced or count > (count if asked.most is None else asked.most):
        yield f"{unplaced} unplaced, {count} appointments"
    if asked.changes is not None and changes > asked.changes:
        yield f"{changes} changes"
    yield from (one.sentence for one in violations(asked.problem, plan) if not (twice and one.rule == customer.NAME))
