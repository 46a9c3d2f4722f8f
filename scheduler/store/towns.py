"""Every version of the town, for who looks at the past."""

from datetime import datetime

from sqlalchemy import Connection, select

from scheduler.store import tables
from scheduler.store.documents import from_document
from scheduler.town import Town


def all_towns(connection: Connection) -> tuple[tuple[datetime, Town], ...]:
    """Since when each was in force, and the town; oldest first."""
    row = tables.town.c
    stored = connection.execute(select(row.since, row.document).order_by(row.version))
    return tuple((since, from_document(Town, document)) for since, document in stored)
