"""Days told from outside: each refusal names the path and the day, and what it contradicts."""

from datetime import date

from scheduler.errors import InputError
from scheduler.known_law import refuse_unknown_day


def refuse_future(day: date, path: str, today: date) -> None:
    """Raise `InputError` for a day that has not come yet, or whose law is not known."""
    if day > today:
        raise InputError(f"{day} lies in the future; today is {today}.", path=path, value=day.isoformat())
    refuse_unknown_day(day, path)


def refuse_before(day: date, path: str, other: date | None, what: str) -> None:
    """Raise `InputError` for a day before `other`; `what` happened then ("the case was received on"). None: nothing did."""
    if other is not None and day < other:
        raise InputError(f"{day} lies before {what} {other}.", path=path, value=day.isoformat())
