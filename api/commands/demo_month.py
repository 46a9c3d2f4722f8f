"""The second half of the demo: a month of contacts, each meeting a trip of its own before, combined after."""

from collections import Counter
from datetime import datetime
from math import ceil

from rich.console import Console
from rich.table import Column, Table

from api.commands.progress import cases_done
from scheduler.cases import Case
from scheduler.month import month
from scheduler.planning import plan_together
from scheduler.plans import JointPlan
from scheduler.proof import proof
from scheduler.town import Town
from scheduler.trips import Trips, in_all, trips
from scheduler.ventures import Catalogue

SECONDS_A_CONTACT = 2.0
MOST_REASONS = 10


def show_month(console: Console, town: Town, offer: Catalogue, now: datetime, contacts: int, seed: int, workers: int) -> None:
    """Draw the month, plan it first come, first served, and compare trips."""
    cases = month(town, offer, contacts, seed, now.date())
    console.print(f"\n[bold]A month of {contacts} contacts[/] (seed {seed}), on an empty calendar, first come, first served")
    with cases_done(console, "cases planned") as show:
        seconds = ceil(contacts * SECONDS_A_CONTACT)
        planned = plan_together(town, cases, now, seconds, workers, method="first-come", progress=show)
    _show_trips(console, offer, trips(cases, planned, offer))
    _show_goals(console, cases, planned)


def _show_trips(console: Console, offer: Catalogue, lines: tuple[Trips, ...]) -> None:
    table = Table(
        Column("venture", no_wrap=True, max_width=50),
        "contacts",
        "trips",
        "spared",
        "combined",
        "unplaced",
        "remaining",
        Column("a contact", no_wrap=True),
        box=None,
        pad_edge=False,
    )
    for column in table.columns[1:]:
        column.justify = "right"
    titles = {venture.id: f"{venture.code} {venture.title}" for venture in offer.ventures} | {None: "Single consultations"}
    ventures = [line for line in lines if line.venture is not None]
    for line in sorted(lines, key=lambda line: (line.venture is None, titles[line.venture])):
        table.add_row(titles[line.venture], *_figures(line))
    table.add_section()
    table.add_row("[bold]All ventures[/]", *_figures(in_all(ventures)))
    table.add_row("[bold]All[/]", *_figures(in_all(lines)))
    console.print(table)
    console.print("Trips: each meeting and each errand one of its own. Spared: the law does away with it, with or without Lotse.")
    console.print("The mix of ventures is tuned so that one has nine trips on average before; it is no evidence for that.")


def _figures(line: Trips) -> list[str]:
    contacts = max(line.contacts, 1)
    each = f"{line.before / contacts:.1f} -> {line.remaining / contacts:.1f}"
    counted = (line.contacts, line.before, line.spared, line.combined, line.unplaced, line.remaining)
    return [*map(str, counted), each]


def _show_goals(console: Console, cases: tuple[Case, ...], planned: JointPlan) -> None:
    meetings = sum(len(case.meetings) for case in cases)
    console.print(f"\n{meetings} meetings: {proof(planned.goals)}. {planned.seconds:.0f} s.")
    console.print(f"Unplaced: {len(planned.unplaced)} of {meetings} meetings.")
    reasons = Counter(left.reason for left in planned.unplaced)
    for reason, count in reasons.most_common(MOST_REASONS):
        console.print(f"  {count} x {reason}")
    if len(reasons) > MOST_REASONS:
        console.print(f"  and {len(reasons) - MOST_REASONS} more reasons")
