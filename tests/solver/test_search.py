"""Solving from outside: methods, budget, ties, empty problems, and what is said where nothing was proved."""

import random
import time
from dataclasses import replace

import pytest

from solver import exact, search
from solver.budget import Budget
from solver.check import violations
from solver.plan import Plan
from solver.problem import After, Case, Problem
from solver.question import Question
from solver.search import RefereeError, solve
from tests.solver.drawn import bounds, only, read, values
from tests.solver.full_calendar import full_calendar
from tests.solver.small import advisor, appointment, at, case, daily, held, meeting, officer, problem, shift
from tests.twin.problems import medium


def solved(of: Problem, method: str = "auto", seconds: float = 20.0) -> Plan:
    plan = solve(of, Budget(seconds, 1), method)
    assert violations(of, plan) == []
    return plan


def big(cases: int) -> Problem:
    """Many cases of five meetings, all with the same advisor and the same two departments."""
    meetings = (
        meeting("a"),
        *(meeting(f"m{number}", need, after=(After("a"),)) for number, need in enumerate(("bau", "brand") * 2)),
    )
    staff = (
        advisor(shifts=daily("08:00", "16:00")),
        *(officer(id, shifts=daily("08:00", "16:00")) for id in ("bau-1", "brand-1")),
    )
    return problem(*(case(*meetings, id=f"c{number}") for number in range(cases)), staff=staff)


@pytest.mark.parametrize("method", ["auto", "first-come", "exact"])
def test_the_budget_is_honoured(method: str) -> None:
    of, began = big(30), time.monotonic()
    plan = solved(of, method, seconds=2.0)
    # A case that has begun gets a second in any case, the referee and the reasons come on top, and the machine may be busy.
    assert time.monotonic() - began < 15
    assert plan.appointments


def test_progress_counts_cases() -> None:
    seen: list[tuple[int, int]] = []
    solve(big(6), Budget(10, 1), "first-come", progress=lambda done, of: seen.append((done, of)))
    assert seen == [(number, 6) for number in range(1, 7)]


def test_first_come_serves_in_the_order_of_the_problem() -> None:
    """One half hour for two customers: whoever comes first has it, whatever the weights say."""
    scarce = (advisor(shifts=(shift("08:00", "08:30"),)),)
    early, late = case(), case(meeting(weight=5), id="d")
    for cases in ((early, late), (late, early)):
        plan = solved(problem(*cases, staff=scarce), "first-come")
        assert [one.case for one in plan.appointments] == [cases[0].id]
        best = solved(problem(*cases, staff=scarce), "exact")
        assert [one.case for one in best.appointments] == ["d"]
        assert values(best) <= values(plan)
        assert all(bound is None or bound <= value for bound, value in zip(bounds(plan), values(best), strict=True))


def test_first_come_bounds_are_those_of_each_case_added_up() -> None:
    plan = solved(big(4), "first-come")
    assert plan.goals[0].bound == 0
    assert plan.goals[2].value == plan.goals[2].bound == 4
    assert plan.status == "feasible" and plan.goals[3].bound != plan.goals[3].value


def test_an_unknown_method() -> None:
    with pytest.raises(ValueError, match=r"fastest is not a method\. Known are: auto, fit, exact, first-come"):
        solve(problem(), method="fastest")


@pytest.mark.parametrize("seed", range(6))
def test_a_small_joint_problem_is_proved(seed: int) -> None:
    rng = random.Random(f"joint {seed}")
    small = (drawn for drawn in iter(lambda: medium(rng), None) if len(drawn["cases"]) > 1)
    drawn = next(small)
    first = [one["id"] for one in drawn["cases"] if len(one["meetings"]) <= 5][:2] or [drawn["cases"][0]["id"]]
    assert solved(read(only(drawn, *first))).status == "optimal"


@pytest.mark.parametrize("seed", [2, 5])
def test_fourteen_meetings_against_a_full_calendar_are_proved(seed: int) -> None:
    plan = solve(full_calendar(seed), Budget(60, 2))
    assert sum(len(one.meetings) for one in plan.appointments) == 14
    assert plan.status == "optimal"
    assert bounds(plan) == values(plan)


def test_waiting_is_proved_as_soon_as_it_is_found() -> None:
    """Two officers an hour apart: waiting that cannot be less is confirmed without presolve in no time."""
    rng = random.Random("one")
    drawn = [medium(rng) for _ in range(19)][18]
    largest = max(drawn["cases"], key=lambda one: len(one["meetings"]))["id"]
    plan = solved(read(only(drawn, largest)), seconds=10)
    assert values(plan)[4] > 0
    assert plan.status == "optimal"


