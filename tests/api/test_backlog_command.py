"""`lotse backlog` over a store: what is gained, in words."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from api.commands.backlog import backlog
from scheduler import clock
from scheduler.cases import Customer
from scheduler.intake import NewCase
from scheduler.planning import Desk
from scheduler.store.store import open_store
from scheduler.ventures import catalogue
from tests.builders import NOW, TODAY, town


def test_what_is_gained_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'lotse.sqlite'}"
    monkeypatch.setenv("LOTSE_DATABASE_URL", url)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    store = open_store(url)
    desk = Desk(store, catalogue(), "lotse.example")
    desk.seed_town(town(), NOW)
    assert CliRunner().invoke(backlog, []).output == "No open proposals, so there is nothing to plan together.\n"
    for number in (1, 2):
        customer = Customer(f"Kundin/Kunde {number:04}", f"k{number:04}@kunde.example")
        case = desk.open_case(NewCase("mitte", customer, TODAY, meetings=(("bauordnung", 30),)), NOW)
        desk.request_plan(case.id, NOW)
    store.close()
    done = CliRunner().invoke(backlog, [])
    assert done.exit_code == 0, done.output
    assert "2 proposals; confirmed as they stand, 1 of them would be refused." in done.output
    assert "unplaced      1            0         0" in done.output
    assert "New proposals, to be confirmed each: 3, 4." in done.output
