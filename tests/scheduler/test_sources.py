"""Each figure of the law and of the fixture towns names its source or says "assumption"."""

import tomllib
from collections.abc import Iterator
from copy import deepcopy
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted([*(ROOT / "scheduler" / "law").glob("*.toml"), *(ROOT / "fixtures" / "towns").glob("*.toml")])
Step = str | int


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_each_figure_has_a_source(path: Path) -> None:
    assert list(figures_without_source(read(path))) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_source_can_be_lost_unseen(path: Path) -> None:
    """Taken away, one after the other, wherever it stands beside a figure that no table around it speaks for."""
    document = read(path)
    checked = 0
    for steps in list(tables_with_source(document)):
        poorer = deepcopy(document)
        del at(poorer, steps)["source"]
        if holds_figure(at(document, steps)) and not any("source" in around for around in tables_around(document, steps)):
            assert list(figures_without_source(poorer)) != [], steps
            checked += 1
    assert checked >= 10


def test_a_figure_without_source_is_found() -> None:
    found = {
        "[a]\nb = [{ minutes = 3 }]": ["a.b[0]"],
        '[a]\nb = [{ minutes = 3, source = " " }]': ["a.b[0]"],
        'source = "assumption"\n[a]\nminutes = 3': ["a"],
        '[a]\nsource = "assumption"\nb = [{ minutes = 3 }]': [],
        "[a]\nday = 2026-03-02": ["a"],
        "[a]\nopen = true": [],
    }
    assert {text: list(figures_without_source(tomllib.loads(text))) for text in found} == found


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def holds_figure(table: dict[str, Any]) -> bool:
    # `known` and `valid_from` are figures too; a bool is an int in Python and here a word.
    return any(isinstance(value, int | float | date | time) and not isinstance(value, bool) for value in table.values())


def figures_without_source(value: object, path: str = "", sourced: bool = False) -> Iterator[str]:
    """Paths of the tables that hold a number, day or time while neither they nor a table around them names a source."""
    if isinstance(value, list):
        for index, entry in enumerate(value):
            yield from figures_without_source(entry, f"{path}[{index}]", sourced)
    elif isinstance(value, dict):
        # One source for a whole file would say nothing about its figures.
        sourced = sourced or (path != "" and bool(str(value.get("source", "")).strip()))
        if not sourced and holds_figure(value):
            yield path
        for field, inner in value.items():
            yield from figures_without_source(inner, f"{path}.{field}".lstrip("."), sourced)


def tables_with_source(value: object, steps: tuple[Step, ...] = ()) -> Iterator[tuple[Step, ...]]:
    if isinstance(value, dict) and steps and "source" in value:
        yield steps
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, one in inner:
        yield from tables_with_source(one, (*steps, step))


def tables_around(document: dict[str, Any], steps: tuple[Step, ...]) -> Iterator[dict[str, Any]]:
    for length in range(1, len(steps)):
        one = at(document, steps[:length])
        if isinstance(one, dict):
            yield one


def at(document: Any, steps: tuple[Step, ...]) -> Any:
    for step in steps:
        document = document[step]
    return document
