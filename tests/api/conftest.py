"""The web application over the real use cases and a real database; only the clock is set."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from api.app import create_app
from scheduler.mailbox import Mailbox
from scheduler.planning import Desk
from scheduler.store.store import Store, open_store
from scheduler.ventures import catalogue
from tests import builders
from tests.databases import database_url, postgres_server, store

__all__ = ["database_url", "postgres_server", "store"]


def client_over(store: Store) -> FlaskClient:
    """A client of the small town of tests.builders, on Monday, 2 March 2026, 09:00."""
    desk = Desk(store, catalogue(), mail_domain="lotse.example", solve_seconds=10.0, solve_workers=1)
    desk.seed_town(builders.town(), builders.NOW)
    return create_app(desk, lambda: builders.NOW, Mailbox("Lotse", "termine@lotse.example")).test_client()


@pytest.fixture
def client(tmp_path: Path) -> Iterator[FlaskClient]:
    """On a SQLite file of its own."""
    opened = open_store(f"sqlite:///{tmp_path / 'lotse.sqlite'}")
    yield client_over(opened)
    opened.close()


@pytest.fixture
def client_on_each_engine(store: Store) -> FlaskClient:
    """Once on SQLite, once on PostgreSQL."""
    return client_over(store)
