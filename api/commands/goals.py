"""The five goals as a table on the terminal."""

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table

from scheduler.plans import Goal


def print_goals(console: Console, goals: Iterable[Goal]) -> None:
    table = Table("goal", "value", "bound", "")
    for column in table.columns[1:3]:
        column.justify = "right"
    for goal in goals:
        bound = "not proved" if goal.bound is None else str(goal.bound)
        table.add_row(goal.name, str(goal.value), bound, "proved" if goal.bound == goal.value else "")
    console.print(table)
