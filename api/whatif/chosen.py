"""What is compared on the page: a finished study seen through some of its scenarios, and what it says in words and tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from api.whatif.words import department_title, rounded_up, scenario_name, unit, verdict, with_interval
from scheduler.outcomes import Key
from scheduler.outcomes.measures import MEASURES
from scheduler.study.compare import Compared
from scheduler.study.interval import Estimate
from scheduler.study.told import Told

MOST_SHOWN = 4  # scenarios beside the baseline
Rows = tuple[tuple[str, ...], ...]  # each begins with what its line is about
_BY_DISTRICT = ("appointments_per_case", "days_to_completion", "deputised_percent", "waiting_minutes")


@dataclass(frozen=True)
class Chosen:
    """What is compared: a finished study, the scenarios that are looked at (0, the baseline, always first), and the language."""

    told: Told
    found: tuple[Compared, ...]
    shown: tuple[int, ...]
    lang: str

    def name(self, index: int) -> str:
        return scenario_name(self.told, index, self.lang)

    @property
    def names(self) -> list[str]:
        return [self.name(index) for index in self.shown]

    def say(self, german: str, english: str) -> str:
        return german if self.lang == "de" else english

    def value(self, index: int, key: Key) -> Estimate | None:
        return self.found[index].values.get(str(key))

    def whats(self, measure: str, by: str) -> list[str]:
        """What a measure is told of in any of the scenarios, in order."""
        keys = (Key.read(text) for index in self.shown for text in self.found[index].values)
        return sorted({key.what for key in keys if (key.measure, key.by) == (measure, by)})


def answer(chosen: Chosen, index: int) -> dict[str, Any]:
    """What a scenario changes for sure, for the better and for the worse; and of the rest how large it could be at most."""
    better, worse, other, open_, lost = [], [], [], [], []
    for measure in MEASURES:
        key = str(Key(measure.name))
        difference, told = chosen.found[index].differences.get(key), [chosen.found[which].values.get(key) for which in (0, index)]
        if difference is None or difference.half is None:
            lost += [measure.title(chosen.lang)] if any(told) else []
            continue
        unit_ = f" {unit(measure.unit, chosen.lang)}" if measure.unit else ""
        text = f"{measure.title(chosen.lang)} {with_interval(difference, chosen.lang, sign=True)}{unit_}"
        if difference.differs:
            good = (difference.mean > 0) == (measure.better > 0)
            (other if measure.better == 0 else better if good else worse).append(text)
        elif measure.better and difference.half:
            most = max(abs(difference.low or 0), abs(difference.high or 0))
            open_.append(f"{measure.title(chosen.lang)} ± {rounded_up(most, chosen.lang)}{unit_}")
    shown = [chosen.found[index].differences.get(str(Key(measure.name))) for measure in MEASURES]
    exactly = not lost and not any(one.mean or one.half for one in shown if one)
    return {
        "name": chosen.name(index),
        "better": better,
        "worse": worse,
        "other": other,
        "open": open_,
        "lost": lost,
        "exactly": exactly,
    }


def lines(chosen: Chosen) -> list[tuple[str, list[dict[str, str]]]]:
    """Of each measure the baseline's value, and of each scenario its value, the difference and what that means."""
    found = []
    for measure in MEASURES:
        key = str(Key(measure.name))
        if not any(key in chosen.found[index].values for index in chosen.shown):
            continue
        cells = []
        for index in chosen.shown:
            one = chosen.found[index]
            difference = one.differences.get(key)
            cell = {"value": with_interval(one.values.get(key), chosen.lang)}
            if index:
                cell["difference"] = with_interval(difference, chosen.lang, sign=True)
                cell["verdict"] = verdict(measure, difference, chosen.lang)
            cells.append(cell)
        title = measure.title(chosen.lang) + (f" ({unit(measure.unit, chosen.lang)})" if measure.unit else "")
        found.append((title, cells))
    return found


def goals(chosen: Chosen) -> list[tuple[str, ...]]:
    """Of a clairvoyant study: each goal's value and proven bound."""
    titles = {
        "de": {
            "unplaced": "Offen geblieben",
            "appointments": "Termine",
            "delay": "Verzug in Arbeitstagen",
            "waiting": "Pausen in Minuten",
        },
        "en": {
            "unplaced": "Unplaced",
            "appointments": "Appointments",
            "delay": "Delay in working days",
            "waiting": "Waiting in minutes",
        },
    }[chosen.lang]
    if chosen.told.play != "clairvoyant":
        return []

    def told(goal: str, index: int) -> str:
        value, bound = (chosen.value(index, Key("goal", which, goal)) for which in ("value", "bound"))
        if value and bound and bound.count < value.count:  # the mean of other months: it might even be above the value
            bound = None
        return f"{with_interval(value, chosen.lang, 1)} (≥ {with_interval(bound, chosen.lang, 1)})"

    return [(title, *(told(goal, index) for index in chosen.shown)) for goal, title in titles.items()]


def tables(chosen: Chosen) -> Iterator[tuple[str, tuple[str, ...], Rows]]:
    """(title, columns, rows) of what has no picture: use by department, place and seat; figures by district."""
    columns = ("", *chosen.names)

    def row(title: str, key: Key, digits: int = 2) -> tuple[str, ...]:
        return title, *(with_interval(chosen.value(index, key), chosen.lang, digits) for index in chosen.shown)

    for by, head in (
        ("department", chosen.say("Auslastung der Fachämter in Prozent", "Use of departments in percent")),
        ("place", chosen.say("Auslastung der Räume in Prozent", "Use of rooms in percent")),
        ("seat", chosen.say("Auslastung der Plätze in Prozent", "Use of seats in percent")),
    ):
        whats = chosen.whats("use_percent", by)
        titles = (
            {one: department_title(chosen.told, one, chosen.lang) for one in whats} if by == "department" else chosen.told.places
        )
        yield head, columns, tuple(row(titles.get(what, what), Key("use_percent", by, what), 1) for what in whats)
    districts = chosen.told.districts
    for measure in MEASURES:
        if measure.name in _BY_DISTRICT:
            title = measure.title(chosen.lang) + chosen.say(" nach Stadtbezirk", " by district")
            whats = chosen.whats(measure.name, "district")
            yield (
                title,
                columns,
                tuple(row(districts.get(what, what), Key(measure.name, "district", what)) for what in whats),
            )
