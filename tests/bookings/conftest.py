"""The databases of tests.databases, for every test of the scheduler that asks for one."""

from tests.databases import database_url, postgres_server, store

__all__ = ["database_url", "postgres_server", "store"]
