"""`lotse backup` and `lotse restore`: the whole store into a file while it is in use, and a file into an empty store."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from tempfile import mkstemp
from typing import Any

from sqlalchemy import Connection, column, func, insert, inspect, select, table, text

from scheduler.errors import InputError, StoreError
from scheduler.store import dump, schema
from scheduler.store.checks import faults
from scheduler.store.dump import KIND, Manifest, Shape
from scheduler.store.engine import open_engine
from scheduler.store.guards import check_guards
from scheduler.store.store import Store
from scheduler.store.tables import metadata

_ROWS_AT_ONCE = 500


def back_up(store: Store, path: Path, version: str, made_at: datetime) -> Manifest:
    """Write all of the store as it is at one moment; others go on reading and writing. What the file holds, read back from it.

    The file is for its owner alone and takes its name only when it is whole, on the disk, and was read back.
    Raises InputError when it cannot be written there, or something else has that name.
    """
    _refuse_anything_else(path)
    try:
        handle, name = mkstemp(dir=path.parent, prefix=".lotse-backup-")
    except OSError as reason:
        raise InputError(f"cannot be written: {reason.strerror}.", path=str(path)) from reason
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            with store.looking() as connection:
                dump.write(connection, out, version, made_at)
            out.flush()
            os.fsync(out.fileno())
        found = dump.manifest(aside)
        aside.replace(path)
        _sync(path.parent)
    except OSError as reason:
        raise InputError(f"cannot be written: {reason.strerror}.", path=str(path)) from reason
    finally:
        aside.unlink(missing_ok=True)
    return found


def restore(database_url: str, path: Path) -> Manifest:
    """Write a backup into an empty store, all of it or nothing, and bring it up to this program's schema.

    Raises InputError for a file that is damaged or newer than this program, StoreError for a store that holds anything.
    """
    found = dump.manifest(path)
    if found.revision not in schema.known():
        sentence = f"was made at revision {found.revision}, which this program does not know."
        raise InputError(
            sentence, path=str(path), value=found.revision, advice="Install the version that made it, or a newer one."
        )
    engine = open_engine(database_url)
    try:
        with schema.migrating(engine) as connection:
            _refuse_data(connection)
            metadata.drop_all(connection)
            connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
            schema.upgrade(connection, found.revision)
            with unguarded(connection):
                _fill(connection, found, path)
            schema.upgrade(connection)
            check_guards(connection)
            _refuse_other_rows(connection, found)
            _refuse_faults(connection)
    finally:
        engine.dispose()
    return found


def _refuse_anything_else(path: Path) -> None:
    """A backup takes the place of another one, never of a device (/dev/stdout), of the store itself or of anybody's letter."""
    if not path.exists():
        return
    if path.is_file():
        try:
            with path.open("rb") as there:
                begins = there.read(len(dump.BEGINS))
        except OSError as reason:
            raise InputError(f"cannot be read: {reason.strerror}.", path=str(path)) from reason
        if begins in (b"", dump.BEGINS):
            return
    raise InputError("is there already and no backup.", path=str(path), advice="Name a new file; nothing was changed.")


def _refuse_data(connection: Connection) -> None:
    """A store that was opened and never used is empty too: its calendar stands at 0, and a key may have been drawn."""
    for name in set(inspect(connection).get_table_names()) & set(metadata.tables) - {"link_key"}:
        rows = select(func.count()).select_from(table(name))
        if name == "calendar":
            rows = rows.where(column("version") > 0)
        if connection.scalar(rows):
            sentence = f"The table {name} holds rows already; a backup goes into an empty store only."
            raise StoreError(sentence, path="LOTSE_DATABASE_URL", advice="Name a new file or database.")


@contextmanager
def unguarded(connection: Connection) -> Iterator[None]:
    """The guards watch how rows come to be, step by step; rows that come as they are have no steps. So they rest meanwhile,
    and what stands then is looked through as `lotse verify` does. Exclusion constraints and foreign keys do not rest.
    """
    if connection.dialect.name == "sqlite":
        triggers = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
        off, on = [f"DROP TRIGGER {name}" for name, _ in triggers], [sql for _, sql in triggers]
    else:
        tables = inspect(connection).get_table_names()
        off, on = ([f"ALTER TABLE {name} {word} TRIGGER USER" for name in tables] for word in ("DISABLE", "ENABLE"))
    for sql in off:
        connection.exec_driver_sql(sql)
    yield
    for sql in on:
        connection.exec_driver_sql(sql)


def _fill(connection: Connection, found: Manifest, path: Path) -> None:
    for shape in reversed(found.tables):  # what migrations put in by themselves
        connection.execute(table(shape.name).delete())
    lines = dump.read(path)
    next(lines)
    rows = (value for value in lines if isinstance(value, list))
    pending: list[Any] = list(islice(rows, _ROWS_AT_ONCE))
    while pending:
        for number, shape in enumerate(found.tables):
            values = [_row(shape, row) for of, row in pending if of == number]
            if values:
                columns = (column(name, KIND[kind].type()) for name, kind in shape.columns)
                connection.execute(insert(table(shape.name, *columns)), values)
        pending = list(islice(rows, _ROWS_AT_ONCE))
    for name, last in found.last_ids.items():
        _number_on(connection, name, last)


def _row(shape: Shape, values: list[Any]) -> dict[str, Any]:
    return {
        name: None if value is None else KIND[kind].read(value) for (name, kind), value in zip(shape.columns, values, strict=True)
    }


def _number_on(connection: Connection, name: str, last: int) -> None:
    """The next row of the table gets a number above `last`."""
    if connection.dialect.name == "postgresql":
        sequence = "pg_get_serial_sequence(:name, 'id')"
        connection.execute(text(f"SELECT setval({sequence}, greatest(:last, 1), :last > 0)"), {"name": name, "last": last})
        return
    known = connection.execute(text("UPDATE sqlite_sequence SET seq = :last WHERE name = :name"), {"name": name, "last": last})
    if not known.rowcount and metadata.tables[name].dialect_options["sqlite"]["autoincrement"]:
        connection.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"), {"name": name, "last": last})


def _refuse_other_rows(connection: Connection, found: Manifest) -> None:
    """What stands in the store now must be what the file holds; after a migration other sums are meant, but not other counts."""
    for shape in found.tables:
        now = metadata.tables.get(shape.name)
        if now is None or [name for name, _ in shape.columns] != [one.name for one in now.columns]:
            continue
        tally = dump.Tally([shape.name])
        for values in dump.rows(connection, now):
            tally.add(shape.name, values)
        if tally.sha256[shape.name] != found.sha256[shape.name]:
            raise StoreError("was not restored as it stands in the file; nothing was changed.", path=shape.name)


def _refuse_faults(connection: Connection) -> None:
    """What the guards would not have let in."""
    found = [one.sentence for one in faults(connection)]
    if found:
        told = " ".join(found[:3]) + (f" And {len(found) - 3} more." if len(found) > 3 else "")
        raise StoreError(f"holds what may not be: {told}", path="backup", advice="Restore an older one; nothing was changed.")


def _sync(folder: Path) -> None:
    """So that the name is on the disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
