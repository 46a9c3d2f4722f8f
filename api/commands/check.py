"""`lotse check`: the referee's word on a plan file."""

import sys
from typing import BinaryIO

import click
from rich.console import Console

from api.commands.given import read
from api.commands.goals import print_goals
from scheduler.problem_file import check_text


@click.command()
@click.argument("problem", type=click.File("rb"))
@click.argument("plan", type=click.File("rb"))
def check(problem: BinaryIO, plan: BinaryIO) -> None:
    """Check PLAN against PROBLEM: exit 0 and the goals, or exit 1 and each broken rule in words."""
    checked = check_text(read(problem), read(plan))
    for rule, sentence in checked.broken:
        click.echo(f"{rule}: {sentence}")
    if checked.broken:
        sys.exit(1)
    print_goals(Console(), checked.goals)
