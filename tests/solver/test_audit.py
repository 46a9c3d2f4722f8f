"""Audit mode: the same plan byte for byte, whatever the process and its seed of hashes; or none, where time had a say."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from solver.budget import Budget
from solver.exchange import read_plan, read_problem, sha256, write_plan, write_problem
from solver.problem import Problem
from solver.reading import InputError
from solver.search import solve
from tests.solver.full_calendar import full_calendar

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "fixtures" / "problems"
AUDIT = Budget(seconds=120, seed=3, audit=True)
RUNS, HASH_SEEDS = 5, (0, 1, 17, 4242, 987654)

# Each line of its output: the hash of a plan, for each problem and each of the runs.
SCRIPT = """
import hashlib, sys
from solver.exchange import write_plan
from tests.solver.test_audit import AUDIT, RUNS, problems, solve
for problem, method in problems():
    for _ in range(RUNS):
        print(hashlib.sha256(write_plan(solve(problem, AUDIT, method), problem).encode()).hexdigest())
"""


def problems() -> list[tuple[Problem, str]]:
    """One case, a few proved together, told appointments, unplaced meetings with their reasons, and cases first come."""
    one = {name: read_problem((FIXTURES / f"{name}.json").read_text()) for name in ("restaurant", "moved", "overdue")}
    full = full_calendar(1)
    calendar = replace(full, cases=(full.cases[0], replace(full.cases[0], id="second")))
    return [
        (one["restaurant"], "auto"),
        (full_calendar(2), "auto"),
        (one["moved"], "auto"),
        (one["overdue"], "auto"),
        (one["overdue"], "first-come"),
        (calendar, "first-come"),
    ]


def test_the_same_bytes_in_every_process_and_every_time():
    """The hash of texts, and with it the order of sets of texts, is another one in each process."""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", SCRIPT], env=os.environ | {"PYTHONHASHSEED": str(seed)}, cwd=ROOT, stdout=subprocess.PIPE
        )
        for seed in HASH_SEEDS
    ]
    outputs = [process.communicate()[0].decode().split() for process in running]
    assert [process.returncode for process in running] == [0] * len(HASH_SEEDS)
    for number in range(len(problems())):
        made = {output[number * RUNS + run] for output in outputs for run in range(RUNS)}
        assert len(made) == 1, problems()[number][1]
    assert len(set(outputs[0])) == len(problems())


def test_an_audited_plan_says_how_it_was_made_and_reads_back():
    problem = read_problem((FIXTURES / "moved.json").read_text())
    plan = solve(problem, AUDIT)
    assert plan.made is not None
    assert (plan.seconds, plan.made.input_sha256, plan.made.method) == (0, sha256(problem), "exact")
    assert (plan.made.seed, plan.made.workers, plan.made.limit_seconds) == (3, 1, 120)
    assert {"lotse-termine", "ortools", "numba"} <= set(plan.made.version.replace(",", "").split())
    assert read_plan(write_plan(plan, problem), problem) == plan


def test_what_is_not_audited_says_nothing_of_how_it_was_made():
    assert solve(read_problem((FIXTURES / "moved.json").read_text()), Budget(seconds=30)).made is None


@pytest.mark.parametrize("method", ["auto", "exact", "first-come"])
def test_an_audit_that_time_cuts_short_is_refused(method: str):
    full = full_calendar(1)
    many = replace(full, cases=tuple(replace(full.cases[0], id=f"case-{number}") for number in range(20)))
    with pytest.raises(InputError, match="seconds: the time was up before the search was at its end"):
        solve(many, replace(AUDIT, seconds=0.2), method)


def test_a_search_that_ends_with_the_time_is_not_audited():
    with pytest.raises(InputError, match="Audits are for fit, exact and first-come"):
        solve(full_calendar(1), AUDIT, "improve")


def test_an_audit_of_one_case_that_time_cuts_short_is_refused():
    with pytest.raises(InputError, match="Give an audit more of them"):
        solve(full_calendar(1), replace(AUDIT, seconds=0.001))


def test_enough_time_and_more_than_enough_make_the_same_plan():
    problem = full_calendar(2)
    plans = [solve(problem, replace(AUDIT, seconds=seconds)) for seconds in (60, 3600)]
    assert replace(plans[0], made=None) == replace(plans[1], made=None)


def test_the_order_of_lists_that_mean_nothing_is_part_of_the_input():
    """Another order is another input: its hash says so, and its plan is as good."""
    problem = read_problem((FIXTURES / "moved.json").read_text())
    turned = replace(problem, staff=problem.staff[::-1])
    one, other = solve(problem, AUDIT), solve(turned, AUDIT)
    assert write_problem(problem) != write_problem(turned)
    assert one.made is not None
    assert other.made is not None
    assert one.made.input_sha256 != other.made.input_sha256
    assert one.goals == other.goals
