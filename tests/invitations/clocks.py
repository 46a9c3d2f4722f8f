"""One instant, named by the API, the page, the mail and the feed: on the days on which the clock is changed, too."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask.testing import FlaskClient
from icalendar import Calendar

from api.desk import KEY
from scheduler.cases import Case, Customer
from scheduler.lifecycle import CONFIRMED, Hand
from scheduler.links import ANSWER
from scheduler.mail import MailServer
from scheduler.plans import HeldMeeting, Plan
from scheduler.sending import Sender
from scheduler.store.store import Store
from tests import builders
from tests.inbox import Inbox
from tests.invitations.asked import DESK
from tests.invitations.readers import Read, by_ical, by_icalendar, by_vobject
from tests.invitations.reference import content_of

# In UTC: before, in and after each change of two years; both half past twos of autumn; the leap day; the turn of a year.
MOMENTS = (
    *(datetime(2026, 3, 29, hour, 30, tzinfo=UTC) for hour in (0, 1, 7)),
    *(datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1, 2, 8)),
    *(datetime(2027, 3, 28, hour, 0, tzinfo=UTC) for hour in (0, 1, 7)),
    *(datetime(2027, 10, 31, hour, 0, tzinfo=UTC) for hour in (0, 1, 8)),
    datetime(2028, 2, 29, 8, 0, tzinfo=UTC),
    datetime(2027, 12, 31, 22, 45, tzinfo=UTC),
)
_SHOWN = re.compile(r"(\d\d)\.(\d\d)\.(\d{4}), (\d\d):(\d\d)(?: (MESZ|MEZ))? bis")


@dataclass(frozen=True)
class Named:
    """Seconds since 1970, by who says it."""

    by: str
    seconds: int


def named(
    client: FlaskClient, store: Store, inbox: Inbox, server: MailServer, by_ical_js: Callable[[bytes], Read], number: int
) -> tuple[int, list[Named]]:
    """The moment of that number, and what everybody names for an appointment that begins then."""
    moment = MOMENTS[number]
    appointment = _booked(store, moment, number)
    Sender(store, server, DESK, lambda: builders.NOW + timedelta(hours=1)).send_due()
    (mail,) = [one for one in inbox.mails if one["To"] == _email(number)]
    content = content_of(mail)
    said = [
        Named("API", _seconds(client.get(f"/api/appointments/{appointment}").get_json()["start"])),
        *(Named("page", each) for each in _on_page(client, store, appointment)),
        *(Named("mail", each) for each in _shown(mail.get_body(("plain",)).get_content())),  # type: ignore[union-attr]
    ]
    for name, reader in (("icalendar", by_icalendar), ("ical", by_ical), ("vobject", by_vobject), ("ical.js", by_ical_js)):
        said.append(Named(name, reader(content).start))
    feed = client.post("/api/feeds", json={"kind": "case", "name": str(_case_of(client, appointment))}).get_json()
    calendar: Any = Calendar.from_ical(client.get(re.sub(r"^https?://[^/]+", "", feed["address"])).data)
    said.append(Named("feed", round(calendar.events[0].start.timestamp())))
    return round(moment.timestamp()), said


def _on_page(client: FlaskClient, store: Store, appointment: int) -> Iterator[int]:
    links = client.application.extensions[KEY].links
    with store.reading() as reading:
        token = links.token(ANSWER, reading.appointment(appointment), "customer")
    return _shown(client.get(f"/termin/answer/{token}").text)


def _shown(text: str) -> Iterator[int]:
    """What a person reads: day and clock, and which of two hours where it is said."""
    day, month, year, hour, minute, zone = _SHOWN.search(text).groups()  # type: ignore[union-attr]
    local = datetime(int(year), int(month), int(day), int(hour), int(minute), tzinfo=ZoneInfo("Europe/Berlin"))
    yield round(replace_fold(local, zone).timestamp())


def replace_fold(local: datetime, zone: str | None) -> datetime:
    return local.replace(fold=1) if zone == "MEZ" else local


def _seconds(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp())


def _email(number: int) -> str:
    return f"uhr{number:03d}@kunde.example"


def _case_of(client: FlaskClient, appointment: int) -> int:
    return client.get(f"/api/appointments/{appointment}").get_json()["meetings"][0]["case"]


def _booked(store: Store, moment: datetime, number: int) -> int:
    """Past the planner, for nobody sits there at night."""
    email, hand = _email(number), Hand("office", builders.NOW)
    case = Case(0, "mitte", None, Customer("Kundin", email), builders.TODAY, (builders.meeting(),))
    start, end = (each.astimezone(ZoneInfo("Europe/Berlin")) for each in (moment, moment + timedelta(minutes=30)))

    def book(books) -> int:
        opened = books.open_case(case)
        plan = books.write_proposal(Plan(None, email, (opened.id,), "proposed", False, (), (), (), (), 0.0), 1, {}, builders.NOW)
        held = HeldMeeting(opened.id, "bauordnung", start, end, ("bau-1",))
        one = builders.appointment(start, held, email=email, uid=f"uhr-{number}@lotse.example")
        (entered,) = books.enter(plan.id, [replace(one, end=end)], builders.town(), CONFIRMED, hand)
        return entered.id

    return store.change(book)
