"""What was played, whichever way: of each case how it went, and what the seats were taken for. Frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from scheduler.cases import Case
from scheduler.deadlines import deadlines
from scheduler.plans import Appointment, Goal
from scheduler.playing.scene import Scene

Bound = tuple[str, date]  # a meeting, and the last day that a deadline leaves for it


@dataclass(frozen=True)
class Coming:
    """An appointment on its day. `missed`: the customer did not come; `late_minutes`: it began so much later than told."""

    appointment: Appointment
    missed: bool = False
    late_minutes: float = 0.0


@dataclass(frozen=True)
class Course:
    """A case and all its comings, by day. `bounds`: by when its deadlines want which meeting held, a line for each deadline;
    `told_again`: how often something was given up that the customer had been told.
    """

    case: Case
    comings: tuple[Coming, ...]
    bounds: tuple[Bound, ...]
    told_again: int = 0

    @cached_property
    def held_on(self) -> Mapping[str, date]:
        """Meeting -> the day it was held on; what was not held is not in it."""
        return {
            held.meeting: one.appointment.start.date()
            for one in self.comings
            if not one.missed
            for held in one.appointment.meetings
        }


@dataclass(frozen=True)
class Played:
    """One replication. `days`: of the desk, on which measured cases came; `courses`: of those cases.

    `appointments`: all that took anybody's time on these days, of unmeasured cases too; `goals`: of a clairvoyant plan, with
    what is proved of them.
    """

    scene: Scene
    days: tuple[date, ...]
    courses: tuple[Course, ...]
    appointments: tuple[Appointment, ...]
    goals: tuple[Goal, ...] = ()


def bounds_of(case: Case, scene: Scene) -> tuple[Bound, ...]:
    """What the deadlines of the case ask of its meetings, soonest first."""
    clocks = deadlines(case, scene.town, scene.law)
    return tuple((one.meeting, one.last_day) for one in clocks if one.meeting is not None)
