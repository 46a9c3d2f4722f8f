"""The second half of the demo: a month of contacts, each meeting a trip of its own before, combined after."""

from collections import Counter
from datetime import datetime
from math import ceil

from rich.console import Console

from api.commands.progress import cases_done
from api.commands.trips_table import print_trips
from scheduler.cases import Case
from scheduler.month import month
from scheduler.planning import plan_together
from scheduler.plans import JointPlan
from scheduler.proof import proof
from scheduler.town import Town
from scheduler.trips import trips
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
    print_trips(console, offer, trips(cases, planned, offer))
    _show_goals(console, cases, planned)


def _show_goals(console: Console, cases: tuple[Case, ...], planned: JointPlan) -> None:
    meetings = sum(len(case.meetings) for case in cases)
    console.print(f"\n{meetings} meetings: {proof(planned.goals)}. {planned.seconds:.0f} s.")
    console.print(f"Unplaced: {len(planned.unplaced)} of {meetings} meetings.")
    reasons = Counter(left.reason for left in planned.unplaced)
    for reason, count in reasons.most_common(MOST_REASONS):
        console.print(f"  {count} x {reason}")
    if len(reasons) > MOST_REASONS:
        console.print(f"  and {len(reasons) - MOST_REASONS} more reasons")
