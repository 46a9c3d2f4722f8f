"""One more founder against a month's full calendar: all five goals proved within five seconds? `make prove-month`.

Plans the demo's month of 700 contacts first come, first served (some minutes), books it, then plans a restaurant (14
meetings) in every district, each alone against that calendar. Prints demanded / seen / count / seed; exit 1 when a plan is
not proved in time or breaks a rule.
"""

import argparse
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

from scheduler.cases import Case, Customer
from scheduler.framing import frame
from scheduler.month import month
from scheduler.planning import plan_together
from scheduler.required import required_meetings
from scheduler.townfile import read_town_file
from scheduler.ventures import catalogue
from solver.budget import Budget
from solver.check import violations
from solver.search import solve

TOWN = Path(__file__).parent.parent / "fixtures" / "towns" / "dortmund.toml"
SECONDS, CONTACTS = 5.0, 700


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seed", type=int, default=1)
    seed = options.parse_args().seed
    town, offer = read_town_file(TOWN), catalogue()
    now = datetime(2026, 3, 2, 7, tzinfo=ZoneInfo(town.timezone))
    cases = month(town, offer, CONTACTS, seed, now.date())
    planned = plan_together(town, cases, now, seconds=1800, method="first-come")
    booked = [replace(one, id=number) for number, one in enumerate(planned.appointments, start=1)]
    print(f"month: {len(booked)} appointments, {len(planned.unplaced)} meetings unplaced, {planned.seconds:.0f} s")
    venture = offer.venture("gaststaette-neueroeffnung")
    took: list[float] = []
    faults = 0
    for number, district in enumerate(town.districts, start=CONTACTS + 1):
        founder = Customer("Gründung", f"g{number}@kunde.example")
        case = Case(number, district.id, venture.id, founder, now.date(), required_meetings(venture, town))
        framed = frame(town, [case], booked, now)
        plan = solve(framed.problem, Budget(60.0, 2, seed))
        values = " ".join(f"{goal.name}={goal.value}/{goal.bound}" for goal in plan.goals)
        in_time = plan.status == "optimal" and plan.seconds <= SECONDS
        faults += bool(violations(framed.problem, plan)) or not in_time
        took.append(plan.seconds)
        print(f"{district.id:20} {plan.status:9} {plan.seconds:5.2f} s  {values}")
    print(f"demanded: all proved in <= {SECONDS:.0f} s | seen: median {median(took):.2f} s, longest {max(took):.2f} s, "
          f"{faults} over | count: {len(took)} | seed: {seed}")  # fmt: skip
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
