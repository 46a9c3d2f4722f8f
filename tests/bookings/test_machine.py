"""The state machine on both engines, in small; `make prove-bookings` runs it at length."""

from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.bookings.machine import Machine
from tests.bookings.sequences import UNHURRIED, fresh_desks
from tests.databases import ENGINES, PostgresServer

SMALL = settings(max_examples=8, stateful_step_count=25, deadline=None, suppress_health_check=UNHURRIED)


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_done_one_after_the_other_is_what_a_dict_says(engine: str, tmp_path: Path, postgres_server: PostgresServer):
    with fresh_desks(engine, tmp_path, postgres_server) as fresh:
        machine = type("Small", (Machine,), {"fresh": staticmethod(fresh)})
        run_state_machine_as_test(machine, settings=SMALL)
