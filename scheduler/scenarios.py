"""A what-if study in a file or a request: `lotse-whatif/1`, TOML or JSON of the same shape -> `Study`. docs/whatif.md.

Every number has a limit, counted before anything is started: who asks for 10^6 replications gets a sentence, not a queue.
"""

from dataclasses import dataclass
from datetime import date

from scheduler.errors import InputError
from scheduler.known_law import refuse_unknown_day, the_law
from scheduler.levers import Lever, read_levers
from scheduler.month import OPEN_DAYS, VENTURE_SHARE, days_of_month
from scheduler.offer import offered, refuse_misfit
from scheduler.outcomes.measures import MEASURE
from scheduler.plans import Appointment
from scheduler.playing.chances import Chances
from scheduler.playing.contacts import ARRIVALS, Contact, Mix, cases_of, drawn, generated_mix
from scheduler.playing.mishaps import Mishaps, known_mishaps, read_mishaps
from scheduler.playing.scene import Scene
from scheduler.toml_reader import Table, parse
from scheduler.town import Town
from scheduler.ventures import Catalogue

FORMAT = "lotse-whatif/1"
PLAYS = ("rolling", "clairvoyant")
FIRST_DAY = date(2026, 3, 2)
MOST_SCENARIOS, MOST_REPLICATIONS, MOST_CONTACTS, MOST_DAYS = 20, 1_000, 5_000, 120
MOST_PLANNED = 500_000  # contacts planned in all: about two hours of two cores
MOST_SECONDS = 600.0  # of one clairvoyant plan
MOST_SEARCHED_SECONDS = 86_400.0  # of all of them: a day of one core
BASELINE_NAMES = ("Ausgangslage", "Today")  # what the page calls it, in its two languages
LEAST_STOP = 5  # replications before anybody may say that it is enough


@dataclass(frozen=True)
class Scenario:
    name: str
    levers: tuple[Lever, ...]

    def of_scene(self, scene: Scene, chances: Chances) -> Scene:
        """The scene after all levers, in their order."""
        for lever in self.levers:
            scene = lever.of_scene(scene, chances)
        return scene

    def of_contacts(self, contacts: tuple[Contact, ...], chances: Chances) -> tuple[Contact, ...]:
        for lever in self.levers:
            contacts = lever.of_contacts(contacts, chances)
        return contacts

    def growth(self, mix: Mix) -> float:
        """How many contacts are expected for one of the mix."""
        kinds = mix.kinds
        for lever in self.levers:
            kinds = lever.of_kinds(kinds)
        return sum(kind.weight for kind in kinds) / (sum(kind.weight for kind in mix.kinds) or 1)


@dataclass(frozen=True)
class Month:
    """The contacts a study is about. `first_day` of those that are measured; `warm_up_days` of the desk come before and only
    fill the calendar.
    """

    mix: Mix
    first_day: date
    open_days: int
    warm_up_days: int
    arrivals: str

    @property
    def contacts(self) -> float:
        """Expected, those of the warm-up included."""
        return self.mix.a_day * (self.open_days + self.warm_up_days)


@dataclass(frozen=True)
class Enough:
    """Stop as soon as the 95 % interval of `measure` reaches no further than `within` to each side, in every scenario."""

    measure: str
    within: float


@dataclass(frozen=True)
class Baseline:
    """What is there without any lever: the scene, and what is booked already (an anonymous snapshot of the store)."""

    scene: Scene
    booked: tuple[Appointment, ...] = ()


@dataclass(frozen=True)
class Study:
    """`scenarios` begin with the baseline, which has no levers. `seconds`: of one clairvoyant plan."""

    name: str
    play: str
    seed: int
    replications: int
    enough: Enough | None
    month: Month
    mishaps: Mishaps
    baseline: Baseline
    scenarios: tuple[Scenario, ...]
    seconds: float


def read_study(text: str, town: Town, catalogue: Catalogue) -> Study:
    """A study of a generated month from a TOML text. Raises `InputError` with path, value and limit."""
    return study_of(parse(text), town, catalogue)


