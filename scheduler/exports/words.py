"""What is said of an appointment, in the words of the one who reads it: the same sections in the calendar entry, the mail, the
printed letter and on the page.

SUMMARY names no person, no department and no venture: it shows on shared screens and in free-busy views. An officer reads
their own meetings first and then who else sits in the appointment; the host, the customer and their guests read the whole agenda.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scheduler.exports import plain
from scheduler.exports.booked import Booked, Recipient, in_order, own_meetings
from scheduler.exports.phrases import say, span_of
from scheduler.plans import Appointment, HeldMeeting
from scheduler.town import Place

AGENDA, LIST, TEXT = "agenda", "list", "text"


@dataclass(frozen=True)
class Section:
    """A heading ("" for none) and lines under it. `kind`: agenda, a line a meeting; list, a line a thing to bring; text."""

    heading: str
    lines: tuple[str, ...]
    kind: str = TEXT

    @property
    def plain(self) -> str:
        marked = (f"- {line}" if self.kind == LIST else line for line in self.lines)
        return "\n".join([self.heading, *marked] if self.heading else marked)


def summary(appointment: Appointment, recipient: Recipient) -> str:
    language = recipient.language
    kind = say(language, "combined" if len(appointment.meetings) > 1 else "appointment")
    if recipient.seat is None:
        return f"{kind}: {_meetings(language, len(appointment.meetings))}"
    cases = cases_of(language, appointment.meetings)
    if _sits_through(appointment, recipient):
        return f"{kind} ({cases}): {_meetings(language, len(appointment.meetings))}"
    own = len(own_meetings(appointment, recipient.seat))
    return f"{_meetings(language, own)} {say(language, 'in_combined')} ({cases})"


def description(booked: Booked, appointment: Appointment, recipient: Recipient) -> str:
    """The sections as the text of a calendar entry; a blank line between them."""
    sections = [section.plain for section in sections_of(booked, appointment, recipient)]
    if booked.addresses is not None:
        sections.append(say(recipient.language, "links", link=booked.addresses.answer))
    return "\n\n".join(sections)


def sections_of(booked: Booked, appointment: Appointment, recipient: Recipient) -> tuple[Section, ...]:
    """Agenda, what to bring, how to get there, and whom to ask."""
    language, own = recipient.language, own_meetings(appointment, recipient.seat)
    sections = [Section("", (cases_of(language, appointment.meetings),))]
    if recipient.guest is not None:
        sections.append(Section("", (say(language, "guest_of", name=plain.line(booked.cases[0].customer.name)),)))
    sections += _agenda(booked, appointment, recipient, own)
    bring = _bring(booked, own)
    if bring:
        heading = say(language, "bring" if recipient.seat is None else "customer_brings")
        sections.append(Section(heading, tuple(map(plain.line, bring)), LIST))
    sections += [Section("", (line,)) for line in ways_there(language, booked.place(appointment))]
    sections.append(Section("", (_contact(booked, appointment, recipient),)))
    return tuple(sections)


def ways_there(language: str, place: Place) -> tuple[str, ...]:
    """How to get there, or how to call."""
    found = (
        ("directions", {"text": plain.line(place.directions)}, place.directions),
        ("video", {"link": place.link}, place.link),
        ("telephone", {"number": place.telephone}, place.telephone),
    )
    return tuple(say(language, phrase, **values) for phrase, values, given in found if given)


def location(place: Place) -> str:
    return plain.line(", ".join(part for part in (place.title, place.address) if part))


def cases_of(language: str, meetings: Iterable[HeldMeeting]) -> str:
    *first, last = (str(number) for number in sorted({held.case for held in meetings}))
    return say(language, "cases", first=", ".join(first), last=last) if first else say(language, "case", last=last)


def title_of(booked: Booked, held: HeldMeeting) -> str:
    """`Bauordnung: Nutzungsänderung`, as the town and the law call it."""
    required = booked.required(held)
    department, title = plain.line(booked.town.department_by_id[required.department].title), plain.line(required.title)
    return title if title == department else f"{department}: {title}"


def _meetings(language: str, count: int) -> str:
    return say(language, "meeting") if count == 1 else say(language, "meetings", count=count)


def _sits_through(appointment: Appointment, recipient: Recipient) -> bool:
    return len(own_meetings(appointment, recipient.seat)) == len(appointment.meetings)


def _agenda(booked: Booked, appointment: Appointment, recipient: Recipient, own: Sequence[HeldMeeting]) -> list[Section]:
    language = recipient.language
    if _sits_through(appointment, recipient):
        return [_listed(booked, say(language, "agenda"), own, recipient)]
    others = [held for held in in_order(appointment) if held not in own]
    span = span_of(language, appointment.start, appointment.end)
    return [
        _listed(booked, say(language, "your_meeting" if len(own) == 1 else "your_meetings"), own, recipient),
        _listed(booked, say(language, "besides", span=span), others, recipient),
    ]


def _listed(booked: Booked, heading: str, meetings: Iterable[HeldMeeting], recipient: Recipient) -> Section:
    return Section(heading, tuple(_line(booked, held, recipient) for held in meetings), AGENDA)


def _line(booked: Booked, held: HeldMeeting, recipient: Recipient) -> str:
    with_whom = [seat for seat in held.seats if seat != recipient.seat] if recipient.seat is not None else []
    others = say(recipient.language, "with", seats=", ".join(with_whom)) if with_whom else ""
    return f"{span_of(recipient.language, held.start, held.end)}  {title_of(booked, held)}{others}"


def _bring(booked: Booked, meetings: Iterable[HeldMeeting]) -> list[str]:
    """What these meetings ask for, each thing once, in their order."""
    required = [booked.required(held) for held in meetings]
    always = booked.town.department_by_id
    return list(dict.fromkeys(thing for one in required for thing in (*always[one.department].bring, *one.bring)))


def _contact(booked: Booked, appointment: Appointment, recipient: Recipient) -> str:
    if appointment.advisor is None:
        return say(recipient.language, "alone" if recipient.seat is None else "customer_alone", email=booked.desk.email)
    return say(recipient.language, "contact", email=booked.town.email_by_seat[appointment.advisor])
