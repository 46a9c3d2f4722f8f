"""`lotse serve`: web and store in one process, plans computed in children of it, on this machine only."""

import logging
import os
import signal
import sys
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import click

import api
from api.app import create_app
from api.commands.town_file import TOWN_FILE, town_in
from api.server import Server
from scheduler import clock
from scheduler.mailbox import Mailbox
from scheduler.offer import refuse_misfit
from scheduler.planning import Desk, warm_desk
from scheduler.settings import Settings, settings
from scheduler.store.store import open_store
from scheduler.ventures import catalogue
from scheduler.workers import Workers

HOST = "127.0.0.1"
# The town an empty store begins with; fixtures/ lies beside the packages, in a checkout and in a wheel.
FIRST_TOWN = Path(api.__file__).parent.parent / "fixtures" / "towns" / "dortmund.toml"


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free one.")
@click.option("--town", type=TOWN_FILE, default=FIRST_TOWN, help="What an empty store begins with; else the one that ships.")
@click.option("--empty", is_flag=True, help="Begin without a town; `lotse town import` gives it one later.")
def serve(port: int, town: Path, empty: bool) -> None:
    """Run the desk on http://127.0.0.1 until it is stopped (Ctrl-C or SIGTERM)."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    configured = settings(os.environ)
    desk = open_desk(configured, None if empty else town)
    mailbox = Mailbox("Lotse", f"termine@{configured.mail_domain}")
    with closing(Workers(configured.solve_workers, partial(warm_desk, configured.database_url))) as workers:
        server = _server(create_app(replace(desk, workers=workers), clock.now, mailbox), port)
        signal.signal(signal.SIGTERM, _stop)
        _host, bound_port = server.getsockname()
        title = f" for {desk.town.title}" if desk.has_town else ", without a town yet"
        click.echo(f"Lotse{title}: http://{HOST}:{bound_port}/  (stop with Ctrl-C)")
        server.run()
    desk.store.close()


def open_desk(configured: Settings, town: Path | None) -> Desk:
    """The use cases over the configured store; an empty store gets the town of that file first, if there is one."""
    desk = Desk(
        store=open_store(configured.database_url),
        catalogue=catalogue(),
        mail_domain=configured.mail_domain,
        solve_seconds=configured.solve_seconds,
    )
    if town is not None:
        first = town_in(town)
        refuse_misfit(desk.catalogue, first)
        desk.seed_town(first, clock.now())
    return desk


def _server(app: Any, port: int) -> Server:
    try:
        return Server(app, HOST, port)
    except OSError as reason:
        raise click.ClickException(f"Port {port} on {HOST}: {reason.strerror}. Maybe another one is free: --port.") from reason


def _stop(_signal: int, _frame: FrameType | None) -> None:
    """SIGTERM as waitress understands it: it stops listening, finishes what runs and returns from run()."""
    sys.exit(0)
