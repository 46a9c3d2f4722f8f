"""Goal 4: how late each case is done, and `deputy_days` for every deputy. Unit: working days. Source: problem.md goals 4."""

from bisect import bisect_left

from ortools.sat.python import cp_model

from solver.choice import Choice
from solver.plan import MINUTES_A_DAY, Plan
from solver.problem import Problem

NAME = "delay"


def expression(choice: Choice) -> cp_model.LinearExprT:
    """An upper estimate that minimising makes exact: at least the day of each case's last appointment."""
    model, problem = choice.model, choice.problem
    delay: cp_model.LinearExprT = 0
    for case in choice.cases:
        pinned = [problem.position_by_day[pin.day] for pin in case.pins if pin.meetings]
        last = model.new_int_var(max(pinned, default=0), max(choice.days - 1, 0), f"{case.case.id} done")
        for appointment in case.appointments:
            model.add(last >= appointment.position).only_enforce_if(appointment.used)
            for (place, advisor, _), hosts in appointment.hosts.items():
                delay += problem.policy.deputy_days * deputy_rank(problem, case.case.id, place, advisor) * hosts
        ranks = sum(deputy_rank(problem, pin.case, pin.place, pin.advisor) for pin in case.pins)
        delay += last + problem.policy.deputy_days * ranks
    return delay


def deputy_rank(problem: Problem, case: str, place: str, advisor: str | None) -> int:
    """The host's position among the case's advisors; 0 at an unhosted place and for a pinned host not listed."""
    advisors = problem.case_by_id[case].advisors
    return advisors.index(advisor) if problem.place_by_id[place].hosted and advisor in advisors else 0


def score(problem: Problem, plan: Plan) -> int:
    last: dict[str, int] = {}
    deputies = 0
    for one in plan.appointments:
        if one.case not in problem.case_by_id:
            continue  # a sum over the problem's cases; `together` and `pinned` say that it must not stand there
        for held in one.meetings:
            position = bisect_left(problem.working_days, held.start // MINUTES_A_DAY)
            last[one.case] = max(last.get(one.case, 0), position)
        if one.place in problem.place_by_id:
            deputies += deputy_rank(problem, one.case, one.place, one.advisor)
    return sum(last.values()) + problem.policy.deputy_days * deputies
