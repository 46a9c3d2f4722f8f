"""`lotse explain`: reasons and repairs on the terminal, or as JSON; and the page that tells of it."""

import json
import re
from pathlib import Path

from click.testing import CliRunner, Result

from api.cli import lotse

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
