"""A month that is played: the same luck gives the same month, theory holds to the day, and what goes wrong is put right."""

from dataclasses import replace

import numpy as np
import pytest

from scheduler.outcomes import Key, figures
from scheduler.playing.chances import Chances
from scheduler.playing.mishaps import NONE, Mishaps, known_mishaps
from scheduler.playing.scene import StoppedError
from scheduler.scenarios import Scenario, Study, contacts_of
from scheduler.study.replication import play, replicate
from scheduler.workdays import working_days
from tests.whatif.queue import mean_wait
from tests.whatif.sanity import waits
from tests.whatif.size import few, study
from tests.whatif.towns import desk
from tests.whatif.towns import study as small

WAIT = str(Key("days_to_first"))


def short(asked: Study, days: int, warm_up: int) -> Study:
    return replace(asked, month=replace(asked.month, open_days=days, warm_up_days=warm_up))


@pytest.fixture(scope="module")
def dortmund() -> Study:
    return short(study(60, 3, 7, few()), 10, 5)


def test_a_replication_is_the_same_each_time_and_another_has_other_luck(dortmund: Study) -> None:
    assert replicate(dortmund, 0, 0) == replicate(dortmund, 0, 0) != replicate(dortmund, 0, 1)


def test_a_scenario_without_levers_is_the_baseline_exactly(dortmund: Study) -> None:
    same = replace(dortmund, scenarios=(*dortmund.scenarios, Scenario("nichts", ())))
    assert replicate(same, len(same.scenarios) - 1, 0) == replicate(same, 0, 0)


def test_every_contact_is_the_same_in_every_scenario(dortmund: Study) -> None:
    first, second = (play(dortmund, scenario, 0) for scenario in (0, 1))
    assert [one.case for one in first.courses] == [one.case for one in second.courses]


def test_everybody_waits_as_long_as_the_queue_of_the_same_arrivals_says() -> None:
    asked = short(small(desk(3), 2.6, 2, 11), 30, 10)
    for number in range(2):
        contacts, measured = contacts_of(asked, Chances(asked.seed, number))
        days = working_days(min(one.day for one in contacts), measured[-1], "DE-NW")
        counts = [sum(one.day == day for one in contacts) for day in days]
        assert replicate(asked, 0, number)[WAIT] == pytest.approx(float(np.mean(waits(counts, 3, 30))))


def test_the_queue_of_theory_is_the_queue_that_is_walked() -> None:
    luck = np.random.default_rng(1)
    walked = waits(list(luck.poisson(2.1, 60_000)), 3, 60_000)
    assert mean_wait(2.1, 3) == pytest.approx(float(np.mean(walked)), rel=0.1)


def test_what_was_missed_is_planned_anew_until_it_is_held() -> None:
    half = replace(NONE, no_show=0.5)
    found = play(short(small(desk(8), 2.0, 2, 3, mishaps=half), 15, 0), 0, 0)
    missed = [one for course in found.courses for one in course.comings if one.missed]
    assert len(missed) > 5
    assert all(len(course.held_on) == 1 for course in found.courses)
    assert figures(found)[str(Key("appointments_per_case"))] > 1.4


def test_a_seat_that_stays_empty_holds_nothing_on_that_day() -> None:
    ill = Mishaps(0, 0, 0, illness=0.1, illness_working_days=2)
    asked = short(small(desk(6), 3.0, 2, 5, mishaps=ill), 20, 0)
    chances = Chances(asked.seed, 0)
    found = play(asked, 0, 0)
    days = working_days(found.days[0], found.days[-1], "DE-NW")
    for seat in ("adv-mitte", "bau-1"):
        away = {
            days[day]
            for begins, length in ill.illnesses(chances, seat, 400)
            for day in range(begins, begins + length)
            if day < len(days)
        }
        assert away
        taken = {one.start.date() for one in found.appointments if seat in (one.advisor, *one.meetings[0].seats)}
        assert not away & taken
    assert sum(course.told_again for course in found.courses) > 0
    assert all(len(course.held_on) == 1 for course in found.courses)


def test_overruns_make_it_late_and_move_nothing() -> None:
    longer = replace(NONE, overrun=1.0, overrun_extra=0.5)
    calm, late = (play(short(small(desk(4), 4.0, 2, 5, mishaps=one), 10, 0), 0, 0) for one in (NONE, longer))
    assert calm.appointments == late.appointments
    waiting = str(Key("waiting_minutes"))
    assert figures(calm)[waiting] == 0 < figures(late)[waiting]


def test_what_is_told_does_not_move_for_who_comes_later() -> None:
    asked = short(small(desk(3), 3.0, 2, 9), 10, 0)
    found = play(asked, 0, 0)
    order = [(course.case.received_on, course.comings[0].appointment.start) for course in found.courses]
    assert order == sorted(order)


def test_it_stops_when_it_is_told_to(dortmund: Study) -> None:
    with pytest.raises(StoppedError):
        replicate(dortmund, 0, 0, lambda: True)


def test_the_chances_that_come_with_lotse_say_where_they_are_from() -> None:
    known = known_mishaps()
    assert 0 < known.no_show < known.overrun < 1
    assert 0 < known.illness < 0.05


def test_use_and_shares_are_percent(dortmund: Study) -> None:
    found = figures(play(dortmund, 0, 0))
    shares = [value for key, value in found.items() if "percent" in key and not key.startswith("told_again")]
    assert shares
    assert all(0 <= value <= 100 for value in shares)
    assert sum(value for key, value in found.items() if key.startswith("cases_percent")) == pytest.approx(100)
    assert not [key for key in found if "@" in key or "Kund" in key]
