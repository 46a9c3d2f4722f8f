"""A department with a door of its own joins the joint days: on them its officers sit in the house."""

from dataclasses import dataclass, replace

from scheduler.levers.lever import Lever, plain
from scheduler.playing.chances import Chances
from scheduler.playing.scene import Scene
from scheduler.toml_reader import Table
from scheduler.town import Town
from scheduler.weekly import WEEKDAYS, weekday

NAME = "joint_days"


@dataclass(frozen=True)
class JointDays(Lever):
    """`days`: weekdays, 0 is Monday, on which all hours of the department's officers are kept in the house."""

    department: str
    department_title: str
    days: tuple[int, ...]

    @property
    def touches(self) -> frozenset[str]:
        return frozenset({f"where {self.department} is met"})

    def title(self, lang: str) -> str:
        days = ", ".join(weekday(day, lang) for day in self.days)
        return f"{self.department_title}: {plain('im Haus am|in the house on', lang)} {days}"

    def of_town(self, town: Town, chances: Chances) -> Town:  # noqa: ARG002
        def moved(officer):
            if self.department not in officer.departments:
                return officer
            hours = tuple(replace(one, place=town.house) if one.weekday in self.days else one for one in officer.hours)
            return replace(officer, hours=hours, hours_name="")

        departments = tuple(replace(one, joins_house=True) if one.id == self.department else one for one in town.departments)
        return replace(town, departments=departments, officers=tuple(map(moved, town.officers)))


def read(table: Table, scene: Scene) -> JointDays:
    town = scene.town
    department = table.known("department", [one.id for one in town.departments], "department")
    if town.department_by_id[department].own_place is None:
        raise table.error("department", f'"{department}" has no door of its own: it is always met in the house.')
    days = table.texts("days")
    for day in days:
        if day not in WEEKDAYS:
            raise table.error("days", f'"{day}" is not a weekday.', f"Weekdays are {', '.join(WEEKDAYS)}.")
    if not days:
        raise table.error("days", "is empty.", "Name at least one weekday.")
    return JointDays(department, town.department_by_id[department].title, tuple(sorted(map(WEEKDAYS.index, days))))
