"""One appointment as one VEVENT, in the words of the one who reads it.

The customer and the hosting advisor are there from the first to the last minute and share the appointment's UID. An
officer is asked for their own meetings only, so their entry is another event: own times, own UID, equally stable.
What it says is in `words`.
"""

from datetime import UTC, datetime

from icalendar import Event

from scheduler.exports import berlin, plain, words
from scheduler.exports.booked import Booked, Recipient, own_meetings
from scheduler.plans import Appointment


def event(booked: Booked, appointment: Appointment, recipient: Recipient) -> Event:
    """The VEVENT of a confirmed appointment for `recipient`, without ORGANIZER and ATTENDEE.

    Raises ValueError for an appointment without UID (only proposed) and for a seat that does not come to it.
    """
    if not appointment.uid:
        raise ValueError(f"The appointment on {appointment.start} is only proposed; confirm its plan first.")
    start, end = _span(appointment, recipient.seat)
    entry = Event()
    entry.add("uid", _uid(appointment, recipient.seat))
    entry.add("sequence", appointment.sequence)
    entry.add("dtstamp", booked.stamp.astimezone(UTC).replace(microsecond=0))
    entry.add("dtstart", start.astimezone(berlin.ZONE))
    entry.add("dtend", end.astimezone(berlin.ZONE))
    entry.add("summary", plain.line(words.summary(appointment, recipient)))
    entry.add("location", plain.line(_location(booked, appointment)))
    entry.add("description", plain.paragraph(words.description(booked, appointment, recipient)))
    entry.add("status", "CONFIRMED")
    entry.add("transp", "OPAQUE")
    entry.add("x-microsoft-cdo-busystatus", "BUSY")
    return entry


def _span(appointment: Appointment, seat: str | None) -> tuple[datetime, datetime]:
    own = own_meetings(appointment, seat)
    return own[0].start, max(held.end for held in own)


def _uid(appointment: Appointment, seat: str | None) -> str:
    if seat is None or seat == appointment.advisor:
        return appointment.uid
    local, _, domain = appointment.uid.partition("@")
    return f"{local}.{seat}@{domain}"


def _location(booked: Booked, appointment: Appointment) -> str:
    place = booked.place(appointment)
    return ", ".join(part for part in (place.title, place.address) if part)
