"""How often customers come before and after, venture by venture, as a table on the terminal."""

from collections.abc import Iterable

from rich.console import Console
from rich.table import Column, Table

from scheduler.trips import Trips, in_all
from scheduler.ventures import Catalogue


def print_trips(console: Console, offer: Catalogue, lines: Iterable[Trips]) -> None:
    """A line for each venture, one for single consultations, and the sums."""
    lines = tuple(lines)
    figures = ("contacts", "trips", "spared", "combined", "unplaced", "remaining", "   a contact")
    room = console.width - sum(len(name) + 2 for name in figures)  # on a narrow terminal the titles alone are cut
    table = Table(
        Column("venture", no_wrap=True, max_width=max(10, min(46, room))),
        *(Column(name.strip(), no_wrap=True, min_width=len(name), justify="right") for name in figures),
        box=None,
        pad_edge=False,
    )
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
