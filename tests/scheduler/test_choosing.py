"""What a customer can choose from, in words and beside what preferences cost, and as stored proposals."""

import json
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from scheduler.choosing import Choices, choices, file_choices
from scheduler.errors import InputError
from scheduler.explaining import explain_file
from scheduler.option_words import Gist, in_words, price_in_words
from scheduler.options import request_options
from scheduler.planning import Desk
from scheduler.preferences import read_preference
from scheduler.problem_file import solve_text
from scheduler.store.store import Store
from scheduler.ventures import catalogue
from solver import exchange, options
from solver.budget import Budget
from solver.calendars import Calendars
from solver.check import complete, violations
from solver.plan import Plan
from solver.problem import Problem
from tests.builders import NOW, town
from tests.builders import at as moment
from tests.scheduler.test_planning import BOTH, new
from tests.solver.small import advisor, case, daily, meeting, officer, problem, shift

MONDAY = date(2026, 3, 2)


def turns() -> Problem:
    """Building sits on Monday and Friday, fire on Tuesday and Friday: one appointment on Friday, or two by Tuesday."""
    early, late = shift("09:00", "10:00"), shift("13:00", "15:00", 4)
    staff = (
        advisor(shifts=daily("08:00", "16:00")),
        officer("bau-1", shifts=(early, late)),
        officer("brand-1", shifts=(shift("09:00", "10:00", 1), late)),
    )
    return problem(case(meeting("m", "bau"), meeting("n", "brand")), staff=staff)


def chosen(of: Problem, *words: str, most: int = 3) -> Choices:
    return choices(of, most, [read_preference(word) for word in words], MONDAY, seconds=20)


def values(plans: Sequence) -> list[list[int]]:
    return [[goal.value for goal in plan.goals] for plan in plans]


def test_fewer_appointments_or_sooner_done() -> None:
    found = chosen(turns())
    assert found.sentence == "1 Termin, fertig am 6. März; oder 2, fertig am 3. März"
    assert values(found.front) == [[0, 0, 1, 4, 0], [0, 0, 2, 1, 0]]
    assert [[goal.bound for goal in plan.goals] for plan in found.front] == [[0, 0, 1, 4, 0], [0, 0, 1, 1, 0]]
    assert values(found.different) == [[0, 0, 1, 4, 0], [0, 0, 2, 1, 0], [0, 0, 2, 4, 0]]
    assert found.complete and found.kept and found.priced == ()
    assert [(on_front, rank, [day for day, _ in comings]) for on_front, rank, _, comings in found.rows] == [
        (True, 1, [date(2026, 3, 6)]),
        (True, 2, [date(2026, 3, 2), date(2026, 3, 3)]),
        (False, 3, [date(2026, 3, 2), date(2026, 3, 6)]),
    ]
    for plan in (*found.front, *found.different):
        assert violations(found.problem, plan) == []


def test_what_a_preference_costs_stands_beside_what_it_would_be_without() -> None:
    found = chosen(turns(), "mornings")
    (mornings,) = found.priced
    assert [goal.value for goal in found.without] == [0, 0, 1, 4, 0]
    assert [goal.value for goal in mornings.goals] == [0, 0, 2, 1, 0]
    assert mornings.kept and found.kept
    assert mornings.sentence == "Möglich: 2 Termine, fertig am 3. März, statt 1 Termin, fertig am 6. März."
    assert values(found.front) == [[0, 0, 2, 1, 0]]
    assert all(one.end <= one.day * 1440 + 720 for one in found.front[0].appointments)


def test_a_preference_that_costs_nothing_or_cannot_be_says_so() -> None:
    free, never = chosen(turns(), "this-week", "not-before=16:00").priced
    assert (free.kept, free.sentence) == (True, "Das kostet nichts.")
    assert not never.kept
    assert never.sentence == "Das geht nicht: 0 Termine, 2 Gespräche bleiben offen, statt 1 Termin, fertig am 6. März."


def test_preferences_that_clash_are_kept_by_no_option() -> None:
    """Each by itself is possible: mornings by coming twice, afternoons on Friday."""
    found = chosen(turns(), "mornings", "afternoons")
    assert [one.kept for one in found.priced] == [True, True]
    assert not found.kept
    assert values(found.front) == values(chosen(turns()).front)


def test_words_for_deputies_and_what_stays_open() -> None:
    plain = Gist(1, date(2026, 5, 12), 0, 0)
    deputised = Gist(2, date(2026, 4, 20), 2, 1)
    assert in_words([plain, deputised]) == (
        "1 Termin, fertig am 12. Mai; oder 2, fertig am 20. April, 2 mit Vertretung, 1 Gespräch bleibt offen"
    )
    assert in_words([Gist(3, None, 1, 2)]) == "3 Termine, einer mit Vertretung, 2 Gespräche bleiben offen"
    assert price_in_words(plain, plain, kept=True, free=True, sure=True) == "Das kostet nichts."


