"""The frame around the events of a file: VCALENDAR with our own VTIMEZONE, and the organizer's line."""

from collections.abc import Iterable

from icalendar import Calendar, Event, vCalAddress

from scheduler.exports import berlin, plain
from scheduler.exports.booked import Booked

PRODUCT = "-//Lotse//Termine//DE"


def write(method: str, entries: Iterable[Event], head: Calendar | None = None) -> bytes:
    """The events as an iCalendar file, under what `head` says of it. No UID on the VCALENDAR: a random one would differ at each
    writing.
    """
    calendar = Calendar() if head is None else head
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add("method", method)
    calendar.add_component(berlin.vtimezone())
    for entry in entries:
        calendar.add_component(entry)
    return calendar.to_ical()


def organizer(booked: Booked) -> vCalAddress:
    address = vCalAddress(booked.desk.uri)
    address.params["CN"] = plain.name(booked.desk.name)
    return address
