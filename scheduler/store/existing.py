"""A store that is there already: for commands beside a running service, which must not make one or bring one up to date."""

from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from scheduler.errors import StoreError
from scheduler.store import schema
from scheduler.store.store import Store, follow_store


def existing_store(database_url: str) -> Store:
    """Raises StoreError when there is none, or it is of another revision than this program."""
    absent = StoreError(
        "names no store that was ever opened.", path="LOTSE_DATABASE_URL", advice="Is it the service's own setting?"
    )
    file = _sqlite_file(database_url)
    if file is not None and not file.exists():
        raise absent
    store = follow_store(database_url)
    try:
        with store.looking() as connection:
            revision = schema.revision_of(connection)
        if revision is None:
            raise absent
        if revision != schema.newest():
            sentence = f"is of revision {revision}, this program of {schema.newest()}."
            raise StoreError(sentence, path="schema", value=revision, advice="Use the lotse that serves it.")
    except BaseException:
        store.close()
        raise
    return store


def _sqlite_file(database_url: str) -> Path | None:
    try:
        url = make_url(database_url)
    except ArgumentError:  # said in a sentence where it is opened
        return None
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None
