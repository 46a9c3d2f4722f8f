"""Goal 1: the summed weight of the meetings that found no place. Unit: weight. Source: problem.md goals 1."""

from ortools.sat.python import cp_model

from solver.choice import Choice
from solver.plan import Plan
from solver.problem import Problem

NAME = "unplaced"


def expression(choice: Choice) -> cp_model.LinearExprT:
    return sum(one.meeting.weight * (1 - one.placed) for case in choice.cases for one in case.meetings)


def score(problem: Problem, plan: Plan) -> int:
    return sum(problem.case_by_id[one.case].meeting_by_id[one.meeting].weight for one in plan.unplaced)
