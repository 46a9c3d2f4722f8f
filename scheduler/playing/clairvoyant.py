"""The month with everything known before: all contacts planned as one, with what is proved of it. Nothing goes wrong in it.

The joint search ends with its time unless every goal meets its bound, so the plan found within the time may differ between two
runs; what is proved of it is true of any. It runs in a process of its own, which can be ended at any moment.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from scheduler import framing
from scheduler.cases import Case
from scheduler.errors import LostError
from scheduler.plans import Appointment, JointPlan
from scheduler.playing.played import Coming, Course, Played, bounds_of
from scheduler.playing.rolling import Stop
from scheduler.playing.scene import Scene, StoppedError
from scheduler.workers import Apart
from solver.budget import Budget
from solver.search import solve
from solver.warm import warm

_BUILDING_SECONDS = 120.0  # beyond the search's own time: framing a month, the reasons, the referee


@dataclass(frozen=True)
class Asked:
    """`now`: the morning on which all of it is planned."""

    scene: Scene
    cases: tuple[Case, ...]
    booked: tuple[Appointment, ...]
    now: datetime
    seconds: float
    seed: int


def clairvoyant(
    scene: Scene,
    cases: Iterable[Case],
    measured: tuple[date, ...],
    seconds: float,
    seed: int,
    booked: tuple[Appointment, ...] = (),
    stop: Stop = lambda: False,
) -> Played:
    """`cases` of the measured days, planned on the morning of the first. Raises StoppedError soon after `stop()` says so."""
    together = tuple(cases)
    now = datetime.combine(measured[0], time(), ZoneInfo(scene.town.timezone))
    asked = Asked(scene, together, booked, now, seconds, seed)
    with Apart(warm) as apart:
        try:
            plan = apart.run(seconds + _BUILDING_SECONDS, stop, _planned_apart, asked)
        except LostError:
            if stop():
                raise StoppedError from None
            raise
    by_customer: dict[str, list[Coming]] = {}
    for one in plan.appointments:
        by_customer.setdefault(one.customer, []).append(Coming(one))
    courses = tuple(Course(case, tuple(by_customer.get(case.customer.email, ())), bounds_of(case, scene)) for case in together)
    days = set(measured)
    here = tuple(one for one in (*booked, *plan.appointments) if one.start.date() in days)
    return Played(scene, measured, courses, here, plan.goals)


def planned(asked: Asked) -> JointPlan:
    """The joint plan, and what is proved of it."""
    framed = framing.frame(asked.scene.town, asked.cases, asked.booked, asked.now, asked.scene.law)
    return framing.unframe_all(framed, solve(framed.problem, Budget(asked.seconds, workers=1, seed=asked.seed)))


def _planned_apart(_opened: object, asked: Asked) -> JointPlan:
    return planned(asked)