def test_a_bound_that_nobody_confirms_is_null(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked a second time CP-SAT no longer finds fewer impossible: then nobody says so."""
    early, late = (
        officer("bau-1", "bau", shifts=daily("08:00", "09:00")),
        officer("gew-1", "gewerbe", shifts=daily("11:00", "12:00")),
    )
    of = problem(case(meeting("m", "bau"), meeting("n", "gewerbe")), staff=(advisor(), early, late))
    assert solved(of).goals[2].bound == 2
    monkeypatch.setattr(Question, "possible", lambda _question: None)
    plan = solved(of)
    assert plan.goals[2].value == 2 and plan.goals[2].bound is None
    assert plan.status == "feasible"


def test_out_of_time_is_a_lawful_plan_without_proofs() -> None:
    plan = solved(full_calendar(2), "fit", seconds=0.001)
    assert plan.status == "feasible"
    assert not all(goal.proved for goal in plan.goals)


def test_a_plan_that_breaks_a_rule_never_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    too_early = appointment(held("m", "07:00", "07:30"))
    monkeypatch.setattr(search, "fit", lambda *_: exact.Found((too_early,), (0, 0, None, None, None)))
    with pytest.raises(RefereeError, match="advisor: lotse has no shift"):
        solve(problem())


def test_the_earliest_start_breaks_a_tie() -> None:
    of = problem(case(meeting("m", latest_day=0)), staff=(advisor(shifts=daily("09:00", "12:00")),))
    assert [one.start for one in solved(of).appointments] == [at("09:00")]


def test_the_smallest_id_breaks_the_next_tie() -> None:
    """Whatever the order of the problem's list; advisors are in order of preference, and a deputy that costs nothing ties."""
    people = (officer("bau-2", "bau"), officer("bau-1", "bau"), officer("bau-3", "bau"))
    of = problem(case(meeting("m", "bau")), staff=(advisor(), *people))
    assert solved(of).appointments[0].meetings[0].staff == ("bau-1",)
    assert solved(replace(of, staff=(*people[::-1], advisor()))).appointments[0].meetings[0].staff == ("bau-1",)
    free = replace(of.policy, deputy_days=0)
    hosts = problem(case(advisors=("lotse", "deputy")), staff=(advisor(), advisor("deputy")), policy=free)
    assert solved(hosts).appointments[0].advisor == "deputy"


def test_same_seed_same_plan() -> None:
    of = replace(full_calendar(2), working_days=full_calendar(2).working_days[:15])
    first, second = (solve(of, Budget(60, 1, seed=7)) for _ in range(2))
    assert first.appointments == second.appointments
    assert first.seed == 7


@pytest.mark.parametrize("method", ["auto", "first-come", "exact"])
def test_no_cases(method: str) -> None:
    plan = solved(replace(problem(), cases=()), method)
    assert (plan.status, plan.appointments, plan.unplaced, values(plan)) == ("optimal", (), (), (0, 0, 0, 0, 0))


@pytest.mark.parametrize("method", ["auto", "first-come", "exact"])
def test_no_working_days(method: str) -> None:
    plan = solved(replace(problem(), working_days=()), method)
    assert values(plan) == (1, 0, 0, 0, 0)
    assert "no working day" in plan.unplaced[0].reason


@pytest.mark.parametrize("method", ["auto", "first-come", "exact"])
def test_no_meetings(method: str) -> None:
    plan = solved(problem(Case("c", ("lotse",), ())), method)
    assert (plan.status, values(plan)) == ("optimal", (0, 0, 0, 0, 0))


@pytest.mark.parametrize("method", ["auto", "first-come", "exact"])
def test_everything_pinned(method: str) -> None:
    pin = appointment(held("m", "08:00", "08:30", day=2), id="kept")
    plan = solved(problem(pinned=(pin,)), method)
    assert plan.appointments == (pin,)
    assert values(plan) == (0, 0, 1, 2, 0)


def test_ids_leave_out_those_of_pinned_appointments() -> None:
    pin = appointment(held("x", "08:00", "08:30"), id="a1", case="elsewhere")
    assert [one.id for one in solved(problem(pinned=(pin,))).appointments] == ["a2"]
