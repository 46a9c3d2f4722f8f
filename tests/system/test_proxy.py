"""A real nginx with docs/operations/nginx.conf, in front of the service as a city runs it."""

import base64
import http.client
import json
import re
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.served import served

SITE = Path(__file__).parents[2] / "docs" / "operations" / "nginx.conf"
HOST = "termine.example"
DESK = {"Host": HOST, "Authorization": "Basic " + base64.b64encode(b"desk:open").decode()}


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int]]:
    """The ports for TLS and without; only names, ports and paths are other than in the file."""
    folder = Path(tempfile.mkdtemp(prefix="lotse-proxy-"))
    folder.chmod(0o755)  # nginx's workers are another user's, whom pytest's own folders are closed to
    key, certificate = folder / "key.pem", folder / "chain.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={HOST}", "-keyout", key, "-out", certificate],
        check=True,
        capture_output=True,
    )
    (folder / "htpasswd").write_text("desk:{PLAIN}open\n", encoding="utf-8")
    tls, plain = _free_port(), _free_port()
    with served(tmp_path_factory.mktemp("data"), LOTSE_HOSTS=HOST) as service:
        site = SITE.read_text(encoding="utf-8")
        site = re.sub(r".*listen \[::\].*\n", "", site)
        for known, here in {
            "listen 443 ssl": f"listen 127.0.0.1:{tls} ssl",
            "listen 80": f"listen 127.0.0.1:{plain}",
            "http://127.0.0.1:8000": service.url,
            f"/etc/ssl/{HOST}/fullchain.pem": str(certificate),
            f"/etc/ssl/{HOST}/privkey.pem": str(key),
            "/etc/nginx/lotse.htpasswd": str(folder / "htpasswd"),
        }.items():
            assert known in site
            site = site.replace(known, here)
        logs = f"error_log {folder}/error.log;\nevents {{}}\nhttp {{\naccess_log {folder}/access.log;"
        (folder / "nginx.conf").write_text(f"pid {folder}/pid;\n{logs}\n{site}\n}}\n", encoding="utf-8")
        process = subprocess.Popen(["nginx", "-p", folder, "-c", folder / "nginx.conf", "-g", "daemon off;"])
        try:
            _wait_for(tls)
            yield tls, plain
        finally:
            process.terminate()
            process.wait(timeout=20)
        assert (folder / "access.log").read_text(encoding="utf-8") == ""
        assert not re.search("emerg|crit", (folder / "error.log").read_text(encoding="utf-8"))
    shutil.rmtree(folder)


def test_the_desk_gets_in_and_nobody_else(proxy: tuple[int, int]):
    assert _asked(proxy, "GET", "/healthz", {"Host": HOST})[0] == 401
    status, headers, body = _asked(proxy, "GET", "/healthz", DESK)
    assert (status, json.loads(body)["status"]) == (200, "ok")
    assert headers["X-Request-ID"]
    assert headers["Strict-Transport-Security"]
    assert "nginx/" not in headers["Server"]


def test_the_metrics_are_closed(proxy: tuple[int, int]):
    assert _asked(proxy, "GET", "/metrics", DESK)[0] == 404


def test_a_body_is_let_through_as_far_as_the_service_takes_it(proxy: tuple[int, int]):
    json_body = {**DESK, "Content-Type": "application/json"}
    assert _asked(proxy, "POST", "/api/solve", json_body, b" " * (4 * 1024 * 1024))[0] == 400  # the service's word: no JSON
    assert _asked(proxy, "POST", "/api/solve", json_body, b" " * (4 * 1024 * 1024 + 1))[0] == 413


def test_without_tls_everything_is_sent_on(proxy: tuple[int, int]):
    connection = http.client.HTTPConnection("127.0.0.1", proxy[1], timeout=30)
    connection.request("GET", "/api?x=1", headers={"Host": HOST})
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{HOST}/api?x=1")
    connection.close()


def _asked(proxy: tuple[int, int], method: str, path: str, headers: dict[str, str], body: bytes | None = None):
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    connection = http.client.HTTPSConnection("127.0.0.1", proxy[0], timeout=30, context=trusting)
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    found = answer.status, answer.headers, answer.read()
    connection.close()
    return found


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def _wait_for(port: int) -> None:
    until = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < until
            time.sleep(0.1)
        else:
            return
