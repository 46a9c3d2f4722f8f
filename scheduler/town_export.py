"""A town as a file again: what `townfile` reads, as TOML or JSON. Fields that are as they would be without the file stay out.

Comments are not kept, for a town in the store is values; sources and the names of hours are.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, time
from typing import Any

import tomli_w

from scheduler.town import Advisor, Hours, Officer, Town
from scheduler.townfile import FORMAT
from scheduler.weekly import name_of_week, named_weeks, write_week

_STEP = re.compile(r"[\w-]+")


def write_toml(town: Town) -> str:
    """The town as TOML text."""
    return tomli_w.dumps(town_document(town))


def write_json(town: Town) -> str:
    """The town as JSON text; days and times are ISO text."""
    return json.dumps(town_document(town), indent=1, ensure_ascii=False, default=_as_text) + "\n"


def town_document(town: Town) -> dict[str, Any]:
    """The outermost table of the town's file; days and times are values."""
    weeks = named_weeks((*town.advisors, *town.officers))
    document: dict[str, Any] = {
        "format": FORMAT,
        **{field: getattr(town, field) for field in ("id", "title", "timezone", "holidays_in", "house", "on_site")},
        **({} if town.quality_mark else {"quality_mark": False}),
        **({} if town.offers is None else {"offers": list(town.offers)}),
        "closing_days": [{"day": day} for day in town.closing_days],
        "own_minutes": [_told(one) for one in town.own_minutes],
        "limits": _told(town.limits),
        "places": [_told(place) for place in town.places],
        "departments": [_told(department) for department in town.departments],
        "hours": {name: write_week(hours) for name, hours in weeks.items()},
        "advisors": [_seat(seat, weeks) for seat in town.advisors],
        "officers": [_seat(seat, weeks) for seat in town.officers],
        "districts": [{"deputies": []} | _told(district) for district in town.districts],
        "absences": [_told(absence) for absence in town.absences],
    }
    document = {field: value for field, value in document.items() if value != [] or field == "offers"}
    for path, source in town.sources:
        _table_at(document, path)["source"] = source
    return document


def _told(value: Any) -> dict[str, Any]:
    """The fields of a frozen value that differ from their defaults."""
    told = {field.name: getattr(value, field.name) for field in fields(value) if getattr(value, field.name) != field.default}
    return {name: list(one) if isinstance(one, tuple) else one for name, one in told.items()}


def _seat(seat: Advisor | Officer, weeks: Mapping[str, tuple[Hours, ...]]) -> dict[str, Any]:
    told = {name: value for name, value in _told(seat).items() if name != "hours_name"}
    return told | {"hours": name_of_week(seat, weeks)}


def _table_at(document: dict[str, Any], path: str) -> dict[str, Any]:
    """The table at `places[2]` or `hours.core`; the document itself at ""."""
    found: Any = document
    for step in _STEP.findall(path):
        found = found[int(step)] if isinstance(found, list) else found[step]
    return found


def _as_text(value: date | time) -> str:
    return value.isoformat()
