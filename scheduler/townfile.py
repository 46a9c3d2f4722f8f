"""A town is a file: `lotse-town/1`, TOML (or JSON of the same shape) -> `Town`. The format: docs/town.md.

Every error names path and value and says what may help. Weekly hours stand once under a name (`[hours.core]`) and are
shared by the seats that keep them. A `source` may stand in every table; Lotse's own fixtures must give one for every figure
(a test says so), another town may leave it out.
"""

import re
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from scheduler.errors import InputError
from scheduler.toml_reader import Table, parse, refuse_twice
from scheduler.town import Absence, Department, District, Limits, OwnMinutes, Place, Town
from scheduler.town_seats import one_seat_a_name, read_advisor, read_officer, refuse_empty_joint_days, refuse_unkept_hours
from scheduler.weekly import read_week
from scheduler.workdays import is_known_region

FORMAT = "lotse-town/1"
MINUTES_A_DAY = 24 * 60
_LINK = re.compile(r"https://[A-Za-z0-9.-]+(:\d+)?(/[A-Za-z0-9._~!$&'()*+,;=:@%/?#-]*)?")
_TELEPHONE = re.compile(r"\+?[0-9][0-9 /()-]{2,30}")
LONGEST_HORIZON = 500  # working days, two years: more is a slip of the pen, and every day costs the solver


def read_town_file(path: Path) -> Town:
    """The town in that file; `InputError` when it cannot be used, OSError when it cannot be opened."""
    try:
        return read_town(path.read_text(encoding="utf-8-sig"))  # some editors begin a file with the mark of its encoding
    except UnicodeDecodeError as reason:
        raise InputError(f"{path.name} is not UTF-8 text ({reason.reason}).", path="file") from reason


def read_town(text: str) -> Town:
    """The town of a TOML text; `InputError` with `path`, `value` and `advice` when it cannot be used."""
    return town_of(parse(text))


def town_of(root: Table) -> Town:
    """The town of a file's outermost table; `InputError` as above."""
    if root.text("format") != FORMAT:
        raise root.error("format", f'"{root.text("format")}" is not known.', f'Lotse reads "{FORMAT}".')
    limits = _limits(root.table("limits"))
    places = _list(root, "places", lambda table: _place(table, limits))
    place_ids = {place.id for place in places}
    departments = _list(root, "departments", lambda table: _department(table, place_ids))
    hours = {
        name: _finished(table, read_week(table, place_ids, limits.grid_minutes))
        for name, table in root.named_tables("hours").items()
    }
    advisors = _list(root, "advisors", lambda table: read_advisor(table, hours))
    officers = _list(root, "officers", lambda table: read_officer(table, hours, departments))
    refuse_unkept_hours(hours, (*advisors, *officers))
    advisor_ids = {advisor.id for advisor in advisors}
    seats = one_seat_a_name(advisor_ids, officers)
    districts = _list(root, "districts", lambda table: _district(table, advisor_ids))
    town = Town(
        id=root.slug("id"),
        title=root.text("title"),
        timezone=_timezone(root),
        holidays_in=_region(root),
        limits=limits,
        departments=departments,
        places=places,
        advisors=advisors,
        officers=officers,
        districts=districts,
        absences=tuple(_absence(table, seats) for table in root.tables("absences", default=())),
        closing_days=_each_once(root, "closing_days", _closing_day, lambda day: day.isoformat()),
        house=_hosted_place(root, "house", places),
        on_site=_hosted_place(root, "on_site", places),
        quality_mark=root.flag("quality_mark", default=True),
        offers=root.texts("offers") if root.has("offers") else None,
        own_minutes=_each_once(root, "own_minutes", _own_minutes, lambda one: f"{one.department} in {one.offer}"),
        sources=root.sources(),
    )
    refuse_empty_joint_days(town)
    root.text("source", default="")
    root.finish()
    return town


def _list(root: Table, field: str, read) -> tuple:
    """Every table of a list through `read`, at least one, ids unique."""
    tables = root.tables(field)
    if not tables:
        raise root.error(field, "is empty.", "A town needs at least one.")
    found = tuple(_finished(table, read(table)) for table in tables)
    refuse_twice(tables, [value.id for value in found])
    return found


def _each_once(root: Table, field: str, read, name) -> tuple:
    """Every table of a list that may be left out, through `read`; refused where two have the same `name(value)`."""
    found: dict[str, Any] = {}
    for table in root.tables(field, default=()):
        value = read(table)
        if name(value) in found:
            sentence = f"{name(value)} stands there twice."
            raise InputError(sentence, path=table.path, value=name(value), advice="Maybe leave one out.")
        found[name(value)] = value
    return tuple(found.values())


def _finished(table: Table, value):
    table.text("source", default="")
    table.finish()
    return value


