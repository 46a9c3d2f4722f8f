"""What every lever is: a frozen value that answers another town, other contacts or another law, and the identity otherwise.

`TOUCHES` of two levers of one scenario must differ: a scenario in which two levers set the same thing says two things.
"""

from dataclasses import dataclass, replace

from scheduler.known_law import Law
from scheduler.playing.chances import Chances
from scheduler.playing.contacts import Contact
from scheduler.playing.scene import Scene
from scheduler.town import Town

Contacts = tuple[Contact, ...]


@dataclass(frozen=True)
class Lever:
    """A Stellschraube. Each method answers what it was given where the lever does not concern it."""

    @property
    def touches(self) -> frozenset[str]:
        """What this lever sets, as `rooms of house`."""
        return frozenset()

    def title(self, lang: str) -> str:
        """In people's words, "de" or "en"."""
        raise NotImplementedError

    def of_scene(self, scene: Scene, chances: Chances) -> Scene:
        return replace(scene, town=self.of_town(scene.town, chances), law=self.of_law(scene.law))

    def of_town(self, town: Town, chances: Chances) -> Town:  # noqa: ARG002  for the levers that draw
        return town

    def of_law(self, law: Law) -> Law:
        return law

    def of_contacts(self, contacts: Contacts, chances: Chances) -> Contacts:  # noqa: ARG002  as above
        return contacts


def plain(words: str, lang: str) -> str:
    """A word of a title in the page's language; `words` are `de|en`."""
    german, _, english = words.partition("|")
    return german if lang == "de" else english
