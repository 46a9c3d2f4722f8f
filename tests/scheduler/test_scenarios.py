"""A study's file: what is read, and every limit."""

import pytest

from scheduler.errors import InputError
from scheduler.scenarios import read_study
from scheduler.ventures import catalogue
from tests.scheduler.test_levers import scene

LEVER = '{lever = "officers", department = "brandschutz", more = 1}'


def read(text: str):
    return read_study(text, scene().town, catalogue())


def test_what_is_left_out_takes_its_default_and_the_baseline_comes_first() -> None:
    study = read(f'name = "Frage"\n[[scenarios]]\nname = "mehr"\nlevers = [{LEVER}]')
    assert [(one.name, len(one.levers)) for one in study.scenarios] == [("Ausgangslage", 0), ("mehr", 1)]
    assert (study.play, study.replications, study.month.open_days, study.month.warm_up_days) == ("rolling", 10, 21, 21)
    assert round(study.month.mix.a_day * 21) == 700


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "name: is missing"),
        ('name = "a"\nreplications = 1000000', "replications: 1000000 is more than 1000"),
        ('name = "a"\n[month]\nfirst_day = 2029-12-28\nopen_days = 9', "month.first_day: the law of 2030-01-.. is not known"),
        ('name = "a"\n[month]\nfirst_day = 2025-01-02', "month.first_day: the law of 2024-.* is not known"),
        ('name = "a"\nreplications = 1', "replications: 1 is less than 2"),
        ('name = "a"\nreplications = 1000\n[month]\ncontacts = 5000', "10000000 to plan; at most 500000"),
        ('name = "a"\nplay = "backwards"', "Known: rolling, clairvoyant"),
        ('name = "a"\nplay = "clairvoyant"\n[month]\nwarm_up_days = 5', "empty calendar"),
        ('name = "a"\n[month]\nfrom = "store"', "no store here"),
        ('name = "a"\n[month]\narrivals = "waves"', "none of poisson, even"),
        ('name = "a"\n[stop]\nmeasure = "luck"\nwithin = 1', '"luck" names no measure'),
        ('name = "a"\n[stop]\nmeasure = "deadlines_broken"\nwithin = 0', "0 is never reached"),
        ('name = "a"\nfoo = 1', "foo: is not a known field"),
        ('name = "a"\n[[scenarios]]\nname = "b"\n[[scenarios]]\nname = "b"', '"b" stands there twice'),
        ('name = "a"\n[[scenarios]]\nname = "Ausgangslage"', '"Ausgangslage" is what the baseline is called'),
        ('name = "a"\n[[scenarios]]\nname = "Today"', '"Today" is what the baseline is called'),
        (
            'name = "a"\nreplications = 100\n[month]\ncontacts = 1000\n[[scenarios]]\nname = "b"\n'
            'levers = [{lever = "split_district", district = "innenstadt-west", share = 1}, '
            '{lever = "demand", district = "innenstadt-west-2", times = 5}, {lever = "demand", times = 4}]',
            r"2000 contacts \(up to 1\d{4} with more demand\)",
        ),
        (
            'name = "a"\nreplications = 100\n[month]\ncontacts = 1000\n[[scenarios]]\nname = "b"\n'
            'levers = [{lever = "demand", times = 5}]',
            r"2000 contacts \(up to 10000 with more demand\) are 1200000 to plan",
        ),
        (
            'name = "a"\nplay = "clairvoyant"\nreplications = 1000\nseconds = 600\n[month]\ncontacts = 20',
            r"1 scenarios \(with the baseline\) x 1000 replications x 600 seconds are 600000; at most 86400",
        ),
        ('name = "a"\n[mishaps.no_show]\npercent = 101', "mishaps.no_show.percent: 101 is more than 100"),
        ('name = "a"\n' + "".join(f'[[scenarios]]\nname = "{n}"\n' for n in range(21)), "21 scenarios; at most 20"),
    ],
)
def test_what_cannot_be_is_refused_with_its_limit(text: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        read(text)


def test_levers_that_together_leave_nobody_are_refused_before_anything_starts() -> None:
    ihk = '{days = ["Mo"], start = 08:00:00, end = 09:00:00, place = "ihk"}'
    nowhere = f'{{lever = "hours", department = "bauordnung", weekly = [{ihk}]}}'
    with pytest.raises(InputError, match=r"scenarios\[0\]\.levers: after these levers nobody of \"bauordnung\" has hours at"):
        read(f'name = "a"\n[[scenarios]]\nname = "b"\nlevers = [{nowhere}]')
