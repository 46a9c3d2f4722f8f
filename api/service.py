"""The service as it runs: the application over the configured store, and the children that compute for it."""

import logging
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from threading import Event, Thread

from flask_openapi import OpenAPI

from api.app import create_app
from api.measured import MeasuredWorkers
from api.pages import NO_MAIL_SERVER
from scheduler import clock
from scheduler.errors import LotseError
from scheduler.links import links_of
from scheduler.mail import TIMEOUT_SECONDS, mail_server
from scheduler.mailbox import Mailbox
from scheduler.planning import Desk, warm_desk
from scheduler.replies.mailbox import LOOK_SECONDS, Reader, reply_box
from scheduler.sending import Sender
from scheduler.settings import Settings
from scheduler.store.store import open_store
from scheduler.ventures import catalogue
from scheduler.whatif import Runner, Studies, cluster_of
from scheduler.wishes import Worker

SWEEP_SECONDS = 60.0
RUNNER_SECONDS = 10.0  # that the runner of studies gets to end its processes

_log = logging.getLogger("lotse.sweeping")


@dataclass(frozen=True)
class Service:
    app: OpenAPI
    desk: Desk


@contextmanager
def opened(configured: Settings, works_off: bool = False) -> Iterator[Service]:
    """Ready to serve; at the end its children are ended and the store is closed. Raises StoreError, InputError.

    `works_off`: it works off what-if studies too, unless the settings want that done apart. One process alone may: under
    gunicorn each would start an engine of its own.
    """
    # The store first: it brings the schema up to date, and the children follow it.
    with (
        closing(open_store(configured.database_url, configured.reminder_working_days)) as store,
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
        mailbox, server = Mailbox("Lotse", configured.mail_from), mail_server(configured)
        app = create_app(desk, clock.now, mailbox, configured.hosts, configured.public_url, configured.whatif_per_user)
        app.config[NO_MAIL_SERVER] = server is None
        beside = configured.send == "beside"
        links = links_of(store, configured.public_url)
        sender = Sender(store, server, mailbox, clock.now, links) if server and beside else None
        box = reply_box(configured)
        reader = Reader(store, box, clock.now) if box and beside else None
        studies = Studies(store, desk.catalogue, configured.whatif_per_user)
        runner = Runner(studies, cluster_of(configured), clock.now) if works_off and configured.whatif == "beside" else None
        with (
            _beside("sweeper", partial(_sweep, desk)),
            _beside("sender", sender and sender.run, TIMEOUT_SECONDS),
            _beside("listener", partial(_listen, desk, reader), TIMEOUT_SECONDS),
            _beside("runner", runner and runner.run, RUNNER_SECONDS),
        ):
            yield Service(app, desk)


@contextmanager
def _beside(name: str, run: Callable[[Event], None] | None, seconds: float | None = None) -> Iterator[None]:
    """In a thread of its own; at the end it gets so many seconds for what it has in hand. None: nothing is to be run."""
    if run is None:
        yield
        return
    stop = Event()
    thread = Thread(target=run, args=(stop,), name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(seconds)


def _sweep(desk: Desk, stop: Event) -> None:
    """What is held and whose time has come is let go, so that lists and figures say so too; who needs it waits for nobody."""
    while not stop.wait(SWEEP_SECONDS):
        try:
            desk.free_expired(clock.now())
        except LotseError as error:  # a store that cannot be used for a while
            _log.warning("%s", error.sentence)


def _listen(desk: Desk, reader: Reader | None, stop: Event) -> None:
    """Answers that come by mail are read, where there is a mailbox, and options are worked out for whoever wants another time."""
    worker = Worker(desk, clock.now)
    while not stop.wait(LOOK_SECONDS):
        if reader is not None:
            reader.read_due(stop)
        try:
            worker.work_due()
        except LotseError as error:  # a store that cannot be used for a while
            _log.warning("%s", error.sentence)
