"""`lotse serve`: web, solver and store in one process, on this machine only."""

import logging
import os
import signal
import sys
from pathlib import Path
from types import FrameType

import click

import api
from api.app import create_app
from api.server import Server
from scheduler import clock
from scheduler.mailbox import Mailbox
from scheduler.planning import Desk
from scheduler.settings import Settings, settings
from scheduler.store.store import open_store
from scheduler.townfile import read_town_file
from scheduler.ventures import catalogue

TOWN_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
HOST = "127.0.0.1"
# The town an empty store begins with; fixtures/ lies beside the packages, in a checkout and in a wheel.
FIRST_TOWN = Path(api.__file__).parent.parent / "fixtures" / "towns" / "dortmund.toml"


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free one.")
@click.option(
    "--town",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=FIRST_TOWN,
    help="What an empty store begins with.",
)
def serve(port: int, town: Path) -> None:
    """Run the desk on http://127.0.0.1 until it is stopped (Ctrl-C or SIGTERM)."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    configured = settings(os.environ)
    desk = open_desk(configured, town)
    app = create_app(desk, clock.now, Mailbox("Lotse", f"termine@{configured.mail_domain}"))
    try:
        server = Server(app, HOST, port)
    except OSError as reason:
        raise click.ClickException(f"Port {port} on {HOST}: {reason.strerror}. Maybe another one is free: --port.") from reason
    signal.signal(signal.SIGTERM, _stop)
    _host, bound_port = server.getsockname()
    click.echo(f"Lotse for {desk.town.title}: http://{HOST}:{bound_port}/  (stop with Ctrl-C)")
    server.run()
    desk.store.close()


def open_desk(configured: Settings, town: Path) -> Desk:
    """The use cases over the configured store; an empty store gets the town of that file first."""
    desk = Desk(
        store=open_store(configured.database_url),
        catalogue=catalogue(),
        mail_domain=configured.mail_domain,
        solve_seconds=configured.solve_seconds,
        solve_workers=configured.solve_workers,
    )
    desk.seed_town(read_town_file(town), clock.now())
    return desk


def _stop(_signal: int, _frame: FrameType | None) -> None:
    """SIGTERM as waitress understands it: it stops listening, finishes what runs and returns from run()."""
    sys.exit(0)
