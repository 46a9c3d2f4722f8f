"""A new version of the town: what it could not keep up is said first, and nothing is half changed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from scheduler.cases import Customer
from scheduler.errors import Conflict, InputError
from scheduler.intake import NewCase
from scheduler.new_town import import_town
from scheduler.planning import Desk
from scheduler.store.store import Store
from scheduler.town import Absence, Limits, Town
from scheduler.ventures import Catalogue
from tests.builders import NOW, TODAY, office_hours, town

NOTHING = Catalogue((), ())
OLD = town()


@pytest.fixture
def desk(store: Store) -> Desk:
    """A desk where case 1 is booked for Wednesday 4 March and case 2 is open."""
    import_town(store, OLD, NOTHING, NOW)
    desk = Desk(store, NOTHING, "lotse.example", solve_seconds=5.0)
    for number in (1, 2):
        customer = Customer(f"Kundin/Kunde {number}", f"k{number}@kunde.example")
        desk.open_case(NewCase("mitte", customer, TODAY, meetings=(("bauordnung", 30),)), NOW)
    plan = desk.request_plan(1, NOW)
    assert plan.id is not None
    desk.confirm(plan.id, NOW)
    return desk


def version(desk: Desk) -> int:
    with desk.store.reading() as reading:
        return reading.town()[0]


def test_the_first_town_of_an_empty_store(store: Store) -> None:
    assert import_town(store, OLD, NOTHING, NOW)
    with store.reading() as reading:
        assert reading.town() == (1, OLD)


def test_the_same_town_again_changes_nothing(desk: Desk) -> None:
    assert not import_town(desk.store, OLD, NOTHING, NOW)
    assert version(desk) == 1


def test_a_town_that_keeps_everything_up_is_taken(desk: Desk) -> None:
    assert import_town(desk.store, replace(OLD, title="Neustadt"), NOTHING, NOW)
    assert desk.town.title == "Neustadt"


def without_seats(*gone: str) -> Callable[[], Town]:
    return lambda: replace(
        OLD,
        advisors=tuple(seat for seat in OLD.advisors if seat.id not in gone),
        officers=tuple(seat for seat in OLD.officers if seat.id not in gone),
    )


def other_hours(**hours: Any) -> Town:
    officers = tuple(replace(seat, hours=office_hours(**hours)) for seat in OLD.officers)
    return replace(OLD, officers=officers)


@pytest.mark.parametrize(
    ("new", "sentences"),
    [
        (without_seats("bau-1"), ['{it} needs the seat "bau-1", which the town no longer has.']),
        (without_seats("adv-mitte"), ['{it} needs the seat "adv-mitte", which the town no longer has.']),
        (lambda: other_hours(start="13:00", end="16:00"), ['{it} needs the seat "bau-1", which has no hours then.']),
        (lambda: other_hours(place="kammer"), ['{it} needs the seat "bau-1", which has no hours then.']),
        (
            lambda: replace(OLD, absences=(Absence("bau-1", date(2026, 3, 1), date(2026, 3, 31)),)),
            ['{it} needs the seat "bau-1", which has no hours then.'],
        ),
        (
            lambda: replace(OLD, places=OLD.places[1:], house="on-site"),
            [
                '{it} is at "haus", which the town no longer has.',
                'Case 2 still requires "bauordnung" at haus, a place the town no longer has.',
            ],
        ),
        (
            lambda: replace(OLD, districts=(replace(OLD.districts[0], id="nord"),)),
            ['Case 2 lies in district "mitte", which the town no longer has.'],
        ),
        (
            lambda: replace(OLD, departments=tuple(one for one in OLD.departments if one.id != "bauordnung")),
            ['Case 2 still requires "bauordnung", a department the town no longer has.'],
        ),
    ],
)
def test_what_would_be_left_is_listed_and_nothing_changed(desk: Desk, new: Callable[[], Town], sentences: list[str]) -> None:
    (booked,) = desk.appointments_of_case(1)
    it = f"Appointment {booked.id} on {booked.start:%Y-%m-%d %H:%M}"
    with pytest.raises(Conflict) as refused:
        import_town(desk.store, new(), NOTHING, NOW)
    assert refused.value.what_changed == [sentence.format(it=it) for sentence in sentences]
    assert version(desk) == 1
    assert import_town(desk.store, new(), NOTHING, NOW, anyway=True)
    assert desk.appointments_of_case(1) == (booked,)


def test_a_closed_day_with_an_appointment_is_said(desk: Desk) -> None:
    (booked,) = desk.appointments_of_case(1)
    with pytest.raises(Conflict, match="has no hours then"):
        import_town(desk.store, replace(OLD, closing_days=(booked.start.date(),)), NOTHING, NOW)


def test_hours_that_touch_are_one(desk: Desk) -> None:
    (booked,) = desk.appointments_of_case(1)
    cut = f"{booked.start:%H}:15"
    parts = (*office_hours("08:00", cut), *office_hours(cut, "16:00"))
    assert booked.start.minute < 15 < booked.start.minute + 30
    import_town(desk.store, replace(OLD, officers=tuple(replace(seat, hours=parts) for seat in OLD.officers)), NOTHING, NOW)
    assert version(desk) == 2


def test_a_grid_that_cuts_what_is_booked_is_refused_whatever_is_said(desk: Desk) -> None:
    """One time off the grid, and no problem could be stated for anybody."""
    limits = Limits(20, 180, 20, 3, 1, 20)
    with pytest.raises(InputError, match=r"^limits.grid_minutes: .* is off a grid of 20 minutes"):
        import_town(desk.store, replace(OLD, limits=limits), NOTHING, NOW, anyway=True)
    assert version(desk) == 1


def test_another_town_is_refused_where_there_are_cases(desk: Desk) -> None:
    with pytest.raises(InputError, match=r'^id: "musterstadt" is another town .* holds 2 cases. .*LOTSE_DATA_DIR'):
        import_town(desk.store, replace(OLD, id="musterstadt"), NOTHING, NOW, anyway=True)


def test_another_town_may_replace_one_nobody_came_to(store: Store) -> None:
    import_town(store, OLD, NOTHING, NOW)
    assert import_town(store, replace(OLD, id="musterstadt"), NOTHING, NOW)


def test_a_town_that_does_not_fit_the_catalogue_changes_nothing(desk: Desk) -> None:
    with pytest.raises(InputError, match="neither a venture nor a consultation"):
        import_town(desk.store, replace(OLD, offers=("zirkus",)), NOTHING, NOW)
    assert version(desk) == 1
