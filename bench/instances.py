"""Months to measure methods on, from a seed: `python bench/instances.py out/month 0.7-moderate --seed 4711`.

Each is a month of the product's own (`scheduler.month`, docs/month.md) on an empty calendar, framed as `lotse problem`
frames it, so that what is measured is what a desk would ask. Load is hosted minutes demanded per minute the advisors
offer; officers stay as the town has them, whatever the load. A larger town is so many copies of Dortmund in one: k times
the districts, seats and rooms, and every department's officers one pool.
"""

import argparse
import sys
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from scheduler.framing import frame
from scheduler.month import VENTURE_SHARE, month
from scheduler.planning import problem_text
from scheduler.town import Advisor, District, Officer, Place, Town
from scheduler.townfile import read_town_file
from scheduler.ventures import Catalogue, catalogue
from scheduler.warm_up import Month, MonthSetting, warmed_up
from solver.problem import Problem

TOWN = Path(__file__).parents[1] / "fixtures" / "towns" / "dortmund.toml"
FIRST_DAY = date(2026, 3, 2)
SEEDS = 10**6
Seat = TypeVar("Seat", Advisor, Officer)


@dataclass(frozen=True)
class Instance:
    """What a month is drawn from. `one_day`: all contacts come on its first day, not over 21 days of the desk.

    `inspected`: every contact is a venture that ends in an inspection on site, where staff travel.
    """

    name: str
    load: float
    contacts: int = 700
    copies: int = 1
    one_day: bool = False
    inspected: bool = False

    def month(self, seed: int) -> Month:
        """The same seed, the same month; half a minute of work for 7,000 contacts."""
        town, offer = copied(read_town_file(TOWN), self.copies), _offer(self.inspected)
        share = 1.0 if self.inspected else VENTURE_SHARE
        setting = MonthSetting(self.contacts, self.load, seed, FIRST_DAY, share, warm_up_months=0)
        drawn = warmed_up(town, offer, setting)
        if not self.one_day:
            return drawn
        return replace(drawn, cases=month(town, offer, self.contacts, seed, FIRST_DAY, open_days=1, venture_share=share))

    def problem(self, seed: int) -> Problem:
        drawn = self.month(seed)
        return frame(drawn.town, drawn.cases, drawn.booked, drawn.now).problem

    def text(self, seed: int) -> str:
        """As appointment-problem/1."""
        drawn = self.month(seed)
        return problem_text(drawn.town, drawn.cases, drawn.booked, drawn.now)


MODERATE = Instance("moderate", 0.7)
FULL = Instance("full", 0.9)
OVERFULL = Instance("overfull", 1.4)
HEAVY = Instance("heavy", 2.7)
ONE_DAY = Instance("one-day", 0.9, one_day=True)
CITY = Instance("city", 0.7, contacts=7_000, copies=10)
INSTANCES = (
    Instance("small", 1.4, contacts=200),
    MODERATE,
    FULL,
    OVERFULL,
    HEAVY,
    Instance("on-site", 0.9, contacts=200, inspected=True),
    ONE_DAY,
    Instance("three-towns", 0.9, contacts=2_100, copies=3),
)
BY_NAME = {one.name: one for one in (*INSTANCES, CITY)}


def copied(town: Town, copies: int) -> Town:
    """So many copies of the town in one; the first keeps its ids, those of the n-th end in -n."""
    numbers = range(1, copies + 1)
    return replace(
        town,
        districts=tuple(_district(one, number) for number in numbers for one in town.districts),
        advisors=tuple(_seat(one, number) for number in numbers for one in town.advisors),
        officers=tuple(_seat(one, number) for number in numbers for one in town.officers),
        places=tuple(_roomier(place, copies) for place in town.places),
        absences=tuple(replace(one, seat=_copy(one.seat, number)) for number in numbers for one in town.absences),
    )


def _copy(id: str, number: int) -> str:
    return id if number == 1 else f"{id}-{number}"


def _district(one: District, number: int) -> District:
    deputies = tuple(_copy(deputy, number) for deputy in one.deputies)
    return replace(one, id=_copy(one.id, number), advisor=_copy(one.advisor, number), deputies=deputies)


def _seat(one: Seat, number: int) -> Seat:
    mailbox, domain = one.email.split("@")
    return replace(one, id=_copy(one.id, number), email=f"{_copy(mailbox, number)}@{domain}")


def _roomier(place: Place, copies: int) -> Place:
    return place if place.rooms is None else replace(place, rooms=copies * place.rooms)


def _offer(inspected: bool) -> Catalogue:
    whole = catalogue()
    if not inspected:
        return whole
    some = tuple(one for one in whole.ventures if any(meeting.mode == "on_site" for meeting in one.meetings))
    return replace(whole, ventures=some)


def seed_of(text: str) -> int:
    """A seed of the command line: one that a plan can carry."""
    if not text.isdecimal() or int(text) >= SEEDS:
        raise argparse.ArgumentTypeError(f"{text} is no whole number from 0 to {SEEDS - 1}")
    return int(text)


def main() -> int:
    options = argparse.ArgumentParser(description="Write a month to measure on as appointment-problem/1.")
    options.add_argument("name", choices=BY_NAME)
    options.add_argument("path", type=Path)
    options.add_argument("--seed", type=seed_of, default=1)
    asked = options.parse_args()
    asked.path.write_text(BY_NAME[asked.name].text(asked.seed), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
