"""The use cases on a real store and with the real solver, on both engines."""

import codecs
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import text

from scheduler import planning, present
from scheduler.cases import Customer
from scheduler.errors import Conflict, InputError, NotFoundError
from scheduler.framing import frame
from scheduler.intake import NewCase
from scheduler.planning import Desk, plan_together
from scheduler.plans import Plan
from scheduler.problem_file import check_text, solve_text
from scheduler.store.engine import open_engine
from scheduler.store.store import Store
from scheduler.town import Absence, Officer, Town
from scheduler.ventures import catalogue
from solver import exchange
from solver.budget import Budget
from tests.builders import NOW, TODAY, at, case, limits, meeting, office_hours, town

BUILDING = (("bauordnung", 30),)
BOTH = (("bauordnung", 30), ("brandschutz", 30))
DOUBLE = """
    SELECT count(*) FROM engagement a JOIN engagement b ON a.capacity_id = b.capacity_id AND a.id < b.id
    AND a.starts_at < b.ends_at AND a.ends_at > b.starts_at AND a.active AND b.active"""


def scarce() -> Town:
    """A town whose building officer sits for half an hour on Tuesdays."""
    usual = town()
    officer = Officer("bau-1", ("bauordnung",), "bau-1@lotse.example", office_hours("08:00", "08:30", weekdays=(1,)))
    few_days = replace(usual.limits, horizon_working_days=5)
    return replace(usual, officers=(officer, *usual.officers[1:]), limits=few_days)


def desk_in(store: Store, kind: Town) -> Desk:
    desk = Desk(store, catalogue(), "lotse.example", solve_seconds=5.0)
    assert desk.seed_town(kind, NOW)
    return desk


@pytest.fixture
def desk(store: Store) -> Desk:
    return desk_in(store, town())


@pytest.fixture
def scarce_desk(store: Store) -> Desk:
    return desk_in(store, scarce())


def new(number: int = 1, meetings: tuple[tuple[str, int], ...] = BUILDING) -> NewCase:
    customer = Customer(f"Kundin/Kunde {number:04}", f"k{number:04}@kunde.example")
    return NewCase("mitte", customer, TODAY, meetings=meetings)


def proposed(desk: Desk, number: int = 1, meetings: tuple[tuple[str, int], ...] = BUILDING) -> Plan:
    return desk.request_plan(desk.open_case(new(number, meetings), NOW).id, NOW)


def booked(desk: Desk) -> int:
    with desk.store.reading() as reading:
        return len(reading.booked_from(NOW))


def change_town(desk: Desk, **changes: Any) -> None:
    with desk.store.transaction() as books:
        books.write_town(replace(desk_town(desk), **changes), NOW)


def desk_town(desk: Desk) -> Town:
    with desk.store.reading() as reading:
        return reading.town()[1]


def counted(database_url: str, sql: str) -> int:
    engine = open_engine(database_url)
    with engine.connect() as connection:
        number = connection.scalar(text(sql))
    engine.dispose()
    return number or 0


# --- the walk ---------------------------------------------------------------------------------------------------------


def test_a_proposal_is_proved_stored_and_books_nothing(desk: Desk) -> None:
    plan = proposed(desk, meetings=BOTH)
    assert (plan.status, plan.optimal, plan.unplaced, plan.kept) == ("proposed", True, (), ())
    assert [(goal.name, goal.value, goal.bound) for goal in plan.goals][2] == ("appointments", 1, 1)
    (only,) = plan.appointments
    assert (only.start, only.advisor, only.place) == (at(3, "08:00"), "adv-mitte", "haus")
    assert desk.plan(plan.id or 0) == plan
    assert booked(desk) == 0


def test_confirming_books_all_of_it_once(desk: Desk) -> None:
    plan = proposed(desk, meetings=BOTH)
    confirmed = desk.confirm(plan.id or 0, NOW)
    assert desk.confirm(plan.id or 0, NOW + timedelta(days=3)) == confirmed == desk.plan(plan.id or 0)
    (only,) = confirmed.appointments
    assert (confirmed.status, only.status, only.sequence) == ("confirmed", "confirmed", 0)
    assert only.uid.endswith("@lotse.example")
    assert len(only.uid) == len("@lotse.example") + 36
    assert desk.appointment(only.id or 0) == only
    assert desk.appointments_of_case(1) == (only,)
    assert booked(desk) == 1


