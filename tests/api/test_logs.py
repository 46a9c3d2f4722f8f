"""The log as a city keeps it: JSON lines that say what happened and nothing about anybody."""

import json
import logging
import threading
from collections.abc import Iterator
from io import StringIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError

from api import logs
from scheduler.errors import BusyError
from scheduler.traces import ChildError
from tests.api.bodies import new_case

NAME, EMAIL, COMPANY, QUERY = (
    "Rosalind Wunderlich",
    "rosalind@wunderlich.example",
    "Wunderlich Feinkost GmbH",
    "sesam-oeffne-dich",
)
PLANTED = (NAME, EMAIL, COMPANY, QUERY, "Rosalind", "Wunderlich", "wunderlich")


@pytest.fixture
def log() -> Iterator[StringIO]:
    """All that the process logs, as `logs.to_stderr` writes it."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logs.Lines())
    root = logging.getLogger()
    before = root.level
    root.setLevel(logging.INFO)
    root.addHandler(handler)
    yield written
    root.removeHandler(handler)
    root.setLevel(before)


def lines(log: StringIO) -> list[dict]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def assert_about_nobody(log: StringIO) -> None:
    text = log.getvalue()
    assert text
    assert [planted for planted in PLANTED if planted in text] == []


def test_a_request_is_one_line_with_its_template_and_its_id(client: FlaskClient, log: StringIO):
    given = {"X-Request-ID": "0123456789abcdef0123456789abcdef"}
    response = client.get("/api/cases/4711", headers=given)
    (line,) = lines(log)
    assert line.pop("at").endswith("Z")
    assert line.pop("ms") > 0
    assert line == {
        "level": "info",
        "event": "request",
        "method": "GET",
        "route": "/api/cases/<case_id>",
        "status": 404,
        "code": "not-found",
        "request": given["X-Request-ID"],
    }
    assert response.headers["X-Request-ID"] == given["X-Request-ID"]


def test_requests_that_go_well_or_are_refused_are_told_without_what_they_hold(client: FlaskClient, log: StringIO):
    good = new_case(customer={"name": NAME, "email": EMAIL})
    assert client.post("/api/cases", json=good).status_code == 201
    again = good | {"customer": {"name": COMPANY, "email": EMAIL}}
    assert client.post("/api/cases", json=again).status_code == 422
    assert client.post(f"/api/solve?{QUERY}=1", json={"name": COMPANY}).status_code == 422
    assert client.get(f"/{EMAIL}?q={QUERY}", headers={"X-Request-ID": EMAIL}).status_code == 404
    assert client.open("/api/cases", method="WUNDERLICH").status_code == 405
    assert client.get("/api/ventures", base_url="http://wunderlich.example").status_code == 400
    assert [line["status"] for line in lines(log)] == [201, 422, 422, 404, 405, 400]
    assert lines(log)[3]["route"] == "none"
    assert_about_nobody(log)


def test_an_exception_is_told_by_its_type_and_its_places_alone(client: FlaskClient, log: StringIO):
    def broken(company: str) -> str:
        try:
            raise KeyError(f"{NAME} of {company}")
        except KeyError as reason:
            raise IntegrityError("INSERT INTO customer", {"email": EMAIL, "name": NAME}, reason) from reason

    client.application.add_url_rule("/broken/<company>", view_func=broken)
    assert client.get(f"/broken/{COMPANY}?q={QUERY}").status_code == 500
    bug, request = lines(log)
    assert (bug["event"], bug["level"], request["route"], request["status"]) == ("bug", "error", "/broken/<company>", 500)
    assert bug["request"] == request["request"]
    kinds = [word for word in bug["trace"] if ":" not in word]
    assert kinds == ["IntegrityError", "KeyError"]
    assert bug["trace"][-1].startswith("tests/api/test_logs.py:")
    assert not [word for word in bug["trace"] if word.startswith("/")]
    assert_about_nobody(log)


def test_our_own_errors_and_those_of_children_tell_no_values_either(client: FlaskClient, log: StringIO):
    def busy() -> str:
        raise BusyError(f"{NAME} waits.", path="customer")

    def child() -> str:
        raise ChildError(("ValueError", "scheduler/cases.py:1 opened"))

    client.application.add_url_rule("/busy", view_func=busy)
    client.application.add_url_rule("/child", view_func=child)
    assert (client.get("/busy").status_code, client.get("/child").status_code) == (503, 500)
    refused, _, bug, _ = lines(log)
    assert (refused["code"], refused["path"]) == ("busy", "customer")
    assert bug["trace"] == ["ValueError", "scheduler/cases.py:1 opened"]
    assert_about_nobody(log)


def test_of_what_libraries_say_the_words_and_numbers_stay(log: StringIO):
    logger = logging.getLogger("library")
    logger.warning("%s wrote %d lines to %r", NAME, 3, EMAIL)
    logger.warning("%(name)s wrote", {"name": NAME})
    logger.warning(ValueError(NAME))
    logger.warning(f"Client disconnected while serving /cases/{EMAIL}")  # as waitress puts it together
    *worded, placed, put_together = (line["message"] for line in lines(log))
    assert worded == ["… wrote 3 lines to '…'", "%(name)s wrote"]
    for message in (placed, put_together):
        assert message.startswith("… (tests/api/test_logs.py:"), message
    assert_about_nobody(log)


def test_what_ends_a_thread_is_logged_and_not_printed(
    log: StringIO, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
):
    monkeypatch.setattr("sys.excepthook", lambda *_: None)
    monkeypatch.setattr("threading.excepthook", lambda *_: None)
    logs.catch_all()

    def broken() -> None:
        raise ValueError(NAME)

    thread = threading.Thread(target=broken)
    thread.start()
    thread.join()
    (line,) = lines(log)
    assert (line["event"], line["trace"][0]) == ("uncaught", "ValueError")
    assert_about_nobody(log)
    assert NAME not in "".join(capfd.readouterr())
