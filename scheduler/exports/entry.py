"""One appointment as one VEVENT, in the words of the one who reads it.

The customer and the hosting advisor are there from the first to the last minute and share the appointment's UID. An
officer is asked for their own meetings only, so their entry is another event: own times, own UID, equally stable. A guest comes
and goes without the customer, so theirs has its own UID too.
What it says is in `words`.
"""

import re
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Event, vUri

from scheduler.exports import berlin, plain, words
from scheduler.exports.booked import Booked, Recipient, own_meetings
from scheduler.plans import Appointment

ALARM_BEFORE = timedelta(hours=1)


def event(booked: Booked, appointment: Appointment, recipient: Recipient) -> Event:
    """The VEVENT of a confirmed appointment for `recipient`, without ORGANIZER and ATTENDEE.

    Raises ValueError for an appointment without UID (only proposed) and for a seat that does not come to it.
    """
    if not appointment.uid:
        raise ValueError(f"The appointment on {appointment.start} is only proposed; confirm its plan first.")
    start, end = _span(appointment, recipient.seat)
    place = booked.place(appointment)
    entry = Event()
    entry.add("uid", uid_for(appointment, recipient))
    entry.add("sequence", appointment.sequence)
    entry.add("dtstamp", booked.stamp.astimezone(UTC).replace(microsecond=0))
    first, last = berlin.written(start, end)
    entry.add("dtstart", first)
    entry.add("dtend", last)
    entry.add("summary", plain.line(words.summary(appointment, recipient)))
    entry.add("location", words.location(place))
    entry.add("description", plain.paragraph(words.description(booked, appointment, recipient)))
    entry.add("status", "CONFIRMED")
    entry.add("transp", "OPAQUE")
    entry.add("x-microsoft-cdo-busystatus", "BUSY")
    if place.link:
        _add_conference(entry, place.link, "VIDEO")
    if place.telephone:
        _add_conference(entry, "tel:" + re.sub(r"[^+0-9]", "", place.telephone), "PHONE")
    return entry


def uid_for(appointment: Appointment, recipient: Recipient) -> str:
    """The same for this recipient all its life."""
    own = recipient.guest or recipient.seat
    if own is None or own == appointment.advisor:
        return appointment.uid
    local, _, domain = appointment.uid.partition("@")
    return f"{local}.{own}@{domain}"


def alarm(appointment: Appointment, recipient: Recipient) -> Alarm:
    """The calendar's own reminder, an hour before (RFC 5545 3.6.6)."""
    found = Alarm()
    found.add("action", "DISPLAY")
    found.add("description", plain.line(words.summary(appointment, recipient)))
    found.add("trigger", -ALARM_BEFORE)
    return found


def _span(appointment: Appointment, seat: str | None) -> tuple[datetime, datetime]:
    own = own_meetings(appointment, seat)
    return own[0].start, max(held.end for held in own)


def _add_conference(entry: Event, address: str, feature: str) -> None:
    """RFC 7986 5.11; programs that do not know it find the same in the description."""
    entry.add("conference", vUri(address, params={"VALUE": "URI", "FEATURE": feature}))
