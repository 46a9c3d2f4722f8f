"""Both halves of all nine rules, asked the same questions (see tight_and_broken)."""

import pytest
from ortools.sat.python import cp_model

from solver.calendars import Calendars
from solver.check import violations
from solver.model import build
from solver.rules import RULES
from solver.standing import Standing
from tests.solver.saying import assignment
from tests.solver.tight_and_broken import EXAMPLES, Example

TIGHT = [example for example in EXAMPLES if not example.broken]
BROKEN = [example for example in EXAMPLES if example.broken]


def named(example: Example) -> str:
    return f"{example.rule}: {example.what}"


def allows(example: Example, rules) -> bool:
    """Whether the model with these rules has this very plan among its solutions."""
    choice = build(example.problem, Calendars(example.problem), rules=rules)
    try:
        values = assignment(choice, example.plan.appointments)
    except LookupError:
        return False
    unplaced = {(one.case, one.meeting) for one in example.plan.unplaced}
    for case in choice.cases:
        values += [(one.placed, int((case.case.id, one.meeting.id) not in unplaced)) for one in case.meetings]
    for variable, value in values:
        choice.model.add(variable == value)
    status = cp_model.CpSolver().solve(choice.model)
    assert status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
    return status == cp_model.OPTIMAL


@pytest.mark.parametrize("example", TIGHT, ids=named)
def test_lawful_by_one_unit(example):
    assert violations(example.problem, example.plan) == []
    assert allows(example, RULES)


@pytest.mark.parametrize("example", BROKEN, ids=named)
def test_broken_by_one_unit(example):
    rule = next(rule for rule in RULES if example.rule == rule.NAME)
    names = {one.rule for one in violations(example.problem, example.plan)}
    assert names == {example.rule} if example.alone else example.rule in names
    assert list(rule.violations(Standing(example.problem, example.plan)))
    assert not allows(example, RULES)
    if example.sayable:
        assert not allows(example, [rule])
        assert allows(example, [other for other in RULES if other is not rule] if example.alone else [])


def test_every_rule_has_both_kinds():
    for examples in (TIGHT, BROKEN):
        assert {example.rule for example in examples} == {rule.NAME for rule in RULES}
