"""Alembic runs the revisions inside the transaction of `store.open_store`: a schema is brought up whole or not at all."""

from alembic import context

from scheduler.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, compare_type=True)
context.run_migrations()
