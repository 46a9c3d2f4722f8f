"""docs/ventures.md says what the planner says, and what the law spares and bundling does is told apart."""

from dataclasses import replace

import pytest

from scheduler.ventures import Order, Venture
from tests.scheduler.ventures_page import PAGE, TOWN, Alone, alone, mean, proven_minimum, separate, written

ADVICE = "wirtschaftsfoerderung"


@pytest.fixture(scope="module")
def lines() -> list[Alone]:
    return alone()


def test_the_page_is_what_is_planned(lines: list[Alone]) -> None:
    assert written(lines) == PAGE.read_text(encoding="utf-8"), "write it anew: python -m tests.scheduler.ventures_page"


def test_nine_trips_become_three_to_four(lines: list[Alone]) -> None:
    assert mean(lines, lambda one: one.venture.unbundled_trips) == pytest.approx(8.94, abs=0.005)
    assert mean(lines, lambda one: one.joined) == pytest.approx(2.79, abs=0.005)
    assert mean(lines, lambda one: one.separate) == pytest.approx(3.88, abs=0.005)


def test_the_restaurant_comes_four_times_or_six(lines: list[Alone]) -> None:
    restaurant = next(one for one in lines if one.venture.id == "gaststaette-neueroeffnung")
    assert (restaurant.joined, restaurant.separate) == (4, 6)


def test_a_body_in_the_house_never_costs_a_trip(lines: list[Alone]) -> None:
    assert all(one.joined <= one.separate <= len(one.venture.meetings) for one in lines)
    with_own_door = {department.id for department in TOWN.departments if department.joins_house}
    for one in lines:
        if not with_own_door & {meeting.department for meeting in one.venture.meetings}:
            assert one.joined == one.separate, one.venture.code


def test_the_switch_is_one_word_of_the_town() -> None:
    assert any(department.joins_house for department in TOWN.departments)
    assert not any(department.joins_house for department in separate(TOWN).departments)


def test_first_advice_before_everything_would_change_no_minimum(lines: list[Alone]) -> None:
    assert [proven_minimum(advice_first(one.venture), TOWN) for one in lines] == [one.joined for one in lines]


def advice_first(venture: Venture) -> Venture:
    known = {(order.first, order.then) for order in venture.order}
    more = (
        Order(ADVICE, meeting.department, 0, "assumption")
        for meeting in venture.meetings
        if meeting.department != ADVICE and (ADVICE, meeting.department) not in known
    )
    return replace(venture, order=(*venture.order, *more))
