"""`lotse problem`: a month as a file that `lotse solve` and `lotse check` understand, the same for the same seed."""

import json
import re
from pathlib import Path

from click.testing import CliRunner, Result

from api.cli import lotse
from api.commands.problem import problem as command
from scheduler.town_export import write_json
from scheduler.townfile import read_town_file

TOWNS = Path(__file__).parents[2] / "fixtures" / "towns"
PAGE = (Path(__file__).parents[2] / "docs" / "month.md").read_text(encoding="utf-8")
SMALL = ("--contacts", "3", "--warm-up", "1", "--venture-share", "0")


def run(*words: str) -> Result:
    return CliRunner().invoke(lotse, words)


def test_the_same_command_writes_the_same_bytes(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("first.json", "second.json", "other.json")]
    for file, seed in zip(files, ("7", "7", "8"), strict=True):
        done = run("problem", *SMALL, "--seed", seed, "-o", str(file))
        assert done.exit_code == 0, done.output
    first, second, other = (file.read_bytes() for file in files)
    assert first == second != other


def test_a_town_file_may_be_json(tmp_path: Path) -> None:
    asked, found = tmp_path / "stadt.json", tmp_path / "month.json"
    asked.write_text(write_json(read_town_file(TOWNS / "musterstadt.toml")), encoding="utf-8")
    done = run("problem", "--contacts", "3", "--warm-up", "0", "--town", str(asked), "-o", str(found))
    assert done.exit_code == 0, done.output
    assert json.loads(found.read_text(encoding="utf-8"))["places"][0]["id"] == "rathaus"


def test_a_town_that_does_not_fit_the_catalogue_is_refused(tmp_path: Path) -> None:
    asked = tmp_path / "stadt.toml"
    asked.write_text((TOWNS / "musterstadt.toml").read_text(encoding="utf-8").replace("minutes = 30,", "minutes = 20,", 1))
    done = run("problem", "--contacts", "3", "--warm-up", "0", "--town", str(asked))
    assert done.exit_code != 0
    assert 'own_minutes: 20 minutes for "gewerbemeldestelle"' in str(done.exception)


def test_the_file_is_a_problem_with_earlier_appointments_that_can_be_planned_and_checked(tmp_path: Path) -> None:
    problem, plan = tmp_path / "month.json", tmp_path / "plan.json"
    done = run("problem", *SMALL, "--contacts", "20", "--first-day", "2026-05-04", "--horizon", "30", "-o", str(problem))
    assert done.exit_code == 0, done.output
    asked = json.loads(problem.read_text(encoding="utf-8"))
    assert (asked["format"], len(asked["cases"]), len(asked["working_days"])) == ("appointment-problem/1", 20, 30)
    assert asked["working_days"][0] == "2026-05-04"
    assert {one["case"] for one in asked["pinned"]} == {"elsewhere"}
    assert run("solve", str(problem), "-o", str(plan), "--seconds", "3").exit_code == 0
    assert run("check", str(problem), str(plan)).exit_code == 0


def test_it_tells_load_and_use_beside_the_file() -> None:
    done = run("problem", "--contacts", "300", "--warm-up", "0", "--load", "0.9")
    assert json.loads(done.stdout)["format"] == "appointment-problem/1"
    assert "300 contacts in 21 days of the desk demand" in done.stderr
    assert "load 0.90." in done.stderr
    for line in ("adv-hoerde", "Advisors", "BAU Stadtplanungs- und Bauordnungsamt", "Departments"):
        assert line in done.stderr


def test_numbers_out_of_range_are_refused_before_any_work(tmp_path: Path) -> None:
    file = tmp_path / "month.json"
    for option, value in (
        ("--load", "0"),
        ("--contacts", "-1"),
        ("--warm-up", "99"),
        ("--horizon", "0"),
        ("--venture-share", "2"),
    ):
        done = run("problem", option, value, "-o", str(file))
        assert done.exit_code == 2
        assert option in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_page_explains_every_option_and_no_other() -> None:
    known = {option for parameter in command.params for option in parameter.opts if option.startswith("--")}
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", PAGE))
    assert known - named == {"--output"}  # there as -o
    assert named - known == {"--method", "--seconds"}  # of lotse solve
