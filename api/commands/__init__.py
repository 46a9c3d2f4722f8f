"""One command a file. A new command is one module and one word in COMMANDS."""

import click

from api.commands.serve import serve

COMMANDS: tuple[click.Command, ...] = (serve,)
