"""Line 6: the days on which clocks are difficult, and services that believe to be elsewhere. The same instants everywhere.

What is expected is worked out here from the rule of the European Union (from the last Sunday of March to that of October, both at
01:00 UTC, an hour more), and not from a zone file, which the product reads.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from icalendar import Calendar
from sqlalchemy import text

from bench.said import said
from scheduler import clock
from scheduler.errors import Conflict
from scheduler.lifecycle import CONFIRMED, CUSTOMER, Hand
from scheduler.store.store import Store, open_store
from scheduler.workdays import is_working_day
from tests.bookings import towns
from tests.bookings.client import Client
from tests.bookings.ending import looking
from tests.bookings.servers import Database, database, running
from tests.bookings.towns import ADVISORS, CONSULTATION, TOWN, ZONE, Piece
from tests.databases import PostgresServer

# One for each advisor of the town; each service books its own advisor.
ZONES = ("Europe/Berlin", "UTC", "America/Los_Angeles", "Asia/Kathmandu", "Pacific/Kiritimati")
NINE, HALF_PAST_TWO = time(9), time(2, 30)
HORIZON_DAYS = 1100  # working days: a leap day may be four years away
ADAY = timedelta(days=1)


def lines(engine: str, folder: Path, seed: int, server: PostgresServer | None) -> Iterator[bool]:
    with database(engine, folder / "clocks", server) as on:
        store, now = open_store(on.url), clock.now()
        town = replace(TOWN, limits=replace(TOWN.limits, horizon_working_days=HORIZON_DAYS))
        store.change(lambda books: books.write_town(town, now))
        days = difficult_days(now.date())
        services = list(zip(ZONES, ADVISORS, strict=True))
        wrong = [word for zone, advisor in services for word in _booked(on, store, zone, advisor, days, now)]
        shown = f"{len(wrong)} other than they should be {wrong[:2]}; {', '.join(map(str, days))}"
        demanded = f"the same instants in {len(ZONES)} zones: answer, invitation, database"
        yield said(f"6 difficult days, {engine}", demanded, shown, len(days) * len(ZONES), seed, not wrong)
        yield _autumn(store, engine, now, seed)
        yield _spring(on, engine, now, seed)
        store.close()


def summer(year: int) -> tuple[date, date]:
    """The Sundays on which summer time begins and ends."""
    begins, ends = (max(day for day in _last_week(year, month) if day.weekday() == 6) for month in (3, 10))
    return begins, ends


def _last_week(year: int, month: int) -> list[date]:
    return [date(year, month, day) for day in range(25, 32)]


def nine_in_berlin(day: date) -> datetime:
    begins, ends = summer(day.year)
    return datetime.combine(day, NINE, UTC) - timedelta(hours=2 if begins <= day < ends else 1)


def difficult_days(today: date) -> tuple[date, ...]:
    """The working days next to the end of the year, both changes of the clock and the leap day, and that day itself."""
    leap = next(date(year, 2, 29) for year in count(today.year) if year % 4 == 0 and date(year, 2, 29) > today + 7 * ADAY)
    edges = [date(today.year + 1, 1, 1), *summer(today.year + 1), leap]
    beside = [day for edge in edges for day in (_nearest(edge - ADAY, -1), _nearest(edge, 1), _nearest(edge + ADAY, 1))]
    return tuple(sorted({day for day in beside if day > today + 4 * ADAY}))


def _nearest(day: date, step: int) -> date:
    return next(one for one in (day + far * step * ADAY for far in range(14)) if is_working_day(one, TOWN.holidays_in))


def _booked(on: Database, store: Store, zone: str, advisor: str, days: tuple[date, ...], now: datetime) -> Iterator[str]:
    """Book nine o'clock on each day where the machine believes to be in `zone`; whatever is another instant."""
    numbers = count(1 + ZONES.index(zone) * 1000)
    pieces = [Piece(CONSULTATION, datetime.combine(day, NINE, ZONE), advisor, ()) for day in days]
    plans = store.change(lambda books: [towns.propose(books, [piece], next(numbers), now) for piece in pieces])
    with running(on, TZ=zone, PGTZ=zone) as service:
        for day, plan in zip(days, plans, strict=True):
            answer = Client(service.address).post(f"/api/plans/{plan}/confirm", version=1)
            if answer.status != 200:
                yield f"{zone}, {day}: {answer.body}"
                continue
            one = answer.body["appointments"][0]
            with urlopen(f"http://{service.address}/api/appointments/{one['id']}/invite.ics") as invitation:
                calendar: Any = Calendar.from_ical(invitation.read())
            seen = {datetime.fromisoformat(one["start"]), calendar.events[0].start, _stored(on, one["id"])}
            if {moment.astimezone(UTC) for moment in seen} != {nine_in_berlin(day)} or "T09:00" not in one["start"]:
                yield f"{zone}, {day}: {sorted(map(str, seen))}"


