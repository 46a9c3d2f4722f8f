"""`lotse serve` whose computing processes are killed under load: each request is answered or refused in a sentence."""

import json
import os
import signal
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

from tests.api.bodies import FIRST
from tests.api.served import served


def test_children_killed_under_load_cost_a_clear_refusal_and_the_next_request_is_answered(tmp_path: Path):
    with served(tmp_path) as service:
        for number in range(1, 5):
            assert _post(f"{service.url}/api/cases", _case(number))[0] == 201
        assert _post(f"{service.url}/api/cases/1/plans", {})[0] == 201  # warm
        stop = time.monotonic() + 6
        with ThreadPoolExecutor() as threads:
            asking = [threads.submit(_asked_until, stop, f"{service.url}/api/cases/{number}/plans") for number in range(1, 5)]
            killed = [_kill_a_child(service.process.pid) for _ in range(4) if time.sleep(1) is None]
            answers = [answer for one in asking for answer in one.result(timeout=60)]
        assert all(killed)
        assert {status for status, _ in answers} == {201, 503}
        refused = [problem for status, problem in answers if status == 503]
        assert {problem["code"] for problem in refused} <= {"computing-lost", "busy"}
        lost = [problem["detail"] for problem in refused if problem["code"] == "computing-lost"]
        assert lost
        assert all("SIGKILL" in detail and detail.endswith("Maybe try again.") for detail in lost)
        assert _post(f"{service.url}/api/cases/1/plans", {})[0] == 201
        proposed = [answer["id"] for status, answer in answers if status == 201]
        assert len(set(proposed)) == len(proposed)
        assert _post(f"{service.url}/api/plans/{proposed[0]}/confirm", {})[0] in (200, 409)  # it was kept: it is no 404
        children = _children_of(service.process.pid)
        assert service.stop() == 0
    told = [line for line in service.lines if line["event"] != "request"]  # a line each, and no stack trace
    assert [line["event"] for line in told] == ["refused"] * len(refused)
    assert not [child for child in children if Path(f"/proc/{child}").exists()]


def _case(number: int) -> dict[str, Any]:
    customer = {"name": f"Kundin/Kunde {number:04}", "email": f"k{number:04}@kunde.example"}
    venture = "gaststaette-neueroeffnung"
    return {"district": "hoerde", "venture": venture, "received_on": date.today().isoformat(), "customer": customer}  # noqa: DTZ011


def _asked_until(stop: float, url: str) -> list[tuple[int, Any]]:
    answers = []
    while time.monotonic() < stop:
        answers.append(_post(url, {}))
    return answers


def _post(url: str, body: object) -> tuple[int, Any]:
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json", **FIRST})
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as refusal:
        with refusal:
            told = json.load(refusal)
            return refusal.code, told if refusal.headers["Content-Type"] == "application/problem+json" else None


def _kill_a_child(service: int) -> int | None:
    """Of its children the one that has worked most: it is at it, and the fresh ones are not."""
    children = _children_of(service)
    worked = max(children, key=_processor_ticks, default=None)
    if worked is not None:
        os.kill(worked, signal.SIGKILL)
    return worked


def _children_of(pid: int) -> list[int]:
    """Started by any thread of it (proc(5))."""
    return [int(child) for path in Path(f"/proc/{pid}/task").glob("*/children") for child in path.read_text().split()]


def _processor_ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
