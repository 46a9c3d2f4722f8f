"""Other limits of the town: the longest appointment, the longest wait in it, the notice customers get."""

from dataclasses import dataclass, replace

from scheduler.levers.lever import Lever, plain
from scheduler.playing.chances import Chances
from scheduler.playing.scene import Scene
from scheduler.toml_reader import Table
from scheduler.town import Town

NAME = "limits"
MOST = {"max_appointment_minutes": 480, "max_wait_minutes": 120, "notice_working_days": 20}
_TITLES = {
    "max_appointment_minutes": "längster Termin {} Min.|longest appointment {} min",
    "max_wait_minutes": "längste Pause {} Min.|longest wait {} min",
    "notice_working_days": "Vorlauf {} Arbeitstage|notice {} working days",
}


@dataclass(frozen=True)
class OtherLimits(Lever):
    """(field of `Limits`, value) of each that is set."""

    changes: tuple[tuple[str, int], ...]

    @property
    def touches(self) -> frozenset[str]:
        return frozenset(field for field, _ in self.changes)

    def title(self, lang: str) -> str:
        return ", ".join(plain(_TITLES[field].format(value, value), lang) for field, value in self.changes)

    def of_town(self, town: Town, chances: Chances) -> Town:  # noqa: ARG002
        return replace(town, limits=replace(town.limits, **dict(self.changes)))


def read(table: Table, scene: Scene) -> OtherLimits:
    grid, changes = scene.town.limits.grid_minutes, []
    for field, most in MOST.items():
        if table.has(field):
            value = table.whole(field, at_least=grid if field == "max_appointment_minutes" else 0, at_most=most)
            if field.endswith("minutes") and value % grid:
                german = f"{value} ist kein Vielfaches von {grid} Minuten."
                raise table.error(field, f"{value} is not a multiple of the grid of {grid} minutes.", german=german)
            changes.append((field, value))
    if not changes:
        german = "Mindestens eine der Grenzen angeben."
        raise table.error("lever", "limits sets nothing.", f"Give one of {', '.join(MOST)}.", german)
    return OtherLimits(tuple(changes))
