"""Signed links: whoever holds one may do what it is for, to one appointment as they were told of it, until it is over.

A link names its purpose, the appointment, the recipient, the sequence they were told last and the moment it ends; the signature
(HMAC by itsdangerous) covers all of it, and each purpose has a key of its own, so a link of one is none of another. It is kept
nowhere: what it says is looked at again each time it is used.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from itsdangerous import BadData, URLSafeSerializer

from scheduler.exports.booked import Addresses
from scheduler.letters import guest_number
from scheduler.lifecycle import CUSTOMER
from scheduler.plans import Appointment
from scheduler.store.store import Store

# What a link is for: looking and answering; giving the appointment up; asking for another time.
ANSWER, CANCEL, ANOTHER_TIME = "answer", "cancel", "another-time"
PURPOSES = (ANSWER, CANCEL, ANOTHER_TIME)
STAYS = timedelta(days=1)  # after the appointment's end: what was can still be looked up


@dataclass(frozen=True)
class Ticket:
    """What a link says: `until` is aware."""

    purpose: str
    appointment: int
    recipient: str
    sequence: int
    until: datetime


@dataclass(frozen=True)
class Links:
    """`key`: the secret of this store; `base`: the address of the service without a slash at its end."""

    key: str
    base: str

    def token(self, purpose: str, appointment: Appointment, recipient: str) -> str:
        """For the appointment as `recipient` is told of it."""
        ends = int((appointment.end + STAYS).timestamp())
        return str(self._signer(purpose).dumps([appointment.id, recipient, appointment.sequence, ends]))

    def read(self, purpose: str, token: str, now: datetime) -> Ticket | None:
        """None: it is not ours, for something else, or over."""
        if purpose not in PURPOSES:
            return None
        try:
            appointment, recipient, sequence, ends = self._signer(purpose).loads(token)
        except (BadData, ValueError):
            return None
        until = datetime.fromtimestamp(ends, UTC)
        return Ticket(purpose, appointment, recipient, sequence, until) if now < until else None

    def address(self, purpose: str, appointment: Appointment, recipient: str) -> str:
        return f"{self.base}/termin/{purpose}/{self.token(purpose, appointment, recipient)}"

    def addresses(self, appointment: Appointment, recipient: str) -> Addresses | None:
        """What the recipient may do: the customer everything, a guest answer; seats have the desk."""
        if recipient == CUSTOMER:
            return Addresses(*(self.address(purpose, appointment, recipient) for purpose in PURPOSES))
        if guest_number(recipient) is not None:
            return Addresses(self.address(ANSWER, appointment, recipient))
        return None

    def _signer(self, purpose: str) -> URLSafeSerializer:
        return URLSafeSerializer(self.key, salt=f"lotse.{purpose}")


def links_of(store: Store, public_url: str | None) -> Links | None:
    """For letters; None: customers reach no page of this service. The key is drawn when it is first needed."""
    return None if public_url is None else Links(store.change(lambda books: books.link_key(), aside=True), public_url)
