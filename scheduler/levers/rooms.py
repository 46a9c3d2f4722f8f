"""How many appointments can run at a place at once."""

from dataclasses import dataclass, replace

from scheduler.levers.lever import Lever, plain
from scheduler.playing.chances import Chances
from scheduler.playing.scene import Scene
from scheduler.toml_reader import Table
from scheduler.town import Town

NAME = "rooms"
MOST = 200


@dataclass(frozen=True)
class Rooms(Lever):
    place: str
    place_title: str
    rooms: int

    @property
    def touches(self) -> frozenset[str]:
        return frozenset({f"the rooms of {self.place}"})

    def title(self, lang: str) -> str:
        return f"{self.place_title}: {self.rooms} {plain('Räume|rooms', lang)}"

    def of_town(self, town: Town, chances: Chances) -> Town:  # noqa: ARG002
        return replace(town, places=tuple(replace(one, rooms=self.rooms) if one.id == self.place else one for one in town.places))


def read(table: Table, scene: Scene) -> Rooms:
    place = table.known("place", list(scene.town.place_by_id), "place")
    return Rooms(place, scene.town.place_by_id[place].title, table.whole("rooms", at_least=1, at_most=MOST))
