"""Four readers that share no code, and what each reads in one calendar file with one entry."""

import json
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import vobject
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar

NAMES = ("icalendar", "ical", "vobject", "ical.js")
_SCRIPT = Path(__file__).with_name("icaljs.cjs")


@dataclass(frozen=True)
class Read:
    """Instants as seconds since 1970; addresses in small letters."""

    method: str
    uid: str
    sequence: int
    start: int
    end: int
    organizer: str
    attendees: tuple[str, ...]
    summary: str


def by_icalendar(content: bytes) -> Read:
    calendar: Any = Calendar.from_ical(content)
    (event,) = calendar.walk("VEVENT")
    attendees = event.get("ATTENDEE", [])
    listed = attendees if isinstance(attendees, list) else [attendees]
    return Read(
        method=str(calendar["METHOD"]),
        uid=str(event["UID"]),
        sequence=int(event["SEQUENCE"]),
        start=_seconds(event["DTSTART"].dt),
        end=_seconds(event["DTEND"].dt),
        organizer=_address(event["ORGANIZER"]),
        attendees=tuple(map(_address, listed)),
        summary=str(event["SUMMARY"]),
    )


def by_ical(content: bytes) -> Read:
    calendar = IcsCalendarStream.calendar_from_ics(content.decode())
    (event,) = calendar.events
    assert event.organizer is not None
    return Read(
        method=str(calendar.method),
        uid=str(event.uid),
        sequence=int(event.sequence or 0),
        start=_seconds(event.dtstart),
        end=_seconds(event.dtend),
        organizer=_address(event.organizer.uri),
        attendees=tuple(_address(one.uri) for one in event.attendees),
        summary=str(event.summary),
    )


def by_vobject(content: bytes) -> Read:
    calendar: Any = vobject.readOne(content.decode())
    (event,) = calendar.vevent_list
    return Read(
        method=str(calendar.method.value),
        uid=str(event.uid.value),
        sequence=int(event.sequence.value),
        start=_seconds(event.dtstart.value),
        end=_seconds(event.dtend.value),
        organizer=_address(event.organizer.value),
        attendees=tuple(_address(one.value) for one in event.contents.get("attendee", ())),
        summary=str(event.summary.value),
    )


class IcalJs:
    """One process of node for many files."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def __call__(self, content: bytes) -> Read:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(content.decode()) + "\n")
        self._process.stdin.flush()
        found = json.loads(self._process.stdout.readline())
        assert "error" not in found, found["error"]
        assert found.pop("entries") == 1
        return Read(
            **{**found, "attendees": tuple(found["attendees"]), "start": round(found["start"]), "end": round(found["end"])}
        )


@contextmanager
def by_ical_js() -> Iterator[IcalJs]:
    """With the node that playwright brings: a fresh machine has it too."""
    from playwright._impl._driver import compute_driver_executable

    node = compute_driver_executable()[0]
    environment = {"TZ": "UTC", "PATH": "/usr/bin:/bin"}
    process = subprocess.Popen(
        [node, _SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=environment
    )
    try:
        yield IcalJs(process)
    finally:
        process.communicate(timeout=10)


def well_formed(content: bytes) -> Iterable[str]:
    """What is wrong with the bytes themselves: RFC 5545 3.1, and one VTIMEZONE that Outlook reads (MS-OXCICAL)."""
    lines = content.split(b"\r\n")
    if lines[-1] != b"" or b"\n" in content.replace(b"\r\n", b"") or b"\r" in content.replace(b"\r\n", b""):
        yield "line ends"
    if max(map(len, lines)) > 75:
        yield "octets"
    zone = content.partition(b"BEGIN:VTIMEZONE")[2].partition(b"END:VTIMEZONE")[0]
    if zone.count(b"RRULE:FREQ=YEARLY") != 2 or b"RDATE" in zone:
        yield "VTIMEZONE"
    if content.count(b"\r\nBEGIN:VEVENT\r\n") != 1:
        yield "entries"


def _seconds(moment: Any) -> int:
    assert isinstance(moment, datetime)
    assert moment.utcoffset() is not None
    return round(moment.timestamp())


def _address(value: Any) -> str:
    return str(value).lower().removeprefix("mailto:")
