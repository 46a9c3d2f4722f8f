"""Numbers and names of a study as people read them, in German or English."""

import math

from scheduler.outcomes.measures import Measure
from scheduler.scenarios import BASELINE_NAMES
from scheduler.study.interval import Estimate
from scheduler.study.told import Told
from scheduler.weekly import WEEKDAYS, weekday

BASELINE = {"de": BASELINE_NAMES[0], "en": BASELINE_NAMES[1]}
_HALVES = {"de": {"am": "vorm.", "pm": "nachm."}, "en": {"am": "am", "pm": "pm"}}


def number(value: float, lang: str, digits: int = 2, sign: bool = False) -> str:
    """2.5 -> "2,50"; what rounds to nothing has no sign."""
    rounded = round(value, digits) + 0.0
    text = f"{rounded:+.{digits}f}" if sign and rounded else f"{rounded:.{digits}f}"
    text = text.replace("-", "−")
    return text.replace(".", ",") if lang == "de" else text


def rounded_up(value: float, lang: str) -> str:
    """Of what something is at most: 0.004 -> "0,01"; "0,00" would say that it is nothing."""
    return number(math.ceil(round(value * 100, 6)) / 100, lang)


def with_interval(one: Estimate | None, lang: str, digits: int = 2, sign: bool = False) -> str:
    if one is None:
        return "–"
    text = number(one.mean, lang, digits, sign)
    return text if one.half is None else f"{text} ± {number(one.half, lang, digits)}"


def scenario_name(told: Told, index: int, lang: str) -> str:
    return BASELINE[lang] if index == 0 else told.scenarios[index].name


def half_day(id_: str, lang: str) -> str:
    """ "Do-pm" -> "Do nachm." """
    day, _, half = id_.partition("-")
    return f"{weekday(WEEKDAYS.index(day), lang)} {_HALVES[lang][half]}"


def offer_title(told: Told, id_: str, lang: str) -> str:
    """Of a venture, or of all single consultations together."""
    if id_ == "consultation":
        return "Einzelne Beratungen" if lang == "de" else "Single consultations"
    return told.ventures.get(id_, id_)


def department_title(told: Told, id_: str, lang: str) -> str:
    if id_ == "advisors":
        return "Ansprechpartner/innen (Lotsen)" if lang == "de" else "Advisors"
    return told.departments.get(id_, id_)


def verdict(measure: Measure, difference: Estimate | None, lang: str) -> str:
    """Better, worse, other, or no difference that could be shown."""
    if difference is None:
        return "nicht vergleichbar" if lang == "de" else "cannot be compared"
    if difference.half == 0 and difference.mean == 0:
        return "genau gleich" if lang == "de" else "exactly equal"
    if not difference.differs:
        return "kein Unterschied nachweisbar" if lang == "de" else "no difference shown"
    if measure.better == 0:
        return "anders" if lang == "de" else "different"
    good = (difference.mean > 0) == (measure.better > 0)
    return {"de": ("besser", "schlechter"), "en": ("better", "worse")}[lang][0 if good else 1]


def unit(name: str, lang: str) -> str:
    return {"working days": "Arbeitstage", "min": "Min."}.get(name, name) if lang == "de" else name
