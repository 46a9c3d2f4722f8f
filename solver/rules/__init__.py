"""The nine hard rules: a plan that breaks one is no plan.

One rule a room, each with two halves that share no formulation: `add` forbids in the CP-SAT model what breaks the rule,
`violations` names in a finished plan what breaks it. tests/solver/test_rules.py asks both halves the same questions.
"""

from collections.abc import Iterator
from typing import Protocol

from solver.choice import Choice
from solver.rules import advisor, customer, once, order, pinned, rooms, staff, together, window
from solver.standing import Standing


class Rule(Protocol):
    @property
    def NAME(self) -> str: ...

    def add(self, choice: Choice) -> None: ...
    def violations(self, standing: Standing) -> Iterator[str]: ...


RULES: tuple[Rule, ...] = (once, together, customer, advisor, staff, rooms, window, order, pinned)
