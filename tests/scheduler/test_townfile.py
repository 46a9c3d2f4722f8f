"""A town file: read in full, and refused with path, value and advice when it cannot be used."""

import tomllib
from datetime import date, time
from pathlib import Path

import pytest

from scheduler.errors import InputError
from scheduler.toml_reader import Table
from scheduler.town import Absence, Advisor, Department, District, Hours, Limits, Officer, Place, Town
from scheduler.townfile import read_town, read_town_file, town_of

TWICE = '{ offer = "a", department = "b", minutes = 5 }'
SMALL = """
format = "lotse-town/1"
id = "kleinstadt"
title = "Kleinstadt"
timezone = "Europe/Berlin"
holidays_in = "DE-NW"
house = "rathaus"
on_site = "vor-ort"
closing_days = [{ day = 2026-12-24 }]

[limits]
grid_minutes = 5
max_appointment_minutes = 120
max_wait_minutes = 15
deputy_days = 2
notice_working_days = 1
horizon_working_days = 60

[[places]]
id = "rathaus"
title = "Rathaus"
address = "Markt 1"
rooms = 2

[[places]]
id = "vor-ort"
title = "Vor Ort"
address = "beim Betrieb"
travel_minutes = 20

[[places]]
id = "kammer"
title = "Kammer"
address = "Ring 2"
hosted = false

[[departments]]
id = "bauordnung"
code = "BAU"
title = "Bauordnung"
bring = ["Lageplan"]

[[departments]]
id = "kammer"
code = "KAM"
title = "Kammer"
own_place = "kammer"
joins_house = true

[[departments]]
id = "finanzamt"
code = "FA"
title = "Finanzamt"
by_advisor = true

[hours.morning]
weekly = [{ days = ["Do", "Mo"], start = 08:00:00, end = 12:00:00, place = "rathaus" }]

[hours.anywhere]
weekly = [{ days = ["Mo"], start = 08:00:00, end = 12:00:00 }]

[[advisors]]
id = "adv-nord"
email = "nord@lotse.example"
hours = "anywhere"

[[advisors]]
id = "adv-sued"
email = "sued@lotse.example"
hours = "anywhere"

[[officers]]
id = "bau-1"
departments = ["bauordnung", "kammer"]
email = "bau-1@lotse.example"
hours = "morning"

[[districts]]
id = "nord"
title = "Nord"
advisor = "adv-nord"
deputies = ["adv-sued"]
population = 1200

[[absences]]
seat = "bau-1"
first_day = 2026-03-02
last_day = 2026-03-02
"""


def test_every_field_arrives() -> None:
    monday = Hours(0, time(8), time(12))
    assert read_town(SMALL) == Town(
        id="kleinstadt",
        title="Kleinstadt",
        timezone="Europe/Berlin",
        holidays_in="DE-NW",
        limits=Limits(5, 120, 15, 2, 1, 60),
        departments=(
            Department("bauordnung", "BAU", "Bauordnung", ("Lageplan",)),
            Department("kammer", "KAM", "Kammer", own_place="kammer", joins_house=True),
            Department("finanzamt", "FA", "Finanzamt", by_advisor=True),
        ),
        places=(
            Place("rathaus", "Rathaus", "Markt 1", rooms=2),
            Place("vor-ort", "Vor Ort", "beim Betrieb", travel_minutes=20),
            Place("kammer", "Kammer", "Ring 2", hosted=False),
        ),
        advisors=(
            Advisor("adv-nord", "nord@lotse.example", (monday,), "anywhere"),
            Advisor("adv-sued", "sued@lotse.example", (monday,), "anywhere"),
        ),
        officers=(
            Officer(
                "bau-1",
                ("bauordnung", "kammer"),
                "bau-1@lotse.example",
                (Hours(0, time(8), time(12), "rathaus"), Hours(3, time(8), time(12), "rathaus")),
                "morning",
            ),
        ),
        districts=(District("nord", "Nord", "adv-nord", ("adv-sued",), population=1200),),
        absences=(Absence("bau-1", date(2026, 3, 2), date(2026, 3, 2)),),
        closing_days=(date(2026, 12, 24),),
        house="rathaus",
        on_site="vor-ort",
    )


