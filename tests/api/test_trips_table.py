"""The table of trips: on a narrow terminal the titles are cut, no heading and no figure."""

import pytest
from rich.console import Console

from api.commands.trips_table import print_trips
from scheduler.trips import Trips
from scheduler.ventures import catalogue


@pytest.mark.parametrize("width", [80, 110, 150])
def test_every_heading_and_figure_is_whole(width: int, capsys: pytest.CaptureFixture[str]) -> None:
    counted = Trips(catalogue().ventures[0].id, contacts=1234, spared=2, meetings=17276, remaining=4936, unplaced=1)
    print_trips(Console(width=width), catalogue(), [counted])
    head, line = capsys.readouterr().out.splitlines()[:2]
    assert head.split()[1:] == ["contacts", "trips", "spared", "combined", "unplaced", "remaining", "a", "contact"]
    assert line.split()[-9:] == ["1234", "17278", "2", "12339", "1", "4936", "14.0", "->", "4.0"]
