"""Where cases and appointments are kept: SQLAlchemy on SQLite or PostgreSQL. Values in, values out; no row leaves."""
