"""The invitation to one appointment for one recipient: METHOD:REQUEST (RFC 5546 3.2.2).

One file a recipient, who is its only ATTENDEE: an address list would tell everyone who else comes. The mail's
From must be ORGANIZER and its To the ATTENDEE, or mail programs show no buttons to accept (RFC 6047 2.4).
"""

from icalendar import vCalAddress

from scheduler.exports import plain, sheet
from scheduler.exports.booked import Booked, Recipient
from scheduler.exports.entry import alarm, event

NAME = "invite"
MEDIA_TYPE = "text/calendar; charset=utf-8; method=REQUEST"


def render(booked: Booked, recipient: Recipient) -> bytes:
    """The one appointment in `booked` as an iCalendar file: UTF-8, CRLF, at most 75 octets a line, the same for equal input.

    Raises ValueError unless there is exactly one appointment, it is confirmed, and `recipient` comes to it.
    """
    return written("REQUEST", "CONFIRMED", booked, recipient)


def written(method: str, status: str, booked: Booked, recipient: Recipient) -> bytes:
    """The entry with that STATUS in a file of that METHOD."""
    if len(booked.appointments) != 1:
        raise ValueError(f"An invitation is about one appointment, not {len(booked.appointments)}.")
    entry = event(booked, booked.appointments[0], recipient)
    entry["status"] = status
    entry.add("organizer", sheet.organizer(booked))
    entry.add("attendee", _attendee(recipient))
    if method == "REQUEST":
        entry.add_component(alarm(booked.appointments[0], recipient))
    return sheet.write(method, [entry])


def _attendee(recipient: Recipient) -> vCalAddress:
    address = vCalAddress(recipient.mailbox.uri)
    address.params.update(
        {
            "CN": plain.name(recipient.mailbox.name),
            "CUTYPE": "INDIVIDUAL",
            "ROLE": "REQ-PARTICIPANT",
            "PARTSTAT": "NEEDS-ACTION",
            "RSVP": "TRUE",
        }
    )
    return address
