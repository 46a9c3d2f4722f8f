"""Goal 5: the idle minutes inside appointments. Unit: minutes. Source: problem.md goals 5."""

from ortools.sat.python import cp_model

from solver.choice import Choice
from solver.plan import Plan
from solver.problem import Problem

NAME = "waiting"


def expression(choice: Choice) -> cp_model.LinearExprT:
    minutes = 0
    for case in choice.cases:
        slots = sum(one.finish - one.begin for one in case.appointments) - sum(one.length * one.here for one in case.meetings)
        choice.model.add(slots >= 0)  # implied by `together`, but not seen: proofs take minutes without it
        minutes += choice.timeline.grid_minutes * slots + sum(
            pin.end - pin.start - sum(held.end - held.start for held in pin.meetings) for pin in case.pins
        )
    return minutes


def score(_problem: Problem, plan: Plan) -> int:
    return sum(one.end - one.start - sum(held.end - held.start for held in one.meetings) for one in plan.appointments)
