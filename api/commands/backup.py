"""`lotse backup`: the whole store into one file, while it is in use."""

import os
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

import click

from scheduler import clock
from scheduler.settings import settings
from scheduler.store.backup import back_up
from scheduler.store.existing import existing_store


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write the whole store to FILE, which only its owner may read. The service need not be stopped."""
    with closing(existing_store(settings(os.environ).database_url)) as store:
        found = back_up(store, file, version("lotse-termine"), clock.now())
    click.echo(f"{file}: {sum(found.rows.values())} rows at revision {found.revision}, read back and whole.")
