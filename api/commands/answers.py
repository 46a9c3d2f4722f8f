"""`lotse answers`: what came back by mail read, and options worked out for wishes, as a process of its own."""

import os
from contextlib import closing

import click

from api.commands.stopping import told_to_stop
from api.logs import to_stderr
from scheduler import clock
from scheduler.errors import InputError
from scheduler.planning import Desk
from scheduler.replies.mailbox import LOOK_SECONDS, Reader, reply_box
from scheduler.settings import settings
from scheduler.store.existing import existing_store
from scheduler.ventures import catalogue
from scheduler.wishes import Worker


@click.command()
@click.option("--once", is_flag=True, help="Read what is there and end.")
def answers(once: bool) -> None:
    """Read the answers that come by mail until it is stopped (Ctrl-C or SIGTERM), and work out options for those who decline."""
    configured = settings(os.environ)
    box = reply_box(configured)
    if box is None:
        raise InputError("is not set, so nobody reads the answers.", path="LOTSE_IMAP_HOST", advice="Name the mail server.")
    stop = told_to_stop()
    with closing(existing_store(configured.database_url)) as store:
        desk = Desk(store, catalogue(), configured.mail_domain, configured.solve_seconds)
        reader, worker = Reader(store, box, clock.now), Worker(desk, clock.now)
        if once:
            came_to = reader.read_new(stop)
            worker.work_due()
            click.echo(", ".join(f"{count} {word}" for word, count in sorted(came_to.items())) or "Nothing new.")
            return
        to_stderr()
        while not stop.is_set():
            reader.read_due(stop)
            worker.work_due()
            stop.wait(LOOK_SECONDS)
