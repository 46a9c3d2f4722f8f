"""`lotse town`: the town in the store as a file, out and in. The format: docs/town.md."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from api.commands.output import written
from api.commands.town_file import JSON, TOWN_FILE, town_in
from scheduler import clock
from scheduler.new_town import import_town
from scheduler.set_back import SetBack, set_back_now
from scheduler.settings import settings
from scheduler.store.store import Store, open_store
from scheduler.town_export import write_json, write_toml
from scheduler.ventures import catalogue

WRITERS = {"toml": write_toml, "json": write_json}


@click.group()
def town() -> None:
    """The town in the store as a file: staff, hours, places, districts, limits."""


@town.command("export")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Where it goes; else to stdout.")
@click.option("--format", "form", type=click.Choice(list(WRITERS)), help="Else as the output's name ends; else TOML.")
def export_town(output: Path | None, form: str | None) -> None:
    """Write the town as a file that `lotse town import` reads."""
    named = "json" if output is not None and output.suffix.lower() == JSON else "toml"
    with _store() as store, store.reading() as reading:
        _, found = reading.town()
    with written(output) as write:
        write(WRITERS[form or named](found))


@town.command("import")
@click.argument("file", type=TOWN_FILE)
@click.option("--anyway", is_flag=True, help="Even when appointments or open cases lose a seat, a place or a district.")
def import_file(file: Path, anyway: bool) -> None:
    """Make the town in FILE the town of the store; what is booked stays as it is."""
    read = town_in(file)
    with _store() as store:
        changed = import_town(store, read, catalogue(), clock.now(), anyway)
        lost = set_back_now(store, clock.now())
    here = f"{read.title}: {len(read.districts)} districts, {len(read.departments)} departments"
    click.echo(f"{here}, {len(read.advisors) + len(read.officers)} seats." if changed else f"{read.title}: nothing is new.")
    _tell(lost)


@town.command("setbacks")
def setbacks() -> None:
    """What is booked and cannot stay as it is, and why."""
    with _store() as store:
        lost = set_back_now(store, clock.now())
    _tell(lost)
    if not lost:
        click.echo("All that is booked can stay as it is.")


def _tell(lost: tuple[SetBack, ...]) -> None:
    for sentence in (sentence for one in lost for sentence in one.because):
        click.echo(sentence)
    if lost:
        many = f"{len(lost)} appointments cannot" if len(lost) > 1 else "1 appointment cannot"
        click.echo(f"{many} stay as booked. POST /api/replans proposes what to change, with the fewest customers told.")


@contextmanager
def _store() -> Iterator[Store]:
    store = open_store(settings(os.environ).database_url)
    try:
        yield store
    finally:
        store.close()
