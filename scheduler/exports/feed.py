"""A calendar to subscribe to, of a seat, a department, a place or a case: METHOD:PUBLISH, nobody is asked to accept anything.

The UIDs of a seat's and a case's entries are those of the invitations. Where names must not show, an entry says when and nothing
else, under a UID that cannot be led back to the appointment. Each entry's DTSTAMP is when its appointment was changed last, so
that the file is the same as long as nothing changes and an ETag can say so.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from scheduler.exports import berlin, plain, sheet, words
from scheduler.exports.booked import Booked, Recipient, customer, in_order, seats_of
from scheduler.exports.entry import event
from scheduler.exports.phrases import DE, say
from scheduler.invited import Feed
from scheduler.mailbox import Mailbox
from scheduler.plans import Appointment, HeldMeeting

MEDIA_TYPE = "text/calendar; charset=utf-8"
REFRESH = timedelta(hours=1)


def render(feed: Feed, title: str, shown: Iterable[Booked]) -> bytes:
    """`shown`: one appointment each, by start, with the moment of its last change as its stamp."""
    entries = [entry for booked in shown for entry in _entries(feed, booked)]
    return sheet.write("PUBLISH", entries, _named(plain.line(title)))


def concerns(feed: Feed, booked: Booked) -> bool:
    """Whether the feed shows the one appointment in `booked`."""
    (one,) = booked.appointments
    match feed.kind:
        case "seat":
            return feed.name in seats_of(one)
        case "place":
            return one.place == feed.name
        case "case":
            return any(str(held.case) == feed.name for held in one.meetings)
    return any(booked.required(held).department == feed.name for held in one.meetings)


def _entries(feed: Feed, booked: Booked) -> Iterator[Event]:
    (one,) = booked.appointments
    if feed.busy_only:
        for start, end, which in _taken(feed, booked, one):
            yield _busy(one, start, end, f"{feed.id}.{which}", booked.stamp)
        return
    match feed.kind:
        case "seat":
            yield event(booked, one, Recipient(Mailbox(feed.name, booked.town.email_by_seat[feed.name]), feed.name))
        case "case":
            yield event(booked, one, customer(booked))
        case "place":
            yield _of_house(booked, one, in_order(one), "")
        case _:
            for held in _of_department(feed, booked, one):
                yield _of_house(booked, one, [held], f".{held.case}-{held.meeting}")


def _taken(feed: Feed, booked: Booked, one: Appointment) -> Iterator[tuple[datetime, datetime, str]]:
    """From when to when, and which of them it is."""
    if feed.kind == "seat" and feed.name != one.advisor:
        held = [held for held in in_order(one) if feed.name in held.seats]
        yield held[0].start, max(each.end for each in held), ""
    elif feed.kind == "department":
        for each in _of_department(feed, booked, one):
            yield each.start, each.end, f"{each.case}-{each.meeting}"
    else:
        yield one.start, one.end, ""


def _of_department(feed: Feed, booked: Booked, one: Appointment) -> Iterator[HeldMeeting]:
    return (held for held in in_order(one) if booked.required(held).department == feed.name)


def _of_house(booked: Booked, one: Appointment, meetings: list[HeldMeeting], which: str) -> Event:
    """For a room's door or a department's wall: cases by their numbers, officers by their seats, no customer."""
    local, _, domain = one.uid.partition("@")
    until = max(held.end for held in meetings)
    entry = _bare(f"{local}{which or '.house'}@{domain}", one, meetings[0].start, until, booked.stamp)
    part = replace(one, meetings=tuple(meetings))
    entry.add("summary", f"{words.cases_of(DE, meetings)}: {_count(part)}")
    entry.add("location", words.location(booked.place(one)))
    lines = [f"{words.title_of(booked, held)} ({', '.join(held.seats) or one.advisor or '–'})" for held in meetings]
    entry.add("description", plain.paragraph("\n".join(lines)))
    return entry


def _count(one: Appointment) -> str:
    return say(DE, "meeting") if len(one.meetings) == 1 else say(DE, "meetings", count=len(one.meetings))


def _busy(one: Appointment, start: datetime, end: datetime, which: str, stamp: datetime) -> Event:
    hidden = hashlib.sha256(f"{one.uid} {which}".encode()).hexdigest()[:32]
    entry = _bare(f"{hidden}@{one.uid.partition('@')[2]}", one, start, end, stamp)
    entry.add("summary", say(DE, "busy"))
    entry.add("class", "PRIVATE")
    return entry


def _bare(uid: str, one: Appointment, start: datetime, end: datetime, stamp: datetime) -> Event:
    entry = Event()
    entry.add("uid", uid)
    entry.add("sequence", one.sequence)
    entry.add("dtstamp", stamp.astimezone(UTC).replace(microsecond=0))
    first, last = berlin.written(start, end)
    entry.add("dtstart", first)
    entry.add("dtend", last)
    entry.add("transp", "OPAQUE")
    return entry


def _named(title: str) -> Calendar:
    """What RFC 7986 5.1 and 5.7 say of a calendar, and the older names that programs know."""
    head = Calendar()
    head.add("name", title)
    head.add("x-wr-calname", title)
    head.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    head.add("x-published-ttl", "PT1H")
    return head
