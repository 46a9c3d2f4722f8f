"""An external body in the house for good, or not in the house at all: then customers go to its own door."""

from dataclasses import dataclass, replace

from scheduler.levers.lever import Lever, plain
from scheduler.playing.chances import Chances
from scheduler.playing.scene import Scene
from scheduler.toml_reader import Table
from scheduler.town import Town

NAME = "external"


@dataclass(frozen=True)
class External(Lever):
    department: str
    department_title: str
    in_house: bool

    @property
    def touches(self) -> frozenset[str]:
        return frozenset({f"where {self.department} is met"})

    def title(self, lang: str) -> str:
        where = (
            plain("immer im Haus|always in the house", lang) if self.in_house else plain("nie im Haus|never in the house", lang)
        )
        return f"{self.department_title}: {where}"

    def of_town(self, town: Town, chances: Chances) -> Town:  # noqa: ARG002
        department = town.department_by_id[self.department]
        own, other = department.own_place, town.house
        source, target = (own, other) if self.in_house else (other, own)

        def moved(officer):
            if officer.departments != (self.department,):
                return officer
            hours = tuple(replace(one, place=target) if one.place == source else one for one in officer.hours)
            return replace(officer, hours=hours, hours_name="")

        departments = tuple(
            replace(one, joins_house=self.in_house) if one.id == self.department else one for one in town.departments
        )
        return replace(town, departments=departments, officers=tuple(map(moved, town.officers)))


def read(table: Table, scene: Scene) -> External:
    town = scene.town
    department = table.known("department", [one.id for one in town.departments], "department")
    if town.department_by_id[department].own_place is None:
        raise table.error("department", f'"{department}" has no door of its own: it is no external body.')
    return External(department, town.department_by_id[department].title, table.flag("in_house"))
