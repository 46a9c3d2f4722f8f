"""Random problems of the twin as the solver reads them, and the solver's plans as the twin reads them.

Everything goes through JSON, so that the two sides share nothing but the contract.
"""

import json
from typing import Any

from solver.exchange import read_problem, write_plan
from solver.plan import Plan
from solver.problem import Problem
from tests.twin.referee import broken_rules, goals


def read(drawn: dict[str, Any]) -> Problem:
    return read_problem(json.dumps(drawn))


def written(plan: Plan, problem: Problem) -> dict[str, Any]:
    return json.loads(write_plan(plan, problem))


def values(plan: Plan) -> tuple[int, ...]:
    return tuple(goal.value for goal in plan.goals)


def bounds(plan: Plan) -> tuple[int | None, ...]:
    return tuple(goal.bound for goal in plan.goals)


def faults(drawn: dict[str, Any], plan: Plan, problem: Problem) -> list[str]:
    """What the twin holds against a plan: broken rules, goals that are not as reported, bounds above their values."""
    text = written(plan, problem)
    found = [f"{rule}: {sentence}" for rule, sentence in broken_rules(drawn, text)]
    if goals(drawn, text) != [goal["value"] for goal in text["goals"]]:
        found.append(f"the plan says {values(plan)}, its goals are {goals(drawn, text)}")
    found += [
        f"the bound {goal.bound} of {goal.name} lies above its value {goal.value}"
        for goal in plan.goals
        if goal.bound is not None and goal.bound > goal.value
    ]
    return found


def only(drawn: dict[str, Any], *cases: str) -> dict[str, Any]:
    """The problem with only these cases; what is pinned of the others stands on and takes staff and rooms."""
    return drawn | {
        "cases": [case for case in drawn["cases"] if case["id"] in cases],
        "previous": [told for told in drawn.get("previous", []) if told["case"] in cases],
    }
