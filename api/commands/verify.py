"""`lotse verify`: the whole store looked through."""

import json
import os
import sys
from contextlib import closing

import click

from scheduler.settings import settings
from scheduler.store.existing import existing_store
from scheduler.store.outbox import WAITING
from scheduler.verifying import verify as verified


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For programs: all findings as one JSON object.")
def verify(as_json: bool) -> None:
    """Look through the configured store; the service need not be stopped. Exit 0 and one line when all is well, else 1."""
    configured = settings(os.environ)
    with closing(existing_store(configured.database_url)) as store:
        found = verified(store)
        waiting = store.census().letters.get(WAITING, 0)
    if as_json:
        told = [{"kind": one.kind, "sentence": one.sentence, "ids": [list(id_) for id_ in one.ids]} for one in found]
        click.echo(json.dumps({"clean": not found, "letters_waiting": waiting, "findings": told}, ensure_ascii=False, indent=2))
    elif not found:
        unsent = (
            f" Letters that wait for a mail server (LOTSE_SMTP_HOST): {waiting}." if waiting and not configured.smtp_host else ""
        )
        click.echo(f"All is well.{unsent}")
    for one in () if as_json else found:
        where = ", ".join(f"{table} {number}" for table, number in one.ids)
        click.echo(f"{one.kind}: {one.sentence}" + (f" ({where})" if where else ""))
    sys.exit(1 if found else 0)
