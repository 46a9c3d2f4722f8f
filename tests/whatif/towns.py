"""A desk so small that its truth is known: one department, one consultation, so many equal meetings a day."""

from dataclasses import replace
from datetime import date

from scheduler.known_law import the_law
from scheduler.playing import mishaps
from scheduler.playing.contacts import Kind, Mix
from scheduler.playing.scene import Scene
from scheduler.scenarios import Baseline, Month, Scenario, Study
from scheduler.town import District, Town
from scheduler.ventures import Catalogue, Consultation
from tests import builders

MINUTES = 30
OFFER = Catalogue(ventures=(), consultations=(Consultation("frage", "Eine Frage", "bauordnung", MINUTES, 1, "assumption"),))


def desk(meetings_a_day: int, **changes) -> Town:
    """`meetings_a_day` meetings of `MINUTES` fit a day, and nobody stands in. No promise binds, no notice is asked for."""
    minutes = 8 * 60 + meetings_a_day * MINUTES
    hours = builders.office_hours("08:00", f"{minutes // 60:02}:{minutes % 60:02}")
    usual = builders.town()
    town = builders.town(
        limits=builders.limits(notice_working_days=0, horizon_working_days=60),
        advisors=(replace(usual.advisors[0], hours=hours),),
        officers=(replace(usual.officers[0], hours=hours),),
        departments=usual.departments[:2],
        districts=(District("mitte", "Mitte", "adv-mitte", ()),),
        quality_mark=False,
        offers=("frage",),
    )
    return replace(town, **changes)


def study(town: Town, a_day: float, replications: int, seed: int, **changes) -> Study:
    """Poisson arrivals, nothing goes wrong; the baseline alone unless scenarios are given."""
    month = Month(Mix(a_day, (Kind("frage", "mitte", 1.0),)), date(2026, 3, 2), 20, 10, "poisson")
    usual = Study(
        name="klein",
        play="rolling",
        seed=seed,
        replications=replications,
        enough=None,
        month=month,
        mishaps=mishaps.NONE,
        baseline=Baseline(Scene(town, OFFER, the_law())),
        scenarios=(Scenario("Ausgangslage", ()),),
        seconds=30.0,
    )
    return replace(usual, **changes)
