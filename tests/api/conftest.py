"""The web application over the real use cases and a real database; only the clock is set."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Response, request
from flask.testing import FlaskClient

from api.app import create_app
from scheduler.mailbox import Mailbox
from scheduler.planning import Desk
from scheduler.store.store import Store, open_store
from scheduler.ventures import catalogue
from tests import builders
from tests.api.described import Answered, described_answers


@contextmanager
def client_over(store: Store) -> Iterator[FlaskClient]:
    """A client of the small town of tests.builders, on Monday, 2 March 2026, 09:00.

    At the end every answer it got was one that the API description tells of.
    """
    desk = Desk(store, catalogue(), mail_domain="lotse.example", solve_seconds=10.0)
    desk.seed_town(builders.town(), builders.NOW)
    app = create_app(desk, lambda: builders.NOW, Mailbox("Lotse", "termine@lotse.example"))
    answered: set[Answered] = set()

    @app.after_request
    def note(response: Response) -> Response:
        if request.url_rule is not None:
            answered.add((request.method, request.url_rule.rule, response.status_code))
        return response

    yield app.test_client()
    described = described_answers(app)
    known = {(method, rule) for method, rule, _ in described}
    assert {answer for answer in answered if answer[:2] in known} <= described


@pytest.fixture
def client(tmp_path: Path, unused_store: Path) -> Iterator[FlaskClient]:
    """On a SQLite file of its own."""
    opened = open_store(f"sqlite:///{shutil.copy(unused_store, tmp_path / 'lotse.sqlite')}")
    with client_over(opened) as client:
        yield client
    opened.close()


@pytest.fixture
def client_on_each_engine(store: Store) -> Iterator[FlaskClient]:
    """Once on SQLite, once on PostgreSQL."""
    with client_over(store) as client:
        yield client
