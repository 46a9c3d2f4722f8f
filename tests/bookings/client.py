"""One HTTP client as anybody's could be: time-outs, Idempotency-Key, If-Match; and one that hangs up in the middle."""

import http.client
import json
import socket
import struct
import time
from dataclasses import dataclass
from typing import Any

SECONDS = 30.0
# No lingering: the other side sees the line go dead at once, instead of a tidy end.
_RESET = struct.pack("ii", 1, 0)


class LostError(Exception):
    """No answer came, and nobody here knows what was done."""


@dataclass(frozen=True)
class Answer:
    """`body`: of JSON; `version`: of the ETag, 0 where there is none; `seconds`: until the last byte."""

    status: int
    body: Any
    version: int
    seconds: float


@dataclass(frozen=True)
class Client:
    """Asks the service at `address`; a connection for each request."""

    address: str

    def get(self, path: str) -> Answer:
        """Raises LostError."""
        return self._ask("GET", path, {}, None)

    def post(self, path: str, body: dict[str, Any] | None = None, *, key: str = "", version: int = 0) -> Answer:
        """Raises LostError. `version`: what If-Match says; 0: it is left out."""
        return self._ask("POST", path, _headers(key, version), body)

    def hang_up(self, path: str, body: dict[str, Any] | None, *, key: str, version: int, after: float) -> None:
        """Send a POST and cut the line so many seconds later, whatever has become of it."""
        connection = http.client.HTTPConnection(self.address, timeout=SECONDS)
        try:
            connection.request("POST", path, json.dumps(body or {}), _headers(key, version))
            time.sleep(after)
            if connection.sock is not None:
                connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        except (OSError, http.client.HTTPException) as reason:
            raise LostError(str(reason)) from reason
        finally:
            connection.close()

    def _ask(self, method: str, path: str, headers: dict[str, str], body: dict[str, Any] | None) -> Answer:
        connection = http.client.HTTPConnection(self.address, timeout=SECONDS)
        begun = time.monotonic()
        try:
            connection.request(method, path, None if method == "GET" else json.dumps(body or {}), headers)
            with connection.getresponse() as response:
                content = response.read()
                tag = (response.headers["ETag"] or "0").strip('"')
                return Answer(response.status, json.loads(content or b"null"), int(tag), time.monotonic() - begun)
        except (OSError, http.client.HTTPException, ValueError) as reason:
            raise LostError(str(reason)) from reason
        finally:
            connection.close()


def _headers(key: str, version: int) -> dict[str, str]:
    headers = {"Content-Type": "application/json"}
    if key:
        headers["Idempotency-Key"] = f'"{key}"'
    if version:
        headers["If-Match"] = f'"{version}"'
    return headers
