"""Preferences as words, and as the times they stand for."""

from datetime import date

import pytest

from scheduler.errors import InputError
from scheduler.preferences import KNOWN, read_preference, stretches

MONDAY = date(2026, 3, 2)
DAY = 24 * 60


def hours(word: str, today: date = MONDAY, days: tuple[int, ...] = (0, 4, 7), grid: int = 5) -> tuple[tuple[int, int], ...]:
    return stretches(read_preference(word), MONDAY, days, today, grid)


def test_each_word_stands_for_hours_on_every_working_day():
    assert hours("mornings") == ((0, 720), (4 * DAY, 4 * DAY + 720), (7 * DAY, 7 * DAY + 720))
    assert hours("afternoons", days=(0,)) == ((720, DAY),)
    assert hours("not-before=09:00", days=(1,)) == ((DAY + 540, 2 * DAY),)
    assert hours("not-after=15:30", days=(0,)) == ((0, 930),)


def test_this_week_ends_with_the_sunday_of_the_day_it_is_said():
    assert hours("this-week") == ((0, DAY), (4 * DAY, 5 * DAY))
    assert hours("this-week", today=date(2026, 3, 8)) == hours("this-week")
    assert len(hours("this-week", today=date(2026, 3, 9))) == 3


def test_a_time_between_two_steps_of_the_grid_is_drawn_in():
    assert hours("not-before=09:10", days=(0,), grid=30) == ((570, DAY),)
    assert hours("not-after=09:10", days=(0,), grid=30) == ((0, 540),)
    assert hours("not-after=00:10", grid=30) == ()


def test_titles_are_german():
    words = ("mornings", "afternoons", "not-before=09:00", "not-after=15:30", "this-week")
    assert [word.partition("=")[0] for word in words] == [word.partition("=")[0] for word in KNOWN]
    assert [read_preference(word).title for word in words] == [
        "nur vormittags", "nur nachmittags", "nicht vor 09:00 Uhr", "nicht nach 15:30 Uhr", "möglichst diese Woche",
    ]  # fmt: skip


@pytest.mark.parametrize("word", ["", "morning", "mornings=1", "not-before", "not-before=9:00", "not-after=24:00"])
def test_any_other_word_is_refused_with_what_is_known(word: str):
    with pytest.raises(InputError) as refused:
        read_preference(word, "preferences[1]")
    assert refused.value.path == "preferences[1]"
    assert refused.value.value == word
    assert refused.value.advice
