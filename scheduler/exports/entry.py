"""One appointment as one VEVENT, in the words of the one who reads it.

The customer and the hosting advisor are there from the first to the last minute and share the appointment's UID. An
officer is asked for their own meetings only, so their entry is another event: own times, own UID, equally stable.
SUMMARY names no person and no venture: it shows on shared screens and in free-busy views.
"""

from datetime import UTC, datetime

from icalendar import Event

from scheduler.exports import berlin, plain
from scheduler.exports.booked import Booked, Recipient, in_order
from scheduler.plans import Appointment, HeldMeeting


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
    entry.add("summary", plain.line(_summary(appointment, recipient)))
    entry.add("location", plain.line(_location(booked, appointment)))
    entry.add("description", plain.paragraph(_description(booked, appointment, recipient)))
    entry.add("status", "CONFIRMED")
    entry.add("transp", "OPAQUE")
    entry.add("x-microsoft-cdo-busystatus", "BUSY")
    return entry


def _own_meetings(appointment: Appointment, seat: str | None) -> list[HeldMeeting]:
    """The meetings `seat` sits in; all of them for the customer and the hosting advisor."""
    if seat is None or seat == appointment.advisor:
        return in_order(appointment)
    own = [held for held in in_order(appointment) if seat in held.seats]
    if not own:
        raise ValueError(f"{seat!r} does not come to the appointment {appointment.uid}.")
    return own


def _span(appointment: Appointment, seat: str | None) -> tuple[datetime, datetime]:
    own = _own_meetings(appointment, seat)
    return own[0].start, max(held.end for held in own)


def _uid(appointment: Appointment, seat: str | None) -> str:
    if seat is None or seat == appointment.advisor:
        return appointment.uid
    local, _, domain = appointment.uid.partition("@")
    return f"{local}.{seat}@{domain}"


def _summary(appointment: Appointment, recipient: Recipient) -> str:
    count = len(_own_meetings(appointment, recipient.seat))
    meetings = "1 Gespräch" if count == 1 else f"{count} Gespräche"
    kind = "Termin" if len(appointment.meetings) == 1 else "Kombitermin"
    return f"{kind}: {meetings}" if recipient.seat is None else f"{kind} {_case_numbers(appointment)}: {meetings}"


def _case_numbers(appointment: Appointment) -> str:
    return "Vorgang " + ", ".join(str(number) for number in sorted({held.case for held in appointment.meetings}))


def _location(booked: Booked, appointment: Appointment) -> str:
    place = booked.place(appointment)
    return ", ".join(part for part in (place.title, place.address) if part)


def _description(booked: Booked, appointment: Appointment, recipient: Recipient) -> str:
    sections = [_case_numbers(appointment), _agenda(booked, appointment)]
    bring = _bring(booked, appointment)
    if bring:
        heading = "Bitte bringen Sie mit:" if recipient.seat is None else "Mitzubringen (Unternehmer/in):"
        sections.append("\n".join([heading, *(f"- {plain.line(thing)}" for thing in bring)]))
    sections.append(_contact(booked, appointment, recipient))
    return "\n\n".join(sections)


def _agenda(booked: Booked, appointment: Appointment) -> str:
    return "\n".join(["Ablauf:", *(_agenda_line(booked, held) for held in in_order(appointment))])


def _agenda_line(booked: Booked, held: HeldMeeting) -> str:
    start, end = held.start.astimezone(berlin.ZONE), held.end.astimezone(berlin.ZONE)
    required = booked.required(held)
    department = booked.town.department_by_id[required.department].title
    title = plain.line(required.title)
    what = title if title == department else f"{department}: {title}"
    return f"{start:%H:%M} bis {end:%H:%M} Uhr  {what}"


def _bring(booked: Booked, appointment: Appointment) -> list[str]:
    """What the departments of the agenda ask for, each thing once, in the order of the agenda."""
    required = [booked.required(held) for held in in_order(appointment)]
    always = booked.town.department_by_id
    return list(dict.fromkeys(thing for one in required for thing in (*always[one.department].bring, *one.bring)))


def _contact(booked: Booked, appointment: Appointment, recipient: Recipient) -> str:
    if appointment.advisor is None:
        who = "Sie kommen" if recipient.seat is None else "Unternehmer/in kommt"
        return f"{who} ohne Ansprechpartner/in des Lotsendienstes. Fragen: {booked.desk.email}"
    return f"Ansprechpartner/in: {booked.town.email_by_seat[appointment.advisor]}"
