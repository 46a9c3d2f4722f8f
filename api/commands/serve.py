"""`lotse serve`: web and store in one process, plans computed in children of it, on this machine only."""

import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import click

import api
from api.commands.town_file import TOWN_FILE, town_in
from api.logs import to_stderr
from api.server import Server
from api.service import opened
from scheduler import clock
from scheduler.offer import refuse_misfit
from scheduler.settings import settings

HOST = "127.0.0.1"
# The town an empty store begins with; fixtures/ lies beside the packages, in a checkout and in a wheel.
FIRST_TOWN = Path(api.__file__).parent.parent / "fixtures" / "towns" / "dortmund.toml"


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free one.")
@click.option("--town", type=TOWN_FILE, default=FIRST_TOWN, help="What an empty store begins with; else the one that ships.")
@click.option("--empty", is_flag=True, help="Begin without a town; `lotse town import` gives it one later.")
def serve(port: int, town: Path, empty: bool) -> None:
    """Run the desk on http://127.0.0.1 until it is stopped (Ctrl-C or SIGTERM)."""
    to_stderr()
    configured = settings(os.environ)
    with opened(configured, works_off=True) as service:
        desk = service.desk
        if not empty:
            first = town_in(town)
            refuse_misfit(desk.catalogue, first)
            desk.seed_town(first, clock.now())
        server = _server(service.app, port, configured.stop_seconds)
        signal.signal(signal.SIGTERM, _stop)
        _host, bound_port = server.getsockname()
        title = f" for {desk.town.title}" if desk.has_town else ", without a town yet"
        click.echo(f"Lotse{title}: http://{HOST}:{bound_port}/  (stop with Ctrl-C)")
        server.run()


def _server(app: Any, port: int, stop_seconds: float) -> Server:
    try:
        return Server(app, HOST, port, stop_seconds)
    except OSError as reason:
        raise click.ClickException(f"Port {port} on {HOST}: {reason.strerror}. Maybe another one is free: --port.") from reason


def _stop(_signal: int, _frame: FrameType | None) -> None:
    """SIGTERM as waitress understands it: it stops listening, finishes what runs and returns from run()."""
    sys.exit(0)
