"""`lotse solve`: a problem file in, a plan file out."""

import json
from pathlib import Path
from typing import BinaryIO

import click
from rich.console import Console

from api.commands.given import Seconds, read
from api.commands.goals import print_goals
from api.commands.output import written
from api.commands.progress import search_going_on
from scheduler.plans import Goal
from scheduler.problem_file import METHODS, Budget, solve_text


@click.command()
@click.argument("problem", type=click.File("rb"))
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Where the plan goes; else to stdout.")
@click.option("--seconds", type=Seconds(), default=10.0, show_default=True, help="Time for the search.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes, for many cases.")
@click.option("--seed", type=click.IntRange(0, 1_000_000), default=0, show_default=True, help="The same seed searches alike.")
@click.option("--method", type=click.Choice(METHODS), default="auto", show_default=True, help="first-come is the baseline.")
@click.option("--audit", is_flag=True, help="The same plan byte for byte each time; refused when --seconds are too few.")
def solve(problem: BinaryIO, output: Path | None, seconds: float, workers: int, seed: int, method: str, audit: bool) -> None:
    """Plan PROBLEM (appointment-problem/1, - for stdin); the goals with their proven bounds go to stderr."""
    budget = Budget(seconds, workers, seed, audit=audit)
    console = Console(stderr=True)
    with written(output) as write:
        with search_going_on(console) as (show, told):
            plan = solve_text(read(problem), budget, method, show, told)
        write(plan)
    print_goals(console, [Goal(**goal) for goal in json.loads(plan)["goals"]])
