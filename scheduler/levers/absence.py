"""A seat that stays empty, or n of them at random, drawn anew in each replication and the same in every scenario."""

from dataclasses import dataclass, replace
from datetime import date

from scheduler.levers.lever import Lever, day_of, plain
from scheduler.playing.chances import Chances
from scheduler.playing.scene import Scene
from scheduler.toml_reader import Table
from scheduler.town import Absence, Town

NAME = "absence"
AMONG = ("officers", "advisors", "all")
_AMONG_WORDS = {"officers": "Sachbearbeitung|officers", "advisors": "Lotsen|advisors", "all": "alle|all"}
_EVER = date(1, 1, 1), date(9999, 12, 31)


@dataclass(frozen=True)
class Away(Lever):
    """`seat`, or `random` many seats of those `among`; from the first to the last day, both inclusive."""

    seat: str | None
    random: int
    among: str
    first_day: date
    last_day: date

    @property
    def touches(self) -> frozenset[str]:
        if self.seat:
            return frozenset({f"the absence of {self.seat}"})
        return frozenset({f"absences at random among {self.among}"} if self.random else ())

    def title(self, lang: str) -> str:
        who = (
            self.seat
            or f"{self.random} {plain('Plätze, ausgelost|seats at random', lang)} ({plain(_AMONG_WORDS[self.among], lang)})"
        )
        when = "" if (self.first_day, self.last_day) == _EVER else f", {_span(self, lang)}"
        return f"{plain('Abwesend|Absent', lang)}: {who}{when}"

    def of_town(self, town: Town, chances: Chances) -> Town:
        gone = [self.seat] if self.seat else _drawn(town, self.among, self.random, chances)
        added = tuple(Absence(seat, self.first_day, self.last_day) for seat in gone)
        return replace(town, absences=(*town.absences, *added))


def _span(away: Away, lang: str) -> str:
    """From the first to the last day, as far as they are given."""
    first = "" if away.first_day == _EVER[0] else f"{plain('ab|from', lang)} {day_of(away.first_day, lang)}"
    last = "" if away.last_day == _EVER[1] else f"{plain('bis|to', lang)} {day_of(away.last_day, lang)}"
    return f"{first} {last}".strip()


def _seats(town: Town, among: str) -> list[str]:
    advisors, officers = [one.id for one in town.advisors], [one.id for one in town.officers]
    return {"officers": officers, "advisors": advisors, "all": advisors + officers}[among]


def _drawn(town: Town, among: str, count: int, chances: Chances) -> list[str]:
    """Each seat has a lot of its own, so that a seat more or less changes nobody else's."""
    lots = {seat: chances.of("absence", seat).random() for seat in _seats(town, among)}
    return sorted(lots, key=lambda seat: (lots[seat], seat))[:count]


def read(table: Table, scene: Scene) -> Away:
    seat, count, among = None, 0, "all"
    if table.has("seat"):
        if table.has("random"):
            german = "Entweder einen Platz oder eine Zahl angeben, nicht beides."
            raise table.error("random", "stands beside seat, and one of them says who is away.", "Give one of them.", german)
        seat = table.known("seat", _seats(scene.town, "all"), "seat")
    else:
        count = table.whole("random")
        among = table.text("among", default="all")
        if among not in AMONG:
            raise table.error("among", f'"{among}" is none of {", ".join(AMONG)}.')
        there = len(_seats(scene.town, among))
        if count >= there:
            raise table.error(
                "random",
                f"{count} of {there} seats leave nobody.",
                "Leave at least one.",
                f"{count} von {there} Plätzen: da bliebe niemand.",
            )
    first_day = table.day("first_day") if table.has("first_day") else _EVER[0]
    last_day = table.day("last_day") if table.has("last_day") else _EVER[1]
    if last_day < first_day:
        german = f"{last_day:%d.%m.%Y} liegt vor dem ersten Tag {first_day:%d.%m.%Y}."
        raise table.error("last_day", f"{last_day} lies before the first day {first_day}.", german=german)
    return Away(seat, count, among, first_day, last_day)
