"""What of a told plan stands in a changed world before anything is placed anew."""

from collections.abc import Iterable
from dataclasses import replace

from solver.calendars import Calendars
from solver.check import complete
from solver.plan import Appointment
from solver.problem import Problem, alone
from solver.reseating import by_day, reseated
from solver.rules import customer, order, together, window
from solver.standing import Standing

_ABOUT_THE_CASE = (together, customer, window, order)


class Stood:
    """`standing`: those told appointments that stand, on most days all as they are, on the others as many as can be.

    `scarce`: the days on which something cannot be held as it was -> the departments that lack somebody then.
    """

    def __init__(self, problem: Problem, told: Iterable[Appointment], base: Calendars, seed: int) -> None:
        self.problem, self.told, self.base = problem, tuple(told), base
        self.scarce: dict[int, frozenset[str]] = {}
        broken = self._broken_in_themselves()
        found: list[Appointment] = []
        for day, of_day in by_day(one for one in self.told if one.case not in broken).items():
            calendars, whole = base.copy(), True
            for one in of_day:
                whole = whole and calendars.holds(one)
                calendars.take(one)
            if not whole:
                self.scarce[day] = self._missing(of_day)
            found += of_day if whole else reseated(problem, base, of_day, self.scarce[day], seed)
        self.standing = tuple(found)

    def _missing(self, of_day: Iterable[Appointment]) -> frozenset[str]:
        """The departments of which somebody cannot do on that day what was told."""
        team = {member.id: member.departments for member in self.problem.staff}
        found: set[str] = set()
        for one in of_day:
            for held in one.meetings:
                needs = self.problem.case_by_id[one.case].meeting_by_id[held.meeting].needs
                if not self.base.holds(replace(one, advisor=None, meetings=(held,))):
                    found.update(need for who in held.staff for need in team.get(who, ()) if need in needs)
        return frozenset(found)

    def _broken_in_themselves(self) -> frozenset[str]:
        """The cases of which what was told breaks a rule whoever else comes: their deadline, order or hours are new."""
        by_case: dict[str, list[Appointment]] = {}
        for one in self.told:
            by_case.setdefault(one.case, []).append(one)
        return frozenset(id for id, theirs in by_case.items() if not lawful_by_itself(self.problem, id, theirs))


def lawful_by_itself(problem: Problem, case_id: str, made: Iterable[Appointment]) -> bool:
    """Whether these appointments of a case, with what is pinned of it, break no rule, whoever else comes and is free."""
    asked = alone(problem, problem.case_by_id[case_id])
    standing = Standing(asked, complete(asked, (*asked.pinned, *made)))
    return not any(True for rule in _ABOUT_THE_CASE for _ in rule.violations(standing))
