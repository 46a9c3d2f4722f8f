"""More or fewer officers of a department. One who is added sits when the department's first officer does, or as `weekly` says."""

from dataclasses import dataclass, replace

from scheduler.levers.hours import stretches
from scheduler.levers.lever import Lever, plain
from scheduler.playing.chances import Chances
from scheduler.playing.scene import Scene
from scheduler.toml_reader import Table
from scheduler.town import Hours, Officer, Town

NAME = "officers"
MOST = 20


@dataclass(frozen=True)
class Officers(Lever):
    """`more` below 0: so many fewer, the last ones of the department."""

    department: str
    department_title: str
    more: int
    hours: tuple[Hours, ...] | None = None

    @property
    def touches(self) -> frozenset[str]:
        return frozenset({f"the number of officers of {self.department}"} if self.more else ())

    def title(self, lang: str) -> str:
        when = "" if self.hours is None else plain(" zu eigenen Zeiten| at hours of their own", lang)
        return f"{self.department_title}: {self.more:+d} {plain('Sachbearbeitung|officers', lang)}{when}"

    def of_town(self, town: Town, chances: Chances) -> Town:  # noqa: ARG002
        theirs = [one for one in town.officers if self.department in one.departments]
        if self.more <= 0:
            gone = {one.id for one in theirs[len(theirs) + self.more :]}
            absences = tuple(one for one in town.absences if one.seat not in gone)
            return replace(town, officers=tuple(one for one in town.officers if one.id not in gone), absences=absences)
        hours = theirs[0].hours if self.hours is None else self.hours
        added = tuple(
            Officer(f"more-{self.department}-{number}", (self.department,), "lever@lotse.example", hours)
            for number in range(1, self.more + 1)
        )
        return replace(town, officers=(*town.officers, *added))


def read(table: Table, scene: Scene) -> Officers:
    town = scene.town
    department = table.known("department", [one.id for one in town.departments], "department")
    more = table.whole("more", at_least=-MOST, at_most=MOST)
    theirs = [one for one in town.officers if department in one.departments]
    hours = None
    if table.has("weekly"):
        if more <= 0:
            german = "Zeiten kann es nur für die geben, die dazukommen."
            raise table.error("weekly", "is for officers who are added.", german=german)
        hours = stretches(table, "weekly", town)
        if not hours:
            raise table.error("weekly", "is empty: who is added would never sit.", "Name hours, or leave it out.")
    if not theirs and hours is None:
        raise table.error("department", f'"{department}" has no officers.', "Maybe an advisor alone handles it; or give weekly.")
    if more < 0 and len(theirs) + more < 1:
        german = f"Da bliebe niemand: Plätze hat das Fachamt nur {len(theirs)}."
        raise table.error("more", f"{more} leaves nobody: {department} has {len(theirs)}.", "Leave at least one.", german)
    if any(len(one.departments) > 1 for one in theirs[len(theirs) + min(more, 0) :]):
        german = "Damit fiele ein Platz weg, der für mehrere Fachämter da ist. Vielleicht hilft „Jemand fehlt“."
        raise table.error("more", "would take away an officer of several departments.", "Maybe use an absence.", german)
    return Officers(department, town.department_by_id[department].title, more, hours)
