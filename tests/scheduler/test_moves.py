"""Placing by hand on a real store: tried, refused in words, the nearest place, and a proposal of its own on demand."""

from datetime import timedelta

import pytest

from scheduler.errors import Conflict, InputError, NotFoundError
from scheduler.moves import Move, Tried, try_move
from scheduler.planning import Desk
from scheduler.plans import Plan
from scheduler.rule_words import TITLES, broken
from scheduler.store.store import Store
from scheduler.ventures import catalogue
from solver.rules import RULES
from tests.builders import NOW, at, town
from tests.scheduler.test_planning import BOTH, BUILDING, proposed


@pytest.fixture
def desk(store: Store) -> Desk:
    desk = Desk(store, catalogue(), "lotse.example", solve_seconds=20.0)
    assert desk.seed_town(town(), NOW)
    return desk


@pytest.fixture
def plan(desk: Desk) -> Plan:
    """Building and fire in one appointment on Tuesday, 3 March, 08:00 to 09:00."""
    return proposed(desk, meetings=BOTH)


def tried(desk: Desk, plan: Plan, meeting: str, start: str, day: int = 3, **more: bool) -> Tried:
    return try_move(desk, plan.id or 0, Move(1, meeting, at(day, start)), NOW, **more)


def test_a_lawful_move_is_said_to_be_and_nothing_is_stored(desk: Desk, plan: Plan) -> None:
    found = tried(desk, plan, "brandschutz", "10:00", day=4)
    assert found.broken == ()
    assert [(one.start, one.end) for one in found.plan.appointments] == [
        (at(3, "08:00"), at(3, "08:30")),
        (at(4, "10:00"), at(4, "10:30")),
    ]
    assert [(goal.value, goal.bound) for goal in found.plan.goals] == [(0, None), (0, None), (2, None), (2, None), (0, None)]
    assert found.nearest is not None and found.nearest[1].start == at(4, "10:00")
    assert found.plan.id is None
    with pytest.raises(NotFoundError):
        desk.plan((plan.id or 0) + 1)


def test_what_is_broken_is_said_in_words_and_the_nearest_place_is_lawful(desk: Desk, plan: Plan) -> None:
    found = tried(desk, plan, "brandschutz", "12:30")
    assert [(one.rule, one.title) for one in found.broken] == [
        (rule, TITLES[rule]) for rule in ("together", "together", "advisor", "staff")
    ]
    assert found.broken[-1].detail == (
        "brand-1 has no shift for haus from 2026-03-03T12:30 to 2026-03-03T13:00 (the appointment (2026-03-03T08:00))."
    )
    assert not any(inside in one.detail for one in found.broken for inside in ("proposed-", "booked-", "elsewhere", "case"))
    assert found.nearest is not None
    whole, held = found.nearest
    assert (held.meeting, held.start, whole.start) == ("brandschutz", at(3, "09:00"), at(3, "08:00"))


def test_a_move_on_demand_is_a_proposal_that_can_be_confirmed(desk: Desk, plan: Plan) -> None:
    assert tried(desk, plan, "brandschutz", "12:30", propose=True).plan.id is None  # it breaks a rule
    found = tried(desk, plan, "brandschutz", "14:00", day=5, propose=True)
    assert found.plan.id is not None and desk.plan(found.plan.id) == found.plan
    confirmed = desk.confirm(found.plan.id, NOW)
    assert [one.start for one in confirmed.appointments] == [at(3, "08:00"), at(5, "14:00")]


def test_who_is_taken_by_whom_is_not_said(desk: Desk) -> None:
    desk.confirm(proposed(desk, 1, BUILDING).id or 0, NOW)  # bau-1, 08:00 to 08:30
    second = proposed(desk, 2, BUILDING)
    found = try_move(desk, second.id or 0, Move(2, "bauordnung", at(3, "08:00")), NOW)
    assert {one.rule for one in found.broken} == {"staff"}
    assert found.broken[0].detail.startswith("bau-1 is taken twice at once, by ")
    assert "another appointment (2026-03-03T08:00)" in found.broken[0].detail
    assert "k0001" not in found.broken[0].detail
    assert found.nearest is not None and found.nearest[1].start == at(3, "08:30")


@pytest.mark.parametrize(
    ("move", "path"),
    [
        (Move(1, "gewerbeamt", at(3, "10:00")), "meeting"),
        (Move(7, "brandschutz", at(3, "10:00")), "meeting"),
        (Move(1, "brandschutz", at(3, "10:00"), "rathaus"), "place"),
        (Move(1, "brandschutz", at(3, "10:02")), "start"),
    ],
)
def test_what_is_no_meeting_place_or_time_is_refused(desk: Desk, plan: Plan, move: Move, path: str) -> None:
    with pytest.raises(InputError) as refused:
        try_move(desk, plan.id or 0, move, NOW)
    assert refused.value.path == path


def test_only_a_proposal_for_the_world_as_it_is_can_be_changed(desk: Desk, plan: Plan) -> None:
    other = proposed(desk, 2, BOTH)
    desk.confirm(plan.id or 0, NOW)
    with pytest.raises(Conflict, match="is confirmed"):
        tried(desk, plan, "brandschutz", "10:00")
    with pytest.raises(Conflict, match="bau-1 is taken"):
        try_move(desk, other.id or 0, Move(2, "brandschutz", at(5, "10:00")), NOW)
    with pytest.raises(NotFoundError):
        try_move(desk, 99, Move(1, "brandschutz", at(3, "10:00")), NOW)


def test_what_somebody_else_has_taken_meanwhile_can_be_moved_away(desk: Desk, plan: Plan) -> None:
    other = proposed(desk, 2, BUILDING)
    desk.confirm(plan.id or 0, NOW)
    assert [one.start for one in other.appointments] == [at(3, "08:00")]
    found = try_move(desk, other.id or 0, Move(2, "bauordnung", at(5, "10:00")), NOW, propose=True)
    assert found.broken == ()
    assert desk.confirm(found.plan.id or 0, NOW).status == "confirmed"


def test_a_day_that_is_past_or_far_ahead_breaks_the_window(desk: Desk, plan: Plan) -> None:
    for start in (NOW - timedelta(days=7), at(1, "10:00", month=9)):
        found = try_move(desk, plan.id or 0, Move(1, "brandschutz", start), NOW)
        assert "window" in {one.rule for one in found.broken}


def test_every_rule_has_a_title() -> None:
    assert list(TITLES) == [rule.NAME for rule in RULES]


def test_names_of_things_in_a_sentence() -> None:
    titles = {"1-bau": "Bauordnung", "1-bau-2": "Zweites Gespräch"}
    said = broken("order", "meeting 1-bau-2 of case 1 is placed, but not 1-bau, which comes before it", "1", titles)
    assert said.detail == "Meeting „Zweites Gespräch“ is placed, but not „Bauordnung“, which comes before it."
    second = "appointment a2 of case 1 (2026-03-03T08:00) is the second of that customer on 2026-03-03, after booked-4"
    assert broken("customer", second, "1", titles).detail == (
        "The appointment (2026-03-03T08:00) is the second of that customer on 2026-03-03."
    )
