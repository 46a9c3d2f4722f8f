"""The calendar kept in memory: the same as one worked out anew, whatever was booked, by whom, and what day it is."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from scheduler import world as rooms
from scheduler.cases import Customer
from scheduler.errors import LotseError
from scheduler.framing import Frame, frame
from scheduler.ground import Ground, ground
from scheduler.intake import NewCase
from scheduler.lifecycle import CONFIRMED, OFFICE, Hand
from scheduler.planning import Desk, drafted, frame_now
from scheduler.store.store import Store, follow_store, open_store
from scheduler.town import Absence
from scheduler.ventures import catalogue
from scheduler.world import World
from tests.builders import EMAIL, NOW, TODAY, appointment, at, limits, town

DEPARTMENTS = ("bauordnung", "brandschutz", "kammer", "wirtschaftsfoerderung")


def desk_over(store: Store) -> Desk:
    desk = Desk(store, catalogue(), "lotse.example", solve_seconds=10.0)
    desk.seed_town(town(), NOW)
    return desk


@pytest.fixture
def desk(store: Store) -> Desk:
    return desk_over(store)


def new(number: int, *departments: str) -> NewCase:
    customer = Customer(f"Kundin/Kunde {number:04}", f"k{number:04}@kunde.example")
    return NewCase("mitte", customer, TODAY, meetings=tuple((one, 30) for one in departments or ("bauordnung",)))


def booked(desk: Desk, number: int, *departments: str, now: datetime = NOW) -> int:
    """A case of the customer with that number, planned and confirmed; its id."""
    case = desk.open_case(new(number, *departments), NOW)
    desk.confirm(desk.request_plan(case.id, now).id or 0, now)
    return case.id


def same(kept: Ground, anew: Ground) -> bool:
    """The order in which bookings are listed means nothing, nor what ended before the first moment that can be booked."""
    opens = anew.horizon.minutes(anew.horizon.opens)
    free = [
        [calendars.free(seat.id, where) for seat in kept.problem.staff for where in (None, "haus", "on-site")]
        for calendars in (kept.calendars, anew.calendars)
    ]
    full = [[calendars.full(place.id) for place in kept.problem.places] for calendars in (kept.calendars, anew.calendars)]
    pinned = [sorted((pin for pin in one.problem.pinned if pin.end > opens), key=lambda pin: pin.id) for one in (kept, anew)]
    bare = [replace(one.problem, pinned=()) for one in (kept, anew)]
    return free[0] == free[1] and full[0] == full[1] and pinned[0] == pinned[1] and bare[0] == bare[1]


def seen(desk: Desk, world: World, now: datetime = NOW) -> Ground:
    with desk.store.reading() as reading:
        return world.ground(reading, now)


def anew(desk: Desk, now: datetime = NOW) -> Ground:
    with desk.store.reading() as reading:
        return ground(reading.town()[1], reading.booked_from(now), now)


def test_nothing_is_worked_out_twice_while_nothing_changes(desk: Desk):
    booked(desk, 1)
    world = World()
    assert seen(desk, world) is seen(desk, world)


def test_what_another_process_books_is_seen_at_once(desk: Desk, database_url: str):
    world = World()
    before = seen(desk, world)
    elsewhere = replace(desk, store=follow_store(database_url), world=World())
    for number in range(1, 6):
        booked(elsewhere, number, "bauordnung", "brandschutz")
        assert same(seen(desk, world), anew(desk))
    elsewhere.store.close()
    assert (len(before.problem.pinned), len(seen(desk, world).problem.pinned)) == (0, 5)


def test_bookings_are_added_and_not_all_read_again(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    world = World()
    booked(desk, 1)
    seen(desk, world)
    booked(desk, 2)
    monkeypatch.setattr(rooms, "ground", None)  # it is not worked out anew
    assert len(seen(desk, world).problem.pinned) == 2


def test_a_booking_that_was_rolled_back_was_never_there(desk: Desk):
    world = World()
    desk.open_case(new(1), NOW)
    plan = desk.request_plan(1, NOW)

    def book_and_fail() -> None:
        with desk.store.transaction() as books:
            books.enter(
                plan.id or 0,
                [replace(one, status="confirmed", uid="a@x") for one in plan.appointments],
                town(),
                CONFIRMED,
                Hand(OFFICE, NOW),
            )
            with pytest.raises(RuntimeError, match="before booking"):
                world.ground(books, NOW)
            raise LotseError("no")

    with pytest.raises(LotseError):
        book_and_fail()
    assert seen(desk, world).problem.pinned == ()
    booked(desk, 2)
    assert same(seen(desk, world), anew(desk))


def test_a_reading_that_began_earlier_sees_the_world_as_it_was_then(desk: Desk):
    world = World()
    booked(desk, 1)
    with desk.store.reading() as earlier:
        assert len(world.ground(earlier, NOW).problem.pinned) == 1
        booked(desk, 2)
        assert len(seen(desk, world).problem.pinned) == 2
        assert len(world.ground(earlier, NOW).problem.pinned) == 1
    assert len(seen(desk, world).problem.pinned) == 2


@pytest.mark.parametrize(
    "changes",
    [{"absences": (Absence("bau-1", TODAY, TODAY + timedelta(days=9)),)}, {"closing_days": (TODAY + timedelta(days=1),)}],
    ids=["absence", "closing day"],
)
def test_a_changed_town_is_seen_at_once(desk: Desk, changes: dict):
    world = World()
    booked(desk, 1)
    before = seen(desk, world)
    with desk.store.transaction() as books:
        books.write_town(town(**changes), NOW)
    assert not same(before, anew(desk))
    assert same(seen(desk, world), anew(desk))


@pytest.mark.parametrize("notice", [0, 1])
def test_time_goes_by(store: Store, notice: int):
    desk = Desk(store, catalogue(), "lotse.example")
    desk.seed_town(town(limits=limits(notice_working_days=notice)), NOW)
    world = World()
    for number in range(1, 4):
        booked(desk, number)
    for hours in (0, 1, 24, 25, 24 * 40, 3):  # the last one back, as a clock that was set right
        now = NOW + timedelta(hours=hours)
        assert same(seen(desk, world, now), anew(desk, now))


def test_an_appointment_given_up_frees_its_people_and_its_room(desk: Desk):
    world = World()
    for number in range(1, 4):
        booked(desk, number)
    seen(desk, world)
    with desk.store.transaction() as books:
        books.cancel(books.appointment(2), Hand(OFFICE, NOW))
    after = seen(desk, world)
    assert sorted(pin.id for pin in after.problem.pinned) == ["booked-1", "booked-3"]
    assert same(after, anew(desk))


def framed_anew(desk: Desk, customer: str, case_id: int, now: datetime) -> Frame:
    """As before there was anything in memory: all read, all framed."""
    with desk.store.reading() as reading:
        theirs = reading.appointments_of(customer)
        others = [one for one in reading.booked_from(now) if one.customer != customer]
        return frame(reading.town()[1], [reading.case(case_id)], [*theirs, *others], now)


def test_the_plan_is_the_same_as_on_a_calendar_read_anew(tmp_path: Path):
    """Forty customers come and book, one after the other; each is planned on the kept calendar and on a fresh one."""
    desk = desk_over(open_store(f"sqlite:///{tmp_path / 'lotse.sqlite'}"))
    rng = Random("world")
    for number in range(1, 41):
        now = NOW + timedelta(hours=rng.choice((0, 0, 1)) + number // 8 * 24)
        case = desk.open_case(new(number, *rng.sample(DEPARTMENTS, rng.randint(1, 4))), NOW)
        kept, fresh = drafted(desk, case.id, now, 10.0), drafted(replace(desk, world=World()), case.id, now, 10.0)
        assert replace(kept.plan, seconds=0.0) == replace(fresh.plan, seconds=0.0)
        stored = desk.request_plan(case.id, now)
        if stored.appointments:
            desk.confirm(stored.id or 0, now)
    desk.store.close()


@pytest.mark.parametrize("days_later", [0, 1, 3, 8])
def test_the_customers_own_stand_as_before(desk: Desk, days_later: int):
    """Theirs to come and theirs that are past, with days that nobody else sees."""
    booked(desk, 2, "bauordnung")
    first = booked(desk, 1, "bauordnung")
    second = desk.open_case(new(1, "brandschutz", "kammer"), NOW)
    now = NOW + timedelta(days=days_later)
    seen(desk, desk.world, now)
    with desk.store.reading() as reading:
        cases, framed = frame_now(desk.world, reading, EMAIL, [first, second.id], now)
    old = framed_anew(desk, EMAIL, second.id, now)
    assert [case.id for case in cases] == [first, second.id]
    assert framed.problem.working_days == old.problem.working_days
    own = {pin.id for pin in framed.problem.pinned_here}
    assert own == {f"booked-{one.id}" for one in framed.kept.values()}
    assert len(own) == 1
    for seat in framed.problem.staff:
        assert framed.calendars.free(seat.id, None) == old.calendars.free(seat.id, None)


def test_an_own_appointment_of_long_ago_lengthens_the_horizon_for_its_customer_alone(store: Store):
    desk = desk_over(store)
    desk.open_case(new(1), NOW)
    past = appointment(at(16, "09:00", month=2), email="k0001@kunde.example", uid="past@lotse.example")
    with store.transaction() as books:
        plan = books.write_proposal(replace(drafted(desk, 1, NOW, 10.0).plan), 1, {}, NOW)
        books.enter(plan.id or 0, [past], town(), CONFIRMED, Hand(OFFICE, NOW))
    with store.reading() as reading:
        _, framed = frame_now(desk.world, reading, "k0001@kunde.example", [1], NOW)
        assert framed.problem.first_day == "2026-02-16"
        assert desk.world.ground(reading, NOW).problem.first_day == "2026-03-02"
