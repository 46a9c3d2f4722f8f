"""`lotse serve` as its own process: how it starts, what it refuses to start with, and a stop in the middle of a solve."""

import json
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from http.client import HTTPResponse
from pathlib import Path
from typing import Any
from urllib.error import URLError

import pytest

from tests.api.served import LOTSE, environment, served
from tests.processes import children_of, wait_until_gone


def test_a_stop_lets_the_running_answer_finish(tmp_path: Path):
    body = json.dumps(month_of_cases()).encode()
    with served(tmp_path) as service:
        request = urllib.request.Request(f"{service.url}/api/solve?seconds=4", body, {"Content-Type": "application/json"})
        answers: list[str] = []
        asking = threading.Thread(target=lambda: answers.append(_plan_status(request)))
        asking.start()
        time.sleep(1)
        assert asking.is_alive()  # or there is nothing to finish
        assert service.stop() == 0
        asking.join()
    assert answers == ["feasible"]
    assert [(line["event"], line["status"]) for line in service.lines] == [("request", 200)]


def test_a_stop_by_hand_is_no_error(tmp_path: Path):
    with served(tmp_path) as service:
        urllib.request.urlopen(f"{service.url}/healthz", timeout=30).close()  # it runs
        service.process.send_signal(signal.SIGINT)
        assert service.process.wait(timeout=30) == 0
    assert [(line["event"], line["status"]) for line in service.lines] == [("request", 200)]


def test_after_the_signal_to_stop_nobody_is_let_in_and_the_children_are_gone(tmp_path: Path):
    body = json.dumps(month_of_cases()).encode()
    with served(tmp_path, LOTSE_STOP_SECONDS="1") as service:
        request = urllib.request.Request(f"{service.url}/api/solve?seconds=20", body, {"Content-Type": "application/json"})
        with ThreadPoolExecutor() as threads:
            cut_off = threads.submit(_plan_status, request)
            time.sleep(1)
            children = children_of(service.process.pid)
            service.process.send_signal(signal.SIGTERM)
            time.sleep(0.3)
            with pytest.raises(URLError, match="refused"):
                urllib.request.urlopen(f"{service.url}/healthz", timeout=5)
            assert service.process.wait(timeout=10) == 0  # and not 20 s later
            with pytest.raises((URLError, OSError)):
                cut_off.result()
        assert len(children) == 2
        wait_until_gone(*children)


def month_of_cases() -> dict[str, Any]:
    """A problem that keeps the solver busy for seconds: 60 cases of 4 meetings for 4 officers over 20 days."""
    days = [f"2026-03-{day:02}" for day in range(2, 28) if datetime(2026, 3, day, tzinfo=UTC).weekday() < 5]
    mornings = [{"start": f"{day}T08:00", "end": f"{day}T12:00"} for day in days]
    needs = ["bauordnung", "brandschutz", "gesundheit", "gewerbe"]
    staff = [{"id": f"{need}-1", "departments": [need], "shifts": mornings} for need in needs]
    return {
        "format": "appointment-problem/1",
        "name": "month",
        "timezone": "Europe/Berlin",
        "working_days": days,
        "policy": {"max_appointment_minutes": 180, "max_wait_minutes": 30},
        "places": [{"id": "house", "rooms": 2}],
        "staff": [{"id": "adv-1", "departments": [], "shifts": mornings}, *staff],
        "cases": [
            {
                "id": f"c{number}",
                "advisors": ["adv-1"],
                "meetings": [
                    {
                        "id": need,
                        "needs": [need],
                        "minutes": 30,
                        "places": ["house"],
                        "earliest_day": days[0],
                        "latest_day": days[-1],
                        "after": [],
                    }
                    for need in needs
                ],
            }
            for number in range(60)
        ],
        "pinned": [],
        "previous": [],
    }


BIG = 100 * 1024 * 1024


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    with served(tmp_path_factory.mktemp("data")) as service:
        host, _, port = service.url.removeprefix("http://").partition(":")
        yield host, int(port)


HEAD = b"POST /api/cases HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
CHUNK = b"100000\r\n" + b" " * 0x100000 + b"\r\n"


@pytest.mark.parametrize(
    ("head", "body", "detail"),
    [
        (HEAD + f"Content-Length: {BIG}\r\n\r\n".encode(), [b" " * 2**20] * 100, f"The body has {BIG} bytes"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", [*[CHUNK] * 100, b"0\r\n\r\n"], f"The body has {BIG} bytes"),
        (HEAD + f"Expect: 100-continue\r\nContent-Length: {BIG}\r\n\r\n".encode(), [], f"The body has {BIG} bytes"),
        (HEAD + f"Expect: 100-continue\r\nContent-Length: {10**30}\r\n\r\n".encode(), [], str(sys.maxsize)),
    ],
    ids=["announced", "chunked", "asked first", "beyond every number"],
)
def test_a_body_of_any_size_is_413_and_not_a_reset(address: tuple[str, int], head: bytes, body: list[bytes], detail: str):
    with socket.create_connection(address, timeout=30) as connection:
        connection.sendall(head)
        for part in body:
            connection.sendall(part)
        status, problem = _answer(connection)
    assert (status, problem["code"]) == (413, "too-large")
    assert detail in problem["detail"]


def test_the_connection_serves_on_after_a_body_that_was_too_large(address: tuple[str, int]):
    with socket.create_connection(address, timeout=30) as connection:
        connection.sendall(HEAD + f"Content-Length: {2**23}\r\n\r\n".encode() + b" " * 2**23)
        assert _answer(connection)[0] == 413
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert _answer(connection)[0] == 200


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"hello\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 300_000 + b"\r\n\r\n", 431),
        (HEAD + b"Transfer-Encoding: gzip\r\n\r\n", 501),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nx\r\n\r\n", 400),
    ],
    ids=["words", "length", "headers", "coding", "chunks"],
)
def test_what_is_no_http_is_refused_in_problem_json_too(address: tuple[str, int], sent: bytes, status: int):
    with socket.create_connection(address, timeout=30) as connection:
        connection.sendall(sent)
        assert _answer(connection)[0] == status


def test_a_port_that_is_taken_is_said_in_a_sentence(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken_port:
        port = str(taken_port.getsockname()[1])
        run = _serve("--port", port, env=environment(tmp_path))
    assert run.returncode == 1
    assert f"Port {port}" in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize(
    ("setting", "part"),
    [
        ({"LOTSE_SOLVE_SECONDS": "soon"}, "LOTSE_SOLVE_SECONDS"),
        ({"LOTSE_COLOUR": "red"}, "LOTSE_COLOUR"),
        ({"LOTSE_DATABASE_URL": "mysql://x"}, "LOTSE_DATABASE_URL"),
    ],
    ids=str,
)
def test_a_setting_that_cannot_be_used_is_exit_2_and_a_sentence(tmp_path: Path, setting: dict[str, str], part: str):
    run = _serve(env=environment(tmp_path, **setting))
    assert run.returncode == 2
    assert part in run.stderr
    assert "Traceback" not in run.stderr


def _serve(*options: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run([LOTSE, "serve", *options], env=env, capture_output=True, text=True, timeout=60, check=False)


def _plan_status(request: urllib.request.Request) -> str:
    with urllib.request.urlopen(request, timeout=60) as response:
        return json.load(response)["status"]


def _answer(connection: socket.socket) -> tuple[int, dict[str, Any]]:
    """The status and the JSON of one answer, which is problem+json unless it is 200."""
    with HTTPResponse(connection) as response:
        response.begin()
        assert response.headers["Content-Type"] == ("application/json" if response.status == 200 else "application/problem+json")
        return response.status, json.load(response)
