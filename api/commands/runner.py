"""`lotse runner`: what-if studies worked off by a process of its own, beside a service that does not do it itself."""

import os
from contextlib import closing

import click

from api.commands.stopping import told_to_stop
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
    stop = told_to_stop()
    with closing(existing_store(configured.database_url)) as store:
        to_stderr()
        Runner(Studies(store, catalogue(), configured.whatif_per_user), cluster_of(configured), clock.now).run(stop)
