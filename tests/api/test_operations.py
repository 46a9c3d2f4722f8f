"""docs/operations.md: its commands run, and the files it hands out agree with the program."""

import re
import shlex
import subprocess
from configparser import ConfigParser
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

import api.city
from api.cli import lotse
from api.commands import COMMANDS
from api.gate import MAX_BODY_BYTES
from scheduler.settings import Settings, settings
from scheduler.store.backup import back_up
from scheduler.store.store import open_store
from tests import builders
from tests.api.served import LOTSE, environment
from tests.databases import PostgresServer

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
FILES = ROOT / "docs" / "operations"
BLOCKS = re.findall(r"^```\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def commands() -> list[list[str]]:
    """The lines of its code blocks that call `lotse`, in order."""
    lines = [line for block in BLOCKS for line in block.splitlines() if line.startswith("lotse ")]
    return [shlex.split(line) for line in lines]


def test_its_commands_run_one_after_the_other_from_sqlite_to_postgresql(
    tmp_path: Path, postgres_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
):
    postgres_server.psql("CREATE DATABASE operations")
    monkeypatch.chdir(tmp_path)
    store = {"LOTSE_DATA_DIR": str(tmp_path)}
    runner, said = CliRunner(), []
    try:
        for words in commands():
            if words[1] == "restore":
                store["LOTSE_DATABASE_URL"] = postgres_server.get_uri("operations")
            given = [str(ROOT / word) if word.startswith("fixtures/") else word for word in words[1:]]
            run = runner.invoke(lotse, given, env=store)
            assert run.exit_code == 0, (words, run.output, run.exception)
            said.append((words[1], run.output))
    finally:
        postgres_server.psql("DROP DATABASE operations WITH (FORCE)")
    assert [name for name, _ in said] == ["town", "backup", "restore", "verify", "backup", "verify"]
    assert [text for name, text in said if name == "verify"] == ["All is well.\n"] * 2


def test_a_restore_into_a_store_in_use_is_a_sentence_and_exit_2(tmp_path: Path):
    with closing(open_store(f"sqlite:///{tmp_path / 'lotse.sqlite'}")) as store:
        with store.transaction() as books:
            books.write_town(builders.town(), builders.NOW)
        back_up(store, tmp_path / "town.lotse", "0.1.0", builders.NOW)
    command = [LOTSE, "restore", "town.lotse"]
    run = subprocess.run(command, env=environment(tmp_path), cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert re.fullmatch(r"lotse: LOTSE_DATABASE_URL: The table \w+ holds rows already; .*\n", run.stderr), run.stderr


def test_every_command_it_names_is_one():
    named = set(re.findall(r"`lotse ([a-z]+)", PAGE)) | {words[1] for words in commands()}
    assert {"backup", "restore", "verify", "send", "serve"} <= named <= set(COMMANDS)


def test_the_settings_it_sets_are_read_as_they_stand():
    (block,) = [block for block in BLOCKS if block.startswith("LOTSE_")]
    configured = settings(dict(line.split("=", 1) for line in block.split()))
    assert configured.hosts[-1] == "termine.example"
    assert configured.send == "apart"


def test_every_metric_it_names_is_told_and_every_one_told_is_named(client: FlaskClient):
    told = set(re.findall(r"^# TYPE (lotse_\w+)", client.get("/metrics").text, re.MULTILINE))
    named = set(re.findall(r"`(lotse_[a-z_]+)`", PAGE))
    assert {name for name in told if not name.endswith("_created")} == named


def unit(name: str) -> ConfigParser:
    found = ConfigParser(strict=False, interpolation=None)
    found.optionxform = str  # type: ignore[assignment,method-assign]
    found.read_string((FILES / name).read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize(
    "name", ["lotse.service", "lotse-send.service", "lotse-answers.service", "lotse-runner.service", "lotse-backup.service"]
)
def test_the_units_start_what_there_is_as_their_own_user(name: str):
    service = unit(name)["Service"]
    assert service["User"] == "lotse"
    assert service["NoNewPrivileges"] == "yes"
    assert service["ProtectSystem"] == "strict"
    program = service["ExecStart"].split()[0]
    assert program.startswith("/opt/lotse/.venv/bin/")


def test_systemd_waits_longer_than_the_service_may_take_to_stop():
    assert float(unit("lotse.service")["Service"]["TimeoutStopSec"]) > Settings.stop_seconds
    assert api.city.graceful_timeout == Settings.stop_seconds


def test_the_proxy_lets_through_what_the_service_takes_and_closes_what_is_not_for_all():
    proxy = (FILES / "nginx.conf").read_text(encoding="utf-8")
    (megabytes,) = re.findall(r"client_max_body_size (\d+)m;", proxy)
    assert int(megabytes) * 1024 * 1024 == MAX_BODY_BYTES
    assert re.search(r"location = /metrics \{\s+return 404;", proxy)
    (seconds,) = re.findall(r"proxy_read_timeout +(\d+)s;", proxy)
    assert int(seconds) > 60 + 5  # the longest a request may ask for, and what comes on top (scheduler.workers)
    assert "access_log off;" in proxy
