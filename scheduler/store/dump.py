"""A backup file: every table of the store as lines of JSON, the same whichever database they came from and go to.

    {"format": "lotse-backup/1", "revision": "0004", "tables": [{"name": "town", "columns": [["version", "integer"], ...]}], ...}
    [0, [1, "...", ...]]                  a row: which table of the list above, and its values in the order of its columns
    {"rows": {"town": 1, ...}, "sha256": {"town": "...", ...}, "whole": "..."}

gzip around it. A database's own tool (pg_dump, VACUUM INTO) would be faster and tie a backup to one engine and often to one
of its versions; a month of 700 contacts takes seconds this way, and the file moves a town from SQLite to PostgreSQL.
"""

import base64
import gzip
import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import JSON, Boolean, Connection, Date, Integer, LargeBinary, String, Table, select, text
from sqlalchemy.types import TypeEngine

from scheduler.errors import InputError, StoreError
from scheduler.store import schema
from scheduler.store.tables import UtcDateTime, metadata

FORMAT = "lotse-backup/1"
BEGINS = b"\x1f\x8b"  # as all of gzip
_ROWS_AT_ONCE = 500


@dataclass(frozen=True)
class Kind:
    """How a column's values stand in JSON."""

    name: str
    type: type[TypeEngine[Any]] | type[UtcDateTime]
    told: Callable[[Any], Any] = lambda value: value
    read: Callable[[Any], Any] = lambda value: value


KINDS = (
    Kind("instant", UtcDateTime, lambda value: value.astimezone(UTC).isoformat(), datetime.fromisoformat),
    Kind("day", Date, lambda value: value.isoformat(), date.fromisoformat),
    Kind("bytes", LargeBinary, lambda value: base64.b64encode(value).decode(), base64.b64decode),
    Kind("boolean", Boolean),
    Kind("integer", Integer),
    Kind("json", JSON),
    Kind("text", String),
)
KIND = {kind.name: kind for kind in KINDS}


@dataclass(frozen=True)
class Shape:
    """A table in the file: its columns with the name of their kind."""

    name: str
    columns: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Manifest:
    """What a whole and undamaged file holds. `last_ids`: the last id given, by table; `rows` and `sha256` by table."""

    version: str
    revision: str
    made_at: str
    tables: tuple[Shape, ...]
    last_ids: dict[str, int]
    rows: dict[str, int]
    sha256: dict[str, str]


class Tally:
    """Counts rows and sums them up, by table."""

    def __init__(self, tables: Iterable[str]) -> None:
        self._sums = {name: hashlib.sha256() for name in tables}
        self.rows = dict.fromkeys(self._sums, 0)

    def add(self, table: str, values: list[Any]) -> None:
        self.rows[table] += 1
        self._sums[table].update(line(values))

    @property
    def sha256(self) -> dict[str, str]:
        return {name: one.hexdigest() for name, one in self._sums.items()}


def line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def write(connection: Connection, out: IO[bytes], version: str, made_at: datetime) -> None:
    """All tables of a store of this program's revision, as one transaction sees them."""
    shapes = tuple(_shape(table) for table in metadata.sorted_tables)
    header = {
        "format": FORMAT,
        "version": version,
        "revision": schema.revision_of(connection),
        "made_at": made_at.astimezone(UTC).isoformat(timespec="seconds"),
        "tables": [{"name": one.name, "columns": one.columns} for one in shapes],
        "last_ids": {table.name: last_id(connection, table) for table in numbered()},
    }
    tally, whole = Tally(one.name for one in shapes), hashlib.sha256()
    with gzip.GzipFile(fileobj=out, mode="wb", mtime=0) as packed:

        def put(value: object) -> None:
            text_line = line(value)
            whole.update(text_line)
            packed.write(text_line)

        put(header)
        for number, table in enumerate(metadata.sorted_tables):
            for values in rows(connection, table):
                tally.add(table.name, values)
                put([number, values])
        packed.write(line({"rows": tally.rows, "sha256": tally.sha256, "whole": whole.hexdigest()}))


