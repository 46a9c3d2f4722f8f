"""Shorter or longer meetings with a department: its minutes times a factor, on the town's grid, in everything it offers."""

from dataclasses import dataclass, replace

from scheduler.levers.lever import Lever, decimal, plain
from scheduler.offer import offered_minutes_of
from scheduler.playing.chances import Chances
from scheduler.playing.scene import Scene
from scheduler.toml_reader import Table
from scheduler.town import OwnMinutes

NAME = "minutes"
LEAST_TIMES, MOST_TIMES = 0.2, 3.0


@dataclass(frozen=True)
class Minutes(Lever):
    department: str
    department_title: str
    times: float

    @property
    def touches(self) -> frozenset[str]:
        return frozenset({f"the minutes of {self.department}"} if self.times != 1 else ())

    def title(self, lang: str) -> str:
        return f"{self.department_title}: {plain('Gespräche|meetings', lang)} × {decimal(self.times, lang)}"

    def of_scene(self, scene: Scene, chances: Chances) -> Scene:  # noqa: ARG002
        if self.times == 1:
            return scene
        town, grid = scene.town, scene.town.limits.grid_minutes
        changed = {
            (offer, department): OwnMinutes(offer, department, self._on_grid(minutes, grid, town.limits.max_appointment_minutes))
            for offer, department, minutes in offered_minutes_of(scene.catalogue, town)
            if department == self.department
        }
        kept = tuple(one for one in town.own_minutes if (one.offer, one.department) not in changed)
        return replace(scene, town=replace(town, own_minutes=(*kept, *changed.values())))

    def _on_grid(self, minutes: int, grid: int, most: int) -> int:
        return min(max(round(minutes * self.times / grid), 1), most // grid) * grid


def read(table: Table, scene: Scene) -> Minutes:
    department = table.known("department", [one.id for one in scene.town.departments], "department")
    return Minutes(department, scene.town.department_by_id[department].title, table.number("times", LEAST_TIMES, MOST_TIMES))
