"""Calendars to subscribe to, and the key that links are signed with."""

import secrets
from contextlib import suppress
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from scheduler.invited import Feed
from scheduler.store import tables
from scheduler.store.reading_invited import InvitedReading


class FeedWriting(InvitedReading):
    """Feeds, made and revoked."""

    def add_feed(self, secret_sha256: str, kind: str, name: str, busy_only: bool, instead_of_mail: bool, at: datetime) -> Feed:
        row = {
            "secret_sha256": secret_sha256,
            "kind": kind,
            "name": name,
            "busy_only": busy_only,
            "instead_of_mail": instead_of_mail,
            "made_at": at,
        }
        return self.feed(self._connection.execute(insert(tables.feed).values(row).returning(tables.feed.c.id)).scalar_one())

    def revoke_feed(self, feed_id: int, at: datetime) -> bool:
        """False: it was before."""
        row = tables.feed
        revoked = update(row).where(row.c.id == feed_id, row.c.revoked_at.is_(None)).values(revoked_at=at)
        return self._connection.execute(revoked).rowcount == 1

    def link_key(self) -> str:
        """Drawn when it is first asked for; then always the same."""
        known = select(tables.link_key.c.key)
        if self._connection.scalar(known) is None:
            # Two processes may start at once; then the first one's stands.
            with suppress(IntegrityError), self._connection.begin_nested():
                self._connection.execute(insert(tables.link_key).values(id=1, key=secrets.token_hex(32)))
        return self._connection.execute(known).scalar_one()
