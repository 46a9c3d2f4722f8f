"""Placeholder until bounds arrive."""

from solver.calendars import Calendars
from solver.problem import Problem
from solver.question import Effort


def fewest_unplaced(problem: Problem, calendars: Calendars, effort: Effort) -> int:
    return 0
