"""The referee: a finished plan against its problem, in plain Python, sharing no formulation with the model.

Nothing leaves the solver without passing here, in production too.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from solver.goals import GOALS
from solver.plan import Appointment, Goal, Plan, Unplaced
from solver.problem import Problem
from solver.rules import RULES
from solver.standing import Standing


@dataclass(frozen=True)
class Violation:
    """A broken rule (its NAME, or "goals" for figures that are not true) in words with the values."""

    rule: str
    sentence: str


def score(problem: Problem, plan: Plan) -> tuple[int, ...]:
    """The five goals recomputed, in order of weight."""
    return tuple(goal.score(problem, plan) for goal in GOALS)


def complete(problem: Problem, appointments: Iterable[Appointment], bounds: Iterable[int | None] = (None,) * len(GOALS)) -> Plan:
    """These appointments as a plan: its goals computed, with what is proved of them, and what does not stand unplaced for no
    stated reason.
    """
    made = tuple(appointments)
    held = {(one.case, meeting.meeting) for one in made for meeting in one.meetings}
    everything = ((case.id, meeting.id) for case in problem.cases for meeting in case.meetings)
    unplaced = tuple(Unplaced(case, meeting, "") for case, meeting in everything if (case, meeting) not in held)
    bare = Plan("feasible", (), made, unplaced, 0.0, 0)
    goals = tuple(Goal(goal.NAME, goal.score(problem, bare), bound) for goal, bound in zip(GOALS, bounds, strict=True))
    return replace(bare, goals=goals, status="optimal" if all(goal.proved for goal in goals) else "feasible")


def violations(problem: Problem, plan: Plan) -> list[Violation]:
    """Every broken rule, and every figure of the plan that is not true; empty for a lawful plan."""
    standing = Standing(problem, plan)
    broken = [Violation(rule.NAME, sentence) for rule in RULES for sentence in rule.violations(standing)]
    return broken + [Violation("goals", sentence) for sentence in _untrue_figures(problem, plan)]


def _untrue_figures(problem: Problem, plan: Plan) -> list[str]:
    true = score(problem, plan)
    untrue = [
        f"the plan says {goal.name} = {goal.value}; it is {value}"
        for goal, value in zip(plan.goals, true, strict=True)
        if goal.value != value
    ]
    untrue += [
        f"the bound {goal.bound} of {goal.name} lies above its value {goal.value}"
        for goal in plan.goals
        if goal.bound is not None and goal.bound > goal.value
    ]
    if plan.status == "optimal" and not all(goal.proved for goal in plan.goals):
        untrue.append("the plan says it is optimal, but not every bound equals its value")
    if plan.status == "feasible" and all(goal.proved for goal in plan.goals):
        untrue.append("the plan says it is feasible, but every bound equals its value: it is optimal")
    return untrue
