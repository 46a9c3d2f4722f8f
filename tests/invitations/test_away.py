"""The mail server cuts the line after it took a mail. `make prove-invitations` has four more ways, and measures bookings."""

import pytest

from scheduler.store.store import Store
from tests.databases import database_url, postgres_server, store
from tests.invitations.away import away

__all__ = ["database_url", "postgres_server", "store"]


@pytest.mark.parametrize("fault", ["cut"])
def test_everything_arrives_after_and_at_most_once_more_than_once(store: Store, fault: str):
    seen = away(store, fault, 2, 0, patience=0.3)
    assert seen.wrong == []
    assert seen.arrived == seen.letters == 12
    assert seen.most <= 2