def study_of(
    root: Table,
    town: Town,
    catalogue: Catalogue,
    recorded: Mix | None = None,
    booked: tuple[Appointment, ...] = (),
    today: date | None = None,
) -> Study:
    """The study of a file's or a request's outermost table, in this town. `recorded`: what comes according to the store, for a
    study that asks for it (`month.from = "store"`), from `today` on, beside what is `booked`.
    """
    if root.text("format", default=FORMAT) != FORMAT:
        raise root.error("format", f'"{root.text("format")}" is not known.', f'Lotse reads "{FORMAT}".')
    refuse_misfit(catalogue, town)
    play = root.text("play", default=PLAYS[0])
    if play not in PLAYS:
        raise root.error("play", f'"{play}" is no way to play.', f"Known: {', '.join(PLAYS)}.")
    scene = Scene(town, catalogue, the_law())
    given = root.table("month") if root.has("month") else Table({}, "month")
    source = given.text("from", default="generated")
    if source not in ("generated", "store"):
        raise given.error("from", f'"{source}" is neither generated nor store.')
    from_store = source == "store"
    if from_store and recorded is None:
        raise given.error(
            "from", "there is no store here to count from.", 'Leave it out, or ask the service or "lotse whatif --store".'
        )
    month = _month(given, scene, recorded if from_store else None, today if from_store else None, play)
    baseline = Baseline(scene, booked if from_store else ())
    study = Study(
        name=root.text("name"),
        play=play,
        seed=root.whole("seed", default=1),
        replications=root.whole("replications", at_least=2, at_most=MOST_REPLICATIONS, default=10),
        enough=_enough(root.table("stop")) if root.has("stop") else None,
        month=month,
        mishaps=read_mishaps(root.table("mishaps"), known_mishaps()) if root.has("mishaps") else known_mishaps(),
        baseline=baseline,
        scenarios=(Scenario(BASELINE_NAMES[0], ()), *_scenarios(root, baseline, month)),
        seconds=root.number("seconds", 1, MOST_SECONDS, default=30.0),
    )
    root.text("comment", default="")
    root.finish()
    if len(study.name) > 200:
        german = f"{len(study.name)} Buchstaben sind zu viele; höchstens 200."
        raise root.error("name", f"has {len(study.name)} letters; at most 200 are taken.", german=german)
    _refuse_too_much(study, root)
    return study


def _refuse_too_much(study: Study, root: Table) -> None:
    times, mix = f"{len(study.scenarios)} scenarios (with the baseline) x {study.replications} replications", study.month.mix
    each = [study.month.contacts * scenario.growth(mix) for scenario in study.scenarios]
    planned = round(study.replications * sum(each))
    if planned > MOST_PLANNED:
        contacts = f"{each[0]:.0f} contacts" + (f" (up to {max(each):.0f} with more demand)" if max(each) > each[0] else "")
        sentence = f"{times} x {contacts} are {planned} to plan; at most {MOST_PLANNED} are taken."
        german = (
            f"{len(study.scenarios)} Szenarien (die Ausgangslage zählt mit) mal {study.replications} Wiederholungen mal bis zu "
            f"{max(each):.0f} Vorgänge (mit Vorlauf): das sind {planned}; mehr als {MOST_PLANNED} gehen nicht. "
            "Eines davon verkleinern."
        )
        raise root.error("replications", sentence, "Ask for fewer of one of them.", german)
    searched = len(study.scenarios) * study.replications * study.seconds
    if study.play == "clairvoyant" and searched > MOST_SEARCHED_SECONDS:
        sentence = f"{times} x {study.seconds:g} seconds are {searched:.0f}; at most {MOST_SEARCHED_SECONDS:.0f} are taken."
        german = f"Das wären bis zu {searched:.0f} Sekunden Suche; mehr als {MOST_SEARCHED_SECONDS:.0f} gehen nicht."
        raise root.error("seconds", sentence, "Ask for fewer of one of them.", f"{german} Weniger Wiederholungen nehmen.")


def contacts_of(study: Study, chances: Chances) -> tuple[tuple[Contact, ...], tuple[date, ...]]:
    """Who comes in this replication before any lever, by day, and the days that are measured."""
    month, town = study.month, study.baseline.scene.town
    before, measured = _days(town, month.first_day, month.open_days, month.warm_up_days)
    return drawn(month.mix, (*before, *measured), month.arrivals, chances), measured


def _days(town: Town, first_day: date, open_days: int, warm_up_days: int) -> tuple[tuple[date, ...], tuple[date, ...]]:
    """Those of the warm-up, and those that are measured."""
    before = days_of_month(town, first_day, warm_up_days, 1) if warm_up_days else ()
    return before, days_of_month(town, first_day, open_days)


