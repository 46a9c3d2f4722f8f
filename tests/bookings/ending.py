"""What stands in a database, read by SQL of the proof's own: nothing here trusts the product to look at itself."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import make_url

Transition = tuple[int, int, str, str]  # appointment, version, became, by
Mail = tuple[int, int, str]  # appointment, version, recipient

_OVERLAPS = """
    SELECT one.appointment_id, two.appointment_id, c.kind, c.name
    FROM engagement AS one
    JOIN engagement AS two ON one.capacity_id = two.capacity_id AND one.id < two.id
        AND one.starts_at < two.ends_at AND two.starts_at < one.ends_at
    JOIN capacity AS c ON c.id = one.capacity_id
    WHERE one.active AND two.active"""
_SEATS = """
    SELECT e.appointment_id, c.name FROM engagement AS e JOIN capacity AS c ON c.id = e.capacity_id WHERE c.kind = 'seat'"""
_TRANSITIONS = "SELECT appointment_id, version, became, by FROM transition ORDER BY appointment_id, version"
_DROPPED = {
    "sqlite": ("DROP TRIGGER engagement_overlap_insert", "DROP TRIGGER engagement_overlap_update"),
    "postgresql": ("ALTER TABLE engagement DROP CONSTRAINT engagement_overlap",),
}


@dataclass(frozen=True)
class Ending:
    """`appointments`: id -> version and state; `seats`: id -> who comes to it, the customer aside; `mails`: of the outbox."""

    appointments: Mapping[int, tuple[int, str]]
    seats: Mapping[int, frozenset[str]]
    transitions: tuple[Transition, ...]
    mails: Counter[Mail]
    overlaps: int


@contextmanager
def looking(url: str) -> Iterator[Connection]:
    """By hand, beside the service; what is written is committed at the end."""
    made = make_url(url)
    engine = create_engine(made.set(drivername="postgresql+psycopg") if made.get_backend_name() == "postgresql" else made)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def overlaps(url: str) -> list[Any]:
    """Whatever is taken twice at once: a self-join over what is active."""
    with looking(url) as connection:
        return list(connection.execute(text(_OVERLAPS)))


def drop_constraint(url: str) -> None:
    """What refuses an overlap, and nothing else. The service looks at its guards only when it starts."""
    with looking(url) as connection:
        for statement in _DROPPED[connection.dialect.name]:
            connection.execute(text(statement))


def mailed(mailbox: Path) -> Counter[Mail]:
    """What has left the house where letters are sent at once (`faulty`): a line a letter."""
    return Counter((id_, version, recipient) for id_, version, recipient in map(json.loads, mailbox.read_text().splitlines()))


def ending(url: str) -> Ending:
    with looking(url) as connection:
        appointments = connection.execute(text("SELECT id, version, status FROM appointment")).all()
        seats = connection.execute(text(_SEATS)).all()
        transitions = connection.execute(text(_TRANSITIONS)).all()
        mails = connection.execute(text("SELECT appointment_id, version, recipient FROM outbox WHERE method <> 'REMINDER'")).all()
        doubles = connection.execute(text(_OVERLAPS)).all()
    coming: defaultdict[int, set[str]] = defaultdict(set)
    for id_, seat in seats:
        coming[id_].add(seat)
    return Ending(
        appointments={id_: (version, status) for id_, version, status in appointments},
        seats={id_: frozenset(names) for id_, names in coming.items()},
        transitions=tuple((id_, version, became, by) for id_, version, became, by in transitions),
        mails=Counter((id_, version, recipient) for id_, version, recipient in mails),
        overlaps=len(doubles),
    )
