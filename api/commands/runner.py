"""`lotse runner`: what-if studies worked off by a process of its own, beside a service that does not do it itself."""

import os
import signal
from contextlib import closing
from threading import Event

import click

from api.logs import to_stderr
from scheduler import clock
from scheduler.settings import settings
from scheduler.store.existing import existing_store
from scheduler.ventures import catalogue
from scheduler.whatif import Runner, Studies, cluster_of


@click.command()
def runner() -> None:
    """Work off the studies of the store one after the other, until it is stopped (Ctrl-C or SIGTERM)."""
    configured = settings(os.environ)
    stop = Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda _signal, _frame: stop.set())
    with closing(existing_store(configured.database_url)) as store:
        to_stderr()
        Runner(Studies(store, catalogue(), configured.whatif_per_user), cluster_of(configured), clock.now).run(stop)