def _limits(table: Table) -> Limits:
    grid = table.whole("grid_minutes", at_least=1)
    if 60 % grid:
        raise table.error("grid_minutes", f"{grid} does not divide 60.", "Maybe 5.")
    limits = Limits(
        grid_minutes=grid,
        max_appointment_minutes=table.whole("max_appointment_minutes", at_least=grid, at_most=MINUTES_A_DAY),
        max_wait_minutes=table.whole("max_wait_minutes", at_most=MINUTES_A_DAY),
        deputy_days=table.whole("deputy_days", at_most=LONGEST_HORIZON),
        notice_working_days=table.whole("notice_working_days", at_most=LONGEST_HORIZON),
        horizon_working_days=table.whole("horizon_working_days", at_least=1, at_most=LONGEST_HORIZON),
    )
    for field in ("max_appointment_minutes", "max_wait_minutes"):
        if getattr(limits, field) % grid:
            raise table.error(field, f"{getattr(limits, field)} is not a multiple of the grid of {grid} minutes.")
    return _finished(table, limits)


def _place(table: Table, limits: Limits) -> Place:
    rooms = table.whole("rooms") if table.has("rooms") else None
    travel_minutes = table.whole("travel_minutes", at_most=MINUTES_A_DAY, default=0)
    if travel_minutes % limits.grid_minutes:
        raise table.error("travel_minutes", f"{travel_minutes} is not a multiple of the grid of {limits.grid_minutes} minutes.")
    return Place(
        id=table.slug("id"),
        title=table.text("title"),
        address=table.text("address"),
        rooms=rooms,
        travel_minutes=travel_minutes,
        hosted=table.flag("hosted", default=True),
        directions=table.text("directions", default=""),
        link=_written_as(table, "link", _LINK, "Maybe https://konferenz.example/raum."),
        telephone=_written_as(table, "telephone", _TELEPHONE, "Maybe +49 231 500."),
    )


def _written_as(table: Table, field: str, form: re.Pattern[str], advice: str) -> str:
    text = table.text(field, default="")
    if text and not form.fullmatch(text):
        raise table.error(field, f'"{text}" cannot stand in an invitation.', advice)
    return text


def _department(table: Table, place_ids: set[str]) -> Department:
    own_place = table.known("own_place", place_ids, "place") if table.has("own_place") else None
    department = Department(
        id=table.slug("id"),
        code=table.text("code"),
        title=table.text("title"),
        bring=table.texts("bring", default=()),
        own_place=own_place,
        joins_house=table.flag("joins_house", default=False),
        by_advisor=table.flag("by_advisor", default=False),
    )
    if department.joins_house and own_place is None:
        raise table.error("joins_house", "is for a body with a place of its own.", "Maybe give own_place, or leave it out.")
    return department


def _district(table: Table, advisor_ids: set[str]) -> District:
    advisor = table.known("advisor", advisor_ids, "advisor")
    deputies = table.texts("deputies")
    for deputy in deputies:
        if deputy not in advisor_ids:
            raise table.error("deputies", f'"{deputy}" is not an advisor of this town.')
        if deputy == advisor:
            raise table.error("deputies", f'"{deputy}" is the district\'s own advisor.', "Nobody is their own deputy.")
    return District(table.slug("id"), table.text("title"), advisor, deputies, table.whole("population", at_least=1, default=1))


def _absence(table: Table, seats: set[str]) -> Absence:
    absence = Absence(table.known("seat", seats, "seat"), table.day("first_day"), table.day("last_day"))
    if absence.last_day < absence.first_day:
        raise table.error("last_day", f"{absence.last_day} lies before the first day {absence.first_day}.")
    return _finished(table, absence)


def _closing_day(table: Table) -> date:
    return _finished(table, table.day("day"))


def _own_minutes(table: Table) -> OwnMinutes:
    return _finished(table, OwnMinutes(table.slug("offer"), table.slug("department"), table.whole("minutes", at_least=1)))


def _hosted_place(root: Table, field: str, places: tuple[Place, ...]) -> str:
    id_ = root.known(field, {place.id for place in places}, "place")
    if not next(place for place in places if place.id == id_).hosted:
        raise root.error(field, f'"{id_}" is a place where nobody hosts.', "Maybe set hosted = true there.")
    return id_


def _timezone(root: Table) -> str:
    name = root.text("timezone")
    try:
        ZoneInfo(name)
    except (
        ZoneInfoNotFoundError,
        ValueError,
        OSError,
    ) as reason:  # zones are files: "Europe" is a folder, a name may be too long
        raise root.error("timezone", f'"{name}" is not a time zone.', "Maybe Europe/Berlin.") from reason
    return name


def _region(root: Table) -> str:
    region = root.text("holidays_in")
    if not is_known_region(region):
        raise root.error("holidays_in", f'"{region}" has no known holidays.', "Maybe DE-NW (ISO 3166-2).")
    return region
