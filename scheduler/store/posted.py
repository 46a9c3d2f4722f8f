"""The outbox against the appointments: no change without its letters, no letter without its change."""

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import Connection, select

from scheduler.letters import CANCEL
from scheduler.lifecycle import CANCELLED, CONFIRMED, MOVED
from scheduler.store import tables
from scheduler.store.finding import Finding
from scheduler.store.outbox import GIVEN_UP

_TOLD = (CONFIRMED, MOVED)


def all_letters(connection: Connection) -> Iterator[Finding]:
    row, found = tables.outbox.c, tables.appointment.c
    query = select(row.id, row.recipient, row.appointment_id, row.fault).where(row.state == GIVEN_UP).order_by(row.id)
    for id_, recipient, appointment, fault in connection.execute(query):
        sentence = f"Letter {id_} to {recipient} was given up ({fault})."
        yield Finding("letter", sentence, (("outbox", id_), ("appointment", appointment)))
    query = select(row.id, row.appointment_id).join(tables.appointment).where(row.sequence > found.sequence).order_by(row.id)
    for id_, appointment in connection.execute(query):
        yield Finding(
            "outbox", f"Letter {id_} tells of a change that was not made.", (("outbox", id_), ("appointment", appointment))
        )
    yield from _against_history(connection)


def _against_history(connection: Connection) -> Iterator[Finding]:
    row, change = tables.outbox.c, tables.transition.c
    written: dict[int, set[int]] = defaultdict(set)
    before: dict[int, int] = {}  # the version an appointment had when the outbox came
    last: dict[int, dict[str, str]] = defaultdict(dict)
    query = select(row.appointment_id, row.version, row.recipient, row.method, row.state).order_by(row.id)
    for appointment, version, recipient, method, state in connection.execute(query):
        if state == "before":
            before[appointment] = version
        else:
            written[appointment].add(version)
            last[appointment][recipient] = method
    wanted: dict[int, set[int]] = defaultdict(set)
    for appointment, version, was, became in connection.execute(
        select(change.appointment_id, change.version, change.was, change.became).order_by(change.appointment_id, change.version)
    ):
        if (became in _TOLD or (became == CANCELLED and was in _TOLD)) and version > before.get(appointment, 0):
            wanted[appointment].add(version)
    for id_, status in connection.execute(
        select(tables.appointment.c.id, tables.appointment.c.status).order_by(tables.appointment.c.id)
    ):
        ids = (("appointment", id_),)
        for version in sorted(wanted[id_] - written[id_]):
            yield Finding("outbox", f"Nobody was written to about change {version} of appointment {id_}.", ids)
        for version in sorted(written[id_] - wanted[id_]):
            yield Finding(
                "outbox", f"Letters were written about change {version} of appointment {id_}, which calls for none.", ids
            )
        if status == CANCELLED and any(method != CANCEL for method in last[id_].values()):
            yield Finding("outbox", f"Appointment {id_} is cancelled, and somebody was not told.", ids)
