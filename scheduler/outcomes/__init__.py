"""What a played month was like, in figures: a flat mapping from `Key` to a number, so that each is averaged and compared alike.

Never by person: seats, departments, places, districts and ventures.
"""

from collections import defaultdict
from collections.abc import Iterator

from scheduler.outcomes.key import Key
from scheduler.outcomes.measures import MEASURES
from scheduler.outcomes.use import used
from scheduler.playing.played import Course, Played

__all__ = ["Figures", "Key", "figures"]

Figures = dict[str, float]  # the text of a `Key` -> its number; what has none (a mean of nothing) is not in it
MOST_APPOINTMENTS = 12  # of the histogram: so many or more


def figures(played: Played) -> Figures:
    """All that is told of one replication."""
    groups: dict[tuple[str, str], list[Course]] = defaultdict(list)
    for course in played.courses:
        groups["all", ""].append(course)
        groups["venture", course.case.venture or "consultation"].append(course)
        groups["district", course.case.district].append(course)
    groups.setdefault(("all", ""), [])
    found = {
        Key(measure.name, by, what): measure.of(courses, played.scene)
        for (by, what), courses in groups.items()
        for measure in MEASURES
    }
    found |= dict(used(played)) | dict(_histogram(played)) | dict(_goals(played))
    return {str(key): round(value, 9) for key, value in found.items() if value is not None}


def _histogram(played: Played) -> Iterator[tuple[Key, float]]:
    """Percent of the cases with so many appointments."""
    counts = [min(len(course.comings), MOST_APPOINTMENTS) for course in played.courses]
    for number in range(MOST_APPOINTMENTS + 1):
        if counts:
            yield Key("cases_percent", "appointments", str(number)), 100 * counts.count(number) / len(counts)


def _goals(played: Played) -> Iterator[tuple[Key, float]]:
    for goal in played.goals:
        yield Key("goal", "value", goal.name), goal.value
        if goal.bound is not None:
            yield Key("goal", "bound", goal.name), goal.bound
