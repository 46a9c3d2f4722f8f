"""What a scenario plays in: the town, what it offers and the law, after the levers. Frozen; a lever answers another one."""

from dataclasses import dataclass

from scheduler.known_law import Law
from scheduler.town import Town
from scheduler.ventures import Catalogue


@dataclass(frozen=True)
class Scene:
    """`law`: the deadlines that bind in it."""

    town: Town
    catalogue: Catalogue
    law: Law


class StoppedError(Exception):
    """Somebody does not want the answer any more; nothing was kept."""
