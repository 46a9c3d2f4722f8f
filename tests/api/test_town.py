"""docs/town.md is true: its fields are those the reader asks for, its example is a town, its commands lead to a plan."""

import json
import os
import re
import shlex
import subprocess
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from api.commands.town import town
from api.commands.town_file import town_in
from scheduler.errors import InputError, StoreError
from scheduler.offer import refuse_misfit
from scheduler.toml_reader import Table
from scheduler.town_export import write_json
from scheduler.townfile import read_town, read_town_file
from scheduler.ventures import catalogue
from tests.api.served import LOTSE, environment, served

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "town.md").read_text(encoding="utf-8")
TOWNS = ROOT / "fixtures" / "towns"


def fields_of_the_page() -> dict[str, bool]:
    """`places.rooms` -> whether it must be given, from the tables of the page."""
    found = {}
    for title, rows in re.findall(r"^### ([\w.]+(?: file)?)\n(.*?)(?=^#)", PAGE, re.MULTILINE | re.DOTALL):
        prefix = "" if title == "The file" else f"{title}."
        for field, _kind, must in re.findall(r"^\| `(\w+)` \| ([^|]*) \| (yes|no) \|", rows, re.MULTILINE):
            found[prefix + field] = must == "yes"
    return found


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, bool]:
    """What the reader asked for while a test ran, as above; indexes and the names of hours are left out."""
    found: dict[str, bool] = {}
    mandatory = Table.text.__defaults__
    assert mandatory is not None
    get, has = Table._get, Table.has

    def note(table: Table, field: str, must: bool) -> None:
        path = re.sub(r"\[\d+\]", "", table.path_of(field))
        path = re.sub(r"^hours\.[\w-]+(?=\.)", "hours.NAME", path)
        if not re.fullmatch(r"hours\.[\w-]+", path):
            found[path] = found.get(path, True) and must

    def noted_get(table: Table, field: str, kind: type, default: Any) -> Any:
        note(table, field, default is mandatory[0])
        return get(table, field, kind, default)

    def noted_has(table: Table, field: str) -> bool:
        note(table, field, False)
        return has(table, field)

    monkeypatch.setattr(Table, "_get", noted_get)
    monkeypatch.setattr(Table, "has", noted_has)
    return found


def test_the_page_names_every_field_the_reader_asks_for_and_no_other(asked: dict[str, bool]) -> None:
    full = read_town_file(TOWNS / "musterstadt.toml")
    assert full.offers and full.own_minutes and full.absences and full.closing_days  # or some fields were not asked for
    assert fields_of_the_page() == asked


def test_the_smallest_town_is_one() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    refuse_misfit(catalogue(), read_town(example))
    for mandatory in ('id = "rathaus"', "grid_minutes = 5", "deputies = []", 'house = "rathaus"'):
        with pytest.raises(InputError, match="is missing"):
            read_town(example.replace(f"{mandatory}\n", "", 1))