def test_what_is_booked_stands_and_a_new_case_joins_the_plan(desk: Desk) -> None:
    kept = desk.confirm(proposed(desk).id or 0, NOW).appointments
    plan = proposed(desk, meetings=(("brandschutz", 30),))
    assert plan.cases == (1, 2)
    assert plan.kept == kept
    assert [held.case for one in plan.appointments for held in one.meetings] == [2]
    assert plan.appointments[0].start.date() != kept[0].start.date()  # one appointment a day
    both = desk.confirm(plan.id or 0, NOW)
    assert both.kept == kept
    assert booked(desk) == 2


def test_a_customer_with_nothing_left_gets_a_plan_that_only_keeps(desk: Desk) -> None:
    desk.confirm(proposed(desk).id or 0, NOW)
    plan = desk.request_plan(1, NOW)
    assert (plan.appointments, plan.unplaced, len(plan.kept)) == ((), (), 1)


def test_what_took_place_is_not_planned_again(desk: Desk) -> None:
    held = desk.confirm(proposed(desk).id or 0, NOW).appointments
    plan = desk.request_plan(1, NOW + timedelta(days=8))
    assert (plan.appointments, plan.unplaced, plan.kept) == ((), (), held)


def test_a_case_whose_meetings_were_all_held_is_closed_from_the_next_day_on(desk: Desk) -> None:
    held = desk.confirm(proposed(desk).id or 0, NOW).appointments
    desk.open_case(new(1, (("brandschutz", 30),)), NOW)
    same_day = desk.request_plan(2, held[0].end)
    assert (same_day.cases, same_day.kept) == ((1, 2), held)
    next_day = desk.request_plan(2, held[0].end + timedelta(days=1))
    assert (next_day.cases, next_day.kept) == ((2,), ())
    confirmed = desk.confirm(next_day.id or 0, held[0].end + timedelta(days=1))
    assert [one.case for one in confirmed.appointments[0].meetings] == [2]
    assert [desk.case(id_).version for id_ in (1, 2)] == [2, 2]


def test_a_plan_made_while_a_case_was_open_is_confirmed_after_it_closed(desk: Desk) -> None:
    held = desk.confirm(proposed(desk).id or 0, NOW).appointments
    desk.open_case(new(1, (("brandschutz", 30),)), NOW)
    later = replace(desk_town(desk).limits, notice_working_days=3)
    change_town(desk, limits=later)
    plan = desk.request_plan(2, held[0].end)
    change_town(desk, limits=replace(later, notice_working_days=1))
    confirmed = desk.confirm(plan.id or 0, held[0].end + timedelta(days=1))
    assert (confirmed.cases, confirmed.kept, len(confirmed.appointments)) == ((1, 2), held, 1)


def test_no_is_an_answer(scarce_desk: Desk) -> None:
    desk = scarce_desk
    desk.confirm(proposed(desk, 1).id or 0, NOW)
    plan = proposed(desk, 2)
    assert plan.appointments == ()
    assert [(one.case, one.meeting) for one in plan.unplaced] == [(2, "bauordnung")]
    assert plan.unplaced[0].reason


