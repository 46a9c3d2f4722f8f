"""gunicorn with several processes on a real PostgreSQL, as docs/operations.md says a city runs it."""

import json
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from urllib.error import URLError

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.api.bodies import new_case
from tests.api.served import LOTSE, Served, environment
from tests.databases import PostgresServer
from tests.processes import children_of, wait_until_gone

GUNICORN = Path(sys.executable).with_name("gunicorn")
TOWN = Path(__file__).parents[2] / "fixtures" / "towns" / "musterstadt.toml"


@pytest.fixture
def city(tmp_path: Path, postgres_server: PostgresServer) -> Iterator[Served]:
    """Two processes on an empty database, ready to answer."""
    name = f"lotse_{uuid.uuid4().hex}"
    postgres_server.psql(f"CREATE DATABASE {name}")
    settings = environment(
        tmp_path, LOTSE_DATABASE_URL=postgres_server.get_uri(name), LOTSE_SOLVE_WORKERS="1", TMPDIR=str(tmp_path)
    )
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(
            [GUNICORN, "-c", "python:api.city", "--bind", f"127.0.0.1:{port}"],
            env=settings,
            stdout=subprocess.DEVNULL,
            stderr=log,
            text=True,
        )
    service = Served(f"http://127.0.0.1:{port}", process, [])
    try:
        assert subprocess.run([LOTSE, "town", "import", TOWN], env=settings, capture_output=True, check=True).returncode == 0
        until = time.monotonic() + 30
        while not (_answers(service) and len(_solvers(service)) == 2):  # one process answers before the other is there
            assert time.monotonic() < until, (tmp_path / "log").read_text()
            time.sleep(0.1)
        yield service
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        postgres_server.psql(f"DROP DATABASE {name} WITH (FORCE)")


def test_several_processes_serve_as_one_and_stop_in_good_order(city: Served, tmp_path: Path):
    today = date.today().isoformat()  # noqa: DTZ011
    case = json.loads(
        _post(f"{city.url}/api/cases", new_case(district="nord", venture="imbiss-ohne-alkohol", meetings=None, received_on=today))
    )["id"]
    before = _counted(city, "/healthz")
    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(lambda _: _answers(city), range(40))) == {True}
    assert _counted(city, "/healthz") == before + 40  # whichever process answered, and whichever tells
    children = [*children_of(city.process.pid), *_solvers(city)]
    assert len(children) == 4
    with ThreadPoolExecutor() as threads:
        asked = threads.submit(_post, f"{city.url}/api/cases/{case}/plans", {})
        time.sleep(0.2)
        city.process.send_signal(signal.SIGTERM)
        assert json.loads(asked.result())["appointments"]
    assert city.process.wait(timeout=30) == 0
    with pytest.raises(URLError, match="refused"):
        urllib.request.urlopen(f"{city.url}/healthz", timeout=5)
    wait_until_gone(*children)
    lines = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]
    assert [line["event"] for line in lines if line["level"] not in ("info", "warning")] == []
    assert list(tmp_path.glob("lotse-metrics-*")) == []


def _solvers(service: Served) -> list[int]:
    return [child for worker in children_of(service.process.pid) for child in children_of(worker)]


def _answers(service: Served) -> bool:
    try:
        with urllib.request.urlopen(f"{service.url}/healthz", timeout=10) as response:
            return response.status == 200
    except URLError:
        return False


def _counted(service: Served, route: str) -> float:
    with urllib.request.urlopen(f"{service.url}/metrics", timeout=10) as response:
        families = text_string_to_metric_families(response.read().decode())
    wanted = ("lotse_request_seconds_count", route)
    return sum(one.value for family in families for one in family.samples if (one.name, one.labels.get("route")) == wanted)


def _post(url: str, body: object) -> bytes:
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as response:
        return response.read()
