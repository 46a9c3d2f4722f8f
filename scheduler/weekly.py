"""Weekly hours in a town's file: one line for all weekdays on which a stretch is the same, under a name that seats share."""

from collections.abc import Collection, Iterable, Mapping
from datetime import time
from itertools import pairwise
from typing import Any

from scheduler.toml_reader import Table
from scheduler.town import Advisor, Hours, Officer

WEEKDAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
_ENGLISH = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def weekday(number: int, lang: str) -> str:
    """0 -> "Mo" or "Mon"."""
    return (WEEKDAYS if lang == "de" else _ENGLISH)[number]


def read_week(table: Table, place_ids: Collection[str], grid_minutes: int, field: str = "weekly") -> tuple[Hours, ...]:
    """The hours of one `[hours.name]`, or of a field like its `weekly`, by weekday and start. Raises `InputError`."""
    found: list[Hours] = []
    for line in table.tables(field):
        place = line.known("place", place_ids, "place") if line.has("place") else None
        start, end = line.time("start"), line.time("end")
        for which, moment in (("start", start), ("end", end)):
            if (moment.hour * 60 + moment.minute) % grid_minutes or moment.second or moment.microsecond:
                german = f"{moment:%H:%M} liegt nicht auf dem Raster von {grid_minutes} Minuten."
                raise line.error(which, f"{moment} is not on the grid of {grid_minutes} minutes.", german=german)
        if end <= start:
            german = f"{end:%H:%M} liegt nicht nach dem Beginn um {start:%H:%M}."
            raise line.error("end", f"{end} is not after the start {start}.", "Hours end on the day they begin.", german)
        for day in line.texts("days"):
            if day not in WEEKDAYS:
                raise line.error("days", f'"{day}" is not a weekday.', f"Weekdays are {', '.join(WEEKDAYS)}.")
            found.append(Hours(WEEKDAYS.index(day), start, end, place))
        line.finish()
    week = sorted(found, key=lambda hours: (hours.weekday, hours.start))
    for one, later in pairwise(week):
        # Nobody is in two places at once, and hours that stand there twice would be offered twice.
        if one.weekday == later.weekday and later.start < one.end:
            day = WEEKDAYS[one.weekday]
            sentence = f"{day} {one.start:%H:%M} to {one.end:%H:%M} and {later.start:%H:%M} to {later.end:%H:%M} overlap."
            german = f"{day} {one.start:%H:%M}–{one.end:%H:%M} und {later.start:%H:%M}–{later.end:%H:%M} überschneiden sich."
            raise table.error(field, sentence, "Maybe end the first where the second begins.", german)
    return tuple(week)


def named_weeks(seats: Iterable[Advisor | Officer]) -> dict[str, tuple[Hours, ...]]:
    """Name -> hours, so that each seat's hours stand under one; a name taken by other hours is followed by the seat's id."""
    found: dict[str, tuple[Hours, ...]] = {}
    for seat in seats:
        found.setdefault(name_of_week(seat, found), seat.hours)
    return found


def name_of_week(seat: Advisor | Officer, named: Mapping[str, tuple[Hours, ...]]) -> str:
    """The name under which the seat's hours stand, or will stand."""
    name = seat.hours_name or seat.id
    return name if named.get(name, seat.hours) == seat.hours else f"{name}-{seat.id}"


def write_week(hours: Iterable[Hours]) -> dict[str, Any]:
    """What `read_week` reads, in lines."""
    days: dict[tuple[time, time, str | None], list[str]] = {}
    for one in hours:
        days.setdefault((one.start, one.end, one.place), []).append(WEEKDAYS[one.weekday])
    lines = [
        {"days": names, "start": start, "end": end} | ({} if place is None else {"place": place})
        for (start, end, place), names in days.items()
    ]
    return {"weekly": lines}
