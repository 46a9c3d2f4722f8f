"""`lotse backlog`: all proposals in the store that nobody has confirmed yet, planned anew as one."""

import os

import click
from rich.console import Console
from rich.table import Table

from api.commands.given import Seconds
from scheduler import clock
from scheduler.backlog import Backlog, plan_backlog
from scheduler.planning import Desk
from scheduler.settings import settings
from scheduler.store.store import open_store
from scheduler.ventures import catalogue


@click.command()
@click.option("--seconds", type=Seconds(), default=30.0, show_default=True, help="Time for the search.")
def backlog(seconds: float) -> None:
    """Plan all proposals that are not confirmed together, and say what is gained; what is confirmed does not move."""
    configured = settings(os.environ)
    store = open_store(configured.database_url)
    try:
        found = plan_backlog(Desk(store, catalogue(), configured.mail_domain), clock.now(), seconds)
    finally:
        store.close()
    _print(Console(highlight=False), found)


def _print(console: Console, found: Backlog) -> None:
    if not found.proposals:
        console.print("No open proposals, so there is nothing to plan together.")
        return
    console.print(f"{found.proposals} proposals; confirmed as they stand, {found.refused} of them would be refused.")
    table = Table("goal", "as proposed", "together", "bound", box=None, pad_edge=False)
    for before, after in zip(found.before, found.after, strict=True):
        bound = "not proved" if after.bound is None else str(after.bound)
        table.add_row(before.name, str(before.value), str(after.value), bound)
    console.print(table)
    ids = ", ".join(str(plan.id) for plan in found.plans)
    console.print(f"New proposals, to be confirmed each: {ids}." if ids else "Nothing is gained; the proposals stay.")