def test_nothing_is_locked_while_the_solver_thinks(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    open_connections = []
    solve = planning.solve

    def watched(*args: object, **options: object) -> object:
        open_connections.append(desk.store._engine.pool.checkedout())  # type: ignore[attr-defined]
        return solve(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(planning, "solve", watched)
    proposed(desk)
    assert open_connections == [0]


@pytest.mark.parametrize(
    "ask",
    [
        lambda desk: desk.case(4711),
        lambda desk: desk.appointment(4711),
        lambda desk: desk.appointments_of_case(4711),
        lambda desk: desk.plan(4711),
        lambda desk: desk.request_plan(4711, NOW),
        lambda desk: desk.confirm(4711, NOW),
    ],
)
def test_an_id_that_names_nothing_is_named(desk: Desk, ask: Callable[[Desk], object]) -> None:
    with pytest.raises(NotFoundError, match="4711 does not exist"):
        ask(desk)


# --- the world moves --------------------------------------------------------------------------------------------------


def refused(desk: Desk, plan: Plan, now=NOW) -> list[str]:
    """What a refused confirmation says changed; nothing was written."""
    before = booked(desk), [desk.case(id_).version for id_ in plan.cases]
    with pytest.raises(Conflict) as conflict:
        desk.confirm(plan.id or 0, now)
    assert (booked(desk), [desk.case(id_).version for id_ in plan.cases]) == before
    assert desk.plan(plan.id or 0) == plan
    return conflict.value.what_changed


def test_who_comes_second_is_told_what_is_taken(scarce_desk: Desk) -> None:
    desk = scarce_desk
    first, second = proposed(desk, 1), proposed(desk, 2)
    desk.confirm(second.id or 0, NOW)
    sentences = refused(desk, first)
    assert (
        "bau-1 is taken by another appointment on Tuesday, 03.03.2026, 08:00 to 08:30; the plan needs it at Haus der Wirtschaft."
        in sentences
    )
    assert not any(word in " ".join(sentences) for word in ("k0002", "booked-", "proposed-"))  # by whom is nobody's business


def test_a_plan_is_booked_whole_or_not_at_all(scarce_desk: Desk) -> None:
    """The fire officer is still free; the building officer's half hour is gone, so the customer gets neither."""
    desk = scarce_desk
    first = proposed(desk, 1, (("bauordnung", 30), ("brandschutz", 180)))
    assert len(first.appointments) == 2
    desk.confirm(proposed(desk, 2).id or 0, NOW)
    refused(desk, first)
    assert desk.appointments_of_case(1) == ()


def test_an_absence_entered_meanwhile_refuses_the_plan(desk: Desk) -> None:
    plan = proposed(desk)
    change_town(desk, absences=(Absence("bau-1", date(2026, 3, 3), date(2026, 3, 3)),))
    assert refused(desk, plan) == ["bau-1 no longer sits at Haus der Wirtschaft on Tuesday, 03.03.2026, 08:00 to 08:30."]


def test_a_rule_of_the_town_that_changed_meanwhile_refuses_the_plan(desk: Desk) -> None:
    plan = proposed(desk)
    change_town(desk, limits=limits(max_appointment_minutes=15))
    assert refused(desk, plan) == ['By the town\'s rules as they are now the plan breaks "together".']


def test_a_change_of_the_town_that_leaves_the_plan_lawful_does_not_refuse_it(desk: Desk) -> None:
    plan = proposed(desk)
    change_town(desk, absences=(Absence("brand-1", date(2026, 3, 3), date(2026, 3, 3)),))
    assert desk.confirm(plan.id or 0, NOW).status == "confirmed"


def test_a_place_given_up_meanwhile_refuses_the_plan(desk: Desk) -> None:
    plan = proposed(desk)
    change_town(desk, places=desk_town(desk).places[1:])
    assert refused(desk, plan) == ['"haus" is no longer a place of Kleinstadt.']


def test_a_plan_whose_time_has_come_too_close_is_refused(desk: Desk) -> None:
    plan = proposed(desk)
    assert refused(desk, plan, NOW + timedelta(days=1)) == [
        "The appointment on Tuesday, 03.03.2026, 08:00 to 08:30 at Haus der Wirtschaft is too soon by now: "
        "the first time that can be booked is Wednesday, 04.03.2026, 00:00."
    ]


def test_a_case_opened_meanwhile_refuses_the_plan(desk: Desk) -> None:
    plan = proposed(desk)
    desk.open_case(new(1, (("brandschutz", 30),)), NOW)
    assert refused(desk, plan) == ["Case 2 of the customer was opened since the plan was made."]


def test_of_two_plans_for_one_case_one_is_booked(desk: Desk) -> None:
    first, second = proposed(desk), desk.request_plan(1, NOW)
    desk.confirm(first.id or 0, NOW)
    assert refused(desk, second) == [
        "Case 1 is no longer as it was when the plan was made: another plan for it was confirmed, "
        "an appointment of it was given up, "
        "or its days were recorded anew."
    ]


# --- all at once ------------------------------------------------------------------------------------------------------


def all_at_once(desk: Desk, plan_ids: list[int]) -> list[Plan | Conflict]:
    ready = Barrier(len(plan_ids))

    def confirm(plan_id: int) -> Plan | Conflict:
        ready.wait()
        try:
            return desk.confirm(plan_id, NOW)
        except Conflict as conflict:
            return conflict

    with ThreadPoolExecutor(len(plan_ids)) as pool:
        return list(pool.map(confirm, plan_ids))


def test_of_many_who_want_the_same_half_hour_exactly_one_gets_it(scarce_desk: Desk, database_url: str) -> None:
    plans = [proposed(scarce_desk, number) for number in range(1, 9)]
    assert len({plan.appointments[0].start for plan in plans}) == 1
    answers = all_at_once(scarce_desk, [plan.id or 0 for plan in plans])
    assert [type(answer) for answer in answers].count(Plan) == 1
    assert booked(scarce_desk) == 1
    assert counted(database_url, DOUBLE) == 0


def test_one_plan_confirmed_many_times_at_once_is_booked_once(desk: Desk, database_url: str) -> None:
    plan = proposed(desk, meetings=BOTH)
    answers = all_at_once(desk, [plan.id or 0] * 6)
    assert len({answer.appointments[0].uid for answer in answers if isinstance(answer, Plan)}) == 1
    assert [type(answer) for answer in answers] == [Plan] * 6
    assert (booked(desk), counted(database_url, DOUBLE)) == (1, 0)


def test_one_customer_entered_many_times_at_once_is_one_customer(desk: Desk, database_url: str) -> None:
    ready = Barrier(6)

    def enter(_number: int) -> int:
        ready.wait()
        return desk.open_case(new(), NOW).id

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(enter, range(6))) == [1, 2, 3, 4, 5, 6]
    assert counted(database_url, "SELECT count(*) FROM customer") == 1
    assert counted(database_url, "SELECT count(*) FROM capacity WHERE kind = 'customer'") == 1


def test_a_town_seeded_many_times_at_once_is_seeded_once(store: Store) -> None:
    desk = Desk(store, catalogue(), "lotse.example")
    ready = Barrier(4)

    def seed(_number: int) -> bool:
        ready.wait()
        return desk.seed_town(town(), NOW)

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(seed, range(4))) == [False, False, False, True]


