"""A linear program in whole numbers whose optimum is proved without trusting the arithmetic that found it.

Maximise the gain of variables between 0 and their most, under rows `sum of terms <= limit`. HiGHS (Huangfu, Hall 2018)
answers in floating point, and may be cut short. Whatever it says, weak duality holds: for *any* multipliers y >= 0 of the
rows no choice gains more than

    y * limits  +  sum over the variables of  max(0, gain - y * column) * most

So its multipliers are rounded to whole multiples of a power of two, negative ones to zero, and this sum is taken in whole
numbers (Neumaier, Shcherbina 2004). Wrong multipliers make it larger, never false.
"""

import math
import time
from collections.abc import Iterable

import highspy
import numpy as np

from solver.question import Effort

_FINEST, _LARGEST = 30, 2.0**60  # bits behind the point of a multiplier; what the whole numbers must stay below
_MOST_ITERATIONS = 60_000  # of the simplex method: an end that does not hang on the clock
_LEAST_SECONDS = 0.01


class Linear:
    """`variable`, then `at_most`, then `most_gained`. All numbers are whole and >= 0, but for the factors of terms."""

    def __init__(self) -> None:
        self._most: list[int] = []
        self._gains: list[int] = []
        self._limits: list[int] = []
        self._begins: list[int] = [0]
        self._columns: list[int] = []
        self._factors: list[int] = []

    def variable(self, most: int = 1) -> int:
        self._most.append(most)
        self._gains.append(0)
        return len(self._most) - 1

    def gains(self, variable: int, gain: int) -> None:
        self._gains[variable] = gain

    def at_most(self, terms: Iterable[tuple[int, int]], limit: int) -> None:
        """Terms are (variable, factor); those of one variable add up."""
        added: dict[int, int] = {}
        for variable, factor in terms:
            added[variable] = added.get(variable, 0) + factor
        added = {variable: factor for variable, factor in added.items() if factor}
        self._columns += added
        self._factors += added.values()
        self._begins.append(len(self._columns))
        self._limits.append(limit)

    def most_gained(self, effort: Effort) -> int:
        """No choice within the rows gains more, fractions included; the sum of all gains where nothing better is known."""
        everything = sum(gain * most for gain, most in zip(self._gains, self._most, strict=True))
        if not everything or not self._limits:
            return everything
        return min(everything, self._proved(self._multipliers(effort)))

    def _multipliers(self, effort: Effort) -> np.ndarray:
        """What HiGHS says of the rows: good multipliers where it is done, some where the time is up."""
        if effort.over:
            return np.zeros(len(self._limits))
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = len(self._most), len(self._limits)
        program.sense_ = highspy.ObjSense.kMaximize
        program.col_cost_ = np.array(self._gains, float)
        program.col_lower_, program.col_upper_ = [0.0] * len(self._most), [float(most) for most in self._most]
        program.row_lower_, program.row_upper_ = (
            [-highspy.kHighsInf] * len(self._limits),
            [float(limit) for limit in self._limits],
        )
        program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        program.a_matrix_.start_, program.a_matrix_.index_ = self._begins, self._columns
        program.a_matrix_.value_ = [float(factor) for factor in self._factors]
        highs = highspy.Highs()
        seconds = max(effort.until - time.monotonic(), _LEAST_SECONDS)
        for option, value in (
            ("output_flag", False), ("threads", 1), ("solver", "simplex"), ("time_limit", seconds),
            ("simplex_iteration_limit", _MOST_ITERATIONS),
        ):  # fmt: skip
            highs.setOptionValue(option, value)
        highs.passModel(program)
        highs.run()
        if highs.getModelStatus() == highspy.HighsModelStatus.kTimeLimit:
            effort.cut()
        found = np.array(highs.getSolution().row_dual, float)
        if found.size != len(self._limits):
            return np.zeros(len(self._limits))
        return np.clip(np.nan_to_num(found, nan=0.0, posinf=0.0, neginf=0.0), 0.0, None)

    def _proved(self, multipliers: np.ndarray) -> int:
        """The sum of weak duality, in whole numbers."""
        limits, most, gains = (np.array(some, np.int64) for some in (self._limits, self._most, self._gains))
        factors, columns = np.array(self._factors, np.int64), np.array(self._columns, np.intp)
        lengths = np.diff(self._begins)
        by_column = np.bincount(columns, np.abs(factors) * np.repeat(multipliers, lengths), len(most))
        largest = 1 + float(((by_column + gains) * most).sum() + (multipliers * limits).sum())
        bits = min(_FINEST, math.floor(math.log2(_LARGEST / largest)))
        if bits < 0:  # such weights that whole numbers of 64 bits would overflow
            return sum(self._gains[index] * self._most[index] for index in range(len(most)))
        whole = np.rint(multipliers * 2.0**bits).astype(np.int64)
        priced = np.zeros(len(most), np.int64)
        np.add.at(priced, columns, factors * np.repeat(whole, lengths))
        left = np.maximum(0, (gains << bits) - priced)
        return (int((whole * limits).sum()) + int((left * most).sum())) >> bits
