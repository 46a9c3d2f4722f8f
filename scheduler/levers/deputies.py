"""Deputies allowed or not, and what one is worth: so many working days a customer waits for their own advisor instead."""

from dataclasses import dataclass, replace

from scheduler.levers.lever import Lever, plain
from scheduler.playing.chances import Chances
from scheduler.playing.scene import Scene
from scheduler.toml_reader import Table
from scheduler.town import Town

NAME = "deputies"
MOST_DAYS = 60


@dataclass(frozen=True)
class Deputies(Lever):
    """`days` None: as before."""

    allowed: bool
    days: int | None

    @property
    def touches(self) -> frozenset[str]:
        return frozenset({"deputies"})

    def title(self, lang: str) -> str:
        if not self.allowed:
            return plain("Keine Vertretung|No deputies", lang)
        if self.days is None:
            return plain("Vertretung wie bisher|Deputies as before", lang)
        return plain(f"Vertretung zählt {self.days} Arbeitstage|A deputy counts {self.days} working days", lang)

    def of_town(self, town: Town, chances: Chances) -> Town:  # noqa: ARG002
        if not self.allowed:
            town = replace(town, districts=tuple(replace(one, deputies=()) for one in town.districts))
        if self.days is None:
            return town
        return replace(town, limits=replace(town.limits, deputy_days=self.days))

    def holds_in(self, town: Town) -> bool:
        return self.allowed or not any(one.deputies for one in town.districts)


def read(table: Table, scene: Scene) -> Deputies:  # noqa: ARG001  every lever is read alike
    allowed = table.flag("allowed", default=True)
    days = table.whole("days", at_most=MOST_DAYS) if table.has("days") else None
    if not allowed and days is not None:
        raise table.error(
            "days",
            "is what a deputy costs, and none is allowed.",
            "Give one of the two.",
            "Was Vertretung kostet, hat keinen Sinn, wo keine erlaubt ist. Nur eins von beiden angeben.",
        )
    return Deputies(allowed, days)