def test_the_database_is_the_last_line(scarce_desk: Desk, database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a referee who sees nothing the database still refuses; without its guard, too, somebody is booked twice."""
    first, second, third = (proposed(scarce_desk, number) for number in (1, 2, 3))
    monkeypatch.setattr(present, "what_is_taken", lambda *_: ())
    monkeypatch.setattr(present, "violations", lambda *_: [])
    scarce_desk.confirm(first.id or 0, NOW)
    assert refused(scarce_desk, second) == [
        "Somebody whom the plan needs, or its room, was taken for another appointment in the meantime."
    ]
    engine = open_engine(database_url)
    with engine.begin() as connection:
        guards = ("DROP TRIGGER engagement_overlap_update", "ALTER TABLE engagement DROP CONSTRAINT engagement_overlap")
        connection.execute(text(guards[engine.dialect.name == "postgresql"]))
    engine.dispose()
    scarce_desk.confirm(third.id or 0, NOW)
    assert counted(database_url, DOUBLE) > 0


# --- files ------------------------------------------------------------------------------------------------------------


def problem_text() -> str:
    return exchange.write_problem(frame(town(), [case(meeting(), meeting("brandschutz"))], (), NOW).problem)


def test_a_problem_file_is_solved_and_its_plan_is_found_lawful() -> None:
    plan = solve_text(problem_text(), Budget(5.0))
    found = check_text(problem_text(), plan)
    assert found.broken == ()
    assert [(goal.name, goal.value) for goal in found.goals][:3] == [("unplaced", 0), ("changes", 0), ("appointments", 1)]


def test_a_broken_plan_file_is_named_with_its_rule() -> None:
    plan = solve_text(problem_text(), Budget(5.0)).replace("adv-mitte", "bau-1")
    assert "advisor" in {rule for rule, _ in check_text(problem_text(), plan).broken}


def test_a_byte_order_mark_in_front_of_a_file_is_passed_over() -> None:
    marked = codecs.BOM_UTF8 + problem_text().encode()
    plan = solve_text(marked, Budget(5.0))
    assert check_text(marked, codecs.BOM_UTF8 + plan.encode()).broken == ()


@pytest.mark.parametrize("problem", ["no json", "{}", '{"format": "appointment-problem/2"}'])
def test_a_file_that_cannot_be_read_is_an_input_error_of_ours(problem: str) -> None:
    with pytest.raises(InputError) as error:
        solve_text(problem, Budget(1.0))
    assert error.value.path
    with pytest.raises(InputError):
        check_text(problem_text(), problem)


def test_many_customers_are_planned_together_without_a_store() -> None:
    cases = [case(meeting(), id_=number, email=f"k{number}@kunde.example") for number in (1, 2, 3)]
    joint = plan_together(town(), cases, NOW, seconds=5.0, workers=1)
    assert sorted(one.customer for one in joint.appointments) == ["k1@kunde.example", "k2@kunde.example", "k3@kunde.example"]
    assert joint.unplaced == ()
