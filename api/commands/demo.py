"""`lotse demo`: the main job, from a founder's venture to the calendar, then a month of contacts.

Its figures are computed on the spot, on the town and the catalogue that ship with Lotse; the day is fixed so that two
runs show the same.
"""

from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from api.commands.demo_founder import show_founder
from api.commands.demo_month import show_month
from api.commands.output import table_console
from api.commands.serve import FIRST_TOWN
from scheduler.townfile import read_town_file
from scheduler.ventures import catalogue

FIRST_DAY, OPENS = "2026-03-02", time(7)
OUTPUT = Path("out/demo")
WIDTH = 110


@click.command()
@click.option("--full", is_flag=True, help="All 700 contacts of a month instead of 150.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), default=FIRST_DAY, show_default=True, help="The day it plays.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Which month is drawn.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
@click.option(
    "--output", type=click.Path(file_okay=False, path_type=Path), default=OUTPUT, show_default=True, help="For the .ics files."
)
def demo(full: bool, day: datetime, seed: int, workers: int, output: Path) -> None:
    """Show the main job: a restaurant founder in Hörde, then a month of contacts before and after."""
    town, offer = read_town_file(FIRST_TOWN), catalogue()
    now = datetime.combine(day.date(), OPENS, ZoneInfo(town.timezone))
    console = table_console(WIDTH)
    show_founder(console, town, offer, now, output)
    show_month(console, town, offer, now, 700 if full else 150, seed, workers)
