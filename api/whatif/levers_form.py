"""The levers as fields of the planner's page: which fields each has, and what of a filled form becomes a lever's table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from scheduler.playing.scene import Scene
from scheduler.weekly import WEEKDAYS

Options = list[tuple[str, str]]  # value, what the page calls it
Filled = Mapping[str, str]
_DAY_NAMES = {
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"),
}


@dataclass(frozen=True)
class Entry:
    """`kind`: "choice", "number", "time" or "day". `options`: what can be chosen; `optional`: may stay empty."""

    name: str
    german: str
    english: str
    kind: str = "choice"
    options: Callable[[Scene, str], Options] | None = None
    optional: bool = False
    value: str = ""
    step: str = "1"
    least: str = ""
    most: str = ""

    def title(self, lang: str) -> str:
        return self.german if lang == "de" else self.english


@dataclass(frozen=True)
class LeverForm:
    """`table`: the filled fields as docs/whatif.md writes the lever; what stayed empty is not in `filled`."""

    lever: str
    german: str
    english: str
    entries: tuple[Entry, ...]
    table: Callable[[Filled], dict[str, Any]]

    def title(self, lang: str) -> str:
        return self.german if lang == "de" else self.english


def _departments(scene: Scene, lang: str) -> Options:  # noqa: ARG001
    seated = {department for officer in scene.town.officers for department in officer.departments}
    return [(one.id, f"{one.code} {one.title}") for one in scene.town.departments if one.id in seated]


def _external(scene: Scene, lang: str) -> Options:  # noqa: ARG001
    return [(one.id, one.title) for one in scene.town.departments if one.own_place is not None]


def _seats(scene: Scene, lang: str) -> Options:  # noqa: ARG001
    return [(one.id, one.id) for one in (*scene.town.advisors, *scene.town.officers)]


def _districts(scene: Scene, lang: str) -> Options:  # noqa: ARG001
    return [(one.id, one.title) for one in scene.town.districts]


def _offers(scene: Scene, lang: str) -> Options:  # noqa: ARG001
    here = scene.town.offers
    known = (*scene.catalogue.ventures, *scene.catalogue.consultations)
    return list({one.id: one.title for one in known if here is None or one.id in here}.items())


def _places(scene: Scene, lang: str) -> Options:  # noqa: ARG001
    return [(one.id, one.title) for one in scene.town.places if one.hosted]


def _rules(scene: Scene, lang: str) -> Options:  # noqa: ARG001
    return [(one.id, one.title) for one in scene.law.rules if one.bounds]


def _days(scene: Scene, lang: str) -> Options:  # noqa: ARG001
    return list(zip(WEEKDAYS, _DAY_NAMES[lang], strict=False))


def _yes_no(yes: str, no: str) -> Callable[[Scene, str], Options]:
    def options(scene: Scene, lang: str) -> Options:  # noqa: ARG001
        return [(value, (words.split("|") * 2)[lang == "en"]) for value, words in (("yes", yes), ("no", no))]

    return options


def _open_or_close(scene: Scene, lang: str) -> Options:  # noqa: ARG001
    return [("close", "schließen"), ("open", "öffnen")] if lang == "de" else [("close", "close"), ("open", "open")]


def _whole(text: str) -> int | str:
    """A number, or what was typed instead, which its lever refuses."""
    return int(text) if text.removeprefix("-").isdecimal() and len(text) < 10 else text


def _decimal(text: str) -> float | str:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return text


def _stretch(filled: Filled) -> list[dict[str, Any]]:
    line: dict[str, Any] = {"days": [filled.get("weekday", "")], "start": filled.get("start", ""), "end": filled.get("end", "")}
    return [line | ({"place": filled["place"]} if "place" in filled else {})]


def _officers(filled: Filled) -> dict[str, Any]:
    table: dict[str, Any] = {"department": filled.get("department", ""), "more": _whole(filled.get("more", ""))}
    return table | ({"weekly": _stretch(filled)} if "weekday" in filled else {})


def _hours(filled: Filled) -> dict[str, Any]:
    return {"department": filled.get("department", ""), filled.get("how", "close"): _stretch(filled)}


def _absence(filled: Filled) -> dict[str, Any]:
    who = {"seat": filled["seat"]} if "seat" in filled else {}
    if "random" in filled or not who:
        who |= {"random": _whole(filled.get("random", ""))}
    return who | {day: filled[day] for day in ("first_day", "last_day") if day in filled}


def _demand(filled: Filled) -> dict[str, Any]:
    return {name: filled[name] for name in ("offer", "district") if name in filled} | {"times": _decimal(filled.get("times", ""))}


def _deputies(filled: Filled) -> dict[str, Any]:
    return {"allowed": filled.get("allowed") != "no"} | ({"days": _whole(filled["days"])} if "days" in filled else {})


def _limits(filled: Filled) -> dict[str, Any]:
    return {name: _whole(value) for name, value in filled.items()}


def _deadline(filled: Filled) -> dict[str, Any]:
    rule = {"rule": filled.get("rule", "")}
    return rule | ({"amount": _whole(filled["amount"])} if "amount" in filled else {"left_out": True})


_DEPARTMENT = Entry("department", "Fachamt", "Department", options=_departments)
_START, _END = Entry("start", "von", "from", "time", value="14:00"), Entry("end", "bis", "to", "time", value="18:00")

FORMS = (
    LeverForm(
        "hours",
        "Sprechzeiten öffnen oder schließen",
        "Open or close hours",
        (
            _DEPARTMENT,
            Entry("how", "was", "what", options=_open_or_close),
            Entry("weekday", "Wochentag", "Weekday", options=_days),
            _START,
            _END,
            Entry("place", "Ort (nur beim Öffnen)", "Place (opening only)", options=_places, optional=True),
        ),
        _hours,
    ),
    LeverForm(
        "officers",
        "Mehr oder weniger Sachbearbeitung",
        "More or fewer officers",
        (
            _DEPARTMENT,
            Entry("more", "mehr (weniger: mit Minus)", "more (fewer: with a minus)", "number", value="1", least="-20", most="20"),
            Entry("weekday", "nur an diesem Wochentag", "only on this weekday", options=_days, optional=True),
            Entry("start", "von", "from", "time", value="08:30"),
            Entry("end", "bis", "to", "time", value="12:00"),
            Entry("place", "Ort", "Place", options=_places, optional=True),
        ),
        _officers,
    ),
    LeverForm(
        "advisors",
        "Mehr oder weniger Vertretung am Schalter",
        "More or fewer deputies at the desk",
        (Entry("more", "mehr (weniger: mit Minus)", "more (fewer: with a minus)", "number", value="1", least="-20", most="20"),),
        lambda filled: {"more": _whole(filled.get("more", ""))},
    ),
    LeverForm(
        "absence",
        "Jemand fehlt",
        "Somebody is away",
        (
            Entry("seat", "Platz", "Seat", options=_seats, optional=True),
            Entry("random", "oder so viele ausgelost", "or so many at random", "number", optional=True, least="0"),
            Entry("first_day", "vom", "from", "day", optional=True),
            Entry("last_day", "bis zum", "to", "day", optional=True),
        ),
        _absence,
    ),
    LeverForm(
        "demand",
        "Mehr oder weniger Nachfrage",
        "More or less demand",
        (
            Entry("offer", "Vorhaben (leer: alle)", "Venture (empty: all)", options=_offers, optional=True),
            Entry("district", "Stadtbezirk (leer: alle)", "District (empty: all)", options=_districts, optional=True),
            Entry("times", "mal", "times", "number", value="1.2", step="0.05", least="0", most="5"),
        ),
        _demand,
    ),
    LeverForm(
        "minutes",
        "Kürzere oder längere Gespräche",
        "Shorter or longer meetings",
        (_DEPARTMENT, Entry("times", "mal", "times", "number", value="0.8", step="0.05", least="0.2", most="3")),
        lambda filled: {"department": filled.get("department", ""), "times": _decimal(filled.get("times", ""))},
    ),
    LeverForm(
        "joint_days",
        "Ein Amt kommt an gemeinsamen Tagen ins Haus",
        "A body joins the joint days",
        (Entry("department", "Stelle", "Body", options=_external), Entry("weekday", "Wochentag", "Weekday", options=_days)),
        lambda filled: {"department": filled.get("department", ""), "days": [filled.get("weekday", "")]},
    ),
    LeverForm(
        "external",
        "Externe Stelle immer oder nie im Haus",
        "External body always or never in the house",
        (
            Entry("department", "Stelle", "Body", options=_external),
            Entry(
                "in_house", "wo", "where", options=_yes_no("immer im Haus|always in the house", "nie im Haus|never in the house")
            ),
        ),
        lambda filled: {"department": filled.get("department", ""), "in_house": filled.get("in_house") == "yes"},
    ),
    LeverForm(
        "deputies",
        "Vertretung erlauben und bewerten",
        "Deputies: allowed, and their price",
        (
            Entry("allowed", "Vertretung", "Deputies", options=_yes_no("erlaubt|allowed", "nicht erlaubt|not allowed")),
            Entry(
                "days", "zählt so viele Arbeitstage", "counts so many working days", "number", optional=True, least="0", most="60"
            ),
        ),
        _deputies,
    ),
    LeverForm(
        "limits",
        "Andere Grenzen",
        "Other limits",
        (
            Entry(
                "max_appointment_minutes",
                "längster Termin in Minuten",
                "longest appointment in minutes",
                "number",
                optional=True,
                step="5",
                least="5",
                most="480",
            ),
            Entry(
                "max_wait_minutes",
                "längste Pause in Minuten",
                "longest wait in minutes",
                "number",
                optional=True,
                step="5",
                least="0",
                most="120",
            ),
            Entry(
                "notice_working_days",
                "Vorlauf in Arbeitstagen",
                "notice in working days",
                "number",
                optional=True,
                least="0",
                most="20",
            ),
        ),
        _limits,
    ),
    LeverForm(
        "rooms",
        "Andere Zahl von Räumen",
        "Another number of rooms",
        (
            Entry("place", "Ort", "Place", options=_places),
            Entry("rooms", "Räume", "Rooms", "number", value="10", least="1", most="200"),
        ),
        lambda filled: {"place": filled.get("place", ""), "rooms": _whole(filled.get("rooms", ""))},
    ),
    LeverForm(
        "merge_districts",
        "Zwei Stadtbezirke zusammenlegen",
        "Merge two districts",
        (Entry("district", "Stadtbezirk", "District", options=_districts), Entry("with", "und", "and", options=_districts)),
        dict,
    ),
    LeverForm(
        "split_district",
        "Einen Stadtbezirk teilen",
        "Split a district",
        (
            Entry("district", "Stadtbezirk", "District", options=_districts),
            Entry(
                "share",
                "Anteil des neuen Teils",
                "Share of the new part",
                "number",
                value="0.5",
                step="0.05",
                least="0",
                most="1",
            ),
        ),
        lambda filled: {"district": filled.get("district", ""), "share": _decimal(filled.get("share", ""))},
    ),
    LeverForm(
        "deadlines",
        "Andere Frist",
        "Another deadline",
        (
            Entry("rule", "Frist", "Deadline", options=_rules),
            Entry(
                "amount",
                "Länge in ihrer eigenen Einheit (leer: entfällt)",
                "Length in its own unit (empty: left out)",
                "number",
                optional=True,
                least="1",
                most="500",
            ),
        ),
        _deadline,
    ),
)
FORM = {form.lever: form for form in FORMS}

# What the German page calls the fields of a study.
_STUDY = {
    "contacts": "Vorgänge",
    "first_day": "Erster Tag",
    "name": "Name",
    "replications": "Wiederholungen",
    "seed": "Startzahl des Zufalls",
    "within": "Aufhören bei ±",
}


def fields(lever: str) -> dict[str, str]:
    """What the German page calls the fields of a lever, or else of a study."""
    return {entry.name: entry.german for entry in FORM[lever].entries} if lever in FORM else _STUDY
