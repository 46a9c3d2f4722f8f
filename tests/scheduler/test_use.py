"""How much of their time seats are taken: hours offered, and what appointments take of them."""

from dataclasses import replace
from datetime import date

from scheduler.town import Officer
from scheduler.use import Use, use_of_advisors, use_of_departments
from tests import builders
from tests.builders import FULL_DAYS, appointment, at, held

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
DAY = 7 * 60


def test_a_host_is_taken_for_the_appointment_and_officers_for_their_meetings() -> None:
    talks = appointment(
        at(2, "08:00"),
        held(at(2, "08:00")),
        held(at(2, "08:45"), seats=("brand-1",), meeting_id="brandschutz"),
        advisor="adv-mitte",
    )
    town = builders.town()
    assert use_of_advisors(town, [talks], [MONDAY]) == (Use("adv-mitte", 1, DAY, 75), Use("adv-vertretung", 1, DAY, 0))
    taken = {use.name: use.taken for use in use_of_departments(town, [talks], [MONDAY])}
    assert taken == {"BAU Bauordnung": 30, "VB Vorbeugender Brandschutz": 30, "KAM Kammer": 0}


def test_travel_counts() -> None:
    inspection = appointment(at(2, "09:00"), place="on-site")
    town = builders.town()
    assert use_of_advisors(town, [inspection], [MONDAY])[0].taken == 90
    assert use_of_departments(town, [inspection], [MONDAY])[0].taken == 90


def test_only_the_days_asked_for_count() -> None:
    both = [appointment(at(2, "09:00")), appointment(at(3, "09:00"), minutes=45)]
    town = builders.town()
    assert use_of_advisors(town, both, [TUESDAY])[0] == Use("adv-mitte", 1, DAY, 45)
    assert use_of_advisors(town, both, [MONDAY, TUESDAY])[0] == Use("adv-mitte", 1, 2 * DAY, 75)
    assert use_of_advisors(town, both, [])[0] == Use("adv-mitte", 1, 0, 0)


def test_the_seats_of_a_department_stand_together_and_a_shared_seat_for_itself() -> None:
    town = builders.town()
    second = Officer("bau-2", ("bauordnung",), "bau-2@lotse.example", FULL_DAYS)
    shared = Officer("beide-1", ("bauordnung", "brandschutz"), "beide-1@lotse.example", FULL_DAYS)
    town = replace(town, officers=(*town.officers, second, shared))
    assert [(use.name, use.seats) for use in use_of_departments(town, [], [MONDAY])] == [
        ("BAU Bauordnung", 2),
        ("VB Vorbeugender Brandschutz", 1),
        ("KAM Kammer", 1),
        ("BAU Bauordnung, VB Vorbeugender Brandschutz", 1),
    ]


def test_who_hosts_nowhere_takes_no_advisor() -> None:
    alone = appointment(at(2, "09:00"), place="kammer", advisor=None, seats=("kammer-1",))
    town = builders.town()
    assert [use.taken for use in use_of_advisors(town, [alone], [MONDAY])] == [0, 0]
    assert [use.taken for use in use_of_departments(town, [alone], [MONDAY])] == [0, 0, 30]
