"""What a customer would rather have, as times they can come: a closed list, each by a word a program can send.

Unit: minutes from 00:00 of day 0, like all times of a problem. What "vormittags" and "diese Woche" mean is what the words
mean (until noon; until the Sunday of the day's week), not a rule of the town.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.errors import InputError

MINUTES_A_DAY = 24 * 60
NOON = 12 * 60
KNOWN = ("mornings", "afternoons", "not-before=HH:MM", "not-after=HH:MM", "this-week")


@dataclass(frozen=True)
class Preference:
    """`start` and `end`: minutes of each day within which appointments lie; `this_week`: up to the Sunday."""

    word: str
    title: str
    start: int = 0
    end: int = MINUTES_A_DAY
    this_week: bool = False


def read_preference(word: str, path: str = "preferences") -> Preference:
    """`mornings`, `not-before=09:00`, ... Raises InputError that names the known ones."""
    kind, _, value = word.partition("=")
    match kind:
        case "mornings" if not value:
            return Preference(word, "nur vormittags", end=NOON)
        case "afternoons" if not value:
            return Preference(word, "nur nachmittags", start=NOON)
        case "this-week" if not value:
            return Preference(word, "möglichst diese Woche", this_week=True)
        case "not-before":
            return Preference(word, f"nicht vor {value} Uhr", start=_minute(word, value, path))
        case "not-after":
            return Preference(word, f"nicht nach {value} Uhr", end=_minute(word, value, path))
    raise InputError(f'"{word}" is no preference.', path=path, value=word, advice=f"Known: {', '.join(KNOWN)}.")


def stretches(
    preference: Preference, first_day: date, working_days: Iterable[int], today: date, grid: int
) -> tuple[tuple[int, int], ...]:
    """When the customer would come, `[start, end)`. `first_day` is day 0, `working_days` count from it; drawn in to the grid."""
    sunday = (today + timedelta(days=6 - today.weekday()) - first_day).days
    start, end = -(-preference.start // grid) * grid, preference.end // grid * grid
    days = (day for day in working_days if not preference.this_week or day <= sunday)
    return tuple((day * MINUTES_A_DAY + start, day * MINUTES_A_DAY + end) for day in days) if start < end else ()


def _minute(word: str, value: str, path: str) -> int:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value, re.ASCII):
        raise InputError(f'"{value}" in "{word}" is not a time of day.', path=path, value=word, advice="Write it like 09:00.")
    hours, minutes = value.split(":")
    return int(hours) * 60 + int(minutes)
