"""What a month demands of the desk, and a desk that offers just so much."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from scheduler.errors import InputError
from scheduler.staffing import expected_minutes, hosted_minutes, offered_minutes, staffed
from scheduler.town import Absence, District, Town
from scheduler.townfile import read_town_file
from scheduler.ventures import Catalogue, Consultation, VentureMeeting, catalogue
from scheduler.workdays import bookable_days
from tests import builders

DORTMUND = read_town_file(Path(__file__).parents[2] / "fixtures" / "towns" / "dortmund.toml")
MONDAY, TUESDAY, SATURDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 7)
SEAT_DAY = 7 * 60  # of the small town
HALF_A_YEAR = bookable_days(MONDAY, date(2026, 8, 31), builders.town())


@pytest.mark.parametrize(
    ("places", "minutes"),
    [(("haus",), 30), (("on-site",), 30 + 2 * 30), (("kammer",), 0), (("kammer", "haus"), 30), (("on-site", "haus"), 30)],
)
def test_a_meeting_demands_its_minutes_and_travel_wherever_an_advisor_may_host(places: tuple[str, ...], minutes: int) -> None:
    meetings = [builders.meeting(places=places), builders.meeting("brandschutz", 20)]
    assert hosted_minutes(meetings, builders.town()) == minutes + 20


def test_the_average_contact_is_drawn_by_weight() -> None:
    """Ventures of 10 minutes three times as often as of 50: 20; consultations 40; a quarter of all contacts are ventures."""
    light, heavy = (
        replace(
            catalogue().ventures[0],
            meetings=(VentureMeeting("bauordnung", minutes, "joinable", "test"),),
            order=(),
            weight=weight,
        )
        for minutes, weight in ((10, 3), (50, 1))
    )
    offer = Catalogue((light, heavy), (Consultation("erstberatung", "Erstberatung", "bauordnung", 40, 1, "test"),))
    assert expected_minutes(builders.town(), offer, 0.25) == 0.25 * 20 + 0.75 * 40


def test_advisors_offer_their_hours_without_closing_days_and_absences() -> None:
    town = builders.town()
    assert offered_minutes(town, [MONDAY, SATURDAY]) == 2 * SEAT_DAY
    assert offered_minutes(town, []) == 0
    assert offered_minutes(replace(town, closing_days=(MONDAY,)), [MONDAY, TUESDAY]) == 2 * SEAT_DAY
    absent = replace(town, absences=(Absence("adv-mitte", TUESDAY, TUESDAY), Absence("bau-1", MONDAY, MONDAY)))
    assert offered_minutes(absent, [MONDAY, TUESDAY]) == 3 * SEAT_DAY


@pytest.mark.parametrize("share", [0.05, 0.5, 0.99, 1, 1.01, 1.5, 2, 4.3])
def test_the_desk_offers_what_is_asked_to_a_seat_day(share: float) -> None:
    wanted = share * 2 * SEAT_DAY
    offered = offered_minutes(staffed(builders.town(), HALF_A_YEAR, wanted), HALF_A_YEAR)
    assert 0 <= offered - wanted * len(HALF_A_YEAR) < SEAT_DAY


@pytest.mark.parametrize("load", [0.7, 0.9, 1.1])
def test_every_month_of_dortmund_is_staffed_alike(load: float) -> None:
    """The same share of the town's own hours, to a hundredth: those differ, for a month has four or five long Thursdays."""
    days = bookable_days(date(2025, 9, 1), date(2026, 7, 10), DORTMUND)
    share = 0.91 / load
    town = staffed(DORTMUND, days, share * offered_minutes(DORTMUND, days) / len(days))
    for start in range(0, len(days) - 21, 13):
        span = days[start : start + 21]
        assert offered_minutes(town, span) == pytest.approx(share * offered_minutes(DORTMUND, span), rel=0.01)


def test_a_smaller_desk_has_the_same_seats_and_empties_each_of_them_now_and_then() -> None:
    town = staffed(DORTMUND, HALF_A_YEAR, 0.8 * offered_minutes(DORTMUND, HALF_A_YEAR) / len(HALF_A_YEAR))
    assert town == replace(DORTMUND, absences=town.absences)
    assert {absence.seat for absence in town.absences} == {advisor.id for advisor in DORTMUND.advisors}


@pytest.mark.parametrize("districts", [1, 3, 12])
def test_a_larger_desk_has_more_deputies_and_a_room_for_each(districts: int) -> None:
    """Twice the desk: two seats more, or one and a half and the rest empty."""
    small = replace(
        builders.town(), districts=tuple(District(f"d{n}", f"D {n}", "adv-mitte", ("adv-vertretung",)) for n in range(districts))
    )
    town = staffed(small, HALF_A_YEAR, 2 * 2 * SEAT_DAY)
    added = [advisor.id for advisor in town.advisors][2:]
    assert added == ["adv-verstaerkung-1", "adv-verstaerkung-2"]
    for district in town.districts:
        assert (district.advisor, district.deputies[-1]) == ("adv-mitte", "adv-vertretung")
        assert set(district.deputies[:-1]) <= set(added)
        assert len(district.deputies) > 1
    assert {deputy for district in town.districts for deputy in district.deputies} == {*added, "adv-vertretung"}
    assert [place.rooms for place in town.places] == [4, None, None]
    assert town.officers == small.officers


def test_a_place_without_a_limit_of_rooms_gets_none() -> None:
    open_house = replace(builders.town(), places=tuple(replace(place, rooms=None) for place in builders.town().places))
    assert staffed(open_house, HALF_A_YEAR, 2 * 2 * SEAT_DAY).places == open_house.places


def test_a_desk_that_is_always_closed_cannot_be_staffed() -> None:
    closed: Town = replace(builders.town(), advisors=tuple(replace(seat, hours=()) for seat in builders.town().advisors))
    with pytest.raises(InputError, match="Nobody sits at the desk"):
        staffed(closed, HALF_A_YEAR, 60)