def rows(connection: Connection, table: Table) -> Iterator[list[Any]]:
    """All rows as they stand in the file, in the order of the primary key."""
    told = [_kind(column.type).told for column in table.columns]
    streamed = connection.execution_options(yield_per=_ROWS_AT_ONCE).execute(select(table).order_by(*table.primary_key.columns))
    for row in streamed:
        yield [None if value is None else tell(value) for tell, value in zip(told, row, strict=True)]


def read(path: Path) -> Iterator[Any]:
    """The lines of a file, parsed: header, rows, footer. Raises InputError for a file that is damaged or none of ours.

    Whether it is whole shows only at its end: nothing of it may count before.
    """
    whole, last = hashlib.sha256(), b""
    try:
        with gzip.open(path) as packed:
            for number, text_line in enumerate(packed):
                whole.update(last)
                last = text_line
                value = json.loads(text_line)
                if number == 0 and (not isinstance(value, dict) or value.get("format") != FORMAT):
                    raise _damaged(path, f"does not begin as {FORMAT}")
                yield value
    except (OSError, EOFError, zlib.error, ValueError) as reason:
        raise _damaged(path, f"cannot be read to its end ({type(reason).__name__})") from reason
    footer = json.loads(last) if last else None
    if not isinstance(footer, dict) or footer.get("whole") != whole.hexdigest():
        raise _damaged(path, "is not whole: its checksum is another")


def manifest(path: Path) -> Manifest:
    """What the file holds, after all of it was read and its sums were compared. Raises InputError."""
    header: dict[str, Any] = {}
    tally, footer = Tally(()), None
    names: list[str] = []
    for value in read(path):
        if not header:
            header = value
            names = [one["name"] for one in header["tables"]]
            tally = Tally(names)
        elif isinstance(value, dict):
            footer = value
        else:
            tally.add(names[value[0]], value[1])
    if footer is None or (footer["rows"], footer["sha256"]) != (tally.rows, tally.sha256):
        raise _damaged(path, "does not hold the rows it counts")
    shapes = tuple(Shape(one["name"], tuple((name, kind) for name, kind in one["columns"])) for one in header["tables"])
    return Manifest(
        header["version"], header["revision"], header["made_at"], shapes, header["last_ids"], footer["rows"], footer["sha256"]
    )


def numbered() -> list[Table]:
    """The tables whose rows the database numbers."""
    return [table for table in metadata.sorted_tables if table.autoincrement_column is not None]


def last_id(connection: Connection, table: Table) -> int:
    """The last number given, also to a row that is gone: none is ever given twice."""
    column = table.autoincrement_column
    assert column is not None  # noqa: S101  see `numbered`
    if connection.dialect.name == "sqlite":
        query = "SELECT max(seq) FROM (SELECT seq FROM sqlite_sequence WHERE name = :name UNION ALL SELECT max({}) FROM {})"
        return connection.scalar(text(query.format(column.name, table.name)), {"name": table.name}) or 0
    sequence = connection.scalar(
        text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": table.name, "column": column.name}
    )
    given, called = connection.execute(text(f"SELECT last_value, is_called FROM {sequence}")).one()  # noqa: S608  its own name
    return given if called else 0


def _shape(table: Table) -> Shape:
    return Shape(table.name, tuple((column.name, _kind(column.type).name) for column in table.columns))


def _kind(of: TypeEngine[Any]) -> Kind:
    found = next((kind for kind in KINDS if isinstance(of, kind.type)), None)
    if found is None:
        raise StoreError(f"{of!r} is no type a backup knows.", path="backup")
    return found


def _damaged(path: Path, how: str) -> InputError:
    return InputError(f"{how}.", path=str(path), value=how, advice="Take another backup; nothing was changed.")
