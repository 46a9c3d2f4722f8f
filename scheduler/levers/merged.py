"""Two districts become one: the first keeps its contact, the other's contact is first among its deputies."""

from dataclasses import dataclass, replace

from scheduler.levers.lever import Contacts, Kinds, Lever, plain
from scheduler.playing.chances import Chances
from scheduler.playing.scene import Scene
from scheduler.toml_reader import Table
from scheduler.town import Town

NAME = "merge_districts"


@dataclass(frozen=True)
class Merged(Lever):
    kept: str
    given_up: str
    what: str

    @property
    def touches(self) -> frozenset[str]:
        return frozenset({f"the bounds of {self.kept}", f"the bounds of {self.given_up}"})

    def title(self, lang: str) -> str:
        return f"{plain('Stadtbezirke zusammen|Districts merged', lang)}: {self.what}"

    def of_town(self, town: Town, chances: Chances) -> Town:  # noqa: ARG002
        one, other = town.district_by_id[self.kept], town.district_by_id[self.given_up]
        deputies = tuple(d for d in dict.fromkeys((other.advisor, *one.deputies, *other.deputies)) if d != one.advisor)
        whole = replace(one, deputies=deputies, population=one.population + other.population)
        left = (whole if each.id == one.id else each for each in town.districts if each.id != other.id)
        return replace(town, districts=tuple(left))

    def of_contacts(self, contacts: Contacts, chances: Chances) -> Contacts:  # noqa: ARG002
        return tuple(replace(one, district=self.kept) if one.district == self.given_up else one for one in contacts)

    def of_kinds(self, kinds: Kinds) -> Kinds:
        return tuple(replace(one, district=self.kept) if one.district == self.given_up else one for one in kinds)


def read(table: Table, scene: Scene) -> Merged:
    ids = {one.id: one.title for one in scene.town.districts}
    kept, given_up = table.known("district", ids, "district"), table.known("with", ids, "district")
    if kept == given_up:
        raise table.error("with", f'"{given_up}" is the district itself.', german="Das ist zweimal derselbe Stadtbezirk.")
    return Merged(kept, given_up, f"{ids[kept]} + {ids[given_up]}")
