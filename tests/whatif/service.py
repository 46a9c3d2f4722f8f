"""The service's API of studies as a client calls it."""

import json
import time
import urllib.error
import urllib.request
from typing import Any


def asked(url: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
    """The status and the JSON of an answer; a body makes it a POST."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{url}/api{path}", data=data, headers={"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        return refused.code, json.load(refused)


def until(url: str, job: int, reached, seconds: float = 1800) -> dict[str, Any]:
    """The job as soon as `reached(job)`; AssertionError after so many seconds."""
    end = time.monotonic() + seconds
    while True:
        _, found = asked(url, f"/jobs/{job}")
        if reached(found):
            return found
        assert time.monotonic() < end, found
        time.sleep(0.1)
