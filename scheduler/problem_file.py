"""A problem in a file: read, solved, checked, asked about one case; and what the solver refuses, as a refusal of ours.

A file is read and its size is looked at before the search is imported: that takes a second, which nobody waits for whose
file is refused.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from scheduler.errors import InputError
from scheduler.plans import Goal
from solver import exchange
from solver.budget import METHODS, Budget
from solver.problem import Problem
from solver.reading import MOST_BYTES
from solver.size import refuse_too_large

__all__ = [
    "METHODS",
    "MOST_BYTES",
    "Budget",
    "Checked",
    "Progress",
    "Told",
    "check_text",
    "read_for",
    "read_json",
    "refusing",
    "solve_json",
    "solve_text",
]

Progress = Callable[[int, int], None]  # cases done, of how many
Told = Callable[[tuple[int, ...], tuple[int | None, ...]], None]  # the goals of a better plan, and what is proved of each


@dataclass(frozen=True)
class Checked:
    """What the referee says of a plan: broken rules as (rule, sentence), none for a lawful plan, and the five goals."""

    broken: tuple[tuple[str, str], ...]
    goals: tuple[Goal, ...]


@contextmanager
def refusing() -> Iterator[None]:
    """Raises our InputError where the solver raises its own."""
    try:
        yield
    except exchange.InputError as reason:
        raise InputError(reason.problem, path=reason.path, value=reason.value, advice=reason.advice) from reason


def read_json(text: str | bytes) -> Any:
    """JSON from outside as plain values, read strictly. Raises InputError."""
    with refusing():
        return exchange.load(text)


def read_for(text: str | bytes, case_id: str) -> Problem:
    """The whole problem, in which there is such a case. Raises InputError, also for a case beyond any time given."""
    with refusing():
        whole = exchange.read_problem(text)
        refuse_too_large(whole)
    if case_id not in whole.case_by_id:
        known = f"Known: {', '.join(whole.case_by_id)}."
        raise InputError(f'"{case_id}" is no case of the problem.', path="--case", value=case_id, advice=known)
    return whole


def solve_text(
    problem: str | bytes, budget: Budget, method: str = "auto", progress: Progress | None = None, goals: Told | None = None
) -> str:
    """`appointment-problem/1` in, `appointment-plan/1` out. Raises InputError with the path in the file."""
    return solve_json(read_json(problem), budget, method, progress, goals)


def solve_json(
    problem: Any, budget: Budget, method: str = "auto", progress: Progress | None = None, goals: Told | None = None
) -> str:
    """`solve_text` of a problem that `read_json` has read already."""
    with refusing():
        asked = exchange.problem_of(problem)
        refuse_too_large(asked)
        from solver.search import solve
        from solver.warm import warm

        warm()  # not of the budget's time
        return exchange.write_plan(solve(asked, budget=budget, method=method, progress=progress, goals=goals), asked)


def check_text(problem: str | bytes, plan: str | bytes) -> Checked:
    """A plan file against its problem file. Raises InputError when one of them cannot be read."""
    with refusing():
        asked = exchange.read_problem(problem)
        answered = exchange.read_plan(plan, asked)
        from solver.check import score, violations

        broken = tuple((found.rule, found.sentence) for found in violations(asked, answered))
        values = zip(answered.goals, score(asked, answered), strict=True)
        return Checked(broken, tuple(Goal(told.name, value, told.bound) for told, value in values))
