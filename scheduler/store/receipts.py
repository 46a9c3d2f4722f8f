"""What requests with an Idempotency-Key were answered with: see `api.once`.

A key is claimed before the work begins, so that a second request with it sees that the first is under way, whichever process
it comes to; and the answer is written by the transaction of the change itself, so that the two are never apart. A claim that
was left behind, by a process that died, is anybody's from `claimed_until` on; whoever then still works on it cannot commit.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from scheduler.errors import BusyError
from scheduler.store import tables
from scheduler.store.reading import Reading


@dataclass(frozen=True)
class Claim:
    """Whose request it is, and which claim of it: `token` is drawn anew for each. A key belongs to a caller and a path."""

    caller: str
    path: str
    key: str
    request_sha256: str
    token: str


@dataclass(frozen=True)
class Receipt:
    """What the store has for a key: of which request, and the answer; `status` None: it is under way."""

    request_sha256: str
    status: int | None
    headers: dict[str, str]
    body: str


class ReceiptWriting(Reading):
    """Receipts."""

    def claim(self, claim: Claim, now: datetime, until: datetime) -> Receipt | None:
        """None: it is ours, until that moment at least. Otherwise what is known of the key."""
        row = tables.receipt
        insert_new = (postgresql.insert if self._connection.dialect.name == "postgresql" else sqlite.insert)(row)
        first = {
            "caller": claim.caller,
            "path": claim.path,
            "key": claim.key,
            "request_sha256": claim.request_sha256,
            "claim": claim.token,
            "claimed_until": until,
            "since": now,
        }
        if self._connection.scalar(insert_new.values(first).on_conflict_do_nothing().returning(row.c.key)) is not None:
            return None
        left = (row.c.claimed_until <= now) & row.c.status.is_(None) & (row.c.request_sha256 == claim.request_sha256)
        again = update(row).where(self._this(claim), left).values(claim=claim.token, claimed_until=until)
        if self._connection.execute(again).rowcount == 1:
            return None
        known = self._connection.execute(select(row).where(self._this(claim))).mappings().one_or_none()
        if known is None:
            raise BusyError("The first request with this key has just come to nothing.", advice="Send it again.")
        return Receipt(known["request_sha256"], known["status"], known["headers"] or {}, known["body"] or "")

    def answer(self, claim: Claim, status: int, headers: dict[str, str], body: str) -> bool:
        """Keep the answer of what this transaction does; False, and nothing is kept, when the claim has gone to somebody else."""
        row = tables.receipt
        ours = (row.c.claim == claim.token) & row.c.status.is_(None)
        answered = update(row).where(self._this(claim), ours).values(status=status, headers=headers, body=body)
        return self._connection.execute(answered).rowcount == 1

    def drop_claim(self, claim: Claim) -> None:
        """Nothing came of it, and nothing was written: the key is free."""
        row = tables.receipt
        ours = (row.c.claim == claim.token) & row.c.status.is_(None)
        self._connection.execute(delete(row).where(self._this(claim), ours))

    def forget_receipts(self, before: datetime) -> None:
        self._connection.execute(delete(tables.receipt).where(tables.receipt.c.since < before))

    def _this(self, claim: Claim) -> Any:
        row = tables.receipt.c
        return (row.caller == claim.caller) & (row.path == claim.path) & (row.key == claim.key)
