"""Ten sick days in a month of 700 contacts, and 500 tiny setbacks against all lawful plans: `make prove-replan`.

The month is `lotse problem --warm-up 0 --load 0.7 --contacts 700`, planned; then, day after day drawn from a seed, somebody
who was to come is ill, and from that morning on the plan is put right. Prints for each seconds, changes and their bound, and
whether anything pinned moved; both referees judge each plan. Exit 1 when one breaks a rule or takes too long, when something
pinned moved, when changes lie more than 1 above the bound on more than one day in ten, or when a bound lies above the best
of all lawful plans of a tiny problem.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from api.commands.demo import FIRST_DAY
from scheduler.month import VENTURE_SHARE
from scheduler.planning import problem_text
from scheduler.replanning import Days, Replanned, Setback, replan_text
from scheduler.townfile import read_town_file
from scheduler.ventures import catalogue
from scheduler.warm_up import MonthSetting, warmed_up
from solver import exchange
from solver.budget import Budget
from solver.plan import Appointment, Plan
from solver.problem import Problem
from solver.search import solve
from tests.solver.drawn import bounds, values
from tests.solver.test_replan import replanned
from tests.twin.referee import broken_rules, goals

TOWN = Path(__file__).parent.parent / "fixtures" / "towns" / "dortmund.toml"
SICK_DAYS, MOST_SECONDS, SECONDS, ABOVE = 10, 10.0, 6.0, 1
FIRST_DAYS = 21  # on which somebody falls ill: those of the month itself
TINY = 500


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--contacts", type=int, default=700)
    options.add_argument("--load", type=float, default=0.7)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--seconds", type=float, default=60.0, help="for the plan of the month")
    options.add_argument("--tiny", type=int, default=TINY)
    asked = options.parse_args()
    print(f"seed {asked.seed}")
    problem, plan = planned_month(asked)
    faults = sick_days(problem, plan, asked.seed)
    faults += tiny_setbacks(asked.tiny, asked.seed)
    for fault in faults:
        print(f"FAULT {fault}")
    return 1 if faults else 0


def planned_month(asked: argparse.Namespace) -> tuple[Problem, Plan]:
    setting = MonthSetting(asked.contacts, asked.load, asked.seed, date.fromisoformat(FIRST_DAY), VENTURE_SHARE, warm_up_months=0)
    month = warmed_up(read_town_file(TOWN), catalogue(), setting)
    problem = exchange.read_problem(problem_text(month.town, month.cases, month.booked, month.now))
    plan = solve(problem, Budget(asked.seconds, second_opinion=False))
    print(f"month: {len(plan.appointments)} appointments, {len(plan.unplaced)} meetings unplaced, {plan.seconds:.0f} s")
    return problem, plan


def sick_days(problem: Problem, plan: Plan, seed: int) -> list[str]:
    """What is wrong. Reading, refereeing what was told and writing count as seconds, as for whoever types the command."""
    rng = random.Random(seed)
    clock = exchange.clock_of(problem)
    before, told = exchange.write_problem(problem), exchange.write_plan(plan, problem)
    faults: list[str] = []
    far = 0
    print("day        ill                     theirs  unplaced  changes  bound  told  pinned moved  seconds  of CPU")
    for _ in range(SICK_DAYS):
        day = rng.choice(sorted({one.day for one in plan.appointments})[:FIRST_DAYS])
        theirs: dict[str, int] = {}
        for one in plan.appointments:
            for who in people(one) if one.day == day else ():
                theirs[who] = theirs.get(who, 0) + 1
        ill = rng.choice(sorted(theirs))
        today = date.fromisoformat(clock.day_text(day))
        began, used = time.monotonic(), time.process_time()
        found = replan_text(before, told, Setback(away=(Days(ill, today, today),), today=today), Budget(SECONDS))
        seconds, used = time.monotonic() - began, time.process_time() - used
        moved = pinned_moved(plan, found, day)
        unplaced, changes = found.goals[0], found.goals[1]
        print(f"{today} {ill:24}{theirs[ill]:6}{unplaced.value:7} ({unplaced.bound}){changes.value:8}{changes.bound:>7}"
              f"{found.told:6}{moved:14}{seconds:9.1f}{used:8.1f}")  # fmt: skip
        far += changes.bound is None or changes.value > changes.bound + ABOVE
        faults += [f"{ill} on {today}: {fault}" for fault in judged(found)]
        faults += [f"{ill} on {today}: {moved} pinned appointments moved"] if moved else []
        # Of this process: how long it takes where nobody else computes on the machine.
        faults += [f"{ill} on {today}: {used:.1f} s of CPU"] if used > MOST_SECONDS else []
    print(f"demanded: changes within {ABOVE} of the bound on 9 of 10 | seen: {SICK_DAYS - far} of {SICK_DAYS}")
    return [*faults, f"changes above the bound on {far} days"] if far > SICK_DAYS // 10 else faults


def people(one: Appointment) -> set[str]:
    return {who for held in one.meetings for who in held.staff} | ({one.advisor} if one.advisor else set())


def pinned_moved(plan: Plan, found: Replanned, day: int) -> int:
    """How many of the days before are not as they were."""
    after = {one["id"]: one for one in json.loads(found.plan)["appointments"]}
    problem = exchange.read_problem(found.problem)
    stands = {one.content for one in exchange.read_plan(found.plan, problem).appointments}
    return sum(one.id not in after or one.content not in stands for one in plan.appointments if one.day < day)


def judged(found: Replanned) -> Iterator[str]:
    """What the second referee says; the first has judged it already, or it would not be there."""
    asked, answered = json.loads(found.problem), json.loads(found.plan)
    yield from (f"{rule}: {sentence}" for rule, sentence in broken_rules(asked, answered))
    if [goal["value"] for goal in answered["goals"]] != goals(asked, answered):
        yield "the second referee counts other goals"


def tiny_setbacks(count: int, seed: int) -> list[str]:
    """Bounds of tiny problems that lie above the best of all their lawful plans."""
    faults: list[str] = []
    best = 0
    for asked, _, plan, vectors in replanned(random.Random(f"prove {seed}"), count):
        for number, bound in enumerate(bounds(plan)):
            before = values(plan)[:number]
            rivals = [one[number] for one in vectors if all(a <= b for a, b in zip(one, before, strict=False))]
            if bound is not None and bound > min(rivals):
                faults.append(f"goal {number}: bound {bound} above {min(rivals)} of {exchange.write_problem(asked)}")
        best += values(plan)[:2] == min(vectors)[:2]
    print(f"tiny: {count} setbacks, {len(faults)} bounds above the best; unplaced and changes at their optimum in {best}")
    return faults


if __name__ == "__main__":
    sys.exit(main())
