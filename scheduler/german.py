"""Days, times and lists as a German sentence has them."""

from collections.abc import Iterable
from datetime import date, datetime

MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember",
)  # fmt: skip


def in_german(day: date) -> str:
    """`26. März`."""
    return f"{day.day}. {MONTHS[day.month - 1]}"


def span_in_german(start: datetime, end: datetime) -> str:
    """`5. März, 09:00-09:45 Uhr`, on one day, by the clock of these times."""
    return f"{in_german(start.date())}, {start:%H:%M}-{end:%H:%M} Uhr"


def listed(words: Iterable[str], joint: str = "und") -> str:
    """`A, B und C`."""
    *most, last = words
    return f"{', '.join(most)} {joint} {last}" if most else last


def working_days(count: int) -> str:
    return "1 Arbeitstag" if count == 1 else f"{count} Arbeitstage"
