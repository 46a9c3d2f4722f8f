"""`lotse send`: the sender as a process of its own."""

import os
from contextlib import closing
from dataclasses import dataclass
from email.message import EmailMessage

import click

from api.commands.stopping import told_to_stop
from api.logs import to_stderr
from scheduler import clock
from scheduler.errors import InputError
from scheduler.links import links_of
from scheduler.mail import mail_server
from scheduler.mailbox import Mailbox
from scheduler.sending import Sender, Server
from scheduler.settings import settings
from scheduler.store.existing import existing_store


@click.command()
@click.option("--once", is_flag=True, help="Send what is due and end.")
def send(once: bool) -> None:
    """Send the letters of the outbox as they fall due, until it is stopped (Ctrl-C or SIGTERM)."""
    configured = settings(os.environ)
    server = mail_server(configured)
    if server is None:
        raise InputError("is not set, so the letters wait.", path="LOTSE_SMTP_HOST", advice="Name the mail server.")
    stop = told_to_stop()
    with closing(existing_store(configured.database_url)) as store:
        counted, links = _Counted(server), links_of(store, configured.public_url)
        sender = Sender(store, counted, Mailbox("Lotse", configured.mail_from), clock.now, links)
        if once:
            failed = sender.send_due(stop) - counted.sent
            click.echo(
                f"{counted.sent} letters sent" + (f", {failed} not: `lotse verify` names those given up." if failed else ".")
            )
            return
        to_stderr()
        sender.run(stop)


@dataclass
class _Counted:
    """A mail server, and how many letters it has taken."""

    server: Server
    sent: int = 0

    def send(self, message: EmailMessage) -> None:
        self.server.send(message)
        self.sent += 1
