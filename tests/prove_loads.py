"""A month of contacts at three loads, first come, first served, before both referees: `make prove-loads`.

Prints for each load how full the earlier months have left the calendar, the trips before and after, what stayed unplaced
and why, and how much of their time the seats are taken afterwards. Exit 1 when a referee finds a broken rule or another
value of a goal, when a plan was cut short, or when the plan file is refused. `docs/month.md` shows what was seen.
"""

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from rich.console import Console

from api.commands.demo import FIRST_DAY
from api.commands.trips_table import print_trips
from api.commands.use_table import print_use
from scheduler.framing import frame, unframe_all
from scheduler.plans import Appointment, JointPlan
from scheduler.problem_file import check_text
from scheduler.townfile import read_town_file
from scheduler.trips import trips
from scheduler.use import use_of_advisors
from scheduler.ventures import catalogue
from scheduler.warm_up import WARM_UP_MONTHS, Month, MonthSetting, warmed_up
from solver import exchange
from solver.budget import Budget
from solver.search import solve
from tests.twin.referee import broken_rules, goals

TOWN = Path(__file__).parent.parent / "fixtures" / "towns" / "dortmund.toml"
LOADS = (0.7, 0.9, 1.1)
SECONDS = 100_000.0  # so many that no case can be cut short
SPAN = 15  # open days: about three weeks
MOST_REASONS = 15
KINDS = ((r"\d{4}-\d\d-\d\d", "DAY"), (r"\b\d+ minutes", "MINUTES"), (r"adv-[a-z0-9-]+( or adv-[a-z0-9-]+)*", "ADVISORS"))


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--contacts", type=int, default=700)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--warm-up", type=int, default=WARM_UP_MONTHS)
    options.add_argument("--load", type=float, action="append")
    asked = options.parse_args()
    faults = 0
    for load in asked.load or LOADS:
        setting = MonthSetting(asked.contacts, load, asked.seed, date.fromisoformat(FIRST_DAY), warm_up_months=asked.warm_up)
        for fault in proved(setting):
            faults += 1
            print(f"FAULT {fault}")
    print(f"{faults} faults, seed {asked.seed}")
    return 1 if faults else 0


def proved(setting: MonthSetting) -> Iterator[str]:
    """Print what was seen at one load; yields what is wrong."""
    console = Console(highlight=False, width=120)
    offer, began = catalogue(), time.monotonic()
    month = warmed_up(read_town_file(TOWN), offer, setting)
    console.print(f"\n[bold]Load {month.load:.2f}[/]: earlier months hold {len(month.booked)} appointments ", end="")
    console.print(
        f"({time.monotonic() - began:.0f} s). Advisors taken per {SPAN} days: {', '.join(_profile(month, month.booked))}"
    )
    framed = frame(month.town, month.cases, month.booked, month.now)
    found = solve(framed.problem, Budget(SECONDS, workers=1, seed=setting.seed), method="first-come")
    planned = unframe_all(framed, found)
    problem, plan = exchange.write_problem(framed.problem), exchange.write_plan(found, framed.problem)
    print_trips(console, offer, trips(month.cases, planned, offer))
    _print_unplaced(console, month, planned)
    everything = (*month.booked, *planned.appointments)
    console.print(f"Advisors taken per {SPAN} days afterwards: {', '.join(_profile(month, everything))}")
    print_use(console, month.town, everything, {"month": month.days, "horizon": month.horizon_days})
    console.print(f"planned in {found.seconds:.0f} s; problem {len(problem) / 1e6:.1f} MB")
    yield from _faults(problem, plan)
    if found.seconds * len(month.cases) > SECONDS:
        yield f"{found.seconds} s for {len(month.cases)} contacts: a plan may have been cut short"


def _faults(problem: str, plan: str) -> Iterator[str]:
    """What `lotse check` and the second referee have to say."""
    checked = check_text(problem, plan)
    yield from (f"{rule}: {sentence}" for rule, sentence in checked.broken)
    asked, answered = json.loads(problem), json.loads(plan)
    yield from (f"second referee, {rule}: {sentence}" for rule, sentence in broken_rules(asked, answered))
    told = [goal["value"] for goal in answered["goals"]]
    if not told == [goal.value for goal in checked.goals] == goals(asked, answered):
        yield f"goals {told}, referee {[goal.value for goal in checked.goals]}, second referee {goals(asked, answered)}"


def _profile(month: Month, appointments: tuple[Appointment, ...]) -> Iterator[str]:
    """How much of the advisors' time is taken, span by span over the horizon."""
    for first in range(0, len(month.horizon_days), SPAN):
        lines = use_of_advisors(month.town, appointments, month.horizon_days[first : first + SPAN])
        yield f"{sum(line.taken for line in lines) / sum(line.offered for line in lines):.0%}"


def _print_unplaced(console: Console, month: Month, planned: JointPlan) -> None:
    """Kinds of reasons, most frequent first: days, minutes and whose advisors is left out of them."""
    meetings = sum(len(case.meetings) for case in month.cases)
    touched = len({left.case for left in planned.unplaced})
    console.print(f"Unplaced: {len(planned.unplaced)} of {meetings} meetings, of {touched} of {len(month.cases)} contacts.")
    kinds = Counter(_kind(left.reason) for left in planned.unplaced)
    for kind, count in kinds.most_common(MOST_REASONS):
        console.print(f"  {count:4} x {kind}", soft_wrap=True)
    if len(kinds) > MOST_REASONS:
        console.print(f"  and {len(kinds) - MOST_REASONS} more kinds")


def _kind(reason: str) -> str:
    for told, kind in KINDS:
        reason = re.sub(told, kind, reason)
    return reason


if __name__ == "__main__":
    sys.exit(main())
