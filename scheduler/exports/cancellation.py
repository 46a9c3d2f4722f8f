"""The cancellation of one appointment for one recipient: METHOD:CANCEL (RFC 5546 3.2.5), same UID, next SEQUENCE.

Mail programs take the entry out of the calendar only when ORGANIZER, UID and ATTENDEE are those of the invitation.
"""

from scheduler.exports import invite
from scheduler.exports.booked import Booked, Recipient

NAME = "cancellation"
MEDIA_TYPE = "text/calendar; charset=utf-8; method=CANCEL"


def render(booked: Booked, recipient: Recipient) -> bytes:
    """The one appointment in `booked` as it was told, taken back. Raises ValueError as `invite.render` does."""
    return invite.written("CANCEL", "CANCELLED", booked, recipient)