def test_a_price_that_shows_in_no_number_or_day_of_appointments_is_told_too() -> None:
    plain = Gist(1, date(2026, 5, 12), 0, 0)

    def price(wanted: Gist) -> str:
        return price_in_words(plain, wanted, kept=True, free=False, sure=True)

    assert price(replace(plain, waiting=20)) == "Möglich: 1 Termin, fertig am 12. Mai, aber 20 statt 0 Minuten Wartezeit."
    assert price(replace(plain, changes=1)) == "Möglich: 1 Termin, fertig am 12. Mai, aber 1 statt 0 zugesagte Termine geändert."


def test_what_was_not_proved_is_not_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time is up before anything is found for what is asked first, and for afternoons."""
    asked = list[Problem]()

    def best(problem: Problem, budget: Budget, calendars: Calendars) -> Plan:
        asked.append(problem)
        return complete(problem, ()) if len(asked) in {1, 3, 4} else true_best(problem, budget, calendars)

    true_best = options.best
    monkeypatch.setattr(options, "best", best)
    found = chosen(turns(), "mornings", "afternoons")
    mornings, afternoons = found.priced
    assert (mornings.kept, afternoons.kept, found.kept) == (True, None, None)
    known = "2 Termine, fertig am 3. März"  # with mornings, so also without
    assert mornings.sentence == f"Möglich: {known}, ohne wurde nichts Besseres gefunden (soweit die Zeit reichte)."
    assert afternoons.sentence == (
        "Ob das geht, ließ sich in der Zeit nicht zeigen: 0 Termine, 2 Gespräche bleiben offen, "
        f"statt {known} (soweit die Zeit reichte)."
    )
    assert [(goal.value, goal.bound) for goal in found.without] == [(0, None), (0, None), (2, None), (1, None), (0, None)]


def test_a_hard_question_leaves_time_for_those_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    given = list[float]()

    def best(asked: Problem, budget: Budget, calendars: Calendars) -> Plan:
        given.append(budget.seconds)
        return true_best(asked, Budget(20), calendars)

    true_best = options.best
    monkeypatch.setattr(options, "best", best)
    chosen(turns(), "mornings", "afternoons")
    assert len(given) == 4  # nothing preferred, each, both; then the options themselves
    assert 0 < given[0] <= 20 / 5
    assert all(seconds <= 20 / 2 for seconds in given)


def test_a_file_is_read_for_one_of_its_cases() -> None:
    both = replace(turns(), cases=(*turns().cases, case(id="other")))
    text = exchange.write_problem(both)
    found = file_choices(text, "c", 2, [], 20)
    assert [case.id for case in found.problem.cases] == ["c"]
    document = found.document()
    assert [len(document[name]) for name in ("front", "different")] == [2, 2]
    assert exchange.read_plan(json.dumps(document["front"][0]), found.problem).goals == found.front[0].goals
    with pytest.raises(InputError) as refused:
        file_choices(text, "nobody", 2, [], 20)
    assert "Known: c, other." in str(refused.value)


@pytest.mark.parametrize("use_case", ["choosing", "explaining", "planning"])
def test_loops_that_have_to_be_compiled_first_take_nothing_of_the_time(use_case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once an installation that takes some seconds."""
    monkeypatch.setattr(f"scheduler.{use_case}.warm", lambda: time.sleep(1.2))
    text = exchange.write_problem(turns())
    if use_case == "choosing":
        assert file_choices(text, "c", 2, [], 1.0).complete
    elif use_case == "explaining":
        assert [goal.bound for goal in explain_file(text, "c", fewer=False, seconds=1.0).goals] == [0, 0, 1, 4, 0]
    else:
        assert json.loads(solve_text(text, Budget(1.0)))["status"] == "optimal"


@pytest.fixture
def desk(store: Store) -> Desk:
    desk = Desk(store, catalogue(), "lotse.example", solve_seconds=20.0)
    assert desk.seed_town(town(), NOW)
    return desk


def test_every_option_is_a_proposal_that_can_be_confirmed(desk: Desk) -> None:
    case_id = desk.open_case(new(1, BOTH), NOW).id
    found = request_options(desk, case_id, NOW, 3)
    ids = [one.plan.id or 0 for one in found.options]
    assert len(set(ids)) == 3 and [one.rank for one in found.options] == [1, 2, 3]
    assert [desk.plan(plan_id) for plan_id in ids] == [one.plan for one in found.options]
    with desk.store.reading() as reading:
        assert reading.booked_from(NOW) == ()
    assert desk.confirm(ids[1], NOW).appointments[0].start == found.options[1].plan.appointments[0].start


def test_an_option_with_a_preference_is_lawful_in_the_world_as_it_is(desk: Desk) -> None:
    case_id = desk.open_case(new(1, BOTH), NOW).id
    found = request_options(desk, case_id, NOW, 1, [read_preference("afternoons")])
    (option,) = found.options
    (only,) = option.plan.appointments
    assert only.start == moment(3, "13:00")
    assert desk.confirm(option.plan.id or 0, NOW).status == "confirmed"
