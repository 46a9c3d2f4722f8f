"""Altering a table in a revision. SQLite can add a column and little else, so alembic builds the table anew and drops the old
one, with every trigger on it, in silence. Here they stand again afterwards.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic.operations import BatchOperations, Operations
from sqlalchemy import text


@contextmanager
def altered(op: Operations | Any, table: str, **options: Any) -> Iterator[BatchOperations]:
    """`op.batch_alter_table`, after which all triggers of the database are as they were.

    All of them are taken away first: renaming a table reads every trigger, and one that names the table meanwhile gone is an
    error. On PostgreSQL tables are altered where they stand and nothing is lost.
    """
    connection = op.get_bind()
    triggers: list[tuple[str, str]] = []
    if connection.dialect.name == "sqlite":
        triggers = [(name, sql) for name, sql in connection.execute(text(_TRIGGERS))]
        for name, _ in triggers:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
    with op.batch_alter_table(table, **options) as batch:
        yield batch
    for _, sql in triggers:
        connection.exec_driver_sql(sql)


_TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
