"""Dortmund and the catalogue fit together: every need has a seat, every meeting a time, and the load is as the file says."""

from collections import Counter
from collections.abc import Iterator
from datetime import time
from itertools import product
from pathlib import Path

import pytest

from scheduler.cases import RequiredMeeting
from scheduler.required import required_meetings, single_meetings
from scheduler.town import Hours
from scheduler.townfile import read_town_file
from scheduler.ventures import Venture, catalogue

TOWN = read_town_file(Path(__file__).parents[2] / "fixtures" / "towns" / "dortmund.toml")
CONTACTS_A_MONTH = 700
WEEKS_A_MONTH = 21 / 5


def meetings_of(venture: Venture) -> tuple[RequiredMeeting, ...]:
    return required_meetings(venture, TOWN)


def test_the_desk_has_twelve_contacts_and_two_others() -> None:
    own = {district.advisor for district in TOWN.districts}
    assert (len(TOWN.districts), len(own), len(TOWN.advisors)) == (12, 12, 14)
    for district in TOWN.districts:
        assert 2 <= len(district.deputies) <= 3
    deputies = {deputy for district in TOWN.districts for deputy in district.deputies}
    assert {advisor.id for advisor in TOWN.advisors} == own | deputies


def test_all_mail_goes_to_seats_at_a_domain_that_cannot_exist() -> None:
    addresses = list(TOWN.email_by_seat.values())
    assert len(addresses) == len(set(addresses))
    assert all(address.endswith("@lotse.example") for address in addresses)
    assert TOWN.email_by_seat["adv-hoerde"] == "hoerde@lotse.example"


def test_every_department_is_met_by_somebody() -> None:
    """An officer, the advisor, or, on site, a round table."""
    staffed = {department for officer in TOWN.officers for department in officer.departments}
    for department in TOWN.departments:
        ways = [department.id in staffed, department.by_advisor, department.own_place == TOWN.on_site]
        assert ways.count(True) == 1, department.id


def test_every_department_is_used_and_known() -> None:
    used = {meeting.department for venture in catalogue().ventures for meeting in venture.meetings}
    assert used == set(TOWN.department_by_id)


@pytest.mark.parametrize("venture", catalogue().ventures, ids=lambda venture: venture.code)
def test_every_meeting_has_a_time_at_each_of_its_places(venture: Venture) -> None:
    """On the grid, in one week: a host and distinct officers, for the meeting and the travel before and after it."""
    for meeting in meetings_of(venture):
        for place in meeting.places:
            assert any(_weekly_times(meeting, place)), f"{meeting.id} at {place}"


def test_every_consultation_of_the_offer_has_a_time() -> None:
    for consultation in catalogue().consultations:
        (meeting,) = single_meetings([(consultation.department, consultation.minutes)], TOWN)
        assert any(_weekly_times(meeting, meeting.places[0])), consultation.id


@pytest.mark.parametrize("venture", catalogue().ventures, ids=lambda venture: venture.code)
def test_minutes_fit_grid_and_limit(venture: Venture) -> None:
    for meeting in meetings_of(venture):
        assert meeting.minutes % TOWN.limits.grid_minutes == 0
        assert meeting.minutes <= TOWN.limits.max_appointment_minutes


def test_lags_of_every_venture_fit_the_horizon_after_a_month_of_waiting() -> None:
    for venture in catalogue().ventures:
        assert max(_earliest_position(venture).values()) <= TOWN.limits.horizon_working_days - 20


def test_officers_are_busy_but_not_full_with_seven_hundred_contacts() -> None:
    """In the long run, at the last place of each meeting: the house where the body joins it; travel counts."""
    use: dict[str, float] = {}
    for (department, place), needed in _needed_minutes().items():
        use[department] = max(use.get(department, 0), needed / _officer_minutes(department, place))
    assert max(use.values()) <= 0.75
    seats = Counter(department for officer in TOWN.officers for department in officer.departments)
    assert max(seats.values()) <= 4
    assert min(share for department, share in use.items() if seats[department] > 1) >= 0.45


def test_the_desk_is_not_overrun() -> None:
    """Hosted minutes when all external bodies join; an upper estimate of the desk's own load."""
    hosted = sum(
        share * (meeting.minutes + 2 * TOWN.place_by_id[meeting.places[-1]].travel_minutes)
        for share, meeting in _monthly_meetings()
        if TOWN.place_by_id[meeting.places[-1]].hosted
    )
    assert hosted / (WEEKS_A_MONTH * sum(map(_weekly_minutes, (advisor.hours for advisor in TOWN.advisors)))) < 0.95


def _weekly_times(meeting: RequiredMeeting, place_id: str) -> Iterator[bool]:
    """True for each weekly time at which the meeting could be held alone."""
    place, grid = TOWN.place_by_id[place_id], TOWN.limits.grid_minutes
    around = place.travel_minutes
    for weekday, start in product(range(5), range(7 * 60, 19 * 60, grid)):
        taken = (weekday, start - around, start + meeting.minutes + around, place_id)
        hosted = any(_works(advisor.hours, *taken) for advisor in TOWN.advisors)
        seated = all(
            any(need in officer.departments and _works(officer.hours, *taken) for officer in TOWN.officers)
            for need in meeting.needs
        )
        # Departments of a round table differ and every officer here serves one, so the officers are distinct.
        yield seated and (hosted or (not place.hosted and bool(meeting.needs)))


def _works(hours: tuple[Hours, ...], weekday: int, start: int, end: int, place: str) -> bool:
    return any(
        one.weekday == weekday and one.place in (None, place) and _minute(one.start) <= start and end <= _minute(one.end)
        for one in hours
    )


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _weekly_minutes(hours: tuple[Hours, ...]) -> int:
    return sum(_minute(one.end) - _minute(one.start) for one in hours)


def _earliest_position(venture: Venture) -> dict[str, int]:
    """The soonest working day of each meeting, from 0, by the lags alone."""
    found = {meeting.department: 0 for meeting in venture.meetings}
    for _ in venture.meetings:
        for order in venture.order:
            found[order.then] = max(found[order.then], found[order.first] + order.working_days)
    return found


def _monthly_meetings() -> Iterator[tuple[float, RequiredMeeting]]:
    """(expected number a month, meeting): half of the contacts are ventures, half consultations."""
    ventures, consultations = catalogue().ventures, catalogue().consultations
    for venture in ventures:
        share = CONTACTS_A_MONTH / 2 * venture.weight / sum(one.weight for one in ventures)
        for meeting in meetings_of(venture):
            yield share, meeting
    for consultation in consultations:
        share = CONTACTS_A_MONTH / 2 * consultation.weight / sum(one.weight for one in consultations)
        for meeting in single_meetings([(consultation.department, consultation.minutes)], TOWN):
            yield share, meeting


def _needed_minutes() -> dict[tuple[str, str], float]:
    """(department, place) -> minutes of its officers that a month of contacts takes there."""
    needed: dict[tuple[str, str], float] = {}
    for share, meeting in _monthly_meetings():
        place = meeting.places[-1]
        for need in meeting.needs:
            taken = share * (meeting.minutes + 2 * TOWN.place_by_id[place].travel_minutes)
            needed[need, place] = needed.get((need, place), 0) + taken
    return needed


def _officer_minutes(department: str, place: str) -> float:
    """Minutes a month in which officers of that department work at that place."""
    hours = [one for officer in TOWN.officers if department in officer.departments for one in officer.hours]
    return WEEKS_A_MONTH * _weekly_minutes(tuple(one for one in hours if one.place in (None, place)))