def _month(given: Table, scene: Scene, recorded: Mix | None, today: date | None, play: str) -> Month:
    first_day = given.day("first_day") if given.has("first_day") else today or FIRST_DAY
    open_days = given.whole("open_days", at_least=1, at_most=MOST_DAYS, default=OPEN_DAYS)
    warm_up = 0 if play == "clairvoyant" or recorded else OPEN_DAYS
    warm_up_days = given.whole("warm_up_days", at_most=MOST_DAYS, default=warm_up)
    if play == "clairvoyant" and warm_up_days:
        raise given.error(
            "warm_up_days", "who knows the whole month begins with an empty calendar.", "Leave it out, or play rolling."
        )
    _refuse_unknown_days(given.path_of("first_day"), scene.town, first_day, open_days, warm_up_days)
    arrivals = given.text("arrivals", default=ARRIVALS[0])
    if arrivals not in ARRIVALS:
        raise given.error("arrivals", f'"{arrivals}" is none of {", ".join(ARRIVALS)}.')
    share = given.number("venture_share", 0, 1, default=VENTURE_SHARE)
    if recorded is not None:
        if given.has("contacts"):
            raise given.error("contacts", "are counted from the store.", "Leave it out; a lever says what if more come.")
        mix = recorded
    else:
        contacts = given.whole("contacts", at_least=1, at_most=MOST_CONTACTS, default=700)
        mix = generated_mix(scene.town, offered(scene.catalogue, scene.town, first_day), contacts, open_days, share)
    given.finish()
    return Month(mix, first_day, open_days, warm_up_days, arrivals)


def _refuse_unknown_days(path: str, town: Town, first_day: date, open_days: int, warm_up_days: int) -> None:
    """Whoever comes on a day whose law is not known could not be planned."""
    refuse_unknown_day(first_day, path)
    before, measured = _days(town, first_day, open_days, warm_up_days)
    for day in (*before[:1], *measured[-1:]):
        refuse_unknown_day(day, path)


def _enough(table: Table) -> Enough:
    measure = table.known("measure", list(MEASURE), "measure")
    within = table.number("within", 0, 1e6)
    if within <= 0:
        german = "0 wird nie erreicht."
        raise table.error("within", f"{within:g} is never reached.", "Give how far the interval may reach to each side.", german)
    table.finish()
    return Enough(measure, within)


def _scenarios(root: Table, baseline: Baseline, month: Month) -> tuple[Scenario, ...]:
    tables = root.tables("scenarios", default=())
    if len(tables) > MOST_SCENARIOS:
        german = f"Das sind {len(tables)} Szenarien; mehr als {MOST_SCENARIOS} gehen nicht."
        raise root.error("scenarios", f"{len(tables)} scenarios; at most {MOST_SCENARIOS} are taken.", german=german)
    found: list[Scenario] = []
    for table in tables:
        name = table.text("name")
        if len(name) > 80:
            german = f"{len(name)} Buchstaben sind zu viele; höchstens 80."
            raise table.error("name", f"has {len(name)} letters; at most 80 are taken.", german=german)
        if name in BASELINE_NAMES:
            raise table.error(
                "name",
                f'"{name}" is what the baseline is called.',
                "Maybe say what the scenario changes.",
                f"„{name}“ heißt schon die Ausgangslage. Vielleicht sagen, was das Szenario ändert.",
            )
        if name in [one.name for one in found]:
            raise table.error("name", f'"{name}" stands there twice.', german=f"„{name}“ gibt es zweimal.")
        scenario = Scenario(name, read_levers(table.tables("levers", default=()), table.path_of("levers"), baseline.scene))
        table.finish()
        _refuse_unplayable(scenario, baseline, month, table)
        found.append(scenario)
    return tuple(found)


def _refuse_unplayable(scenario: Scenario, baseline: Baseline, month: Month, table: Table) -> None:
    """Levers that are each all right and together leave a town in which nobody could be planned."""
    chances = Chances(0, 0)
    scene = scenario.of_scene(baseline.scene, chances)
    try:
        refuse_misfit(scene.catalogue, scene.town)
        one_of_each = tuple(
            Contact(month.first_day, number, kind.offer, kind.district) for number, kind in enumerate(month.mix.kinds)
        )
        cases_of(scenario.of_contacts(one_of_each, chances), scene.town, scene.catalogue)
    except InputError as reason:
        sentence = f"after these levers {reason.sentence}"
        german = reason.german and f"Nach diesen Stellschrauben: {reason.german}"
        raise InputError(
            sentence, path=table.path_of("levers"), value=reason.value, advice=reason.advice, german=german
        ) from reason
