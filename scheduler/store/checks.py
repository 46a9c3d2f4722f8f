"""What must hold of the rows, looked at without trusting what guards them: constraints, triggers, our own code.

One check a function, and its name in CHECKS; `lotse verify` runs all of them. Numbers of rows and seats are told, never
who it is about. What needs the town's rules is asked in `scheduler.verifying`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import pairwise

from sqlalchemy import Connection, and_, func, select

from scheduler.lifecycle import LAWFUL, PLANNED, TAKING
from scheduler.plans import Appointment, Plan, Replan
from scheduler.store import posted, tables, taken
from scheduler.store.documents import from_document
from scheduler.store.finding import Finding
from scheduler.town import Town

Check = Callable[[Connection], Iterator[Finding]]


def orphans(connection: Connection) -> Iterator[Finding]:
    """Rows that point at no row: every foreign key, asked anew."""
    for table in tables.metadata.sorted_tables:
        for key in table.foreign_key_constraints:
            parent = key.referred_table.alias()
            same = and_(*(one.parent == parent.c[one.column.name] for one in key.elements))
            there = and_(*(one.parent.is_not(None) for one in key.elements))
            query = select(func.count()).select_from(table).where(there, ~select(1).where(same).exists())
            count = connection.scalar(query)
            if count:
                sentence = f"{count} of the rows of {table.name} name a row of {key.referred_table.name} that is not there."
                yield Finding("orphan", sentence)


def overlaps(connection: Connection) -> Iterator[Finding]:
    """Nobody and no room is taken twice at once: a self-join over what is taken."""
    one, two, capacity = tables.engagement.alias(), tables.engagement.alias(), tables.capacity
    query = (
        select(capacity.c.kind, capacity.c.name, one.c.appointment_id, two.c.appointment_id, one.c.starts_at, two.c.starts_at)
        .join(two, and_(one.c.capacity_id == two.c.capacity_id, one.c.id < two.c.id))
        .join(capacity, capacity.c.id == one.c.capacity_id)
        .where(one.c.active, two.c.active, one.c.starts_at < two.c.ends_at, two.c.starts_at < one.c.ends_at)
    )
    for kind, name, first, second, start, other in connection.execute(query.order_by(one.c.id, two.c.id)):
        sentence = f"The {kind} {name} is taken twice at {max(start, other):%d.%m.%Y, %H:%M} UTC."
        yield Finding("overlap", sentence, (("appointment", first), ("appointment", second)))


def doubles(connection: Connection) -> Iterator[Finding]:
    """A meeting stands in one appointment at most."""
    row = tables.held_meeting.c
    twice = select(row.case_id, row.meeting_id).where(row.active).group_by(row.case_id, row.meeting_id).having(func.count() > 1)
    for case_id, meeting_id in connection.execute(twice.order_by(row.case_id)):
        here = select(row.appointment_id).where(row.active, row.case_id == case_id, row.meeting_id == meeting_id)
        ids = tuple(("appointment", id_) for id_ in connection.scalars(here.order_by(row.appointment_id)))
        yield Finding("double", f"The meeting {meeting_id} of case {case_id} stands in {len(ids)} appointments.", ids)


def flags(connection: Connection) -> Iterator[Finding]:
    """An appointment takes what its state says, and all that belongs to it does the same."""
    row = tables.appointment.c
    for id_, status, active in connection.execute(select(row.id, row.status, row.active).order_by(row.id)):
        if active != (status in TAKING):
            yield Finding(
                "state", f"Appointment {id_} is {status}, and its row says it {_takes(active)}.", (("appointment", id_),)
            )
    for table in (tables.engagement, tables.held_meeting):
        query = select(row.id, row.active).join(table, table.c.appointment_id == row.id).where(table.c.active != row.active)
        for id_, active in connection.execute(query.distinct().order_by(row.id)):
            sentence = f"Appointment {id_} {_takes(active)}, and its {table.name} says otherwise."
            yield Finding("state", sentence, (("appointment", id_),))


def histories(connection: Connection) -> Iterator[Finding]:
    """Versions 1, 2, 3 ... with one change each, each from the state before and lawful, the last one what stands."""
    told: dict[int, list[tuple[int, str | None, str]]] = defaultdict(list)
    row = tables.transition.c
    query = select(row.appointment_id, row.version, row.was, row.became).order_by(row.appointment_id, row.version)
    for id_, *change in connection.execute(query):
        told[id_].append((change[0], change[1], change[2]))
    found = tables.appointment.c
    for id_, version, status in connection.execute(select(found.id, found.version, found.status).order_by(found.id)):
        for why in _broken_history(told[id_], version, status):
            yield Finding("history", f"Appointment {id_}: {why}.", (("appointment", id_),))


def versions(connection: Connection) -> Iterator[Finding]:
    """Of the town without a gap; nothing was changed in a version of the calendar that has not come."""
    numbers = connection.scalars(select(tables.town.c.version).order_by(tables.town.c.version)).all()
    if list(numbers) != list(range(1, len(numbers) + 1)):
        yield Finding("version", f"The versions of the town are {', '.join(map(str, numbers))}; there is a gap.")
    stands = connection.scalar(select(tables.calendar.c.version)) or 0
    row = tables.appointment.c
    for id_, changed_in in connection.execute(select(row.id, row.changed_in).where(row.changed_in > stands).order_by(row.id)):
        sentence = f"Appointment {id_} was changed in version {changed_in} of the calendar, which stands at {stands}."
        yield Finding("version", sentence, (("appointment", id_),))


def documents(connection: Connection) -> Iterator[Finding]:
    """What is stored whole can be read."""
    for table, key, kind in (
        (tables.town, "version", Town),
        (tables.plan, "id", Plan),
        (tables.replan, "id", Replan),
        (tables.outbox, "id", Appointment),
    ):
        row = table.c
        # What was booked before there was an outbox has a row there without a letter.
        for id_, document in connection.execute(
            select(row[key], row.document).where(row.document.is_not(None)).order_by(row[key])
        ):
            try:
                from_document(kind, document)
            except (TypeError, ValueError, KeyError, AttributeError) as reason:
                sentence = f"The document of {table.name} {id_} cannot be read ({type(reason).__name__})."
                yield Finding("document", sentence, ((table.name, id_),))


def halves(connection: Connection) -> Iterator[Finding]:
    """A plan that is confirmed is booked whole: as many appointments as its document has, and each holds a meeting."""
    row, booked = tables.plan.c, tables.appointment.c
    count = select(func.count()).where(booked.plan_id == row.id, booked.status != PLANNED).scalar_subquery()
    confirmed = select(row.id, row.document, count).where(row.confirmed_at.is_not(None)).order_by(row.id)
    for id_, document, number in connection.execute(confirmed):
        wanted = len(document.get("appointments", ()))
        if number < wanted:
            yield Finding(
                "half", f"Plan {id_} is confirmed, and {number} of its {wanted} appointments are there.", (("plan", id_),)
            )
    held = tables.held_meeting.c
    nothing = ~select(1).where(held.appointment_id == booked.id, held.active).exists()
    for id_ in connection.scalars(select(booked.id).where(booked.active, nothing).order_by(booked.id)):
        yield Finding("half", f"Appointment {id_} holds no meeting.", (("appointment", id_),))
    needed = tables.required_meeting.c
    cases = tables.customer_case.c
    empty = select(cases.id).where(~select(1).where(needed.case_id == cases.id).exists())
    for id_ in connection.scalars(empty.order_by(cases.id)):
        yield Finding("half", f"Case {id_} requires no meeting.", (("case", id_),))


def capacities(connection: Connection) -> Iterator[Finding]:
    """Every customer can be taken, and nothing can that belongs to no customer."""
    row = tables.capacity.c
    named = set(connection.scalars(select(row.name).where(row.kind == "customer")))
    known = {str(id_) for id_ in connection.scalars(select(tables.customer.c.id))}
    for id_ in sorted(known - named):
        yield Finding("capacity", f"Customer {id_} has nothing that could be taken.", (("customer", int(id_)),))
    for name in sorted(named - known):
        yield Finding("capacity", f"What could be taken of customer {name} belongs to nobody.")


CHECKS: tuple[Check, ...] = (
    orphans,
    overlaps,
    doubles,
    flags,
    histories,
    versions,
    documents,
    halves,
    capacities,
    taken.all_claims,
    posted.all_letters,
)


def faults(connection: Connection) -> Iterator[Finding]:
    for check in CHECKS:
        yield from check(connection)


def _broken_history(told: list[tuple[int, str | None, str]], version: int, status: str) -> Iterator[str]:
    if [one[0] for one in told] != list(range(1, version + 1)):
        yield f"its changes have the versions {', '.join(str(one[0]) for one in told) or 'none'}, it stands at {version}"
        return
    before = ((0, None, None), *told)
    for (_, _, stood), (number, was, became) in pairwise(before):
        # What was entered before there was a history begins with the state it then had.
        if was != stood or (stood is not None and became not in LAWFUL[stood]):
            yield f"change {number} says that {was or 'nothing'} became {became}, and it was {stood or 'nothing'}"
    if told and told[-1][2] != status:
        yield f"it is {status}, and its last change says {told[-1][2]}"


def _takes(active: bool) -> str:
    return "takes somebody" if active else "takes nobody"
