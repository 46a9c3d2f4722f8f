"""The command `lotse`: one module a command, in api/commands.

Only the module of the command that is asked for is imported: all of them together take two seconds.
"""

import sys
from importlib import import_module

import click

from api.commands import COMMANDS
from scheduler.errors import LotseError


class Commands(click.Group):
    """The commands by their names; each is imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002, the signature is click's
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002, as above
        return getattr(import_module(f"api.commands.{cmd_name}"), cmd_name) if cmd_name in COMMANDS else None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="lotse-termine", prog_name="lotse")
def lotse() -> None:
    """Plans the fewest appointments a founder needs with all departments of a town, and proves it."""


def main() -> None:
    """Run `lotse`; an error of ours is a sentence on stderr and exit 2, not a traceback."""
    try:
        lotse()
    except LotseError as error:
        click.echo(f"lotse: {error}", err=True)
        sys.exit(2)
