"""Trying a change: the problem with it, solved, and whether what comes of it is what is wanted."""

from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass, replace

from solver.calendars import Calendars
from solver.check import complete, score, violations
from solver.clash import only
from solver.fit import fit
from solver.plan import Appointment, Goal
from solver.problem import Case, Meeting, Problem, Shift
from solver.question import Effort
from solver.reason import Clash

Made = tuple[Appointment, ...]


@dataclass(frozen=True)
class Allowed:
    """What may be changed at all. `later`: the meetings whose last day is a promise and no law, by how many working days;
    `video`, `house`: the meetings that may be held so. None: all of them.
    """

    later: frozenset[str] | None = None
    working_days: int = 2
    video: frozenset[str] | None = None
    house: frozenset[str] | None = None


@dataclass(frozen=True)
class Extra:
    """One piece of a repair. `who`: a member of staff; empty: the customer. Minutes from 00:00 of day 0."""

    who: str
    start: int
    end: int


@dataclass(frozen=True)
class Repair:
    """A change and what comes of it.

    window: the customer can come in `extras` too. deadline, start: the last day of `meetings` `size` working days later, their
    first so many earlier. shift: members of staff work in `extras` too. deputy: `who` may host as well. video: `meetings` can
    be held at the place `who`, which needs no way and no room. house: can be held at `who`, where their officers come in
    their hours. `size`: minutes, working days, or 1. `problem`: with the change. `goals`: of its plan, with bounds.
    """

    kind: str
    size: int
    problem: Problem
    goals: tuple[Goal, ...]
    meetings: tuple[str, ...] = ()
    who: str = ""
    extras: tuple[Extra, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """What a repair must come to: these meetings placed and less unplaced than `unplaced`; or, where `most` is given, no
    more unplaced than that and at most so many appointments.
    """

    meetings: frozenset[str]
    unplaced: int
    most: int | None = None

    def by(self, problem: Problem, made: Made) -> bool:
        unplaced, _, appointments = score(problem, complete(problem, made))[:3]
        if self.most is not None:
            return unplaced <= self.unplaced and appointments <= self.most
        placed = {held.meeting for one in made if one.case in problem.case_by_id for held in one.meetings}
        return unplaced < self.unplaced and self.meetings <= placed


class Trying:
    """Problems with a change, solved to see whether that helps."""

    def __init__(self, problem: Problem, clash: Clash, wanted: Wanted, effort: Effort) -> None:
        (self.case,) = problem.cases
        self.problem, self.clash, self.wanted, self.effort = problem, clash, wanted, effort
        self.meetings = [self.case.meeting_by_id[id] for id in clash.meetings]

    def about(self, kind: str) -> list[str]:
        """The subjects of the clash's facts of a kind."""
        return [fact.subject for fact in self.clash.facts if fact.kind == kind]

    def helps(self, changed: Problem) -> Made | None:
        """The plan of a changed problem if it comes to what is wanted."""
        if self.effort.over:
            return None
        made = fit(changed, Calendars(changed), self.effort).appointments
        return made if self.wanted.by(changed, made) else None

    def generously(self, changed: Problem) -> Iterator[Made]:
        """Plans of a problem changed more than needed, from which it is read off what they use of it: one that comes to all
        that is wanted; and where a meeting is wanted one of it alone, with what it comes after, which may use less.
        """
        yield self.helps(changed) or ()
        if self.wanted.meetings and not self.effort.over:
            (case,) = changed.cases
            alone = only(changed, _with_those_before(case, self.wanted.meetings))
            yield fit(alone, Calendars(alone), self.effort).appointments

    def repair(self, kind: str, size: int, changed: Problem, **fields: object) -> Iterator[Repair]:
        """The change as a repair, if it helps and the referee lets its plan pass."""
        found = fit(changed, Calendars(changed), self.effort)
        plan = complete(changed, found.appointments, found.bounds)
        if self.wanted.by(changed, found.appointments) and not violations(changed, plan):
            yield Repair(kind, size, changed, plan.goals, **fields)  # type: ignore[arg-type]

    def thinned(self, extras: Iterable[Extra], applied: Callable[[tuple[Extra, ...]], Problem]) -> tuple[Extra, ...]:
        """Those of the extras that are needed."""
        kept = tuple(dict.fromkeys(extras))
        for one in sorted(kept, key=lambda extra: extra.start - extra.end):
            fewer = tuple(other for other in kept if other != one)
            if fewer and self.helps(applied(fewer)):
                kept = fewer
        return kept

    def with_meetings(self, changed: Iterable[Meeting]) -> Problem:
        by_id = {meeting.id: meeting for meeting in changed}
        meetings = tuple(by_id.get(meeting.id, meeting) for meeting in self.case.meetings)
        return replace(self.problem, cases=(replace(self.case, meetings=meetings),))

    def with_case(self, case: Case) -> Problem:
        return replace(self.problem, cases=(case,))

    def with_shifts(self, extras: Iterable[Extra]) -> Problem:
        added: dict[str, tuple[Shift, ...]] = {}
        for one in extras:
            added[one.who] = (*added.get(one.who, ()), Shift(one.start, one.end))
        staff = tuple(replace(member, shifts=(*member.shifts, *added.get(member.id, ()))) for member in self.problem.staff)
        return replace(self.problem, staff=staff)


def _with_those_before(case: Case, meetings: Set[str]) -> Set[str]:
    """The meetings, what they come after, what that comes after, and so on."""
    first = {after.meeting for id in meetings for after in case.meeting_by_id[id].after}
    return meetings if first <= meetings else _with_those_before(case, meetings | first)


def minutes(extras: Iterable[Extra]) -> int:
    return sum(one.end - one.start for one in extras)
