"""The store on both engines: what goes in comes out, and nobody is taken twice, whatever the path."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from random import Random

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError, StatementError

from scheduler.cases import Window
from scheduler.errors import BusyError, Conflict, InputError, NotFoundError, StoreError
from scheduler.lifecycle import CONFIRMED, OFFICE, Hand
from scheduler.plans import Appointment, Goal, OpenMeeting, Plan
from scheduler.store import engine as engines
from scheduler.store import store as stores
from scheduler.store.engine import open_engine
from scheduler.store.store import Store, open_store
from scheduler.town import Absence, Place, Town
from tests.builders import EMAIL, NOW, appointment, at, case, meeting, town

TOWN = town()


@pytest.fixture
def seeded(store: Store) -> Store:
    """A town, one customer with two meetings (case 1), another customer with two (case 2)."""
    with store.transaction() as books:
        books.write_town(TOWN, NOW)
        books.open_case(case(meeting("bauordnung"), meeting("brandschutz")))
        books.open_case(case(meeting("bauordnung"), meeting("brandschutz"), email="k0002@kunde.example"))
    return store


@pytest.fixture
def by_hand(seeded: Store, database_url: str) -> Iterator[Engine]:
    """The seeded database as SQL by hand reaches it."""
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


def proposal(*appointments: Appointment, email: str = EMAIL, cases: tuple[int, ...] = (1,)) -> Plan:
    goals = tuple(Goal(name, 0, None) for name in ("unplaced", "changes", "appointments", "delay", "waiting"))
    return Plan(None, email, cases, "proposed", False, goals, appointments, (), (OpenMeeting(1, "brandschutz", "full"),), 0.5)


def book(store: Store, *appointments: Appointment) -> tuple[Appointment, ...]:
    with store.transaction() as books:
        plan = books.write_proposal(proposal(email=appointments[0].customer), 1, {}, NOW)
        return books.enter(plan.id or 0, appointments, TOWN, CONFIRMED, Hand(OFFICE, NOW))


def engaged(store: Store, database_url: str) -> list[tuple[int, str, str]]:
    """Capacity, start and end of what is taken, as the database keeps it."""
    engine = open_engine(database_url)
    with engine.begin() as connection:
        rows = connection.execute(text("SELECT capacity_id, starts_at, ends_at FROM engagement ORDER BY 1, 2")).all()
    engine.dispose()
    return [(row[0], str(row[1]), str(row[2])) for row in rows]


def test_a_town_comes_back_as_it_went_in_and_keeps_its_versions(store: Store) -> None:
    absent = town(absences=(Absence("bau-1", date(2026, 3, 3), date(2026, 3, 4)),), closing_days=(date(2026, 12, 24),))
    with store.transaction() as books:
        assert not books.has_town()
        assert [books.write_town(TOWN, NOW), books.write_town(absent, NOW)] == [1, 2]
    with store.reading() as reading:
        assert reading.town() == (2, absent)


def test_a_town_that_was_rolled_back_is_forgotten(store: Store) -> None:
    def write_and_fail() -> None:
        with store.transaction() as books:
            books.write_town(town(title="Anderswo"), NOW)
            assert books.town()[1].title == "Anderswo"
            raise LookupError

    with pytest.raises(LookupError):
        write_and_fail()
    with store.transaction() as books:
        books.write_town(TOWN, NOW)
    with store.reading() as reading:
        assert reading.town() == (1, TOWN)


def test_a_store_without_a_town_says_so(store: Store) -> None:
    with store.reading() as reading, pytest.raises(StoreError, match="town: holds no town yet"):
        reading.town()


def test_a_case_comes_back_as_it_went_in(store: Store) -> None:
    window = Window(at(3, "08:00"), at(3, "12:30"))
    told = case(
        meeting("bauordnung", after=(("brandschutz", 2),), weight=3),
        meeting("brandschutz", 45, places=("haus", "on-site")),
        windows=(window,),
        complete_on=date(2026, 3, 1),
    )
    with store.transaction() as books:
        stored = books.open_case(told)
    with store.reading() as reading:
        assert reading.case(stored.id) == stored == replace(told, id=stored.id)
        assert reading.case(stored.id).customer_windows == (window,)


@pytest.mark.parametrize("windows", [None, ()])
def test_never_and_always_are_told_apart(store: Store, windows: tuple[Window, ...] | None) -> None:
    with store.transaction() as books:
        stored = books.open_case(case(windows=windows))
    with store.reading() as reading:
        assert reading.case(stored.id).customer_windows == windows


def test_the_same_e_mail_is_the_same_customer(seeded: Store) -> None:
    with seeded.transaction() as books:
        books.open_case(case())
    with seeded.reading() as reading:
        assert [one.id for one in reading.cases_of(EMAIL)] == [1, 3]


def test_a_second_case_does_not_rename_the_customer(seeded: Store) -> None:
    """Nor are two people with one address taken for one: who reads the sentence decides which it is."""
    other = case()
    with pytest.raises(InputError, match="Neuer Name") as error, seeded.transaction() as books:
        books.open_case(replace(other, customer=replace(other.customer, name="Neuer Name")))
    assert error.value.path == "customer.name"
    assert other.customer.name not in str(error.value)  # who asks is not told whose address it is
    with seeded.reading() as reading:
        assert [(one.id, one.customer.name) for one in reading.cases_of(EMAIL)] == [(1, other.customer.name)]


def test_an_appointment_comes_back_as_it_went_in(seeded: Store) -> None:
    (booked,) = book(seeded, appointment(at(3, "09:00")))
    with seeded.reading() as reading:
        assert reading.appointment(booked.id or 0) == booked
        assert reading.appointments_of_case(1) == reading.appointments_of(EMAIL) == (booked,)
        assert reading.appointments_of_case(2) == ()
        assert reading.booked_from(at(3, "09:29")) == (booked,)
        assert reading.booked_from(at(3, "09:30")) == ()
        assert booked.start.tzinfo is not None


def test_an_appointment_counts_until_everybody_is_back(seeded: Store) -> None:
    """30 minutes away: it ends at 09:30, the advisor and the officer are free at 10:00."""
    (booked,) = book(seeded, appointment(at(3, "09:00"), place="on-site"))
    with seeded.reading() as reading:
        assert reading.booked_from(at(3, "09:59")) == (booked,)
        assert reading.booked_from(at(3, "10:00")) == ()


def test_a_proposal_comes_back_with_the_versions_it_was_made_from(seeded: Store) -> None:
    with seeded.transaction() as books:
        stored = books.write_proposal(proposal(appointment(at(3, "09:00"))), 1, {1: 4}, NOW)
    with seeded.reading() as reading:
        found = reading.proposal(stored.id or 0)
    assert (found.plan, found.town_version, found.case_versions, found.confirmed_at) == (stored, 1, {1: 4}, None)


@pytest.mark.parametrize("asked", ["case", "proposal", "appointment"])
def test_an_id_that_names_nothing_is_named(seeded: Store, asked: str) -> None:
    with seeded.reading() as reading, pytest.raises(NotFoundError, match="4711 does not exist"):
        getattr(reading, asked)(4711)


@pytest.mark.parametrize(
    ("what", "second"),
    [
        ("advisor", appointment(at(3, "09:15"), seats=("brand-1",), case_id=2, email="k0002@kunde.example")),
        ("officer", appointment(at(3, "09:15"), advisor="adv-vertretung", case_id=2, email="k0002@kunde.example")),
        ("customer", appointment(at(3, "09:15"), advisor="adv-vertretung", seats=("brand-1",), meeting_id="brandschutz")),
        (
            "advisor on the way",
            appointment(at(3, "09:45"), seats=("brand-1",), place="on-site", case_id=2, email="k0002@kunde.example"),
        ),
    ],
)
def test_nobody_is_booked_twice_at_once(seeded: Store, what: str, second: Appointment) -> None:
    book(seeded, appointment(at(3, "09:00")))
    with pytest.raises(Conflict, match="in the meantime"):
        book(seeded, second)
    with seeded.reading() as reading:
        assert len(reading.booked_from(NOW)) == 1


def test_appointments_may_touch(seeded: Store) -> None:
    book(seeded, appointment(at(3, "09:00")))
    book(seeded, appointment(at(3, "09:30"), case_id=2, email="k0002@kunde.example"))
    with seeded.reading() as reading:
        assert len(reading.booked_from(NOW)) == 2


def test_a_meeting_is_not_booked_twice_even_at_another_time(seeded: Store) -> None:
    book(seeded, appointment(at(3, "09:00")))
    with pytest.raises(Conflict, match="A meeting of the plan was booked"):
        book(seeded, appointment(at(4, "09:00")))


def test_a_place_takes_as_many_as_it_has_rooms(store: Store) -> None:
    seats = ("adv-mitte", "adv-vertretung", "bau-1", "brand-1")
    with store.transaction() as books:
        books.write_town(TOWN, NOW)
        for number in range(4):
            books.open_case(case(meeting("bauordnung"), email=f"k{number}@kunde.example"))

    def one(number: int, start: datetime) -> Appointment:
        return appointment(start, advisor=seats[number], seats=(), case_id=number + 1, email=f"k{number}@kunde.example")

    book(store, one(0, at(3, "09:00")))
    book(store, one(1, at(3, "09:15")))
    with pytest.raises(Conflict, match=r"Haus der Wirtschaft has no free room any more on Tuesday, 03\.03\.2026, 09:20 to 09:50"):
        book(store, one(2, at(3, "09:20")))
    book(store, one(3, at(3, "09:30")))  # the first room is free again
    book(store, one(2, at(3, "08:45")))  # the first is taken from 09:00, the second only from 09:15
    fewer = town(places=(replace(TOWN.places[0], rooms=1), *TOWN.places[1:]))
    with store.transaction() as books:
        books.write_town(fewer, NOW)
        books.open_case(case(meeting("bauordnung"), email="k4@kunde.example"))
    late = appointment(at(3, "09:45"), advisor=None, seats=(), case_id=5, email="k4@kunde.example")
    with pytest.raises(Conflict, match="Haus der Wirtschaft has no free room"), store.transaction() as books:
        books.enter(1, [late], fewer, CONFIRMED, Hand(OFFICE, NOW))  # one room is left, and until 10:00 it is taken


def book_room(store: Store, number: int, start: str, minutes: int, kind: Town = TOWN) -> None:
    """A room of the house and nobody else, for the customer of that number."""
    email = f"k{number}@kunde.example"
    with store.transaction() as books:
        opened = books.open_case(case(meeting("bauordnung"), email=email))
        plan = books.write_proposal(proposal(email=email), 1, {}, NOW)
        told = {"email": email, "case_id": opened.id, "uid": f"{number}@lotse.example"}
        asked = appointment(at(3, start), minutes=minutes, advisor=None, seats=(), **told)
        books.lock_capacities([asked], kind)
        books.enter(plan.id or 0, [asked], kind, CONFIRMED, Hand(OFFICE, NOW))


def test_rooms_are_counted_and_not_numbered(store: Store, database_url: str) -> None:
    """Never more than two at once, so two rooms suffice; where two are, a third is refused and nobody is moved."""
    with store.transaction() as books:
        books.write_town(TOWN, NOW)
    for number, (start, minutes) in enumerate([("08:00", 60), ("10:00", 60), ("09:30", 60), ("08:30", 90)]):
        book_room(store, number, start, minutes)
    before = engaged(store, database_url)
    for start, minutes in (("08:30", 5), ("08:00", 180), ("09:45", 5), ("10:25", 5)):
        with pytest.raises(Conflict, match="Haus der Wirtschaft has no free room"):
            book_room(store, 9, start, minutes)
    assert engaged(store, database_url) == before


def test_a_place_is_full_exactly_when_the_count_says_so(store: Store) -> None:
    dice, rooms = Random(20260302), 3
    kind = town(places=(replace(TOWN.places[0], rooms=rooms), *TOWN.places[1:]))
    with store.transaction() as books:
        books.write_town(kind, NOW)
    taken: list[range] = []
    for number in range(40):
        start = dice.randrange(0, 480, 5)
        wanted = range(start, start + dice.randrange(15, 120, 5))
        clock = f"{8 + start // 60:02}:{start % 60:02}"
        if any(sum(minute in other for other in taken) >= rooms for minute in wanted):
            with pytest.raises(Conflict, match="Haus der Wirtschaft has no free room"):
                book_room(store, number, clock, len(wanted), kind)
        else:
            book_room(store, number, clock, len(wanted), kind)
            taken.append(wanted)
    assert 8 < len(taken) < 40


def test_a_town_that_builds_a_room_can_use_it_and_one_that_gives_it_up_cannot(seeded: Store, by_hand: Engine) -> None:
    def rooms() -> int:
        with by_hand.connect() as connection:
            return connection.scalar(text("SELECT count(*) FROM capacity WHERE kind = 'room'")) or 0

    seen = [rooms()]
    for count in (3, 1):
        with seeded.transaction() as books:
            books.write_town(town(places=(Place("haus", "Haus", "Markt 1", rooms=count),)), NOW)
        seen.append(rooms())
    assert seen == [2, 3, 1]


def test_a_failed_transaction_leaves_nothing(seeded: Store) -> None:
    with pytest.raises(Conflict):
        book(seeded, appointment(at(3, "09:00")), appointment(at(3, "09:00"), meeting_id="brandschutz"))
    with seeded.reading() as reading:
        assert reading.booked_from(NOW) == ()
        with pytest.raises(NotFoundError):
            reading.proposal(1)


def test_cases_are_advanced_from_the_version_that_was_read_only(seeded: Store) -> None:
    with seeded.transaction() as books:
        books.advance_cases({1: 1, 2: 1})
    with pytest.raises(Conflict) as conflict, seeded.transaction() as books:
        books.advance_cases({1: 1, 2: 2})
    assert conflict.value.what_changed == [
        "Case 1 is no longer as it was when the plan was made: another plan for it was confirmed, "
        "an appointment of it was given up, "
        "or its days were recorded anew."
    ]
    with seeded.reading() as reading:
        assert [reading.case(id_).version for id_ in (1, 2)] == [2, 2]


def test_the_engine_keeps_what_it_acknowledged_and_waits_for_its_turn(by_hand: Engine) -> None:
    with by_hand.connect() as connection:
        if by_hand.dialect.name == "postgresql":
            assert connection.scalar(text("SHOW synchronous_commit")) == "on"
        else:
            names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            assert [connection.scalar(text(f"PRAGMA {name}")) for name in names] == ["wal", 2, 1, 10_000]


def test_a_store_whose_settings_cannot_be_had_is_refused(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(engines._SQLITE_PRAGMAS, "synchronous", 9)  # a value SQLite does not take
    with pytest.raises(StoreError, match=r"PRAGMA synchronous: is .* acknowledged appointments could be lost"):
        open_store(f"sqlite:///{tmp_path / 'lotse.sqlite'}")


def test_who_waits_too_long_is_told_so(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(engines._SQLITE_PRAGMAS, "busy_timeout", 50)
    monkeypatch.setattr(stores, "BUSY_SECONDS", 0.05)
    opened, elsewhere = (open_store(f"sqlite:///{tmp_path / 'lotse.sqlite'}") for _ in range(2))
    with opened.transaction() as books:
        books.write_town(TOWN, NOW)
        for waiting in (opened, elsewhere):  # for our own pen, and for SQLite
            with pytest.raises(BusyError, match="Send the request again"), waiting.transaction():
                pass
        with opened.reading() as reading:  # reading waits for nobody
            assert not reading.has_town()
    opened.close()
    elsewhere.close()


def test_reading_cannot_write(seeded: Store) -> None:
    with pytest.raises(SQLAlchemyError, match=r"read-?only"), seeded.reading() as reading:
        reading._connection.execute(text("DELETE FROM engagement"))


@pytest.mark.parametrize("url", ["mysql://host/lotse", "no url at all", "sqlite:///:memory:", "sqlite://"])
def test_another_database_is_refused(url: str) -> None:
    with pytest.raises(InputError, match="LOTSE_DATABASE_URL"):
        open_store(url)


def test_a_time_without_a_zone_is_refused(seeded: Store) -> None:
    naive = datetime(2026, 3, 3, 9)  # noqa: DTZ001  that is the point
    with pytest.raises(StatementError, match="has no time zone"), seeded.transaction() as books:
        books.write_town(TOWN, naive)
