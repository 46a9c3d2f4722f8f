"""A small town whose free times can be counted, and crowds that all want the same one.

Every appointment lasts 30 minutes in the one house: with an advisor alone (`CONSULTATION`) or with an advisor and an officer
(`PERMIT`). Five advisors and three officers sit Monday to Friday, 08:00 to 12:00 and 13:00 to 16:00: 14 times a day. District
`one` has one advisor and no deputy, district `any` all five.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import count, product
from zoneinfo import ZoneInfo

from scheduler.cases import Case, Customer, RequiredMeeting
from scheduler.plans import Appointment, Goal, HeldMeeting, Plan
from scheduler.store.store import Store
from scheduler.store.writing import Writing
from scheduler.town import Advisor, Department, District, Officer, Place, Town
from scheduler.workdays import next_working_days
from tests import builders

ZONE = ZoneInfo("Europe/Berlin")
LENGTH = timedelta(minutes=30)
ADVISORS = tuple(f"adv-{number}" for number in range(1, 6))
OFFICERS = tuple(f"bau-{number}" for number in range(1, 4))
CONSULTATION = RequiredMeeting("beratung", "beratung", "Beratung", (), 30, ("haus",))
PERMIT = RequiredMeeting("bauordnung", "bauordnung", "Bauordnung", ("bauordnung",), 30, ("haus",))
HORIZON_DAYS = 40
_HALF_HOURS = tuple(time(hour, minute) for hour, minute in product((8, 9, 10, 11, 13, 14, 15), (0, 30)))
_GOALS = tuple(Goal(name, 0, None) for name in ("unplaced", "changes", "appointments", "delay", "waiting"))

TOWN = Town(
    id="zaehlstadt",
    title="Zählstadt",
    timezone=ZONE.key,
    holidays_in="DE-NW",
    limits=builders.limits(grid_minutes=30, horizon_working_days=HORIZON_DAYS),
    departments=(
        Department("beratung", "WF", "Beratung", by_advisor=True),
        Department("bauordnung", "BAU", "Bauordnung"),
    ),
    places=(Place("haus", "Haus der Wirtschaft", "Markt 1", rooms=6), Place("vor-ort", "Im Betrieb", "beim Betrieb")),
    advisors=tuple(Advisor(seat, f"{seat}@lotse.example", builders.FULL_DAYS) for seat in ADVISORS),
    officers=tuple(Officer(seat, ("bauordnung",), f"{seat}@lotse.example", builders.FULL_DAYS) for seat in OFFICERS),
    districts=(District("one", "Eins", ADVISORS[0], ()), District("any", "Alle", ADVISORS[0], ADVISORS[1:])),
    house="haus",
    on_site="vor-ort",
    quality_mark=False,
)


@dataclass(frozen=True)
class Want:
    """What a crowd wants of one time: `seats` are those who could host it, each with the officers who sit in it.

    `capacity`: how many of the crowd can have it; `any_advisor`: whoever of the advisors is free may host.
    """

    name: str
    meeting: RequiredMeeting
    seats: tuple[tuple[str, tuple[str, ...]], ...]
    capacity: int
    any_advisor: bool = False


ONE = Want("one resource", CONSULTATION, ((ADVISORS[0], ()),), 1)
# All were proposed the same advisor, as all are who ask at the same moment.
ANY = Want("any advisor", CONSULTATION, ((ADVISORS[0], ()),), len(ADVISORS), any_advisor=True)
# Every advisor with every officer: whoever books, the next one finds a pair until an officer is wanting.
TWO = Want("two resources", PERMIT, tuple((advisor, (officer,)) for advisor in ADVISORS for officer in OFFICERS), len(OFFICERS))


@dataclass(frozen=True)
class Piece:
    """One appointment of a proposal."""

    meeting: RequiredMeeting
    start: datetime
    advisor: str
    officers: tuple[str, ...]


def starts(now: datetime, working_days: int = HORIZON_DAYS - 2) -> tuple[datetime, ...]:
    """All times of the next days that can be booked at `now`, in order; 14 a day."""
    today = now.astimezone(ZONE).date()
    days = next_working_days(today, working_days + 1, TOWN.holidays_in)[1:]  # a day's notice
    return tuple(datetime.combine(day, clock, ZONE) for day in days for clock in _HALF_HOURS)


def found(store: Store, now: datetime) -> None:
    """The town as the first of the store."""
    store.change(lambda books: books.write_town(TOWN, now))


def crowd(store: Store, want: Want, start: datetime, size: int, now: datetime, numbers: Iterator[int]) -> list[int]:
    """So many new customers, each with a case and a proposal for that start; the ids of the proposals.

    The proposals are spread over `want.seats` in turn. `numbers`: of customers, none of them used before.
    """

    def write(books: Writing) -> list[int]:
        pieces = [Piece(want.meeting, start, *want.seats[turn % len(want.seats)]) for turn in range(size)]
        return [propose(books, [piece], next(numbers), now, "one" if want is ONE else "any") for piece in pieces]

    return store.change(write)


def customers() -> Iterator[int]:
    return count(1)


def propose(books: Writing, pieces: Sequence[Piece], number: int, now: datetime, district: str = "any") -> int:
    """A new customer with a case of these meetings, and a proposal of an appointment for each; its id."""
    email = f"k{number:06}@kunde.example"
    meetings = tuple(piece.meeting for piece in pieces)
    case = Case(0, district, None, Customer(f"Kundin/Kunde {number:06}", email), now.astimezone(ZONE).date(), meetings)
    opened = books.open_case(case)
    planned = tuple(_appointment(opened.id, email, piece) for piece in pieces)
    plan = Plan(None, email, (opened.id,), "proposed", False, _GOALS, planned, (), (), 0.0)
    return books.write_proposal(plan, books.town()[0], {opened.id: opened.version}, now).id or 0


def _appointment(case: int, email: str, piece: Piece) -> Appointment:
    end = (piece.start.astimezone(UTC) + LENGTH).astimezone(ZONE)  # wall clocks cannot be added to where they are changed
    held = HeldMeeting(case, piece.meeting.id, piece.start, end, piece.officers)
    return Appointment(None, email, TOWN.house, piece.advisor, piece.start, end, (held,))
