"""A town written and read again is the same town, as TOML and as JSON."""

from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest

from scheduler.problem_file import read_json
from scheduler.toml_reader import Table
from scheduler.town import Absence, Hours, OwnMinutes, Town
from scheduler.town_export import town_document, write_json, write_toml
from scheduler.townfile import read_town, read_town_file, town_of
from tests import builders

FILES = sorted((Path(__file__).parents[2] / "fixtures" / "towns").glob("*.toml"))


def read_again(town: Town) -> tuple[Town, Town]:
    return read_town(write_toml(town)), town_of(Table(read_json(write_json(town))))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_fixture_town_comes_back_equal(path: Path) -> None:
    town = read_town_file(path)
    assert read_again(town) == (town, town)
    assert len(town.sources) > 5


def test_every_field_comes_back() -> None:
    usual = builders.town()
    seats = (*usual.advisors, *usual.officers)
    weeks = {seat.id: tuple(sorted(seat.hours, key=lambda one: (one.weekday, one.start))) for seat in seats}
    full = replace(
        usual,
        advisors=tuple(replace(seat, hours=weeks[seat.id], hours_name="desk") for seat in usual.advisors),
        officers=tuple(replace(seat, hours=weeks[seat.id], hours_name=seat.id) for seat in usual.officers),
        absences=(Absence("bau-1", date(2026, 3, 2), date(2026, 3, 6)),),
        closing_days=(date(2026, 12, 24),),
        offers=("onlinehandel",),
        own_minutes=(OwnMinutes("onlinehandel", "gewerbemeldestelle", 15),),
        sources=(("", "the whole"), ("hours.bau-1", "a notice"), ("places[1]", "assumption")),
    )
    assert read_again(full) == (full, full)


def test_seats_share_hours_by_name_and_part_where_they_differ() -> None:
    usual = builders.town()
    first, second = usual.advisors
    evening = (Hours(3, time(16), time(18)),)
    parted = replace(
        usual, advisors=(replace(first, hours_name="desk"), replace(second, hours_name="desk", hours=evening)), officers=()
    )
    document = town_document(parted)
    assert [seat["hours"] for seat in document["advisors"]] == ["desk", "desk-adv-vertretung"]
    assert document["hours"]["desk-adv-vertretung"] == {"weekly": [{"days": ["Do"], "start": time(16), "end": time(18)}]}
    assert document["hours"]["desk"]["weekly"][0]["days"] == ["Mo", "Di", "Mi", "Do", "Fr"]


def test_days_and_times_may_be_text() -> None:
    town = builders.town(closing_days=(date(2026, 12, 24),))
    assert '"day": "2026-12-24"' in write_json(town)
    assert '"start": "08:00:00"' in write_json(town)
    assert read_town(write_toml(town).replace("2026-12-24", '"2026-12-24"').replace("08:00:00", '"08:00"')).closing_days
