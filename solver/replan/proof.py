"""What is proved of a replan; the argument for changes stands in `solver.replan`."""

import time
from collections.abc import Sequence
from dataclasses import replace

from solver import bounds
from solver.check import complete, score
from solver.fit import fit
from solver.plan import Appointment
from solver.problem import Case, Meeting, alone
from solver.question import CHANGES, UNPLACED
from solver.replan.placing import Replanning
from solver.reseating import most_kept


class Proof:
    """The bounds of what a run holds in the end."""

    def __init__(self, run: Replanning) -> None:
        self.run = run
        self.problem = run.problem

    def bounds(self, made: Sequence[Appointment]) -> tuple[int | None, ...]:
        """Proven, each among the plans as good as `made` on the goals before."""
        values = score(self.problem, complete(self.problem, made))
        least = sum(self.run.floor(id)[UNPLACED] for id in self.run.open())
        proved = values[UNPLACED] == least
        lost = {id: floor[CHANGES] for id, floor in self.run.floors.items() if floor[CHANGES]} if proved else {}
        changes = self._lost_at_least(lost, {}) if values[CHANGES] else 0
        if proved and changes < values[CHANGES]:
            changes = max(changes, self._lost_at_least(lost, self._only_there()))
        if values[UNPLACED]:
            return least, changes, None, None, 0
        return least, changes, *bounds.of_all(self.problem), 0

    def _lost_at_least(self, lost: dict[str, int], only_there: dict[str, list[str]]) -> int:
        theirs = {one.case for one in self.run.told if one.id in only_there} | lost.keys()
        asked = [one for one in self.run.told if one.day in self.run.scarce or one.case in theirs]
        return len(asked) - most_kept(self.problem, self.run.base, asked, lost, only_there)

    def _only_there(self) -> dict[str, list[str]]:
        """The meetings, of departments that lack somebody that day, that an appointment holds if the case keeps all promises
        and leaves no more unplaced than it must: alone with the calendar it could not have them on another day.
        """
        found: dict[str, list[str]] = {}
        for one in self.run.told:
            case = self.problem.case_by_id[one.case]
            for held in one.meetings if one.day in self.run.scarce else ():
                meeting = case.meeting_by_id.get(held.meeting)
                scarce = meeting and not self.run.scarce[one.day].isdisjoint(meeting.needs)
                if meeting and scarce and not self._elsewhere(case, meeting, one.day):
                    found.setdefault(one.id, []).append(meeting.id)
        return found

    def _elsewhere(self, case: Case, meeting: Meeting, day: int) -> bool:
        """Whether the meeting could be on an earlier or a later day, all promises kept; True also where time was up."""
        if time.monotonic() > self.run.proof_until:
            return True
        earlier = replace(meeting, latest_day=min(day - 1, meeting.latest_day))
        later = replace(meeting, earliest_day=max(day + 1, meeting.earliest_day))
        for moved in (earlier, later):
            if moved.earliest_day <= moved.latest_day:
                others = tuple(moved if other.id == meeting.id else other for other in case.meetings)
                bounds = fit(alone(self.problem, replace(case, meetings=others)), self.run.base, self.run.effort).bounds
                if (bounds[UNPLACED] or 0, bounds[CHANGES] or 0) <= (self.run.floor(case.id)[UNPLACED], 0):
                    return True
        return False
