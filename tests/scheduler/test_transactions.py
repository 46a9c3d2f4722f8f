"""The one place that opens transactions: what the database gives up is run again whole, and only that."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from scheduler.errors import BusyError, NotFoundError
from scheduler.store import store as stores
from scheduler.store.store import TRIES, Store, open_store
from scheduler.store.writing import Writing
from tests.builders import NOW, case, town
from tests.databases import PostgresServer


@pytest.fixture
def postgres(postgres_server: PostgresServer):
    """Two cases in a store on PostgreSQL; SQLite has one writer at a time and can come to neither of these."""
    postgres_server.psql("CREATE DATABASE lotse_transactions")
    opened = open_store(postgres_server.get_uri("lotse_transactions"))
    with opened.transaction() as books:
        books.write_town(town(), NOW)
        books.open_case(case(email="k0001@kunde.example"))
        books.open_case(case(email="k0002@kunde.example"))
    yield opened
    opened.close()
    postgres_server.psql("DROP DATABASE lotse_transactions WITH (FORCE)")


def lengthen(books: Writing, case_id: int, by: int = 1) -> None:
    """One more version of the case, by SQL of our own: what is tested is the transaction around it."""
    changed = "UPDATE customer_case SET version = version + :by WHERE id = :id"
    books._connection.execute(text(changed), {"by": by, "id": case_id})


def versions(store: Store) -> list[int]:
    with store.reading() as reading:
        return [one.version for one in reading.all_cases()]


def at_once(*works: Callable[[], object]) -> None:
    with ThreadPoolExecutor(len(works)) as pool:
        for one in [pool.submit(work) for work in works]:
            one.result(timeout=60)


def test_of_two_in_a_deadlock_both_are_done_in_the_end(postgres: Store) -> None:
    """Each holds what the other wants; PostgreSQL gives one of them up after a second, and that one is run again."""
    met, runs = threading.Barrier(2), []

    def crossing(first: int, second: int) -> Callable[[], object]:
        def work(books: Writing) -> None:
            runs.append(first)
            lengthen(books, first)
            if len(runs) <= 2:
                met.wait(30)
            lengthen(books, second)

        return lambda: postgres.change(work)

    at_once(crossing(1, 2), crossing(2, 1))
    assert len(runs) == 3
    assert versions(postgres) == [3, 3]


def test_of_two_that_cannot_be_put_in_a_row_both_are_done_in_the_end(postgres: Store) -> None:
    """Write skew under SERIALIZABLE: each reads both cases and writes one; one of them must see what the other wrote."""
    met, runs = threading.Barrier(2), []

    def skewed(case_id: int) -> Callable[[], object]:
        def work(books: Writing) -> None:
            books._connection.execute(text("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE"))
            runs.append(case_id)
            seen = sum(one.version for one in books.all_cases())
            if len(runs) <= 2:
                met.wait(30)
            lengthen(books, case_id, by=seen)

        return lambda: postgres.change(work)

    at_once(skewed(1), skewed(2))
    assert len(runs) == 3
    assert sorted(versions(postgres)) == [3, 5]  # 1 + (1 + 1), then 1 + (3 + 1): one after the other


def given_up(books: Writing) -> None:
    """PostgreSQL's own words, without the second a deadlock takes."""
    books._connection.execute(text("DO $$ BEGIN RAISE EXCEPTION 'given up' USING ERRCODE = '40P01'; END $$"))


def test_who_is_given_up_each_time_is_told_to_send_it_again(postgres: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(stores.time, "sleep", pauses.append)
    with pytest.raises(BusyError, match=r"too many at once\. Send the request again"):
        postgres.change(given_up)
    assert len(pauses) == TRIES - 1
    assert all(0 <= pause <= 0.05 * 2**tried for tried, pause in enumerate(pauses))


def test_an_error_of_ours_is_not_tried_again(store: Store) -> None:
    runs = []

    def work(books: Writing) -> None:
        runs.append(1)
        books.case(4711)

    with pytest.raises(NotFoundError):
        store.change(work)
    assert runs == [1]


def test_what_a_try_wrote_is_gone_before_the_next_begins(postgres: Store) -> None:
    seen: list[int] = []

    def work(books: Writing) -> None:
        lengthen(books, 1)
        seen.append(books.case(1).version)
        if len(seen) == 1:
            given_up(books)

    postgres.change(work)
    assert seen == [2, 2]
    assert versions(postgres) == [2, 1]
