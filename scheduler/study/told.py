"""What the results of a study are told with: names and titles, as they were when somebody asked.

Kept beside the study. A later version may refuse a lever, or know its venture no more; what was found stays readable.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from scheduler.playing.chances import Chances
from scheduler.scenarios import Scenario, Study

Titles = Mapping[str, str]  # id -> title


@dataclass(frozen=True)
class ToldScenario:
    """Its levers in both languages."""

    name: str
    german: tuple[str, ...]
    english: tuple[str, ...]

    def levers(self, lang: str) -> tuple[str, ...]:
        return self.german if lang == "de" else self.english


@dataclass(frozen=True)
class Told:
    """`contacts`: expected on the measured days; `scenarios`: the baseline first; the titles: of any scenario."""

    name: str
    play: str
    seed: int
    contacts: float
    scenarios: tuple[ToldScenario, ...]
    ventures: Titles
    departments: Titles
    places: Titles
    districts: Titles


def told(study: Study) -> Told:
    """The words of a study that can be read."""
    scenes = [one.of_scene(study.baseline.scene, Chances(0, 0)) for one in study.scenarios]
    towns = [scene.town for scene in scenes]
    return Told(
        name=study.name,
        play=study.play,
        seed=study.seed,
        contacts=study.month.mix.a_day * study.month.open_days,
        scenarios=tuple(map(_scenario, study.scenarios)),
        ventures={one.id: one.title for scene in scenes for one in scene.catalogue.ventures},
        departments={one.id: f"{one.code} {one.title}" for town in towns for one in town.departments},
        places={one.id: one.title for town in towns for one in town.places},
        districts={one.id: one.title for town in towns for one in town.districts},
    )


def _scenario(one: Scenario) -> ToldScenario:
    german, english = (tuple(lever.title(lang) for lever in one.levers) for lang in ("de", "en"))
    return ToldScenario(one.name, german, english)
