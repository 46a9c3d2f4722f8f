"""The main job by curl against a real `lotse serve` on a fresh database, alone and twice at once."""

import json
import subprocess
from datetime import datetime
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from tests.api.served import served

SESSION = Path(__file__).with_name("session.sh")


def sessions(url: str, folder: Path, emails: list[str]) -> list[dict[str, Any]]:
    """Run the session for all e-mails at once; the booked appointments, each once."""
    running = [
        subprocess.Popen([SESSION, url, email, folder / str(number)], stderr=subprocess.PIPE, text=True)
        for number, email in enumerate(emails)
    ]
    failures = [process.communicate(timeout=120)[1] for process in running]
    assert [process.returncode for process in running] == [0] * len(running), failures
    found = [json.loads(path.read_text()) for path in sorted(folder.glob("*/appointment-*.json"))]
    return list({appointment["id"]: appointment for appointment in found}.values())


def taken(appointments: list[dict[str, Any]]) -> list[tuple[str, datetime, datetime]]:
    """Who is taken when: advisors for the whole appointment, officers for their meetings."""
    hosts = [(appointment["advisor"], *_span(appointment)) for appointment in appointments]
    meetings = [meeting for appointment in appointments for meeting in appointment["meetings"]]
    return hosts + [(seat, *_span(meeting)) for meeting in meetings for seat in meeting["seats"]]


def assert_nobody_twice(stretches: list[tuple[str, datetime, datetime]]) -> None:
    for (who, start, end), (other, other_start, other_end) in combinations(stretches, 2):
        assert who != other or end <= other_start or other_end <= start, (who, start, other_start)


def test_a_session_on_a_fresh_database(tmp_path: Path):
    with served(tmp_path / "data") as service:
        appointments = sessions(service.url, tmp_path, ["k0001@kunde.example"])
        assert service.stop() == 0
    booked = {meeting["meeting"] for appointment in appointments for meeting in appointment["meetings"]}
    assert booked == {"bauordnung", "brandschutz", "lebensmittelueberwachung"}
    calendar = Calendar.from_ical((tmp_path / "0" / "calendar.ics").read_bytes())
    assert len(calendar.events) == len(appointments)
    for appointment in appointments:
        invite = Calendar.from_ical((tmp_path / "0" / f"invite-{appointment['id']}.ics").read_bytes())
        assert str(invite.events[0]["UID"]) == appointment["uid"]


@pytest.mark.parametrize(
    "emails", [["k0001@kunde.example", "k0002@kunde.example"], ["k0001@kunde.example"] * 2], ids=["two", "one"]
)
def test_the_same_session_twice_at_once_books_nobody_twice(tmp_path: Path, emails: list[str]):
    """By two customers who want the same officers, and by one customer with two cases."""
    with served(tmp_path / "data") as service:
        appointments = sessions(service.url, tmp_path, emails)
        assert service.stop() == 0
    held = [(meeting["case"], meeting["meeting"]) for appointment in appointments for meeting in appointment["meetings"]]
    assert len(held) == len(set(held)) == 6  # both cases, every meeting once
    assert_nobody_twice(taken(appointments))
    if len(set(emails)) == 1:
        assert_nobody_twice([("customer", *_span(appointment)) for appointment in appointments])


def _span(piece: dict[str, Any]) -> tuple[datetime, datetime]:
    return datetime.fromisoformat(piece["start"]), datetime.fromisoformat(piece["end"])
