"""Goal 3: the customers' trips, pinned ones included: what this is all about. Source: problem.md goals 3."""

from ortools.sat.python import cp_model

from solver.choice import Choice
from solver.plan import Plan
from solver.problem import Problem

NAME = "appointments"


def expression(choice: Choice) -> cp_model.LinearExprT:
    return sum(len(case.pins) + sum(one.used for one in case.appointments) for case in choice.cases)


def score(_problem: Problem, plan: Plan) -> int:
    return len(plan.appointments)