def _stored(on: Database, id_: int) -> datetime:
    with looking(on.url) as connection:
        stored = connection.scalar(text("SELECT starts_at FROM appointment WHERE id = :id"), {"id": id_})
    return stored if isinstance(stored, datetime) else datetime.fromisoformat(str(stored)).replace(tzinfo=UTC)


def _autumn(store: Store, engine: str, now: datetime, seed: int) -> bool:
    """The night has half past two twice. No office sits there then, so they are entered past the planner, as an import would."""
    numbers, night = count(100_001), summer(now.year + 1)[1]
    times = [datetime.combine(night, HALF_PAST_TWO, ZONE).replace(fold=fold) for fold in (0, 1)]
    booked = [_entered(store, start, next(numbers), now) for start in times]
    again = [_entered(store, start, next(numbers), now) for start in (*times, times[0] + timedelta(minutes=15))]
    with store.reading() as reading:
        stands = [reading.appointment(id_).start.astimezone(UTC) for id_ in booked if id_ is not None]
    shown = f"{', '.join(f'{one:%H:%M} UTC' for one in stands)}; {again.count(None)} of {len(again)} more refused"
    fine = len(stands) == 2 and stands[1] - stands[0] == timedelta(hours=1) and again == [None] * 3
    return said(f"6 half past two in autumn, {engine}", "both bookable, an hour apart, each once", shown, 5, seed, fine)


def _entered(store: Store, start: datetime, number: int, now: datetime) -> int | None:
    """Its id, or None where the database refused it."""
    plan = store.change(lambda books: towns.propose(books, [Piece(CONSULTATION, start, ADVISORS[0], ())], number, now))
    with store.reading() as reading:
        planned = reading.proposal(plan).plan.appointments
    named = [replace(one, uid=f"{number}@lotse.example") for one in planned]
    try:
        return store.change(lambda books: books.enter(plan, named, TOWN, CONFIRMED, Hand(CUSTOMER, now)))[0].id
    except Conflict:
        return None


def _spring(on: Database, engine: str, now: datetime, seed: int) -> bool:
    """Half past two does not exist in that night: whoever writes it as Berlin's is told so, or that nobody sits then."""
    night = summer(now.year + 1)[0]
    with running(on) as service:
        client = Client(service.address)
        local, aware = f"{night}T02:30", f"{night}T02:30:00+01:00"
        window = {"start": local, "end": f"{night}T04:00:00+02:00"}
        case = {"district": "any", "meetings": [{"department": "beratung", "minutes": 30}], "received_on": now.date().isoformat()}
        customer = {"name": "Kundin/Kunde 200001", "email": "k200001@kunde.example"}
        asked = client.post("/api/cases", case | {"customer": customer, "customer_windows": [window]})
        moved = client.post("/api/appointments/1/move", {"by": "customer", "start": aware}, version=1)
    shown = f"{asked.status}: {asked.body['detail']} {moved.status}: {moved.body['detail']}"
    fine = (asked.status, moved.status) == (422, 409)
    return said(f"6 half past two in spring, {engine}", "refused in words", shown, 2, seed, fine)
