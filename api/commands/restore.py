"""`lotse restore`: a backup into an empty store."""

import os
from pathlib import Path

import click

from scheduler.settings import settings
from scheduler.store.backup import restore as restored


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Write the backup FILE into the configured store, which must be empty: all of it or nothing."""
    found = restored(settings(os.environ).database_url, file)
    click.echo(f"{file}: {sum(found.rows.values())} rows of {found.made_at} restored. Next: lotse verify")
