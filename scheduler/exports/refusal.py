"""The answer to a counter-proposal that is not taken: METHOD:DECLINECOUNTER (RFC 5546 3.2.8). The appointment stands as it was
told, under the same SEQUENCE.
"""

from scheduler.exports import invite
from scheduler.exports.booked import Booked, Recipient

NAME = "refusal"
MEDIA_TYPE = "text/calendar; charset=utf-8; method=DECLINECOUNTER"


def render(booked: Booked, recipient: Recipient) -> bytes:
    """The one appointment in `booked` as it stands. Raises ValueError as `invite.render` does."""
    return invite.written("DECLINECOUNTER", "CONFIRMED", booked, recipient)
