"""One what-if lever a file: `NAME`, and `read(table, scene)`, which answers a `Lever` or refuses with path, value and limit.

A new lever is one module and its name in LEVERS.
"""

from types import ModuleType

from scheduler.errors import InputError
from scheduler.levers import (
    absence,
    advisors,
    deadlines,
    demand,
    deputies,
    external,
    hours,
    joint_days,
    limits,
    merged,
    minutes,
    officers,
    rooms,
    split,
)
from scheduler.levers.lever import Lever
from scheduler.playing.chances import Chances
from scheduler.playing.scene import Scene
from scheduler.toml_reader import Table

__all__ = ["LEVERS", "Lever", "read_levers"]

LEVERS: tuple[ModuleType, ...] = (
    officers, advisors, absence, hours, joint_days, external, demand, merged, split, deputies, minutes, limits, rooms, deadlines,
)  # fmt: skip
MOST_LEVERS = 20  # of a scenario
_BY_NAME = {module.NAME: module for module in LEVERS}


def read_levers(tables: list[Table], path: str, scene: Scene) -> tuple[Lever, ...]:
    """The levers of one scenario, each read in the scene that those before it have made.

    Raises `InputError` where one cannot be used, where two set the same thing, and where one undoes what another says.
    """
    if len(tables) > MOST_LEVERS:
        german = f"Das sind {len(tables)} Stellschrauben, mehr als {MOST_LEVERS} in einem Szenario gehen nicht."
        raise InputError(f"{len(tables)} levers; at most {MOST_LEVERS} are taken.", path=path, value=len(tables), german=german)
    _refuse_contradictions(tables, scene)
    found: list[Lever] = []
    for table in tables:
        lever = _module(table).read(table, scene)
        table.finish()
        found.append(lever)
        scene = lever.of_scene(scene, Chances(0, 0))
    for table, lever in zip(tables, found, strict=True):
        if not lever.holds_in(scene.town):
            advice = "Put it after those, or leave one of them out."
            german = f"„{lever.title('de')}“ wird von einer späteren Stellschraube aufgehoben. Eine von beiden weglassen."
            raise table.error("lever", "is undone by a lever after it.", advice, german)
    return tuple(found)


def _module(table: Table) -> ModuleType:
    name = table.text("lever")
    if name not in _BY_NAME:
        raise table.error("lever", f'"{name}" is no lever.', f"Known: {', '.join(_BY_NAME)}.")
    return _BY_NAME[name]


def _refuse_contradictions(tables: list[Table], scene: Scene) -> None:
    """Each is read in the scene before any of them: after one another the second might find nothing left that it could set."""
    touched: dict[str, tuple[str, str]] = {}
    for table in tables:
        module = _module(table)
        try:
            lever = module.read(table, scene)
        except InputError:  # it may need what another lever brings; if not, that is said when it is read in its turn
            continue
        for what in sorted(lever.touches):
            if what in touched:
                path, title = touched[what]
                sentence = f"sets {what}, and so does {path}: they contradict each other."
                german = f"„{title}“ und „{lever.title('de')}“ widersprechen sich. Eine der beiden Stellschrauben weglassen."
                raise InputError(sentence, path=table.path, value=module.NAME, advice="Leave one of them out.", german=german)
            touched[what] = table.path, lever.title("de")
