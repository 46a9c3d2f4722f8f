"""docs/deadlines.md says what the law file says."""

import re

import pytest
from click import Context

from api.cli import lotse
from scheduler.cases import Records
from scheduler.known_law import the_law
from tests.scheduler.law_page import PAGE, written
from tests.scheduler.test_law_situations import SITUATIONS

TEXT = PAGE.read_text(encoding="utf-8")


def test_the_table_is_the_law_file() -> None:
    assert written() == TEXT, "write it anew: python -m tests.scheduler.law_page"


def test_every_rule_stands_in_it_once() -> None:
    assert sorted(re.findall(r"^\| `([a-z-]+)` \|", TEXT, re.MULTILINE)) == sorted(rule.id for rule in the_law().rules)


def test_what_it_names_is_there() -> None:
    assert f"{len(SITUATIONS)} situations" in TEXT
    assert {f"`{reason.id}`" for reason in the_law().pause_reasons} <= set(re.findall(r"`[a-z-]+`", TEXT))
    assert {"applied_on", "opens_on"} <= set(vars(Records())) & set(re.findall(r"`([a-z_]+)`", TEXT))


@pytest.mark.parametrize("written_as", re.findall(r"^lotse (\S+(?: --\S+)*)", TEXT, re.MULTILINE))
def test_the_commands_it_names_exist(written_as: str) -> None:
    name, *options = written_as.split()
    command = lotse.get_command(Context(lotse), name)
    assert command is not None
    assert set(options) <= {option for parameter in command.params for option in parameter.opts}
