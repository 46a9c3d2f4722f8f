"""Backup and restore: from either engine to either, while others write; what is damaged or does not fit is refused whole."""

import gzip
import hashlib
import json
import os
import stat
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, MetaData, Table, inspect, text

from scheduler.errors import InputError, StoreError
from scheduler.planning import Desk
from scheduler.store import dump, schema
from scheduler.store.backup import back_up, restore
from scheduler.store.engine import open_engine
from scheduler.store.existing import existing_store
from scheduler.store.store import Store, open_store
from scheduler.store.tables import metadata
from scheduler.ventures import catalogue
from tests import builders
from tests.databases import ENGINES, PostgresServer, empty_database


@pytest.fixture
def database_url(empty_url: str) -> str:
    """Nothing is there yet: what is restored brings its tables along."""
    return empty_url


@pytest.fixture(params=ENGINES)
def other_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A second empty database, once on each engine."""
    with empty_database(request, tmp_path / "other.sqlite") as url:
        yield url


def filled(store: Store, customers: int = 3) -> Desk:
    """Cases, plans and appointments: one held, the others confirmed."""
    desk = Desk(store, catalogue(), mail_domain="lotse.example", solve_seconds=30.0)
    desk.seed_town(builders.town(), builders.NOW)
    for number in range(customers):
        plan = desk.request_plan(store_case(store, number), builders.NOW).id or 0
        if number:
            desk.confirm(plan, builders.NOW)
        else:
            desk.hold(plan, builders.NOW, "adv-mitte")
    return desk


def store_case(store: Store, number: int) -> int:
    with store.transaction() as books:
        opened = books.open_case(
            builders.case(builders.meeting(), builders.meeting("brandschutz"), email=f"k{number}@kunde.example")
        )
    return opened.id or 0


def backed_up(store: Store, path: Path) -> dump.Manifest:
    return back_up(store, path, "0.1.0", builders.NOW)


def test_what_is_restored_is_what_was_backed_up(store: Store, other_url: str, tmp_path: Path) -> None:
    filled(store)
    made = backed_up(store, tmp_path / "town.lotse")
    assert made.rows["appointment"] >= 2
    restored = restore(other_url, tmp_path / "town.lotse")
    assert restored == made
    second = open_store(other_url)
    again = backed_up(second, tmp_path / "again.lotse")
    assert (again.rows, again.sha256, again.last_ids) == (made.rows, made.sha256, made.last_ids)
    with store.reading() as here, second.reading() as there:
        assert here.all_cases() == there.all_cases()
        assert here.booked_from(builders.NOW) == there.booked_from(builders.NOW)
    second.close()


def test_the_restored_store_works_on_and_gives_no_number_twice(store: Store, tmp_path: Path, other_url: str) -> None:
    filled(store)
    gone = store_case(store, 99)
    with store.transaction() as books:
        for name in ("required_meeting", "customer_case"):
            key = "case_id" if name == "required_meeting" else "id"
            books._connection.execute(text(f"DELETE FROM {name} WHERE {key} = {gone}"))
    backed_up(store, tmp_path / "town.lotse")
    restore(other_url, tmp_path / "town.lotse")
    second = open_store(other_url)
    assert store_case(second, 100) == gone + 1
    desk = Desk(second, catalogue(), mail_domain="lotse.example", solve_seconds=30.0)
    later = builders.NOW + timedelta(hours=1)
    assert desk.confirm(desk.request_plan(gone + 1, later).id or 0, later).appointments
    second.close()


def test_a_backup_while_others_write_is_of_one_moment(store: Store, tmp_path: Path) -> None:
    filled(store, 1)
    stop, written = threading.Event(), list[int]()

    def write() -> None:
        while not stop.is_set():
            written.append(store_case(store, 1000 + len(written)))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [backed_up(store, tmp_path / f"{number}.lotse") for number in range(5)]
    finally:
        stop.set()
        writer.join()
    assert len(written) > 5
    for one in made:  # a case has two meetings: never one of them, never a customer alone
        assert one.rows["required_meeting"] == 2 * one.rows["customer_case"]
        assert one.rows["customer"] == one.rows["customer_case"]
    assert made[0].rows["customer"] < made[-1].rows["customer"]


def test_a_backup_takes_the_place_of_a_backup_alone(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'lotse.sqlite'}")
    filled(store)
    before = {path.name for path in tmp_path.iterdir()}
    os.mkfifo(tmp_path / "pipe")  # as /dev/stdout is, or a device
    for name in ("lotse.sqlite", "pipe"):
        with pytest.raises(InputError, match=f"{name}: is there already and no backup"):
            backed_up(store, tmp_path / name)
    assert (tmp_path / "pipe").is_fifo()
    assert {path.name for path in tmp_path.iterdir()} == before | {"pipe"}
    (tmp_path / "night.lotse").touch()
    assert backed_up(store, tmp_path / "night.lotse") == backed_up(store, tmp_path / "night.lotse")
    store.close()


def test_the_file_is_for_its_owner_and_nothing_else_is_left(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    backed_up(store, folder / "town.lotse")
    assert stat.S_IMODE((folder / "town.lotse").stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == ["town.lotse"]
    with pytest.raises(InputError, match="cannot be written: No such file or directory"):
        backed_up(store, tmp_path / "nowhere" / "town.lotse")


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """Of a small town on SQLite."""
    store = open_store(f"sqlite:///{tmp_path / 'first.sqlite'}")
    filled(store, 2)
    backed_up(store, tmp_path / "town.lotse")
    store.close()
    return tmp_path / "town.lotse"


def lines_of(path: Path) -> list[bytes]:
    return gzip.decompress(path.read_bytes()).splitlines(keepends=True)


def without_a_row(path: Path) -> bytes:
    lines = lines_of(path)
    return gzip.compress(b"".join([*lines[:3], *lines[4:]]))


def with_another_name(path: Path) -> bytes:
    return gzip.compress(gzip.decompress(path.read_bytes()).replace(b"Kundin", b"Kunden"))


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.read_bytes()[:-200],
        lambda path: path.read_bytes()[:100] + b"x" + path.read_bytes()[101:],
        lambda path: gzip.compress(b"".join(lines_of(path)[:-1])),
        without_a_row,
        with_another_name,
        lambda _path: b"hello",
        lambda _path: b"",
        lambda _path: gzip.compress(b'{"format": "lotse-backup/9"}\n'),
    ],
    ids=["cut", "one byte", "no end", "a row less", "another name", "words", "nothing", "format"],
)
def test_a_damaged_file_is_refused_and_nothing_is_written(backup: Path, tmp_path: Path, damage) -> None:
    backup.write_bytes(damage(backup))
    url = f"sqlite:///{tmp_path / 'second.sqlite'}"
    with pytest.raises(InputError, match=r"town\.lotse: .*nothing was changed\."):
        restore(url, backup)
    assert not (tmp_path / "second.sqlite").exists()


def recounted(header: bytes, rows: list[bytes]) -> bytes:
    """A whole file of these rows."""
    names = [one["name"] for one in json.loads(header)["tables"]]
    tally = dump.Tally(names)
    for number, values in map(json.loads, rows):
        tally.add(names[number], values)
    return resealed([header, *rows, dump.line({"rows": tally.rows, "sha256": tally.sha256})])


def existing_tables(database_url: str) -> list[str]:
    engine = open_engine(database_url)
    found = inspect(engine).get_table_names()
    engine.dispose()
    return found


def resealed(lines: list[bytes]) -> bytes:
    """A file whose sums are right, whatever its header says."""
    footer = json.loads(lines[-1])
    footer["whole"] = hashlib.sha256(b"".join(lines[:-1])).hexdigest()
    return gzip.compress(b"".join([*lines[:-1], dump.line(footer)]))


def test_a_newer_revision_is_refused(backup: Path, tmp_path: Path) -> None:
    header, *rest = lines_of(backup)
    newer = dump.line(json.loads(header) | {"revision": "9999"})
    backup.write_bytes(resealed([newer, *rest]))
    with pytest.raises(InputError, match="was made at revision 9999, which this program does not know"):
        restore(f"sqlite:///{tmp_path / 'second.sqlite'}", backup)


def test_a_store_that_holds_anything_is_refused_and_stays_as_it_was(backup: Path, database_url: str, tmp_path: Path) -> None:
    store = open_store(database_url)
    filled(store, 1)
    before = backed_up(store, tmp_path / "before.lotse")
    store.close()
    with pytest.raises(StoreError, match=r"holds rows already; a backup goes into an empty store only\."):
        restore(database_url, backup)
    after = existing_store(database_url)
    assert backed_up(after, tmp_path / "after.lotse").sha256 == before.sha256
    after.close()


def test_a_store_that_was_opened_and_never_used_counts_as_empty(backup: Path, database_url: str) -> None:
    open_store(database_url).close()
    assert restore(database_url, backup).rows["appointment"] == 2


def test_a_backup_that_holds_a_fault_is_refused(backup: Path, database_url: str) -> None:
    """As it would come from a store whose guards were dropped: a whole file, of which nobody may use a row."""
    header, *rows, _ = lines_of(backup)
    numbers = [one["name"] for one in json.loads(header)["tables"]]
    kept = [line for line in rows if json.loads(line)[0] != numbers.index("transition")]
    backup.write_bytes(recounted(header, kept))
    with pytest.raises(StoreError, match=r"holds what may not be: Appointment 1: its changes have the versions none"):
        restore(database_url, backup)
    assert not existing_tables(database_url)


@pytest.mark.parametrize("revision", sorted(schema.known() - {schema.newest()}))
def test_a_backup_of_every_older_revision_is_brought_up(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, revision: str
) -> None:
    """The file as an older program wrote it: the tables and columns of that time, taken from a store of that time."""
    engine = open_engine(f"sqlite:///{tmp_path / 'old.sqlite'}")
    with schema.migrating(engine) as connection:
        schema.upgrade(connection, revision)
        connection.execute(text("INSERT INTO customer (id, email, name) VALUES (7, 'k7@kunde.example', 'Kundin/Kunde 7')"))
        connection.execute(text("INSERT INTO capacity (kind, name) VALUES ('customer', '7')"))
        shown = reflected(connection)
    monkeypatch.setattr(dump, "metadata", shown)
    with engine.connect() as connection, (tmp_path / "old.lotse").open("wb") as out:
        dump.write(connection, out, "0.0.9", builders.NOW)
    engine.dispose()
    monkeypatch.undo()
    restore(database_url, tmp_path / "old.lotse")
    store = open_store(database_url)
    assert store_case(store, 8)
    with store.looking() as connection:
        assert connection.scalar(text("SELECT name FROM customer WHERE id = 7")) == "Kundin/Kunde 7"
    store.close()


def reflected(connection: Connection) -> MetaData:
    """The tables as they stand in the database, with the types that the tables of today know."""
    found = MetaData()
    for name, today in metadata.tables.items():
        if not inspect(connection).has_table(name):
            continue
        for column in Table(name, found, autoload_with=connection).columns:
            if column.name in today.columns:
                column.type = today.columns[column.name].type
                column.autoincrement = today.columns[column.name].autoincrement
    return found


def test_a_store_that_is_not_there_is_not_made_by_looking(tmp_path: Path, postgres_server: PostgresServer) -> None:
    with pytest.raises(StoreError, match="names no store that was ever opened"):
        existing_store(f"sqlite:///{tmp_path / 'nothing.sqlite'}")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(StoreError, match="names no store that was ever opened"):
        existing_store(postgres_server.get_uri("postgres"))
