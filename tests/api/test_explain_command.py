"""`lotse explain`: reasons and repairs on the terminal, or as JSON; and the page that tells of it."""

import json
import re
from pathlib import Path
from time import process_time

import pytest
from click.testing import CliRunner, Result

from api.cli import lotse
from scheduler.errors import InputError

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reasons.md").read_text(encoding="utf-8")


def run(problem: str, *words: str) -> Result:
    return CliRunner().invoke(lotse, ["explain", str(ROOT / "fixtures" / "problems" / f"{problem}.json"), *words])


def test_each_unplaced_meeting_has_its_reason():
    done = run("overdue", "--case", "overdue")
    assert done.exit_code == 0, done.output
    assert "overdue is unplaced: its last day 2026-02-27 lies before the first working day 2026-03-02." in done.output
    assert "would help: overdue may be 1 working day later" in done.output
    assert "behind is unplaced: it comes after nobody, which is unplaced." in done.output


def test_why_not_fewer_as_json():
    done = run("restaurant", "--case", "restaurant", "--fewer", "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.output)
    assert told["unplaced"] == []
    assert told["fewer"]["appointments"] == 2
    assert told["fewer"]["reason"].endswith("food only at berswordthalle; licence-course only at ihk; inspection only at on-site")


def test_an_unknown_case_is_refused_with_those_that_are():
    done = CliRunner().invoke(lotse, ["explain", str(ROOT / "fixtures" / "problems" / "moved.json"), "--case", "nobody"])
    assert "nobody" in str(done.exception) and "Known: " in str(done.exception)


def test_the_page_shows_what_is_printed():
    """Each command of docs/reasons.md with the lines below it."""
    shown = re.findall(r"^\$ lotse explain fixtures/problems/(\w+)\.json (.*)\n((?:.+\n|\n(?!```))+?)```", PAGE, re.MULTILINE)
    assert len(shown) == 2
    for problem, words, lines in shown:
        assert run(problem, *words.split()).output == lines


def test_a_case_too_large_is_refused_before_anything_is_built(tmp_path: Path):
    """As `lotse solve` does; without the gate five thousand meetings ended in a stack trace."""
    bomb = json.loads((ROOT / "fixtures" / "problems" / "restaurant.json").read_text(encoding="utf-8"))
    (case,) = bomb["cases"]
    case["meetings"] = [case["meetings"][0] | {"id": f"m{number}", "after": []} for number in range(5_000)]
    file = tmp_path / "bomb.json"
    file.write_text(json.dumps(bomb), encoding="utf-8")
    for command in ("explain", "options"):
        began = process_time()
        done = CliRunner().invoke(lotse, [command, str(file), "--case", "restaurant"])
        assert isinstance(done.exception, InputError)
        assert "restaurant has 5000 meetings; at most 60" in str(done.exception)
        assert process_time() - began <= 1


@pytest.mark.parametrize("command", ["solve", "explain", "options"])
def test_a_time_that_never_ends_is_no_time(command: str):
    case = [] if command == "solve" else ["--case", "restaurant"]
    restaurant = str(ROOT / "fixtures" / "problems" / "restaurant.json")
    done = CliRunner().invoke(lotse, [command, restaurant, *case, "--seconds", "nan"])
    assert done.exit_code == 2
    assert "nan is not a number of seconds" in done.output
