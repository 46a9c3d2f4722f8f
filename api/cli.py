"""The command `lotse`: one module a command, in api/commands."""

import sys

import click

from api.commands import COMMANDS
from scheduler.errors import LotseError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="lotse-termine", prog_name="lotse")
def lotse() -> None:
    """Plans the fewest appointments a founder needs with all departments of a town, and proves it."""


for _command in COMMANDS:
    lotse.add_command(_command)


def main() -> None:
    """Run `lotse`; an error of ours is a sentence on stderr and exit 2, not a traceback."""
    try:
        lotse()
    except LotseError as error:
        click.echo(f"lotse: {error}", err=True)
        sys.exit(2)