def test_absences_and_closing_days_may_be_left_out() -> None:
    town = read_town(SMALL[: SMALL.index("[[absences]]")].replace("closing_days = [{ day = 2026-12-24 }]\n", ""))
    assert town.absences == ()
    assert town.closing_days == ()


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("lotse-town/1", "lotse-town/2", r'^format: "lotse-town/2" is not known. Lotse reads "lotse-town/1"'),
        ("Europe/Berlin", "Europe/Hoerde", r'^timezone: "Europe/Hoerde" is not a time zone'),
        ("Europe/Berlin", "/etc/passwd", r'^timezone: "/etc/passwd" is not a time zone'),
        ("Europe/Berlin", "Europe", r'^timezone: "Europe" is not a time zone'),
        ("Europe/Berlin", "a" * 300, r'^timezone: "a+" is not a time zone'),
        ("DE-NW", "NW", r'^holidays_in: "NW" has no known holidays'),
        ('house = "rathaus"', 'house = "zoo"', r'^house: "zoo" names no place of this town. Known: kammer, rathaus, vor-ort'),
        ('on_site = "vor-ort"', 'on_site = "kammer"', r'^on_site: "kammer" is a place where nobody hosts'),
        (
            "{ day = 2026-12-24 }",
            "{ day = 2026-12-24 }, { day = 2026-12-24 }",
            r"^closing_days\[1\]: 2026-12-24 stands there twice",
        ),
        (
            "closing_days",
            f"own_minutes = [{TWICE}, {TWICE}]\nclosing_days",
            r"^own_minutes\[1\]: b in a stands there twice",
        ),
        ("2026-12-24", '"24.12."', r"^closing_days\[0\].day: '24.12.' is not a day"),
        ("2026-12-24", "2026-12-24T08:00:00", r"^closing_days\[0\].day: .* is not a day"),
        ("grid_minutes = 5", "grid_minutes = 7", r"^limits.grid_minutes: 7 does not divide 60"),
        ("grid_minutes = 5", "grid_minutes = 0", r"^limits.grid_minutes: 0 is less than 1"),
        ("max_appointment_minutes = 120", "max_appointment_minutes = 121", r"appointment_minutes: 121 is not a multiple"),
        ("max_appointment_minutes = 120", "max_appointment_minutes = 0", r"appointment_minutes: 0 is less than 5"),
        ("max_appointment_minutes = 120", "max_appointment_minutes = 1000000000", r"1000000000 is more than 1440"),
        ("horizon_working_days = 60", "horizon_working_days = 501", r"^limits.horizon_working_days: 501 is more than 500"),
        ('id = "kleinstadt"', 'id = "../kleinstadt"', r"^id: '../kleinstadt' is not an id. Ids are small letters"),
        ('id = "nord"', f'id = "{"n" * 81}"', r"^districts\[0\].id: is 81 characters long. Ids have at most 80"),
        ('title = "Nord"', r'title = "N\u0000rd"', r"^districts\[0\].title: U\+0000 stands in it"),
        ('bring = ["Lageplan"]', r'bring = ["Lage\u001bplan"]', r"^departments\[0\].bring\[0\]: U\+001B stands in it"),
        ('id = "nord"', 'id = "Nord"', r"^districts\[0\].id: 'Nord' is not an id"),
        ("max_wait_minutes = 15", "max_wait_minutes = 16", r"^limits.max_wait_minutes: 16 is not a multiple of the grid"),
        ("deputy_days = 2", "deputy_days = -2", r"^limits.deputy_days: -2 is less than 0"),
        ("deputy_days = 2", "deputy_days = 501", r"^limits.deputy_days: 501 is more than 500"),
        ("deputy_days = 2", "deputy_days = 2.5", r"^limits.deputy_days: 2.5 is not a whole number"),
        ("deputy_days = 2\n", "", r"^limits.deputy_days: is missing. It must be a whole number"),
        ("rooms = 2", "rooms = -1", r"^places\[0\].rooms: -1 is less than 0"),
        ("rooms = 2", "room = 2", r"^places\[0\].room: is not a known field. Known here: .*rooms"),
        ("travel_minutes = 20", "travel_minutes = 21", r"^places\[1\].travel_minutes: 21 is not a multiple of the grid"),
        ('id = "vor-ort"', 'id = "rathaus"', r'^places\[1\].id: "rathaus" stands there twice'),
        ("hosted = false", 'hosted = "no"', r"^places\[2\].hosted: 'no' is not true or false"),
        (
            'bring = ["Lageplan"]',
            'bring = ["Lageplan", "Lageplan"]',
            r'^departments\[0\].bring\[1\]: "Lageplan" stands there twice',
        ),
        ('bring = ["Lageplan"]', "bring = [1]", r"^departments\[0\].bring\[0\]: 1 is not a text"),
        ('own_place = "kammer"\n', "", r"^departments\[1\].joins_house: is for a body with a place of its own"),
        ('own_place = "kammer"', 'own_place = "zoo"', r'^departments\[1\].own_place: "zoo" names no place'),
        ('["Do", "Mo"]', '["Do", "Montag"]', r'^hours.morning.weekly\[0\].days: "Montag" is not a weekday. Weekdays are Mo'),
        (
            'place = "rathaus" }]',
            'place = "rathaus" }, { days = ["Mo"], start = 11:55:00, end = 13:00:00 }]',
            r"^hours.morning.weekly: Mo 08:00 to 12:00 and 11:55 to 13:00 overlap",
        ),
        ("[hours.anywhere]", '[hours."any where"]', r"^hours: 'any where' is not a name"),
        ("[hours.anywhere]", "[hours.night]\nweekly = []\n\n[hours.anywhere]", r"^hours.night: no seat keeps these hours"),
        ("end = 12:00:00, place", "end = 08:00:00, place", r"^hours.morning.weekly\[0\].end: 08:00:00 is not after the start"),
        ("end = 12:00:00, place", "end = 12:02:00, place", r"^hours.morning.weekly\[0\].end: 12:02:00 is not on the grid"),
        ("end = 12:00:00, place", "end = 12:00:30, place", r"^hours.morning.weekly\[0\].end: 12:00:30 is not on the grid"),
        ("end = 12:00:00, place", 'end = "12", place', r"^hours.morning.weekly\[0\].end: '12' is not a time like 08:30:00"),
        ('place = "rathaus"', 'place = "zoo"', r'^hours.morning.weekly\[0\].place: "zoo" names no place'),
        ("nord@lotse.example", "nord@lotse.example, x@y", r"^advisors\[0\].email: 'nord@lotse.example, x@y' is not one"),
        ("nord@lotse.example", r"nord@lotse.example\n", r"^advisors\[0\].email: .* is not one e-mail address"),
        ('hours = "anywhere"', 'hours = "night"', r'^advisors\[0\].hours: "night" names no set of hours .* Known: anywhere'),
        ('departments = ["bauordnung", "kammer"]', "departments = []", r"^officers\[0\].departments: is empty"),
        ('["bauordnung", "kammer"]', '["zoo"]', r'^officers\[0\].departments: "zoo" is not a department'),
        ('["bauordnung", "kammer"]', '["finanzamt"]', r'^officers\[0\].departments: "finanzamt" is handled by the advisor'),
        ('id = "bau-1"', 'id = "adv-nord"', r'^officers\[0\].id: "adv-nord" is an advisor too'),
        ('advisor = "adv-nord"', 'advisor = "bau-1"', r'^districts\[0\].advisor: "bau-1" names no advisor of this town'),
        ('deputies = ["adv-sued"]', 'deputies = ["adv-nord"]', r'^districts\[0\].deputies: "adv-nord" is the district\'s own'),
        ('deputies = ["adv-sued"]', 'deputies = ["bau-1"]', r'^districts\[0\].deputies: "bau-1" is not an advisor'),
        ("population = 1200", f"population = {10**400}", r"^districts\[0\].population: 10+ is more than 1000000000"),
        ("population = 1200", "population = 0", r"^districts\[0\].population: 0 is less than 1"),
        ('seat = "bau-1"', 'seat = "bau-2"', r'^absences\[0\].seat: "bau-2" names no seat'),
        ("last_day = 2026-03-02", "last_day = 2026-03-01", r"^absences\[0\].last_day: 2026-03-01 lies before the first day"),
        ("[[absences]]", "[[absence]]", r"^absence: is not a known field. Known here: .*absences"),
        ("rooms = 2", f"rooms = {'9' * 5000}", r"^file: has a number of thousands of digits. The largest taken is 1000000000"),
        ("[limits]", "[limits", r"^file: is not TOML"),
        ("2026-12-24", "2026-02-30", r"^file: is not TOML: Invalid date"),
        ("2026-12-24", "[" * 100_000, r"^file: is not TOML: maximum recursion depth"),
    ],
)
def test_a_town_that_cannot_be_used(old: str, new: str, sentence: str) -> None:
    assert old in SMALL
    with pytest.raises(InputError, match=sentence) as refused:
        read_town(SMALL.replace(old, new, 1))
    assert refused.value.path


