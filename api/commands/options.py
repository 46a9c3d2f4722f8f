"""`lotse options`: what one case of a problem file can choose from, and what preferences cost."""

import json
from typing import BinaryIO

import click
from rich.console import Console
from rich.table import Table

from api.commands.given import Seconds, read
from api.commands.output import table_console
from scheduler.choosing import Choices, file_choices
from scheduler.plans import Goal
from scheduler.preferences import KNOWN, read_preference

WIDTH = 130


@click.command()
@click.argument("problem", type=click.File("rb"))
@click.option("--case", "case_id", required=True, help="Its id in the file.")
@click.option("-k", "--plans", type=click.IntRange(1, 50), default=3, show_default=True, help="Different plans beside the front.")
@click.option("--prefer", "words", multiple=True, help=f"Of {', '.join(KNOWN)}; may be given several times.")
@click.option("--seconds", type=Seconds(), default=10.0, show_default=True, help="Time for all of it.")
@click.option("--json", "as_json", is_flag=True, help="For programs: the plans as appointment-plan/1.")
def options(problem: BinaryIO, case_id: str, plans: int, words: tuple[str, ...], seconds: float, as_json: bool) -> None:
    """Show what case ID of PROBLEM (appointment-problem/1, - for stdin) can choose from: few appointments, or an early end."""
    preferences = [read_preference(word, "--prefer") for word in words]
    found = file_choices(read(problem), case_id, plans, preferences, seconds)
    if as_json:
        click.echo(json.dumps(found.document(), ensure_ascii=False, indent=1))
        return
    console = table_console(WIDTH)
    _print(console, found)


def _print(console: Console, found: Choices) -> None:
    """The front in words, what each preference costs, and a row a plan."""
    console.print(f"{found.sentence}.")
    for one in found.priced:
        console.print(f"{one.preference.title}: {one.sentence}")
    if not found.kept:
        why = "All of that together is impossible" if found.kept is False else "No plan that keeps all of that was found in time"
        console.print(f"{why}: these plans keep none of it.")
    if not found.complete:
        console.print("The time was up before all were found.")
    table = Table("", *(goal.name for goal in found.without), "appointments", box=None, pad_edge=False)
    for on_front, rank, goals, comings in found.rows:
        place = ", ".join([*(["front"] if on_front else []), *([f"no. {rank}"] if rank else [])])
        table.add_row(place, *map(_goal, goals), ", ".join(f"{day:%d.%m.} {host or 'alone'}" for day, host in comings))
    console.print(table)


def _goal(goal: Goal) -> str:
    return f"{goal.value} proved" if goal.value == goal.bound else str(goal.value)
