"""A crowd and a history on real services of both engines, in small; `make prove-bookings` runs them at length."""

from pathlib import Path

import pytest

from tests.bookings import ending, many_hands, one_slot
from tests.bookings.servers import database
from tests.bookings.towns import ANY, TWO
from tests.databases import ENGINES, PostgresServer


@pytest.mark.parametrize("engine", ENGINES)
def test_of_a_crowd_as_many_book_a_time_as_there_is_room_for(engine: str, tmp_path: Path, postgres_server: PostgresServer):
    with database(engine, tmp_path, postgres_server) as on:
        found = one_slot.raced(on, [(ANY, True), (TWO, False)], 32, seed=1)
        assert found.booked == [ANY.capacity, TWO.capacity]
        assert set(found.refused) == {"409"}
        assert ending.overlaps(on.url) == []


@pytest.mark.parametrize("engine", ENGINES)
def test_what_sixteen_clients_were_told_is_what_stands(engine: str, tmp_path: Path, postgres_server: PostgresServer):
    with database(engine, tmp_path, postgres_server) as on:
        found = many_hands.recorded(on, 240, seed=1)
    assert found.broken == {}
    assert max(found.statuses) < 500
    assert len(found.operations) == 240


def test_without_what_refuses_it_an_overlap_is_seen(tmp_path: Path):
    with database("sqlite", tmp_path) as on:
        one_slot.raced(on, [(TWO, False)], 32, seed=1, dropped=True, referee=False)
        assert ending.overlaps(on.url)


def test_a_service_whose_referee_is_taken_away_answers_all_the_same(tmp_path: Path):
    """Or what the planted fault shows would be the planting."""
    with database("sqlite", tmp_path) as on:
        found = many_hands.recorded(on, 240, seed=1, faults=("no-referee",))
    assert max(found.statuses) < 500
    assert found.broken == {}
