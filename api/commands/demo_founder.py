"""The first half of the demo: one founder, from the venture to the files in the calendar."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from scheduler.cases import Case, Customer
from scheduler.deadlines import deadlines
from scheduler.exports import case_calendar, invite
from scheduler.exports.booked import Booked, customer, recipients
from scheduler.intake import NewCase
from scheduler.mailbox import Mailbox
from scheduler.planning import Desk
from scheduler.plans import Appointment, Plan
from scheduler.proof import proof
from scheduler.spared import Spared
from scheduler.store.store import open_store
from scheduler.town import Town
from scheduler.ventures import Catalogue
from scheduler.workdays import working_days

DISTRICT, VENTURE = "hoerde", "gaststaette-neueroeffnung"
MAIL_DOMAIN = "lotse.example"
SECONDS = 30.0


def show_founder(console: Console, town: Town, offer: Catalogue, now: datetime, output: Path) -> None:
    """Open a case, plan it, confirm it and write its calendar files, in a store that is thrown away afterwards."""
    with TemporaryDirectory(prefix="lotse-demo-") as folder:
        store = open_store(f"sqlite:///{folder}/demo.db")
        try:
            desk = Desk(store, offer, MAIL_DOMAIN, SECONDS)
            desk.seed_town(town, now)
            founder = Customer("Gründerin Restaurant", "gruenderin@kunde.example")
            today = now.date()
            case = desk.open_case(NewCase(DISTRICT, founder, today, venture=VENTURE, complete_on=today), now)
            console.print(f"\n[bold]{offer.venture(VENTURE).title}[/], {town.district_by_id[DISTRICT].title}")
            console.print(f"Received {today:%d.%m.%Y}, papers complete. {len(case.meetings)} meetings, each a trip of its own.\n")
            plan = desk.request_plan(case.id, now)
            _show_agenda(console, town, case, plan)
            _show_spared(console, desk.spared(case))
            _show_proof(console, case, plan)
            _show_deadlines(console, town, case, plan)
            confirmed = desk.confirm(plan.id, now) if plan.id is not None else plan
            _write_calendars(console, town, case, confirmed.appointments, now, output)
        finally:
            store.close()


def _show_agenda(console: Console, town: Town, case: Case, plan: Plan) -> None:
    titles = {meeting.id: meeting.title for meeting in case.meetings}
    table = Table("appointment", "time", "meeting", "seats", box=None, pad_edge=False)
    for number, one in enumerate(plan.appointments, start=1):
        place = town.place_by_id[one.place].title
        table.add_row(f"[bold]{number}  {one.start:%a %d.%m.%Y}[/]", f"{one.start:%H:%M}-{one.end:%H:%M}", f"[bold]{place}[/]",
                      one.advisor or "")  # fmt: skip
        for held in one.meetings:
            table.add_row("", f"{held.start:%H:%M}-{held.end:%H:%M}", titles[held.meeting], ", ".join(held.seats))
    console.print(table)


def _show_spared(console: Console, spared: Iterable[Spared]) -> None:
    """What the law does away with; it is no meeting, and no merit of the plan."""
    table = Table(box=None, pad_edge=False, show_header=False)
    for one in spared:
        table.add_row("entfällt", one.title, one.reference)
    console.print(table)


def _show_proof(console: Console, case: Case, plan: Plan) -> None:
    console.print(f"\n[bold]{len(case.meetings)} trips become {proof(plan.goals)}.[/]")
    proved = [goal.name for goal in plan.goals if goal.value == goal.bound]
    console.print(f"Proved: {', '.join(proved) or 'nothing'} ({plan.seconds:.1f} s).")
    for left in plan.unplaced:
        console.print(f"Unplaced: {left.meeting}: {left.reason}")


def _show_deadlines(console: Console, town: Town, case: Case, plan: Plan) -> None:
    """Each clock that runs, with the working days between the meeting it bounds and its end; others bound no meeting."""
    held_on = {held.meeting: held.start.date() for one in plan.appointments for held in one.meetings}
    table = Table("deadline", "until", "held", "to spare", "reference", box=None, pad_edge=False)
    for deadline in deadlines(case, town):
        day = held_on.get(deadline.meeting or "")
        held, spare = "", ""
        if day is not None:
            held, spare = f"{day:%d.%m.%Y}", f"{len(working_days(day, deadline.last_day, town.holidays_in)) - 1} working days"
        table.add_row(deadline.rule.title, f"{deadline.last_day:%d.%m.%Y}", held, spare, deadline.rule.reference)
    console.print()
    console.print(table)


def _write_calendars(
    console: Console, town: Town, case: Case, appointments: Iterable[Appointment], now: datetime, output: Path
) -> None:
    output.mkdir(parents=True, exist_ok=True)
    desk, made = Mailbox("Lotse", f"termine@{MAIL_DOMAIN}"), tuple(appointments)
    names: list[str] = []
    for number, one in enumerate(made, start=1):
        booked = Booked(town, (case,), (one,), desk, now)
        for recipient in recipients(booked):
            path = output / f"termin-{number}-{recipient.seat or 'customer'}.ics"
            path.write_bytes(invite.render(booked, recipient))
            names.append(path.name)
    if made:
        booked = Booked(town, (case,), made, desk, now)
        (output / "termine.ics").write_bytes(case_calendar.render(booked, customer(booked)))
        names.append("termine.ics")
    console.print(f"\nIn {output}/: {', '.join(names)}")
