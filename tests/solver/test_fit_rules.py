"""The nine rules in the form they have in fit: the same TIGHT and BROKEN plans that the model and the referee are asked about.

Everybody is free only where the plan takes them (`forced`). The tight plan is then the best there is, and fit must find
it; the broken one would mostly be the best if its rule were a unit laxer, and fit must not come up with it.
"""

import pytest

from solver.check import complete, violations
from tests.solver.drawn import values
from tests.solver.fitted import fitted
from tests.solver.forced import forced
from tests.solver.test_rules import BROKEN, TIGHT, named
from tests.solver.tight_and_broken import Example


@pytest.mark.parametrize("example", TIGHT, ids=named)
def test_lawful_by_one_unit(example: Example) -> None:
    for of, part in forced(example.problem, example.plan):
        lawful = complete(of, part.appointments)
        assert violations(of, lawful) == []
        plan = fitted(of)
        assert violations(of, plan) == []
        assert plan.status == "optimal"
        assert values(plan) == values(lawful)


@pytest.mark.parametrize("example", BROKEN, ids=named)
def test_broken_by_one_unit(example: Example) -> None:
    unlawful = 0
    for of, part in forced(example.problem, example.plan):
        broken = complete(of, part.appointments)
        plan = fitted(of)
        assert violations(of, plan) == []
        assert plan.status == "optimal"
        if example.rule in {one.rule for one in violations(of, broken)}:
            unlawful += 1
            assert {one.content for one in plan.appointments} != {one.content for one in broken.appointments}
    assert unlawful or example.rule in ("once", "pinned")  # which appointments of one case's own cannot always break
