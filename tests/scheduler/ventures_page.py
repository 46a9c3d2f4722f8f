"""The tables of docs/ventures.md, every venture planned anew: `python -m tests.scheduler.ventures_page` writes them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from scheduler.cases import Case, Customer
from scheduler.clock import BERLIN
from scheduler.offer import offered
from scheduler.planning import plan_together
from scheduler.required import required_meetings
from scheduler.town import Town
from scheduler.townfile import read_town_file
from scheduler.ventures import Venture, catalogue

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "ventures.md"
TOWN = read_town_file(ROOT / "fixtures" / "towns" / "dortmund.toml")
NOW = datetime(2026, 3, 2, 7, tzinfo=BERLIN)
SECONDS = 60.0
START, END = "<!-- table -->\n", "<!-- end of table -->\n"


@dataclass(frozen=True)
class Alone:
    """One venture planned alone on an empty calendar: appointments with the bodies in the house, and at their own doors."""

    venture: Venture
    joined: int
    separate: int


def separate(town: Town) -> Town:
    """The same town, no body of which ever comes to the house."""
    return replace(town, departments=tuple(replace(one, joins_house=False) for one in town.departments))


def proven_minimum(venture: Venture, town: Town) -> int:
    """The fewest appointments that hold every meeting. Raises ValueError where that is not proved."""
    day = NOW.date()
    customer = Customer("Gründung", "gruendung@kunde.example")
    case = Case(1, "hoerde", venture.id, customer, day, required_meetings(venture, town), complete_on=day)
    goals = {goal.name: goal for goal in plan_together(town, [case], NOW, SECONDS).goals}
    if goals["unplaced"].value or goals["appointments"].value != goals["appointments"].bound:
        raise ValueError(f"{venture.code}: not all placed, or not proved to be the fewest: {goals}.")
    return goals["appointments"].value


def alone() -> list[Alone]:
    apart = separate(TOWN)
    ventures = offered(catalogue(), TOWN, NOW.date()).ventures
    return [Alone(one, proven_minimum(one, TOWN), proven_minimum(one, apart)) for one in ventures]


def mean(lines: Iterable[Alone], figure: Callable[[Alone], int]) -> float:
    """By the ventures' weights."""
    weighed = [(one.venture.weight, figure(one)) for one in lines]
    return sum(weight * value for weight, value in weighed) / sum(weight for weight, _ in weighed)


def written(lines: list[Alone]) -> str:
    """The page with its tables as these plans have them."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(START)
    tables = "\n".join(["", *_minima(lines), "", *_spared(lines), ""]) + "\n"
    return before + START + tables + END + rest.partition(END)[2]


# What a line of the table counts. Each pair after the meetings: trips that bundling saves, and those that remain.
FIGURES: dict[str, Callable[[Alone], int]] = {
    "unbundled": lambda one: one.venture.unbundled_trips,
    "spared": lambda one: one.venture.spared_trips,
    "meetings": lambda one: len(one.venture.meetings),
    "joined: combined": lambda one: len(one.venture.meetings) - one.joined,
    "remaining": lambda one: one.joined,
    "separate: combined": lambda one: len(one.venture.meetings) - one.separate,
    "remaining ": lambda one: one.separate,
}


def _minima(lines: list[Alone]) -> Iterator[str]:
    yield _line(["", "venture", "weight", *map(str.strip, FIGURES)])
    yield _line(["---", "---", *["---:"] * (1 + len(FIGURES))])
    for one in lines:
        yield _line([one.venture.code, one.venture.title, one.venture.weight, *(figure(one) for figure in FIGURES.values())])
    means = (f"**{mean(lines, figure):.2f}**" for figure in FIGURES.values())
    yield _line(["", "**mean by weight**", sum(one.venture.weight for one in lines), *means])


def _spared(lines: list[Alone]) -> Iterator[str]:
    yield _line(("spared", "why", "reference", "a trip in", "only a letter in"))
    yield _line(["---"] * 5)
    all_spared = {spared.id: spared for one in lines for spared in one.venture.spared}
    for id_, spared in all_spared.items():
        where = {trip: [one.venture.code for one in lines for s in one.venture.spared if (s.id, s.trip) == (id_, trip)]
                 for trip in (True, False)}  # fmt: skip
        yield _line([spared.title, spared.why, spared.reference, ", ".join(where[True]), ", ".join(where[False])])


def _line(cells: Iterable[object]) -> str:
    return f"| {' | '.join(map(str, cells))} |"


if __name__ == "__main__":
    PAGE.write_text(written(alone()), encoding="utf-8")
