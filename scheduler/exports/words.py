"""What a calendar entry says, in German and in the words of the one who reads it.

SUMMARY names no person, no department and no venture: it shows on shared screens and in free-busy views. An officer reads
their own meetings first and then who else sits in the appointment; the host and the customer read the whole agenda.
"""

from collections.abc import Iterable, Sequence

from scheduler.exports import berlin, plain
from scheduler.exports.booked import Booked, Recipient, in_order, own_meetings
from scheduler.plans import Appointment, HeldMeeting


def summary(appointment: Appointment, recipient: Recipient) -> str:
    combined = len(appointment.meetings) > 1
    kind = "Kombitermin" if combined else "Termin"
    if recipient.seat is None:
        return f"{kind}: {_meetings(len(appointment.meetings))}"
    cases = _cases(appointment)
    if _sits_through(appointment, recipient):
        return f"{kind} ({cases}): {_meetings(len(appointment.meetings))}"
    return f"{_meetings(len(own_meetings(appointment, recipient.seat)))} im {kind} ({cases})"


def description(booked: Booked, appointment: Appointment, recipient: Recipient) -> str:
    """Agenda, what to bring, and whom to ask; a blank line between them."""
    own = own_meetings(appointment, recipient.seat)
    sections = [_cases(appointment), *_agenda(booked, appointment, recipient, own)]
    bring = _bring(booked, own)
    if bring:
        heading = "Bitte bringen Sie mit:" if recipient.seat is None else "Mitzubringen (Unternehmer/in):"
        sections.append("\n".join([heading, *(f"- {plain.line(thing)}" for thing in bring)]))
    sections.append(_contact(booked, appointment, recipient))
    return "\n\n".join(sections)


def _meetings(count: int) -> str:
    return "1 Gespräch" if count == 1 else f"{count} Gespräche"


def _cases(appointment: Appointment) -> str:
    *first, last = (str(number) for number in sorted({held.case for held in appointment.meetings}))
    return f"Vorgänge {', '.join(first)} und {last}" if first else f"Vorgang {last}"


def _sits_through(appointment: Appointment, recipient: Recipient) -> bool:
    return len(own_meetings(appointment, recipient.seat)) == len(appointment.meetings)


def _agenda(booked: Booked, appointment: Appointment, recipient: Recipient, own: Sequence[HeldMeeting]) -> list[str]:
    if _sits_through(appointment, recipient):
        return [_listed(booked, "Ablauf:", own, recipient)]
    others = [held for held in in_order(appointment) if held not in own]
    return [
        _listed(booked, "Ihr Gespräch:" if len(own) == 1 else "Ihre Gespräche:", own, recipient),
        _listed(booked, f"Außerdem in diesem Kombitermin ({_span(appointment)}):", others, recipient),
    ]


def _listed(booked: Booked, heading: str, meetings: Iterable[HeldMeeting], recipient: Recipient) -> str:
    return "\n".join([heading, *(_line(booked, held, recipient) for held in meetings)])


def _line(booked: Booked, held: HeldMeeting, recipient: Recipient) -> str:
    required = booked.required(held)
    department = booked.town.department_by_id[required.department].title
    title = plain.line(required.title)
    what = title if title == department else f"{department}: {title}"
    with_whom = [seat for seat in held.seats if seat != recipient.seat] if recipient.seat is not None else []
    return f"{_span(held)}  {what}" + (f" (mit {', '.join(with_whom)})" if with_whom else "")


def _span(stretch: Appointment | HeldMeeting) -> str:
    return f"{stretch.start.astimezone(berlin.ZONE):%H:%M} bis {stretch.end.astimezone(berlin.ZONE):%H:%M} Uhr"


def _bring(booked: Booked, meetings: Iterable[HeldMeeting]) -> list[str]:
    """What these meetings ask for, each thing once, in their order."""
    required = [booked.required(held) for held in meetings]
    always = booked.town.department_by_id
    return list(dict.fromkeys(thing for one in required for thing in (*always[one.department].bring, *one.bring)))


def _contact(booked: Booked, appointment: Appointment, recipient: Recipient) -> str:
    if appointment.advisor is None:
        who = "Sie kommen" if recipient.seat is None else "Unternehmer/in kommt"
        return f"{who} ohne Ansprechpartner/in des Lotsendienstes. Fragen: {booked.desk.email}"
    return f"Ansprechpartner/in: {booked.town.email_by_seat[appointment.advisor]}"