def test_from_an_empty_folder_to_a_first_plan(tmp_path: Path) -> None:
    """The commands of the page, in order; of curl as much as they use."""
    section = PAGE[PAGE.index("## From an empty folder") : PAGE.index("## Out and in")]
    first, second = re.findall(r"^```\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
    export, *commands, serve = first.splitlines()
    data = tmp_path / "musterstadt-data"
    assert export == "export LOTSE_DATA_DIR=$PWD/musterstadt-data"
    assert serve == "lotse serve --port 8000"
    assert commands
    for command in commands:
        words = [LOTSE, *shlex.split(command)[1:]]
        done = subprocess.run(words, env=environment(data), cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
        assert done.stdout.startswith("Musterstadt (erfunden): 3 districts")
    with served(data) as desk:
        answers = [curl(command, desk.url) for command in second.split("curl -s ")[1:]]
        assert desk.stop() == 0
    ventures, case, plan, confirmed = answers
    assert [venture["id"] for venture in ventures["ventures"]] == [
        "imbiss-ohne-alkohol",
        "handwerk-zulassungsfrei",
        "onlinehandel",
    ]
    assert len(case["meetings"]) == 8
    assert [one["id"] for one in case["spared"]] == ["finanzamt", "unfallversicherung", "industrie-und-handelskammer"]
    assert plan["proof"] == "2 appointments; 1 is impossible"
    assert confirmed["status"] == "confirmed"
    assert all(one["advisor"] == "adv-mitte" for one in confirmed["appointments"])


def curl(words: str, base: str) -> Any:
    """What `curl -s` with these words answers, as JSON."""
    url, *options = shlex.split(words.replace("'$(date +%F)'", date.today().isoformat()))  # noqa: DTZ011  as the shell does
    method, body = "GET", None
    if url == "-X":
        method, url, *options = options
    for option, value in zip(options[::2], options[1::2], strict=True):
        assert option in ("-H", "-d")
        if option == "-d":
            body, method = value.encode(), "POST"
    headers = dict(value.split(": ", 1) for option, value in zip(options[::2], options[1::2], strict=True) if option == "-H")
    request = urllib.request.Request(url.replace("localhost:8000", base), body, headers, method=method)
    with urllib.request.urlopen(request, timeout=60) as response:
        return json.load(response)


def run(*words: str, folder: Path) -> str:
    """Stdout of `lotse town` with these words, in this process; its data in `folder`. Raises what the command would say."""
    outcome = CliRunner(env={"LOTSE_DATA_DIR": str(folder)}).invoke(town, words, catch_exceptions=False)
    assert outcome.exit_code == 0, outcome.output
    return outcome.stdout


def test_what_is_exported_imports_as_the_same_town(tmp_path: Path) -> None:
    run("import", str(TOWNS / "dortmund.toml"), folder=tmp_path)
    for name in ("town.toml", "town.json"):
        run("export", "-o", str(tmp_path / name), folder=tmp_path)
        assert run("import", str(tmp_path / name), folder=tmp_path) == "Stadt Dortmund: nothing is new.\n"
    assert run("export", "--format", "json", folder=tmp_path) == (tmp_path / "town.json").read_text(encoding="utf-8")


def test_what_is_no_file_is_written_into_and_stays_what_it_is(tmp_path: Path) -> None:
    """/dev/null and /dev/stdout would otherwise be replaced by a file, where root runs the command."""
    run("import", str(TOWNS / "musterstadt.toml"), folder=tmp_path)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as reading:
        told = reading.submit(pipe.read_text, encoding="utf-8")
        run("export", "-o", str(pipe), folder=tmp_path)
        assert pipe.is_fifo()
        assert told.result(10) == run("export", folder=tmp_path)


def test_a_store_without_a_town_says_what_gives_it_one(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="lotse town import FILE gives it one"):
        run("export", folder=tmp_path)


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("a.json", "{", "this is not JSON"),
        ("a.json", '{"id": "x", "id": "y"}', "stands twice"),
        ("a.json", "[]", "file: is JSON but not an object."),
        ("a.json", '{"format": 1}', "format: 1 is not a text"),
        ("a.toml", 'format = "lotse-town/2"', 'format: "lotse-town/2" is not known. Lotse reads "lotse-town/1".'),
        ("a.toml", "\0", "file: is not TOML"),
    ],
)
def test_a_file_that_is_no_town_is_refused_in_a_sentence(tmp_path: Path, name: str, text: str, sentence: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        run("import", str(tmp_path / name), folder=tmp_path)
    assert sentence in str(refused.value)


@pytest.mark.parametrize("name", ["a.toml", "a.json"])
def test_what_cannot_be_read_is_refused_in_a_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()  # the command itself takes no folder; a disk that fails looks the same from here
    with pytest.raises(InputError, match=rf"^file: .*{name} cannot be read: Is a directory\.$"):
        town_in(tmp_path / name)


def test_a_town_that_misfits_is_refused_and_the_old_one_stays(tmp_path: Path) -> None:
    muster = read_town_file(TOWNS / "musterstadt.toml")
    run("import", str(TOWNS / "musterstadt.toml"), folder=tmp_path)
    bad = json.loads(write_json(muster)) | {"offers": ["verlagerung"], "own_minutes": []}
    (tmp_path / "bad.json").write_text(json.dumps(bad), encoding="utf-8")
    assert 'for "wirtschaftsfoerderung"' not in run("export", folder=tmp_path)
    with pytest.raises(InputError, match='in "verlagerung" are not a multiple'):
        run("import", str(tmp_path / "bad.json"), folder=tmp_path)
    assert read_town(run("export", folder=tmp_path)) == muster


def test_the_desk_may_begin_empty(tmp_path: Path) -> None:
    with served(tmp_path, "--empty") as desk:
        for path, words in (
            ("/", "Noch ist keine Stadt da."),
            ("/en", "There is no town yet."),
            ("/api", "There is no town yet."),
        ):
            with urllib.request.urlopen(desk.url + path, timeout=60) as response:
                assert words in response.read().decode()
        with pytest.raises(urllib.error.HTTPError) as refused, urllib.request.urlopen(f"{desk.url}/api/ventures", timeout=60):
            pass
        assert "lotse town import FILE" in json.load(refused.value)["detail"]
        run("import", str(TOWNS / "musterstadt.toml"), folder=tmp_path)
        with urllib.request.urlopen(f"{desk.url}/", timeout=60) as response:
            assert "Musterstadt (erfunden)" in response.read().decode()
        assert desk.stop() == 0


def test_no_code_knows_a_town() -> None:
    """But for the name of the file with which an empty store begins."""
    code = [path for package in ("api", "scheduler", "solver") for path in (ROOT / package).rglob("*.py")]
    pages = list((ROOT / "api" / "templates").glob("*.html"))
    named = [
        (path.name, line.strip())
        for path in (*code, *pages)
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"dortmund|berswordt|musterstadt", line, re.IGNORECASE)
    ]
    assert [(name, line[:10]) for name, line in named] == [("serve.py", "FIRST_TOWN")]
