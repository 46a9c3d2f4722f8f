"""How much of their time the seats are taken, as a table on the terminal."""

from collections.abc import Iterable
from datetime import date

from rich.console import Console
from rich.table import Column, Table

from scheduler.plans import Appointment
from scheduler.town import Town
from scheduler.use import Use, use_of_advisors, use_of_departments


def print_use(console: Console, town: Town, appointments: Iterable[Appointment], stretches: dict[str, tuple[date, ...]]) -> None:
    """A line for each advisor and each department; `stretches`: a column's heading -> its days. Shares of the hours offered."""
    appointments = tuple(appointments)
    table = Table("", Column("seats", justify="right"), box=None, pad_edge=False)
    for heading in stretches:
        table.add_column(f"hours, {heading}", justify="right")
        table.add_column("taken", justify="right")
    for use_of, all_of_them in ((use_of_advisors, "Advisors"), (use_of_departments, "Departments")):
        columns = [use_of(town, appointments, days) for days in stretches.values()]
        for line in zip(*columns, strict=True):
            table.add_row(line[0].name, str(line[0].seats), *(cell for one in line for cell in _cells(one)))
        sums = [Use("", sum(one.seats for one in column), *_sums(column)) for column in columns]
        table.add_row(
            f"[bold]{all_of_them}[/]", str(sums[0].seats), *(cell for one in sums for cell in _cells(one)), end_section=True
        )
    console.print(table)


def _sums(column: tuple[Use, ...]) -> tuple[int, int]:
    return sum(one.offered for one in column), sum(one.taken for one in column)


def _cells(use: Use) -> tuple[str, str]:
    share = f"{use.taken / use.offered:.0%}" if use.offered else "closed"
    return f"{use.offered / 60:.0f}", share
