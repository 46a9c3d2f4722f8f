"""What a letter says, once: the mail's text and HTML, and the printed letter, are this in other clothes."""

from dataclasses import dataclass

from scheduler.exports import plain, words
from scheduler.exports.booked import Booked, Recipient, own_meetings
from scheduler.exports.phrases import day_of, say, span_of
from scheduler.exports.words import TEXT, Section
from scheduler.plans import Appointment

NEW, CHANGED, TAKEN_BACK, REMINDS, REFUSED = "new", "moved", "cancelled", "reminder", "refused"
KINDS = (NEW, CHANGED, TAKEN_BACK, REMINDS, REFUSED)


@dataclass(frozen=True)
class Note:
    """`facts`: label and lines, such as when and where; `links`: label and address; all of it plain text."""

    language: str
    subject: str
    lead: str
    facts: tuple[tuple[str, tuple[str, ...]], ...]
    sections: tuple[Section, ...]
    links: tuple[tuple[str, str], ...]
    greeting: str
    closing: str


def note_of(
    kind: str, booked: Booked, recipient: Recipient, before: Appointment | None = None, reason: str | None = None
) -> Note:
    """Of the one appointment in `booked`. `before`: as the recipient knew it, where it has changed; `reason`: of a refusal.

    Raises ValueError for a seat that does not come to it.
    """
    (appointment,), language = booked.appointments, recipient.language
    lead = say(language, f"lead_{kind}")
    if reason:
        lead += " " + say(language, "reason", text=plain.line(reason))
    facts = [(say(language, "when"), _when(appointment, recipient))]
    if before is not None and (before.start, before.end, before.place) != (appointment.start, appointment.end, appointment.place):
        facts.append((say(language, "before"), (*_when_if_there(before, recipient), words.location(booked.place(before)))))
    facts.append((say(language, "where"), (words.location(booked.place(appointment)),)))
    sections = words.sections_of(booked, appointment, recipient)
    return Note(
        language=language,
        subject=say(language, f"subject_{kind}", what=_what(booked, appointment, recipient)),
        lead=lead,
        facts=tuple(facts),
        sections=tuple(one for one in sections if kind != TAKEN_BACK or one.kind == TEXT),  # nothing is to be brought any more
        links=() if kind == TAKEN_BACK else _links(booked, language),
        greeting=say(language, "greeting"),
        closing=say(language, "closing", name=plain.line(booked.desk.name)),
    )


def _what(booked: Booked, appointment: Appointment, recipient: Recipient) -> str:
    start = own_meetings(appointment, recipient.seat)[0].start
    day, clock = day_of(recipient.language, start), span_of(recipient.language, start, start).split(" ")[0]
    cases = f" ({words.cases_of(recipient.language, appointment.meetings)})" if recipient.seat is not None else ""
    return f"{day}, {clock}, {plain.line(booked.place(appointment).title)}{cases}"


def _when(appointment: Appointment, recipient: Recipient) -> tuple[str, ...]:
    own = own_meetings(appointment, recipient.seat)
    start, end = own[0].start, max(held.end for held in own)
    return (f"{day_of(recipient.language, start)}, {span_of(recipient.language, start, end)}",)


def _when_if_there(appointment: Appointment, recipient: Recipient) -> tuple[str, ...]:
    """Of an appointment as it was: a seat that comes now need not have come then."""
    try:
        return _when(appointment, recipient)
    except ValueError:
        return ()


def _links(booked: Booked, language: str) -> tuple[tuple[str, str], ...]:
    if booked.addresses is None:
        return ()
    found = (
        ("answer", booked.addresses.answer),
        ("another_time", booked.addresses.another_time),
        ("cancel", booked.addresses.cancel),
    )
    return tuple((say(language, phrase), address) for phrase, address in found if address)
