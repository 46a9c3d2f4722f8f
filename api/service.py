"""The service as it runs: the application over the configured store, and the children that compute for it."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial

from flask_openapi import OpenAPI

from api.app import create_app
from api.measured import MeasuredWorkers
from scheduler import clock
from scheduler.mailbox import Mailbox
from scheduler.planning import Desk, warm_desk
from scheduler.settings import Settings
from scheduler.store.store import open_store
from scheduler.ventures import catalogue


@dataclass(frozen=True)
class Service:
    app: OpenAPI
    desk: Desk


@contextmanager
def opened(configured: Settings) -> Iterator[Service]:
    """Ready to serve; at the end its children are ended and the store is closed. Raises StoreError, InputError."""
    # The store first: it brings the schema up to date, and the children follow it.
    with (
        closing(open_store(configured.database_url)) as store,
        closing(MeasuredWorkers(configured.solve_workers, partial(warm_desk, configured.database_url))) as workers,
    ):
        desk = Desk(
            store,
            catalogue(),
            configured.mail_domain,
            configured.solve_seconds,
            workers,
            hold_working_days=configured.hold_working_days,
            hold_minutes=configured.hold_minutes,
        )
        mailbox = Mailbox("Lotse", f"termine@{configured.mail_domain}")
        yield Service(create_app(desk, clock.now, mailbox, configured.hosts), desk)
