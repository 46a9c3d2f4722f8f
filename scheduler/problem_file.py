"""A problem file of which one case is asked for; and what the solver refuses, as a refusal of ours."""

from collections.abc import Iterator
from contextlib import contextmanager

from scheduler.errors import InputError
from scheduler.planning import ours
from solver import exchange
from solver.problem import Problem
from solver.size import refuse_too_large


@contextmanager
def refusing() -> Iterator[None]:
    """Raises our InputError where the solver raises its own."""
    try:
        yield
    except exchange.InputError as reason:
        raise ours(reason) from reason


def read_for(text: str | bytes, case_id: str) -> Problem:
    """The whole problem, in which there is such a case. Raises InputError, also for a case beyond any time given."""
    with refusing():
        whole = exchange.read_problem(text)
        refuse_too_large(whole)
    if case_id not in whole.case_by_id:
        known = f"Known: {', '.join(whole.case_by_id)}."
        raise InputError(f'"{case_id}" is no case of the problem.', path="--case", value=case_id, advice=known)
    return whole
