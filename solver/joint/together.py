"""A plan of many cases in hand: which appointments each has, what they are worth, and the calendars that follow.

Pinned appointments stand whatever happens; the calendars know them, the hand does not hold them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property

from solver.calendars import Calendars
from solver.check import complete
from solver.fit import Fit, TimeUpError, fit
from solver.fit.groups import days_of
from solver.fit.meetings import Meetings
from solver.fit.windows import Windows
from solver.plan import Appointment
from solver.problem import Problem, alone, new_ids
from solver.question import UNPLACED, Effort, Made

Values = tuple[int, ...]  # the five goals
Plans = dict[str, Made]  # by case its appointments, pinned ones left out


class Sole:
    """One of the cases, and what is asked of it again and again; it reads the calendars of all as they are at the moment."""

    def __init__(self, problem: Problem, calendars: Calendars, id: str) -> None:
        self.id, self.problem, self.calendars = id, alone(problem, problem.case_by_id[id]), calendars
        self.pinned = {pin.id for pin in self.problem.pinned}
        self._days: dict[int, dict[int, tuple[int, int]]] = {}

    @cached_property
    def meetings(self) -> Meetings:
        return Meetings(self.problem)

    @cached_property
    def windows(self) -> Windows:
        return Windows(self.meetings, self.calendars)

    @cached_property
    def number(self) -> dict[str, int]:
        return {one.meeting.id: number for number, one in enumerate(self.meetings.all)}

    @cached_property
    def kind(self) -> object:
        """Equal for cases whose meetings are alike but for their days, so that a shape of one is a shape of the other."""
        return tuple((one.meeting.needs, one.length, one.meeting.places, one.after) for one in self.meetings.all)

    def days(self, asked: int) -> dict[int, tuple[int, int]]:
        """The days (positions) on which each of these meetings may lie if all of them are placed."""
        if asked not in self._days:
            self._days[asked] = days_of(self.meetings, asked, backward=True)
        return self._days[asked]

    @cached_property
    def nothing(self) -> Values:
        """What it is worth that nothing is placed but what is pinned: asked whenever the case is taken out."""
        return self.values(())

    def values(self, made: Made) -> Values:
        return tuple(goal.value for goal in complete(self.problem, (*self.problem.pinned, *made)).goals)

    def fitted(self, effort: Effort) -> Made:
        """The best for the case as the calendars are; its own appointments must have been taken out before."""
        return self._new(fit(self.problem, self.calendars, effort).appointments)

    def whole(self, effort: Effort) -> Made | None:
        """The same if that leaves nothing out, else None: much sooner said than what must be left out."""
        run = Fit(self.problem, self.calendars, effort)
        try:
            return self._new(run.made()) if run.whole() else None
        except TimeUpError:
            return None

    def _new(self, appointments: Made) -> Made:
        return tuple(one for one in appointments if one.id not in self.pinned)


class Together:
    """All cases with their appointments. `set` is the only way to change it, and keeps everything else true.

    `busy`: who, on which day -> the cases that meet them; `open`: the cases that leave something out.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem, self.calendars = problem, Calendars(problem)
        self.cases = {case.id: Sole(problem, self.calendars, case.id) for case in problem.cases}
        self.made: Plans = dict.fromkeys(self.cases, ())
        self.values = {id: sole.nothing for id, sole in self.cases.items()}
        self.total: Values = tuple(map(sum, zip(*self.values.values(), strict=True))) if self.cases else (0,) * 5
        self.busy: dict[tuple[str, int], set[str]] = {}
        self.open = {id for id, values in self.values.items() if values[UNPLACED]}

    def set(self, id: str, made: Made, values: Values | None = None) -> None:
        """Give a case these appointments instead of those it has; `values`: what they are worth, where that is known."""
        for one in self.made[id]:
            self.calendars.release(one)
            for person in people(one):
                self.busy[person, one.day].discard(id)
        for one in made:
            self.calendars.take(one)
            for person in people(one):
                self.busy.setdefault((person, one.day), set()).add(id)
        sole = self.cases[id]
        values = values or (sole.values(made) if made else sole.nothing)
        self.total = tuple(every - was + now for every, was, now in zip(self.total, self.values[id], values, strict=True))
        self.made[id], self.values[id] = made, values
        (self.open.add if values[UNPLACED] else self.open.discard)(id)

    def become(self, plans: Mapping[str, Made], values: Mapping[str, Values] | None = None) -> None:
        """Have all these cases' appointments instead of their own; `values`: what they are worth, where that is known."""
        changed = [id for id, made in plans.items() if made is not self.made[id] and made != self.made[id]]
        for id in changed:
            self.set(id, ())
        for id in changed:
            self.set(id, plans[id], values[id] if values else None)

    def holds(self, made: Made) -> bool:
        """Whether all these appointments have everything they need free; they are of one case, so never in each other's way."""
        return all(map(self.calendars.holds, made))

    def appointments(self) -> Made:
        """Everything in hand and what is pinned of these cases, numbered."""
        made = (one for some in self.made.values() for one in some)
        return (
            *self.problem.pinned_here,
            *(replace(one, id=name) for one, name in zip(made, new_ids(self.problem), strict=False)),
        )


def by_case(problem: Problem, appointments: Iterable[Appointment]) -> Plans:
    """The appointments that are not pinned."""
    pinned = {pin.id for pin in problem.pinned}
    found: dict[str, list[Appointment]] = {case.id: [] for case in problem.cases}
    for one in appointments:
        if one.id not in pinned:
            found[one.case].append(one)
    return {id: tuple(made) for id, made in found.items()}


def people(one: Appointment) -> set[str]:
    """Who is taken by an appointment."""
    found = {person for held in one.meetings for person in held.staff}
    return found | {one.advisor} if one.advisor else found
