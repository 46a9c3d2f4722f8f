"""What every lever is: a frozen value that answers another town, other contacts or another law, and the identity otherwise.

`touches` of two levers of one scenario must differ: a scenario in which two levers set the same thing says two things.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from datetime import date

from scheduler.known_law import Law
from scheduler.playing.chances import Chances
from scheduler.playing.contacts import Contact, Kind
from scheduler.playing.scene import Scene
from scheduler.town import Town

Contacts = tuple[Contact, ...]
Kinds = tuple[Kind, ...]


@dataclass(frozen=True)
class Lever(ABC):
    """A Stellschraube. Each method answers what it was given where the lever does not concern it."""

    @property
    def touches(self) -> frozenset[str]:
        """What this lever sets, as `rooms of house`."""
        return frozenset()

    @abstractmethod
    def title(self, lang: str) -> str:
        """In people's words, "de" or "en"."""

    def of_scene(self, scene: Scene, chances: Chances) -> Scene:
        return replace(scene, town=self.of_town(scene.town, chances), law=self.of_law(scene.law))

    def of_town(self, town: Town, chances: Chances) -> Town:  # noqa: ARG002  for the levers that draw
        return town

    def of_law(self, law: Law) -> Law:
        return law

    def of_contacts(self, contacts: Contacts, chances: Chances) -> Contacts:  # noqa: ARG002  as above
        return contacts

    def of_kinds(self, kinds: Kinds) -> Kinds:
        """How much of what is then to be expected, as `of_contacts` does it with those who come."""
        return kinds

    def holds_in(self, town: Town) -> bool:  # noqa: ARG002  as above
        """Whether what its title says is still true in the town after all levers."""
        return True


def plain(words: str, lang: str) -> str:
    """A word of a title in the page's language; `words` are `de|en`."""
    german, _, english = words.partition("|")
    return german if lang == "de" else english


def decimal(number: float, lang: str) -> str:
    return f"{number:g}".replace(".", ",") if lang == "de" else f"{number:g}"


def percent(share: float, lang: str) -> str:
    return f"{share:.0%}".replace("%", " %" if lang == "de" else "%")


def day_of(day: date, lang: str) -> str:
    return f"{day:%d.%m.%Y}" if lang == "de" else day.isoformat()
