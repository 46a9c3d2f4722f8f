"""More or fewer advisors who stand in: those who are added are first among the deputies of every district."""

from dataclasses import dataclass, replace

from scheduler.levers.lever import Lever, plain
from scheduler.playing.chances import Chances
from scheduler.playing.scene import Scene
from scheduler.toml_reader import Table
from scheduler.town import Advisor, Town

NAME = "advisors"
MOST = 20


@dataclass(frozen=True)
class Advisors(Lever):
    """`more` below 0: so many fewer of those who are no district's own contact, the last ones first."""

    more: int

    @property
    def touches(self) -> frozenset[str]:
        return frozenset({"the number of advisors"} if self.more else ())

    def title(self, lang: str) -> str:
        return f"{self.more:+d} {plain('Vertretungen am Schalter|deputies at the desk', lang)}"

    def of_town(self, town: Town, chances: Chances) -> Town:  # noqa: ARG002
        if self.more <= 0:
            gone = set(_deputies(town)[len(_deputies(town)) + self.more :])
            return replace(
                town,
                advisors=tuple(one for one in town.advisors if one.id not in gone),
                absences=tuple(one for one in town.absences if one.seat not in gone),
                districts=tuple(replace(one, deputies=tuple(d for d in one.deputies if d not in gone)) for one in town.districts),
            )
        added = tuple(
            Advisor(f"more-advisor-{number}", "lever@lotse.example", town.advisors[0].hours) for number in range(1, self.more + 1)
        )
        new = tuple(one.id for one in added)
        districts = tuple(replace(one, deputies=(*new, *one.deputies)) for one in town.districts)
        return replace(town, advisors=(*town.advisors, *added), districts=districts)


def _deputies(town: Town) -> list[str]:
    """The seats that are no district's own contact."""
    own = {district.advisor for district in town.districts}
    return [advisor.id for advisor in town.advisors if advisor.id not in own]


def read(table: Table, scene: Scene) -> Advisors:
    more = table.whole("more", at_least=-MOST, at_most=MOST)
    there = len(_deputies(scene.town))
    if there + more < 0:
        german = f"{more} sind mehr, als es gibt: {there} Plätze sind nicht selbst Ansprechpartner eines Stadtbezirks."
        sentence = f"{more} are more than there are: {there} seats are no district's own contact."
        raise table.error("more", sentence, german=german)
    return Advisors(more)