def test_a_town_without_districts_is_refused() -> None:
    first, last = SMALL.index("[[districts]]"), SMALL.index("[[absences]]")
    with pytest.raises(InputError, match=r"^districts: is missing"):
        read_town(SMALL[:first] + SMALL[last:])
    with pytest.raises(InputError, match=r"^districts: is empty"):
        read_town(SMALL[:first].replace('id = "kleinstadt"', 'id = "kleinstadt"\ndistricts = []') + SMALL[last:])


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "stadt.toml"
    path.write_bytes(b"title = '\xff'")
    with pytest.raises(InputError, match=r"stadt.toml is not UTF-8 text"):
        read_town_file(path)
    path.write_text(SMALL, encoding="utf-8")
    assert read_town_file(path).id == "kleinstadt"
    path.write_text(SMALL, encoding="utf-8-sig")
    assert read_town_file(path).id == "kleinstadt"


def test_hours_that_touch_are_two(tmp_path: Path) -> None:
    later = '{ days = ["Mo"], start = 12:00:00, end = 13:00:00 }'
    town = read_town(SMALL.replace('place = "rathaus" }]', f'place = "rathaus" }}, {later}]'))
    assert [hours.place for hours in town.officers[0].hours if hours.weekday == 0] == ["rathaus", None]


def test_half_a_character_of_json_is_refused() -> None:
    with pytest.raises(InputError, match=r"^title: U\+D800 stands in it"):
        town_of(Table(tomllib.loads(SMALL) | {"title": "\ud800"}))
