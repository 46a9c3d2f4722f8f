"""`lotse replan`: a plan that was told, and what has changed since; the new plan with the fewest customers told."""

import json
from collections import Counter
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

import click
from rich.console import Console
from rich.table import Table

from api.commands.given import Seconds, read
from api.commands.goals import print_goals
from api.commands.output import table_console, written
from scheduler.problem_file import Budget, read_json
from scheduler.replanning import Days, Replanned, Setback, replan_text

WIDTH = 150


class DaysOf(click.ParamType):
    """`ID:DAY` or `ID:DAY..DAY`; the id may hold colons itself."""

    name = "ID:DAY[..DAY]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Days:
        id_, _, days = value.rpartition(":")
        first, _, last = days.partition("..")
        try:
            return Days(id_, date.fromisoformat(first), date.fromisoformat(last or first))
        except ValueError:
            self.fail(f"{value!r} is not {self.name}, such as bau-1:2026-03-05 or bau-1:2026-03-05..2026-03-06.", param, ctx)


class Day(click.ParamType):
    name = "DAY"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day, such as 2026-03-05.", param, ctx)


@click.command()
@click.argument("problem", type=click.File("rb"))
@click.argument("plan", type=click.File("rb"))
@click.option("--away", type=DaysOf(), multiple=True, help="A seat that is empty on these days.")
@click.option("--closed", type=DaysOf(), multiple=True, help="A place where nothing can be held on these days.")
@click.option("--room", type=DaysOf(), multiple=True, help="A place that has one room fewer on these days; may be repeated.")
@click.option("--urgent", type=click.File("rb"), help="More cases: a JSON list of them as in a problem file.")
@click.option("--pin", multiple=True, help="A case of which nothing may move.")
@click.option("--today", type=Day(), help="What lies before stays, and nothing is put there.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Where the new plan goes.")
@click.option("--changed-problem", type=click.Path(dir_okay=False, path_type=Path), help="Where its problem goes, to check it.")
@click.option("--seconds", type=Seconds(), default=6.0, show_default=True, help="Time for the search.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Of a joint search.")
@click.option("--seed", type=click.IntRange(0, 1_000_000), default=0, show_default=True, help="The same seed searches alike.")
@click.option("--json", "as_json", is_flag=True, help="What became of the appointments for programs, those kept included.")
def replan(
    problem: BinaryIO,
    plan: BinaryIO,
    away: tuple[Days, ...],
    closed: tuple[Days, ...],
    room: tuple[Days, ...],
    urgent: BinaryIO | None,
    pin: tuple[str, ...],
    today: date | None,
    output: Path,
    changed_problem: Path | None,
    seconds: float,
    workers: int,
    seed: int,
    as_json: bool,
) -> None:
    """Put PLAN of PROBLEM right after what has changed; what became of its appointments goes to stdout."""
    rooms = tuple(Days(one.id, one.first_day, one.last_day, number) for one, number in Counter(room).items())
    setback = Setback(away, (*closed, *rooms), read_json(read(urgent)) if urgent else (), pin, today)
    with written(output) as write:
        found = replan_text(read(problem), read(plan), setback, Budget(seconds, workers, seed))
        write(found.plan)
    if changed_problem:
        with written(changed_problem) as write:
            write(found.problem)
    if as_json:
        goals = [asdict(goal) for goal in found.goals]
        told = {"customers_told": found.told, "goals": goals, "appointments": [asdict(line) for line in found.lines]}
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    console = table_console(WIDTH)
    _print(console, found)


def _print(console: Console, found: Replanned) -> None:
    table = Table("", "case", "before", "after", "", box=None, pad_edge=False)
    for line in found.lines:
        if line.what != "kept" or line.people:
            people = "other people or order" if line.what == "kept" else ""
            table.add_row(line.what, line.case, line.before or "", line.after or "", people)
    console.print(table)
    counted = Counter(line.what for line in found.lines)
    figures = ", ".join(f"{counted[what]} {what}" for what in ("kept", "moved", "new", "dropped"))
    console.print(f"\n{figures}. Customers to be told: {found.told}.")
    print_goals(console, found.goals)
