"""A small share of `make prove-reasons`: each kind of cause twice, named and nothing false; every repair works."""

import pytest

from tests.prove_reasons import proved
from tests.solver.planted import CAUSES


@pytest.mark.parametrize("seed", [1, 2])
def test_planted_causes_are_named(seed: int) -> None:
    seen = proved(f"share {seed}", len(CAUSES))
    assert seen.false == []
    assert seen.named == seen.count >= 14
    assert seen.repairs.total() >= 10
