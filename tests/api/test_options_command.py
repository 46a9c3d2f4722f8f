"""`lotse options`: the choice as a table, or as JSON; and the page that tells of it."""

import json
import re
from pathlib import Path

from click.testing import CliRunner, Result

from api.cli import lotse
from scheduler.preferences import KNOWN
from solver.exchange import read_plan, read_problem

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "options.md").read_text(encoding="utf-8")
RESTAURANT = ROOT / "fixtures" / "problems" / "restaurant.json"


def run(*words: str) -> Result:
    return CliRunner().invoke(lotse, ["options", str(RESTAURANT), "--case", *words])


def test_the_choice_in_words_and_a_row_a_plan() -> None:
    done = run("restaurant", "--prefer", "mornings", "--prefer", "this-week")
    assert done.exit_code == 0, done.output
    assert done.output.startswith("3 Termine, fertig am 9. März.\nnur vormittags: Das kostet nichts.\n")
    assert "möglichst diese Woche: Das geht nicht" in done.output
    rows = [line for line in done.output.splitlines() if re.search(r"no\. \d", line)]
    assert [row.split("no. ")[1][0] for row in rows] == ["1", "2", "3"]
    assert "05.03. adv-hoerde, 06.03. alone, 09.03. adv-hoerde" in rows[0]


def test_as_json_the_plans_are_plans() -> None:
    done = run("restaurant", "-k", "2", "--json")
    assert done.exit_code == 0, done.output
    found, problem = json.loads(done.output), read_problem(RESTAURANT.read_bytes())
    assert (len(found["front"]), len(found["different"]), found["complete"]) == (1, 2, True)
    first, second = (read_plan(json.dumps(plan), problem) for plan in found["different"])
    assert [goal.value for goal in first.goals] < [goal.value for goal in second.goals]


def test_a_case_that_is_not_there_and_a_word_that_is_not_known() -> None:
    for words, said in ((("nobody",), "Known: restaurant."), (("restaurant", "--prefer", "sundays"), "Known: mornings")):
        done = CliRunner().invoke(lotse, ["options", str(RESTAURANT), "--case", *words])
        assert done.exit_code != 0
        assert said in str(done.exception or done.output)


def test_the_page_tells_of_every_preference() -> None:
    assert re.findall(r"^\| `([^`]+)` \|", PAGE, re.MULTILINE) == list(KNOWN)
