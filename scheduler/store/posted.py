"""The outbox against the appointments: no change without its letters, no letter without its change."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from scheduler.letters import CANCEL, GUEST, REQUEST, guest_key, letters
from scheduler.lifecycle import CANCELLED, CONFIRMED, MOVED, PLANNED
from scheduler.plans import Appointment
from scheduler.store import tables
from scheduler.store.documents import from_document
from scheduler.store.finding import Finding
from scheduler.store.outbox import GIVEN_UP

_TOLD = (CONFIRMED, MOVED)


def all_letters(connection: Connection) -> Iterator[Finding]:
    row, found = tables.outbox.c, tables.appointment.c
    query = select(row.id, row.recipient, row.appointment_id, row.fault).where(row.state == GIVEN_UP).order_by(row.id)
    for id_, recipient, appointment, fault in connection.execute(query):
        sentence = f"Letter {id_} to {recipient} was given up ({fault})."
        yield Finding("letter", sentence, (("outbox", id_), ("appointment", appointment)))
    query = select(row.id, row.appointment_id).join(tables.appointment).where(row.sequence > found.sequence, ~_to_guest(row))
    for id_, appointment in connection.execute(query.order_by(row.id)):
        yield Finding(
            "outbox", f"Letter {id_} tells of a change that was not made.", (("outbox", id_), ("appointment", appointment))
        )
    yield from _against_history(connection)
    yield from _of_guests(connection)


def _to_guest(row: Any) -> ColumnElement[bool]:
    return row.recipient.startswith(GUEST)


def _of_guests(connection: Connection) -> Iterator[Finding]:
    """Each guest was told last what is so: that the appointment stands as it does, or that they need not come."""
    row, guest, stands = tables.outbox.c, tables.guest.c, tables.appointment.c
    told: dict[str, tuple[str, Any]] = {}
    query = select(row.recipient, row.method, row.document).where(_to_guest(row), row.method.in_((REQUEST, CANCEL)))
    for recipient, method, document in connection.execute(query.order_by(row.id)):
        told[recipient] = method, _read(document)
    query = select(guest.id, guest.removed_at, stands.id, stands.status, stands.place, stands.starts_at, stands.ends_at)
    for id_, removed_at, appointment, status, *so in connection.execute(query.join(tables.appointment).order_by(guest.id)):
        method, known = told.get(guest_key(id_), (None, None))
        wanted = CANCEL if removed_at is not None or status == CANCELLED else REQUEST
        as_it_is = known is None or wanted == CANCEL or [known.place, known.start, known.end] == so
        if method != wanted or not as_it_is:
            sentence = f"{guest_key(id_)} was not told how it is with appointment {appointment}."
            yield Finding("outbox", sentence, (("appointment", appointment),))


def _against_history(connection: Connection) -> Iterator[Finding]:
    """Each change against the letters about it, recipient by recipient: who had to be told follows from the change before."""
    row, change, stands = tables.outbox.c, tables.transition.c, tables.appointment.c
    written: dict[int, dict[int, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))  # by version: recipient -> method
    as_told: dict[tuple[int, int], Any] = {}  # the appointment as a change of it left it
    before: dict[int, int] = {}  # the version an appointment had when the outbox came
    query = select(row.appointment_id, row.version, row.recipient, row.method, row.state, row.document)
    query = query.where(row.method.in_((REQUEST, CANCEL)), ~_to_guest(row)).order_by(row.id)
    for appointment, version, recipient, method, state, document in connection.execute(query):
        if state == "before":
            before[appointment] = version
            continue
        written[appointment][version][recipient] = method
        if method == REQUEST:
            as_told[appointment, version] = document
    calling: dict[int, list[tuple[int, bool]]] = defaultdict(list)  # the changes that call for letters; True: it was given up
    for appointment, version, was, became in connection.execute(
        select(change.appointment_id, change.version, change.was, change.became).order_by(change.appointment_id, change.version)
    ):
        if (became in _TOLD or (became == CANCELLED and was in _TOLD)) and version > before.get(appointment, 0):
            calling[appointment].append((version, became == CANCELLED))
    for id_ in connection.scalars(select(stands.id).order_by(stands.id)):
        theirs = written[id_]
        documents = {version: as_told.get((id_, version)) for version, _ in calling[id_]}
        for sentence in _unlike(id_, calling[id_], theirs, documents, known=id_ not in before):
            yield Finding("outbox", sentence, (("appointment", id_),))


def _unlike(
    id_: int,
    calling: Sequence[tuple[int, bool]],
    written: Mapping[int, Mapping[str, str]],
    documents: Mapping[int, Any],
    *,
    known: bool,
) -> Iterator[str]:
    """`known`: nobody knew of it before the first of these changes; else what they knew was told before there was an outbox."""
    stood: Appointment | None = None
    for version, given_up in calling:
        told = written.get(version, {})
        if not told:
            yield f"Nobody was written to about change {version} of appointment {id_}."
        now, wanted = _read(documents[version]), told
        if given_up:
            now, wanted = replace(stood, status=CANCELLED) if stood else None, dict.fromkeys(told, CANCEL)
        if now and (stood or known):
            wanted = {one.recipient: one.method for one in letters(stood or replace(now, status=PLANNED), now)}
        for recipient in sorted({*wanted, *told}) if told else ():
            if wanted.get(recipient) != told.get(recipient):
                yield _wrong(id_, version, recipient, wanted.get(recipient), told.get(recipient))
        stood, known = now, False
    for version in sorted(set(written) - {version for version, _ in calling}):
        yield f"Letters were written about change {version} of appointment {id_}, which calls for none."


def _read(document: Any) -> Appointment | None:
    """None: there is none, or it cannot be read, which is another finding (`checks.documents`)."""
    try:
        return from_document(Appointment, document) if document else None
    except (TypeError, ValueError, KeyError, AttributeError):
        return None


def _wrong(id_: int, version: int, recipient: str, wanted: str | None, told: str | None) -> str:
    if told is None:
        return f"{recipient} was not written to about change {version} of appointment {id_}."
    if wanted is None:
        return f"{recipient} was written to about change {version} of appointment {id_}, which is none of theirs."
    return f"{recipient} was sent {told} about change {version} of appointment {id_} instead of {wanted}."
