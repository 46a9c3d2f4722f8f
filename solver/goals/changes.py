"""Goal 2: the appointments a customer was told that no longer stand. Unit: appointments. Source: problem.md goals 2."""

from ortools.sat.python import cp_model

from solver.choice import CaseChoice, Choice
from solver.plan import Plan
from solver.problem import Previous, Problem

NAME = "changes"


def expression(choice: Choice) -> cp_model.LinearExprT:
    by_id = {case.case.id: case for case in choice.cases}
    return sum(1 - _kept(choice, by_id[told.case], told) for told in choice.problem.previous)


def _kept(choice: Choice, case: CaseChoice, told: Previous) -> cp_model.LinearExprT:
    """1 when some appointment of the case stands just there."""
    model, start, length = choice.model, choice.timeline.slot(told.start), choice.timeline.length(told.end - told.start)
    if any((pin.place, pin.start, pin.end) == (told.place, told.start, told.end) for pin in case.pins):
        return 1
    if start is None:
        return 0
    kept = []
    for appointment in case.appointments:
        if told.place in appointment.at:
            same = model.new_bool_var(f"{case.case.id}#{appointment.index} as told")
            model.add_implication(same, appointment.at[told.place])
            model.add(appointment.begin == start).only_enforce_if(same)
            model.add(appointment.finish == start + length).only_enforce_if(same)
            kept.append(same)
    model.add_at_most_one(kept)
    return sum(kept)


def score(problem: Problem, plan: Plan) -> int:
    standing = {(one.case, one.place, one.start, one.end) for one in plan.appointments}
    return sum((told.case, told.place, told.start, told.end) not in standing for told in problem.previous)
