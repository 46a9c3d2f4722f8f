"""One replication of one scenario: the same study, scenario and number give the same figures, wherever and whenever."""

from scheduler.outcomes import Figures, figures
from scheduler.playing.chances import Chances
from scheduler.playing.clairvoyant import clairvoyant
from scheduler.playing.contacts import cases_of
from scheduler.playing.played import Played
from scheduler.playing.rolling import Stop, rolling
from scheduler.scenarios import Study, contacts_of


def replicate(study: Study, scenario: int, replication: int, stop: Stop = lambda: False) -> Figures:
    """Raises StoppedError soon after `stop()` says so."""
    return figures(play(study, scenario, replication, stop))


def play(study: Study, scenario: int, replication: int, stop: Stop = lambda: False) -> Played:
    """The month itself, with every appointment in it."""
    chances, chosen = Chances(study.seed, replication), study.scenarios[scenario]
    contacts, measured = contacts_of(study, chances)
    scene = chosen.of_scene(study.baseline.scene, chances)
    contacts = tuple(sorted(chosen.of_contacts(contacts, chances), key=lambda one: one.key))
    cases = cases_of(contacts, scene.town, scene.catalogue)
    booked = study.baseline.booked
    if study.play == "clairvoyant":
        return clairvoyant(scene, cases, measured, study.seconds, study.seed, booked, stop)
    return rolling(scene, zip(contacts, cases, strict=True), measured, study.mishaps, chances, booked, stop)
