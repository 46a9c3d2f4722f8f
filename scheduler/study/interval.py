"""Means with their 95 % intervals, by Student's t distribution (Law, Simulation Modeling and Analysis, 4.5)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from statistics import fmean, stdev

SURE = 0.95


@dataclass(frozen=True)
class Estimate:
    """The truth lies within `half` of `mean`, 19 times of 20; `half` None: one number says nothing about that."""

    mean: float
    half: float | None
    count: int

    @property
    def low(self) -> float | None:
        return None if self.half is None else self.mean - self.half

    @property
    def high(self) -> float | None:
        return None if self.half is None else self.mean + self.half

    @property
    def differs(self) -> bool:
        """From 0, as far as 95 % are sure."""
        return self.half is not None and abs(self.mean) > self.half


def estimate(numbers: Sequence[float]) -> Estimate | None:
    """Of independent numbers, None of none."""
    if not numbers:
        return None
    if len(numbers) == 1:
        return Estimate(numbers[0], None, 1)
    half = student_t(len(numbers) - 1) * stdev(numbers) / math.sqrt(len(numbers))
    return Estimate(fmean(numbers), half, len(numbers))


@cache
def student_t(freedom: int) -> float:
    """How many standard errors to each side leave 5 % outside: 12.71 for 1 degree of freedom, 1.96 for many."""
    low, high = 0.0, 13.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _inside(middle, freedom) < SURE else (low, middle)
    return (low + high) / 2


def _inside(reach: float, freedom: int, steps: int = 2000) -> float:
    """How much of the distribution lies within `reach` of 0: its density, by Simpson's rule."""
    scale = math.exp(math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2)) / math.sqrt(freedom * math.pi)
    width = reach / steps
    density = [(1 + (index * width) ** 2 / freedom) ** (-(freedom + 1) / 2) for index in range(steps + 1)]
    return 2 * scale * width / 3 * (density[0] + density[-1] + 4 * sum(density[1:-1:2]) + 2 * sum(density[2:-1:2]))
