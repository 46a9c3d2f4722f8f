"""What the benches measure with: the months, the rival, the process of its own, the curves."""

import random
import time
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from bench import monolith as rival
from bench.curves import curves
from bench.instances import MODERATE, TOWN, Instance, copied
from bench.methods import FIRST_COME, METHODS, MONOLITH, OURS, Asked, Run, Step, run
from bench.said import said
from bench.side_by_side import gap, line_of, side_by_side
from scheduler.townfile import read_town_file
from solver.budget import Budget
from solver.check import violations
from solver.exchange import read_problem
from solver.search import solve
from tests.prove_calendar import falls
from tests.solver.drawn import bounds, read, values
from tests.twin.problems import tiny

FEW = Instance("few", 1.0, contacts=6)


def tiny_problem(seed):
    return replace(read(tiny(random.Random(seed))), previous=())


def test_the_same_seed_is_the_same_month_and_another_is_another():
    assert FEW.text(4) == FEW.text(4) != FEW.text(5)


def test_contacts_of_one_day_may_all_begin_then():
    spread, heaped = FEW.problem(4), replace(FEW, one_day=True).problem(4)
    assert len({min(meeting.earliest_day for meeting in case.meetings) for case in spread.cases}) > 1
    assert len({min(meeting.earliest_day for meeting in case.meetings) for case in heaped.cases}) == 1
    assert heaped.staff == spread.staff


def test_inspected_contacts_all_end_on_site():
    problem = replace(FEW, inspected=True).problem(4)
    travelled = {place.id for place in problem.places if place.travel_minutes}
    assert all(any(travelled.issuperset(meeting.places) for meeting in case.meetings) for case in problem.cases)


def test_a_town_of_three_copies_has_three_of_everything_but_doors():
    town = read_town_file(TOWN)
    thrice = copied(town, 3)
    for many, one in ((thrice.districts, town.districts), (thrice.advisors, town.advisors), (thrice.officers, town.officers)):
        assert len({seat.id for seat in many}) == len(many) == 3 * len(one)
    assert len({seat.email for seat in (*thrice.advisors, *thrice.officers)}) == 3 * len(town.email_by_seat)
    assert [place.rooms for place in thrice.places] == [place.rooms and 3 * place.rooms for place in town.places]
    assert {host for one in thrice.districts for host in (one.advisor, *one.deputies)} <= {seat.id for seat in thrice.advisors}


@pytest.mark.parametrize("seed", range(8))
def test_the_rival_proves_what_the_exact_search_proves(seed):
    problem = tiny_problem(seed)
    start, heard = solve(problem, method="first-come"), []
    plan = rival.monolith(problem, start, time.monotonic() + 20, 1, 0, lambda *told: heard.append(told))
    assert not violations(problem, plan)
    assert values(plan) == bounds(plan) == values(solve(problem, Budget(20.0), "exact"))
    assert heard[0][0] == values(start)[:3]
    assert heard[-1] == (values(plan)[:3], values(plan)[:3])


def test_the_rival_takes_up_the_plan_it_is_given():
    problem = MODERATE.problem(1)
    problem = replace(problem, cases=problem.cases[:12])
    start = solve(problem, method="first-come")
    plan = rival.monolith(problem, start, time.monotonic(), 1, 0, lambda *_: None)
    assert plan.appointments == start.appointments


def test_a_model_too_large_is_not_built(monkeypatch):
    problem = tiny_problem(1)
    monkeypatch.setattr(rival, "MOST_STEPS", 1)
    with pytest.raises(rival.TooLargeError, match="steps"):
        rival.monolith(problem, solve(problem), time.monotonic() + 1, 1, 0, lambda *_: None)


def test_each_method_hands_back_a_refereed_plan_with_what_it_took(tmp_path):
    found = {one.method: one for one in side_by_side(FEW, 4, 10.0, tmp_path)}
    assert list(found) == list(METHODS)
    for one in found.values():
        assert (one.failed, one.faults, len(one.values)) == ("", (), 5)
        assert one.steps[-1].values == one.values
        assert one.steps[-1].seconds == one.seconds > 0
        assert one.megabytes > 50
        assert not list(falls(one.steps))


def test_a_plan_that_breaks_a_rule_is_told(tmp_path):
    path = tmp_path / "few.json"
    path.write_text(FEW.text(4), "utf-8")
    problem = read_problem(path.read_bytes())
    asked = Asked(FIRST_COME, path, tmp_path / "plan.json", 20.0, 0)
    nobody = replace(problem, staff=tuple(replace(one, shifts=()) for one in problem.staff))
    assert any("staff" in fault for fault in run(asked, nobody).faults)


def test_a_process_that_dies_leaves_no_plan(tmp_path):
    path = tmp_path / "few.json"
    path.write_text(FEW.text(4), "utf-8")
    asked = Asked(MONOLITH, path, tmp_path / "plan.json", 5.0, 0, hint=tmp_path / "missing.json")
    found = run(asked, read_problem(path.read_bytes()))
    assert found.failed == "ended with code 1"
    assert line_of("few", found).count("|") == line_of("few", replace(found, failed="", values=(0,) * 5, bounds=(0,) * 5)).count(
        "|"
    )


def test_the_gap_is_of_the_first_goal_not_proved():
    done = Run(OURS, 60.0, 5.0, 100, (), (2, 0, 30, 9, 0), (2, 0, 28, None, 0))
    assert gap(done) == "appointments 2"
    assert gap(replace(done, bounds=done.values)) == "proved"


def test_a_worse_plan_or_bound_within_a_run_is_seen():
    steps = [Step(1.0, (3, 0, 9), (1, 0, None)), Step(2.0, (2, 0, 10), (1, 0, None)), Step(3.0, (2, 0, 9), (2, 0, 8))]
    assert not list(falls(steps))
    assert len(list(falls([*steps, Step(4.0, (2, 0, 10), (2, 0, 8))]))) == 1
    assert len(list(falls([*steps, Step(4.0, (2, 0, 9), (1, 0, 8))]))) == 1


def test_the_curves_name_every_instance_and_every_method():
    steps = (Step(1.0, (9, 0, 9), (0, 0, None)), Step(4.0, (2, 0, 10), (1, 0, 8)))
    runs = {name: [Run(method, 60.0, 5.0, 100, steps) for method in METHODS] for name in ("one", "two")}
    for goal, index in (("unplaced", 0), ("appointments", 2)):
        drawn = ElementTree.fromstring(curves(runs, goal, index))
        words = {text.text for text in drawn.iter("{http://www.w3.org/2000/svg}text")}
        assert words >= {"one", "two", "seconds", goal, *METHODS}


def test_what_is_not_seen_is_said_so(capsys):
    assert said("that", "1", "1", 5, 7, fine=True)
    assert not said("that", "1", "2", 5, 7, fine=False)
    assert capsys.readouterr().out.splitlines() == [
        "that: demanded 1 | seen 1 | 5 | seed 7",
        "that: demanded 1 | seen 2 | 5 | seed 7 | NOT SEEN",
    ]
