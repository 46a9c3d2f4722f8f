"""All confirmed appointments of a case in one file to open or subscribe to: METHOD:PUBLISH (RFC 5546 3.2.1).

Nobody is asked to accept anything, so there is no ATTENDEE. The UIDs are those of the invitations: a program that has
both shows each appointment once.
"""

from scheduler.exports import sheet
from scheduler.exports.booked import Booked, Recipient
from scheduler.exports.entry import event

NAME = "case_calendar"
MEDIA_TYPE = "text/calendar; charset=utf-8; method=PUBLISH"


def render(booked: Booked, recipient: Recipient) -> bytes:
    """The appointments in `booked` by time, as `recipient` reads them: UTF-8, CRLF, at most 75 octets a line."""
    entries = []
    for appointment in sorted(booked.appointments, key=lambda appointment: (appointment.start, appointment.uid)):
        entry = event(booked, appointment, recipient)
        entry.add("organizer", sheet.organizer(booked))
        entries.append(entry)
    return sheet.write("PUBLISH", entries)
