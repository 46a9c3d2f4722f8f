"""How much the store holds: numbers for whoever watches the service, and nobody's data."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from scheduler.store import tables


@dataclass(frozen=True)
class Census:
    """`appointments`: how many in each state; `database`: sqlite or postgresql."""

    database: str
    cases: int
    appointments: Mapping[str, int]


def census(connection: Connection) -> Census:
    state = tables.appointment.c.status
    counted = connection.execute(select(state, func.count()).group_by(state).order_by(state))
    cases = connection.scalar(select(func.count()).select_from(tables.customer_case)) or 0
    return Census(connection.dialect.name, cases, {name: int(count) for name, count in counted})
