"""The five goals in order of weight: the first outweighs any amount of the next.

One goal a room, each with its two halves: `expression` for the model, `score` of a finished plan.
"""

from typing import Protocol

from ortools.sat.python import cp_model

from solver.choice import Choice
from solver.goals import appointments, changes, delay, unplaced, waiting
from solver.plan import Plan
from solver.problem import Problem


class GoalRoom(Protocol):
    @property
    def NAME(self) -> str: ...

    def expression(self, choice: Choice) -> cp_model.LinearExprT: ...
    def score(self, problem: Problem, plan: Plan, /) -> int: ...


GOALS: tuple[GoalRoom, ...] = (unplaced, changes, appointments, delay, waiting)
