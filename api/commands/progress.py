"""A progress bar on a terminal, silence elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from scheduler.problem_file import Progress as Shown
from scheduler.problem_file import Told

GOAL_NAMES = ("unplaced", "changes", "appointments", "delay", "waiting")  # problem.md goals


@contextmanager
def cases_done(console: Console, what: str) -> Iterator[Shown]:
    """Gives `show(done, of)`; the bar stands on `console` while the block runs, when that is a terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=None)

        def show(done: int, of: int) -> None:
            bar.update(task, completed=done, total=of)

        yield show


@contextmanager
def search_going_on(console: Console) -> Iterator[tuple[Shown, Told]]:
    """Gives `show` as above, and `told(values, bounds)`, which writes the goals and their bounds as they move."""
    with cases_done(console, "cases planned") as show:

        def told(values: tuple[int, ...], bounds: tuple[int | None, ...]) -> None:
            if console.is_terminal:
                goals = zip(GOAL_NAMES, values, bounds, strict=True)
                console.print(", ".join(f"{name} {value} (>= {'?' if bound is None else bound})" for name, value, bound in goals))

        yield show, told
