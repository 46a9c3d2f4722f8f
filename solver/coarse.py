"""A coarser question than the whole model: on which days, not when. What is impossible here is impossible, and soon known.

Kept of a plan that places every meeting: its appointments lie on different days, each at one place, none longer than
allowed; a meeting lies on a day on which somebody could sit in it and somebody host it; order and lags. Left out, so that
more is possible here than there: the time of day, rooms, the customer's windows, one host for the whole, what was told.
"""

import time
from itertools import pairwise

from ortools.sat.python import cp_model

from solver.calendars import Calendars, officers
from solver.problem import Case, Meeting, Problem
from solver.question import Effort

_DETERMINISTIC_TIME = 0.2  # CP-SAT's own unit, about seconds: what takes longer is left to the whole model


def impossible(problem: Problem, calendars: Calendars, count: int, effort: Effort) -> bool:
    """Whether all meetings of the only case can be shown here not to fit into `count` appointments, pinned ones included."""
    if len(problem.cases) != 1 or problem.pinned_here:
        return False
    (case,) = problem.cases
    count = min(count, len(problem.working_days))  # one a day; what stays empty takes a day all the same
    cp_solver = cp_model.CpSolver()
    parameters = cp_solver.parameters
    parameters.num_workers = 1
    parameters.catch_sigint_signal = False  # it would never be given back, and Ctrl-C end us without a word
    parameters.random_seed = effort.seed
    parameters.cp_model_presolve = False
    parameters.linearization_level = 0
    parameters.max_deterministic_time = _DETERMINISTIC_TIME
    parameters.max_time_in_seconds = max(effort.until - time.monotonic(), 0.01)
    status = cp_solver.solve(_model(problem, calendars, case, count))
    if status == cp_model.UNKNOWN and effort.over:  # which an audit does not let pass
        return False
    return status == cp_model.INFEASIBLE


def _model(problem: Problem, calendars: Calendars, case: Case, count: int) -> cp_model.CpModel:
    model, last = cp_model.CpModel(), len(problem.working_days) - 1
    places = list(dict.fromkeys(place for meeting in case.meetings for place in meeting.places))
    days = [model.new_int_var(0, last, f"day {number}") for number in range(count)]
    at = [{place: model.new_bool_var(f"{number} at {place}") for place in places} for number in range(count)]
    for earlier, later in pairwise(days):
        model.add(earlier < later)
    for here in at:
        model.add_exactly_one(here.values())
    day_of: dict[str, cp_model.IntVar] = {}
    holds: dict[str, list[cp_model.IntVar]] = {}
    for meeting in case.meetings:
        day_of[meeting.id] = model.new_int_var(0, last, f"day of {meeting.id}")
        holds[meeting.id] = [model.new_bool_var(f"{number} holds {meeting.id}") for number in range(count)]
        model.add_exactly_one(holds[meeting.id])
        possible = {place: cp_model.Domain.from_values(_days(problem, calendars, case, meeting, place)) for place in places}
        for day, here, held in zip(days, at, holds[meeting.id], strict=True):
            model.add(day_of[meeting.id] == day).only_enforce_if(held)
            for place, domain in possible.items():
                model.add_linear_expression_in_domain(day, domain).only_enforce_if([held, here[place]])
    for meeting in case.meetings:
        for after in meeting.after:
            model.add(day_of[meeting.id] >= day_of[after.meeting] + after.working_days)
    for number in range(count):
        minutes = sum(meeting.minutes * holds[meeting.id][number] for meeting in case.meetings)
        model.add(minutes <= problem.policy.max_appointment_minutes)
    return model


def _days(problem: Problem, calendars: Calendars, case: Case, meeting: Meeting, place: str) -> list[int]:
    """The positions of the days on which the meeting could begin at the place at all, for all that this room looks at."""
    here = problem.place_by_id[place]
    if place not in meeting.places or not (here.hosted or meeting.needs):
        return []
    length, stride = calendars.timeline.length(meeting.minutes), calendars.timeline.stride
    found = calendars.timeline.days_between(meeting.earliest_day, meeting.latest_day)
    pools = [*officers(problem, meeting.needs).values(), *([case.advisors] if here.hosted else [])]
    for pool in pools:
        found &= calendars.starts_of_any(pool, place, length)
    day = (1 << stride) - 1
    return [position for position in range(len(problem.working_days)) if found >> (position * stride) & day]
