"""What is booked behind a meeting that no longer comes before it is told, until it is in order again or has begun."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from scheduler import standing
from scheduler.booking import Asked
from scheduler.lifecycle import CUSTOMER, HELD
from scheduler.out_of_order import out_of_order
from scheduler.planning import Desk
from scheduler.plans import Appointment
from scheduler.replans import confirm_replan, request_replan
from scheduler.set_back import set_back_now
from scheduler.store.store import Store
from scheduler.town import Town
from tests.builders import NOW, appointment, at, case, held, meeting, office_hours, town
from tests.scheduler.test_planning import desk_in

FIRE_THEN_BUILDING = case(meeting("brandschutz"), meeting(after=(("brandschutz", 1),)))


def two_days(store: Store, opened: Town | None = None) -> tuple[Desk, Appointment, Appointment]:
    """Fire protection on Tuesday, building control on Wednesday, both at eight."""
    desk = desk_in(store, opened or town())
    with store.transaction() as books:
        books.open_case(FIRE_THEN_BUILDING)
    first, second = desk.confirm(desk.request_plan(1, NOW).id or 0, NOW).appointments
    assert (first.start, second.start) == (at(3, "08:00"), at(4, "08:00"))
    assert set_back_now(store, NOW) == ()
    return desk, first, second


def fire_protection_on(weekday: int) -> Town:
    usual = town()
    fire = replace(usual.officers[1], hours=office_hours(weekdays=(weekday,)))
    return replace(usual, officers=(usual.officers[0], fire, *usual.officers[2:]))


def told(store: Store, now: datetime = NOW) -> list[tuple[int | None, tuple[str, ...]]]:
    return [(one.appointment.id, one.because) for one in set_back_now(store, now)]


LACKS = "Appointment 2 on 2026-03-04 08:00 holds „Bauordnung“, which comes at least 1 working day after „Brandschutz“; that is "


def test_who_came_too_early_is_told_of_and_a_replan_moves_it(store: Store) -> None:
    desk, first, _ = two_days(store)
    with store.transaction() as books:
        books.write_town(fire_protection_on(3), NOW)
    standing.cancel(store, first.id or 0, Asked(CUSTOMER, NOW))
    assert told(store) == [(2, (LACKS + "not booked.",))]
    replan = request_replan(desk, (), NOW)
    assert [(one.before.id, one.after.start) for one in replan.moved] == [(2, at(6, "08:00"))]
    assert [one.start for one in replan.new] == [at(5, "08:00")]
    confirm_replan(desk, replan.id or 0, NOW)
    assert told(store) == []


def test_a_plan_puts_it_behind_what_stands_and_that_is_told(store: Store) -> None:
    desk, first, _ = two_days(store)
    with store.transaction() as books:
        books.write_town(fire_protection_on(3), NOW)
    standing.cancel(store, first.id or 0, Asked(CUSTOMER, NOW))
    plan = desk.request_plan(1, NOW)
    assert [one.start for one in plan.appointments] == [at(5, "08:00")]
    desk.hold(plan.id or 0, NOW)
    assert told(store) == [(2, (LACKS + "not booked.",))]  # held is not booked
    desk.confirm(plan.id or 0, NOW)
    assert told(store) == [(2, (LACKS + "booked on 2026-03-05 08:00.",))]


def test_who_did_not_come_the_day_before_is_told_until_the_next_begins(store: Store) -> None:
    """A replan leaves it, as too soon to be moved, and places what was missed behind it."""
    desk, first, second = two_days(store)
    evening = at(3, "17:00")
    standing.no_show(store, first.id or 0, Asked("adv-mitte", evening))
    assert told(store, evening) == [(2, (LACKS + "not booked.",))]
    with store.transaction() as books:
        books.write_town(town(limits=replace(town().limits, notice_working_days=2)), evening)
    replan = request_replan(desk, (), evening)
    assert (replan.kept, replan.moved, [one.start for one in replan.new]) == (1, (), [at(5, "08:00")])
    assert told(store, second.start - timedelta(minutes=1)) != []
    assert told(store, second.start) == []


@pytest.mark.parametrize(
    ("lag", "first", "then", "in_order"),
    [
        (0, at(6, "09:00"), at(6, "09:30"), True),
        (0, at(6, "09:05"), at(6, "09:30"), False),
        (1, at(6, "09:00"), at(6, "14:00"), False),
        (1, at(6, "09:00"), at(9, "08:00"), True),  # over a weekend
        (2, at(6, "09:00"), at(9, "08:00"), False),
        (2, at(6, "09:00"), at(10, "08:00"), True),
        (1, at(9, "09:00"), at(6, "08:00"), False),
    ],
)
def test_order_and_lag_as_docs_problem_counts_them(lag: int, first: datetime, then: datetime, in_order: bool) -> None:
    theirs = case(meeting("brandschutz"), meeting(after=(("brandschutz", lag),)))
    before, one = held(first, meeting_id="brandschutz"), appointment(then, id_=2)
    found = out_of_order(town(), [one], [theirs], [before, *one.meetings], NOW)
    assert (found[2] == ()) is in_order
    assert out_of_order(town(), [replace(one, status=HELD)], [theirs], [before], NOW) == {}


def test_what_is_placed_before_it_again_is_in_order(store: Store) -> None:
    desk, first, _ = two_days(store)
    standing.cancel(store, first.id or 0, Asked(CUSTOMER, NOW))
    assert told(store) == [(2, (LACKS + "not booked.",))]
    desk.confirm(desk.request_plan(1, NOW).id or 0, NOW)
    assert told(store) == []
