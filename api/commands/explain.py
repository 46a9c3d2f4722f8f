"""`lotse explain`: why a case of a problem file stays as it is, and what would help."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import BinaryIO

import click

from api.commands.given import Seconds, read
from scheduler.explaining import Help, explain_file
from scheduler.plans import Goal


@click.command()
@click.argument("problem", type=click.File("rb"))
@click.option("--case", "case_id", required=True, help="Its id in the file.")
@click.option("--fewer", is_flag=True, help="Also: why there are not fewer appointments.")
@click.option("--seconds", type=Seconds(), default=10.0, show_default=True, help="Time for all of it.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def explain(problem: BinaryIO, case_id: str, fewer: bool, seconds: float, as_json: bool) -> None:
    """Say why meetings of case ID of PROBLEM (appointment-problem/1, - for stdin) are unplaced, and what would help."""
    told = explain_file(read(problem), case_id, fewer, seconds)
    if as_json:
        click.echo(json.dumps(asdict(told), ensure_ascii=False, indent=1))
        return
    click.echo(_values(told.goals))
    for one in told.unplaced:
        _print(f"{one.meeting} is unplaced: {one.reason}.", one.helps)
    if not told.unplaced:
        click.echo("Every meeting is placed.")
    if told.fewer:
        _print(f"{told.fewer.appointments} appointments do not do: {told.fewer.reason}.", told.fewer.helps)
    elif fewer:
        click.echo("There cannot be fewer appointments.")


def _print(sentence: str, helps: Iterable[Help]) -> None:
    """A reason, and below it a line for each repair, smallest of its kind first."""
    click.echo(f"\n{sentence}")
    for one in helps:
        click.echo(f"  would help: {one.sentence}\n    then {_values(one.goals)}")


def _values(goals: Iterable[Goal]) -> str:
    return ", ".join(f"{goal.name} {goal.value}" for goal in goals)
