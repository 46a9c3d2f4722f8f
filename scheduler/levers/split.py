"""A district becomes two: a share of its contacts gets an advisor of its own, and the old one stands in for them."""

from dataclasses import dataclass, replace

from scheduler.levers.lever import Contacts, Kinds, Lever, percent, plain
from scheduler.playing.chances import Chances
from scheduler.playing.scene import Scene
from scheduler.toml_reader import Table
from scheduler.town import Advisor, District, Town

NAME = "split_district"


@dataclass(frozen=True)
class Split(Lever):
    """`advisor` of the new part, None: a new seat with the hours of the old contact."""

    district: str
    district_title: str
    share: float
    advisor: str | None

    @property
    def touches(self) -> frozenset[str]:
        return frozenset({f"the bounds of {self.district}"})

    def title(self, lang: str) -> str:
        return f"{plain('Stadtbezirk geteilt|District split', lang)}: {self.district_title} ({percent(self.share, lang)})"

    @property
    def _part(self) -> str:
        return f"{self.district}-2"

    def of_town(self, town: Town, chances: Chances) -> Town:  # noqa: ARG002
        old = town.district_by_id[self.district]
        advisors, seat = town.advisors, self.advisor
        if seat is None:
            seat = f"more-{self.district}"
            like = next(one for one in town.advisors if one.id == old.advisor)
            advisors = (*advisors, Advisor(seat, "lever@lotse.example", like.hours))
        deputies = tuple(d for d in dict.fromkeys((old.advisor, *old.deputies)) if d != seat)
        part = District(self._part, f"{old.title} 2", seat, deputies, max(1, round(old.population * self.share)))
        return replace(town, advisors=advisors, districts=(*town.districts, part))

    def of_contacts(self, contacts: Contacts, chances: Chances) -> Contacts:
        def moves(one) -> bool:
            return one.district == self.district and chances.of("district", *one.key).random() < self.share

        return tuple(replace(one, district=self._part) if moves(one) else one for one in contacts)

    def of_kinds(self, kinds: Kinds) -> Kinds:
        here = [one for one in kinds if one.district == self.district]
        stays = (replace(one, weight=one.weight * (1 - self.share)) for one in here)
        moves = (replace(one, weight=one.weight * self.share, district=self._part) for one in here)
        return (*(one for one in kinds if one.district != self.district), *stays, *moves)


def read(table: Table, scene: Scene) -> Split:
    ids = {one.id: one.title for one in scene.town.districts}
    district = table.known("district", ids, "district")
    if f"{district}-2" in ids:
        raise table.error(
            "district", f'"{district}" has a part "{district}-2" already.', german="Dieser Stadtbezirk ist schon geteilt."
        )
    advisors = [one.id for one in scene.town.advisors]
    advisor = table.known("advisor", advisors, "advisor") if table.has("advisor") else None
    return Split(district, ids[district], table.number("share", 0, 1, default=0.5), advisor)
