"""What all tests share."""

from hypothesis import settings

from tests.databases import database_url, empty_url, postgres_server, reused, store, unused_store

# Here and nowhere below, or each folder would start a server of its own.
__all__ = ["database_url", "empty_url", "postgres_server", "reused", "store", "unused_store"]

# No deadline for a single example: the machines that run this share their cores.
settings.register_profile("lotse", deadline=None)
settings.load_profile("lotse")
