"""`lotse deadlines`: every deadline of a case, or of the whole store, as it stands today."""

import json
import os
from datetime import date

import click
from rich.table import Table

from api.commands.output import table_console
from api.deadlines import line_answer
from scheduler import clock
from scheduler.deadline_report import Line, store_report
from scheduler.settings import settings
from scheduler.store.store import open_store

WIDTH = 170


@click.command()
@click.option("--case", "case_id", type=click.IntRange(1, 2**31 - 1), help="Of this case alone; else of every case.")
@click.option("--json", "as_json", is_flag=True, help="For programs: a list, one entry a deadline.")
def deadlines(case_id: int | None, as_json: bool) -> None:
    """Show every deadline with its start, pauses, end, days left, paragraph and warnings, most urgent first."""
    store = open_store(settings(os.environ).database_url)
    try:
        lines = store_report(store, clock.now(), case_id)
    finally:
        store.close()
    if as_json:
        found = [{"case": line.case, **line_answer(line).model_dump(mode="json")} for line in lines]
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    console = table_console(WIDTH)
    console.print(_table(lines) if lines else "No case, no deadline.")


def _table(lines: tuple[Line, ...]) -> Table:
    """Two rows a deadline, as a terminal is wide: when, and by which word; a third for each warning."""
    table = Table("case", "deadline", "state", "from", "until", "left", box=None, pad_edge=False)
    for line in lines:
        started = _day(line.start) or f"waits for: {line.rule.event}"
        until = _day(line.last_day) + (" extended" if line.extended else "")
        table.add_row(str(line.case), f"[bold]{line.rule.title}[/]", line.state, started, until, _left(line))
        table.add_row("", f"{line.rule.reference} ({line.rule.kind}, sure: {line.rule.sure})", "", *_beside(line))
        for warning in line.warnings:
            table.add_row("", f"[bold]! {warning}[/]")
    return table


def _beside(line: Line) -> tuple[str, str]:
    pauses = ", ".join(f"{_day(pause.since)} to {_day(pause.until) or 'now'}" for pause in line.pauses)
    return f"paused {pauses}" if pauses else "", f"binds {line.meeting}" if line.meeting else ""


def _left(line: Line) -> str:
    if line.days_left is None:
        return f"done {_day(line.done_on)}" if line.done_on else ""
    return f"{line.days_left} {'working' if line.in_working_days else 'calendar'} days"


def _day(day: date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else ""
