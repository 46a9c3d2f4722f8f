"""A preference is a time the customer would rather come in: the same problem with narrower windows."""

from collections.abc import Iterable
from dataclasses import replace

from solver.problem import Problem, Stretch


def narrowed(problem: Problem, stretches: Iterable[tuple[int, int]]) -> Problem:
    """The problem whose customers come within one of these `[start, end)` only, and as before within a window of theirs.

    An appointment lies inside one stretch and inside one window exactly if it lies inside what the two have in common.
    Pinned appointments stand, for the customer has them already.
    """
    wanted = tuple(Stretch(start, end) for start, end in stretches)

    def within(windows: tuple[Stretch, ...] | None) -> tuple[Stretch, ...]:
        if windows is None:
            return wanted
        shared = (Stretch(max(a.start, b.start), min(a.end, b.end)) for a in windows for b in wanted)
        return tuple(one for one in shared if one.start < one.end)

    return replace(problem, cases=tuple(replace(case, customer_windows=within(case.customer_windows)) for case in problem.cases))
