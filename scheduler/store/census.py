"""How much the store holds: numbers for whoever watches the service, and nobody's data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, func, select

from scheduler.store import tables
from scheduler.store.outbox import WAITING


@dataclass(frozen=True)
class Census:
    """`appointments`, `letters`: how many in each state; `database`: sqlite or postgresql; `held`: plans that are held;
    `waiting_since`: the oldest letter that waits; None: none does.
    """

    database: str
    cases: int
    held: int
    appointments: Mapping[str, int]
    letters: Mapping[str, int]
    waiting_since: datetime | None


def census(connection: Connection) -> Census:
    letter = tables.outbox.c
    return Census(
        database=connection.dialect.name,
        cases=connection.scalar(select(func.count()).select_from(tables.customer_case)) or 0,
        held=connection.scalar(select(func.count()).where(tables.plan.c.held_until.is_not(None))) or 0,
        appointments=_by(connection, tables.appointment.c.status),
        letters=_by(connection, letter.state),
        waiting_since=connection.scalar(select(func.min(letter.since)).where(letter.state == WAITING)),
    )


def _by(connection: Connection, state: Column[str]) -> dict[str, int]:
    """How many rows in each state."""
    counted = connection.execute(select(state, func.count()).group_by(state).order_by(state))
    return {name: int(count) for name, count in counted}
