"""`lotse problem`: a month of contacts, on a calendar as it would be by then, as a problem file."""

from datetime import datetime
from pathlib import Path

import click
from rich.console import Console

from api.commands.demo import FIRST_DAY, WIDTH
from api.commands.output import written
from api.commands.progress import cases_done
from api.commands.serve import FIRST_TOWN
from api.commands.town_file import TOWN_FILE, town_in
from api.commands.use_table import print_use
from scheduler.month import OPEN_DAYS, VENTURE_SHARE
from scheduler.offer import refuse_misfit
from scheduler.planning import problem_text
from scheduler.ventures import catalogue
from scheduler.warm_up import (
    HORIZON_WORKING_DAYS,
    LARGEST_LOAD,
    LEAST_LOAD,
    WARM_UP_MONTHS,
    Month,
    MonthSetting,
    warmed_up,
)

MOST_CONTACTS, MOST_MONTHS = 10_000, 24


@click.command()
@click.option("--contacts", type=click.IntRange(0, MOST_CONTACTS), default=700, show_default=True, help="That come in the month.")
@click.option(
    "--load",
    type=click.FloatRange(LEAST_LOAD, LARGEST_LOAD),
    help="Hosted minutes demanded a month per minute the advisors offer: 0.7 is moderate, 0.9 full, 1.1 overfull. "
    "Seats are added or left empty until it fits; without it the desk stays as the town has it.",
)
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=1, show_default=True, help="The same seed, the same file.")
@click.option("--first-day", type=click.DateTime(["%Y-%m-%d"]), default=FIRST_DAY, show_default=True, help="Of the month.")
@click.option(
    "--warm-up",
    type=click.IntRange(0, MOST_MONTHS),
    default=WARM_UP_MONTHS,
    show_default=True,
    help="Months planned before it, whose appointments stand; 0: an empty calendar.",
)
@click.option(
    "--venture-share", type=click.FloatRange(0, 1), default=VENTURE_SHARE, show_default=True, help="The rest are consultations."
)
@click.option("--horizon", type=click.IntRange(1, 250), default=HORIZON_WORKING_DAYS, show_default=True, help="Working days.")
@click.option("--town", "town_file", type=TOWN_FILE, default=FIRST_TOWN, help="A town file, TOML or JSON.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Where the problem goes; else to stdout.")
def problem(
    contacts: int,
    load: float | None,
    seed: int,
    first_day: datetime,
    warm_up: int,
    venture_share: float,
    horizon: int,
    town_file: Path,
    output: Path | None,
) -> None:
    """Write a month of contacts as appointment-problem/1; how much the seats are taken already goes to stderr."""
    console = Console(stderr=True, highlight=False)
    setting = MonthSetting(contacts, load, seed, first_day.date(), venture_share, warm_up, horizon)
    town, offer = town_in(town_file), catalogue()
    refuse_misfit(offer, town)
    with written(output) as write:
        with cases_done(console, "contacts of earlier months planned") as show:
            month = warmed_up(town, offer, setting, show)
        write(problem_text(month.town, month.cases, month.booked, month.now))
    if not console.is_terminal:
        console.width = WIDTH
    _print(console, month)


def _print(console: Console, month: Month) -> None:
    demanded, offered = month.demanded_minutes / 60, month.offered_minutes / 60
    console.print(
        f"{len(month.cases)} contacts in {OPEN_DAYS} days of the desk demand {demanded:.0f} hosted hours of advisors, the desk "
        f"offers {offered:.0f}: load {month.load:.2f}. Earlier months hold {len(month.booked)} appointments."
    )
    print_use(console, month.town, month.booked, {"month": month.days, "horizon": month.horizon_days})
