"""Bad input: a clear sentence each, problem+json, and nothing changed."""

import codecs
import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from api import problems
from api.gate import MAX_BODY_BYTES
from api.solve import LARGEST
from scheduler import errors
from tests.api.bodies import FIRST, new_case

JSON = "application/json"
MEETING = {"department": "bauordnung", "minutes": 30}


def assert_refused(response: TestResponse, status: int, *parts: str) -> None:
    assert response.status_code == status, response.text
    assert response.content_type == "application/problem+json"
    problem = response.get_json()
    assert problem["status"] == status
    assert problem["title"]
    assert problem["code"]
    for part in parts:
        assert part in problem["detail"]


def assert_nothing_stored(client: FlaskClient) -> None:
    assert client.get("/api/cases/1").status_code == 404


@pytest.mark.parametrize(
    ("body", "part"),
    [
        (b"{", "line 1, column 2"),
        (b"hello", "line 1, column 1"),
        (b"[]", "not an object"),
        (b'"{}"', "not an object"),
        (b'{"district": NaN}', "NaN is not a number"),
        (b'{"district": "a", "district": "b"}', 'the field "district" stands twice'),
        (b"[" * 100_000, "nested too deeply"),
        (b"\xff{}", "not UTF-8"),
        (b'{"a": ' + b"1" * 5000 + b"}", "thousands of digits"),
        ("{}".encode("utf-16"), "not UTF-8"),
        (codecs.BOM_UTF8 * 2 + b"{}", "not JSON"),
        (b"", "The body is missing"),
    ],
    ids=lambda value: repr(value[:24]),
)
def test_a_body_that_is_not_json_is_400(client: FlaskClient, body: bytes, part: str):
    for path in ("/api/cases", "/api/solve"):
        assert_refused(client.post(path, data=body, content_type=JSON), 400, part)
    assert_nothing_stored(client)


def test_a_byte_order_mark_in_front_of_a_body_is_passed_over(client: FlaskClient):
    marked = codecs.BOM_UTF8 + json.dumps(new_case()).encode()
    assert client.post("/api/cases", data=marked, content_type=JSON).status_code == 201
    problem = codecs.BOM_UTF8 + json.dumps({"format": "appointment-problem/9"}).encode()
    assert_refused(client.post("/api/solve", data=problem, content_type=JSON), 422, "appointment-problem/9")


def test_half_a_surrogate_pair_is_422(client: FlaskClient):
    body = json.dumps(new_case(district="\ud800"))
    assert_refused(client.post("/api/cases", data=body, content_type=JSON), 422, '"\\ud800" holds half a surrogate pair')


def test_a_body_of_no_bytes_is_400(client: FlaskClient):
    assert_refused(client.post("/api/solve"), 400, "The body is missing")


def test_a_body_of_another_type_is_415(client: FlaskClient):
    body = json.dumps(new_case())
    assert_refused(client.post("/api/cases", data=body, content_type="text/plain"), 415, "text/plain", JSON)
    assert_nothing_stored(client)


@pytest.mark.parametrize("path", ["/api/cases", "/api/solve", "/api/cases/1/plans", "/api/plans/1/confirm"])
def test_a_body_of_20_megabytes_is_413_with_number_and_limit(client: FlaskClient, path: str):
    body = b" " * 20_000_000
    assert_refused(client.post(path, data=body, content_type=JSON), 413, "20000000", str(MAX_BODY_BYTES))


@pytest.mark.parametrize(
    ("changes", "path", "part"),
    [
        ({"district": "atlantis"}, "district", '"atlantis" is not a district of Kleinstadt'),
        ({"district": "Mitte"}, "district", 'Maybe "mitte" was meant. Known: mitte.'),
        ({"district": None}, "district", "null"),
        ({"venture": "mondbasis", "meetings": None}, "venture", '"mondbasis"'),
        ({"venture": "Online-Handel", "meetings": None}, "venture", 'Maybe "onlinehandel" was meant. Known: '),
        ({"venture": "cafe-imbiss"}, "venture", "not both"),
        ({"meetings": None}, "venture", "Either a venture or a list of meetings"),
        ({"meetings": []}, "meetings", "at least one meeting"),
        ({"meetings": [{"department": "mars", "minutes": 30}]}, "meetings[0].department", '"mars" is not a department'),
        (
            {"meetings": [MEETING, {"department": "Brandschutz", "minutes": 30}]},
            "meetings[1].department",
            '"brandschutz" was meant',
        ),
        ({"meetings": [{"department": "bauordnung", "minutes": 0}]}, "meetings[0].minutes", "0"),
        ({"meetings": [{"department": "bauordnung", "minutes": -30}]}, "meetings[0].minutes", "-30"),
        ({"meetings": [{"department": "bauordnung", "minutes": 10**9}]}, "meetings[0].minutes", "1000000000"),
        ({"meetings": [{"department": "bauordnung", "minutes": 7}]}, "meetings[0].minutes", "multiples of 5"),
        ({"meetings": [{"department": "bauordnung", "minutes": "30"}]}, "meetings[0].minutes", '"30"'),
        ({"meetings": [{"department": "bauordnung"}]}, "meetings[0].minutes", "is missing"),
        ({"meetings": [{"department": "bauordnung", "minutes": 30}] * 2}, "meetings[1]", "twice"),
        ({"not_needed": ["brandschutz"]}, "not_needed", "belongs to a venture"),
        ({"received_on": "1899-12-31"}, "received_on", "1899"),
        ({"received_on": "2026-03-03"}, "received_on", "future"),
        ({"received_on": "2026-02-30"}, "received_on", "2026-02-30"),
        ({"complete_on": "2026-03-01"}, "complete_on", "2026-03-01"),
        ({"customer": {"name": "A", "email": "a@b.example, c@d.example"}}, "customer.email", "exactly one e-mail address"),
        ({"customer": {"name": "A", "email": "a@b.example\nBcc: c@d.example"}}, "customer.email", "exactly one e-mail address"),
        ({"customer": {"name": "A\r\nB", "email": "a@b.example"}}, "customer.name", "cannot stand here"),
        ({"customer": {"name": " ", "email": "a@b.example"}}, "customer.name", "not a name"),
        ({"customer": {"email": "a@b.example"}}, "customer.name", "is missing"),
        ({"customer": {"name": "A"}}, "customer.email", "postal_address"),
        ({"colour": "red"}, "colour", "is not a known field"),
        (
            {"customer_windows": [{"start": "2026-03-03T12:00:00+01:00", "end": "2026-03-03T08:00:00+01:00"}]},
            "customer_windows[0].end",
            "not after the start",
        ),
        (
            {"customer_windows": [{"start": "2026-03-03T08:00:00", "end": "2026-03-03T12:00:00+01:00"}]},
            "customer_windows[0].start",
            "time zone",
        ),
        (
            {"customer_windows": [{"start": "2026-03-03T08:00:00Z", "end": "9998-12-31T23:59:59Z"}]},
            "customer_windows[0].end",
            "Known are 2025-01-01 to",
        ),
    ],
    ids=lambda value: str(value)[:50],
)
def test_a_case_that_cannot_be_is_422_with_path_and_value(client: FlaskClient, changes: dict[str, Any], path: str, part: str):
    response = client.post("/api/cases", json=new_case(**changes))
    assert_refused(response, 422, part)
    assert response.get_json()["path"] == path
    assert_nothing_stored(client)


def test_a_second_case_under_another_name_is_422_and_renames_nobody(client: FlaskClient):
    first = new_case()
    assert client.post("/api/cases", json=first).status_code == 201
    other = new_case(customer=first["customer"] | {"name": "Jemand anderes"})
    refusal = client.post("/api/cases", json=other)
    assert_refused(refusal, 422, "customer.name", "Jemand anderes", first["customer"]["email"])
    assert client.get("/api/cases/1").get_json()["customer"] == {**first["customer"], "language": "de", "postal_address": []}
    assert client.get("/api/cases/2").status_code == 404


def test_all_wrong_fields_are_named_at_once(client: FlaskClient):
    body = new_case(colour="red", received_on="tomorrow", customer={"email": "a@b.example"})
    faults = client.post("/api/cases", json=body).get_json()["faults"]
    assert {fault["path"] for fault in faults} == {"colour", "received_on", "customer.name"}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/nothing"),
        ("GET", "/api/nothing"),
        ("GET", "/api/cases/1"),
        ("GET", "/api/cases/-1"),
        ("GET", "/api/cases/abc"),
        ("GET", f"/api/cases/{10**30}"),
        ("POST", "/api/cases/1/plans"),
        ("GET", "/api/cases/1/calendar.ics"),
        ("POST", "/api/plans/1/confirm"),
        ("GET", "/api/appointments/1"),
        ("GET", "/api/appointments/1/invite.ics"),
    ],
)
def test_what_does_not_exist_is_404(client: FlaskClient, method: str, path: str):
    assert_refused(client.open(path, method=method, headers=FIRST), 404)


def test_what_cannot_be_asked_for_is_422(client: FlaskClient):
    for path in ("/api/cases/1/plans", "/api/plans/1/confirm"):
        assert_refused(client.post(path, json={"force": True}), 422, "force", "not a known field")


def test_a_method_that_is_not_offered_is_405_and_says_which_are(client: FlaskClient):
    response = client.delete("/api/cases")
    assert_refused(response, 405, "DELETE", "/api/cases")
    assert "POST" in response.headers["Allow"]


@pytest.mark.parametrize(
    "query",
    [
        "seconds=0",
        "seconds=61",
        "seconds=x",
        "seconds=nan",
        "seconds=1_0",
        "seconds=%203",
        "seed=-1",
        "seed=3.0",
        "seed=%2B3",
        "colour=red",
    ],
)
def test_a_query_out_of_range_is_422(client: FlaskClient, query: str):
    assert_refused(client.post(f"/api/solve?{query}", json={}), 422, query.partition("=")[0])


def test_a_problem_above_the_size_is_413_with_the_product_and_the_limit(client: FlaskClient):
    days = ["2026-03-02"] * 251
    problem = {"working_days": days, "cases": [{"meetings": [{}] * 100}]}
    assert_refused(client.post("/api/solve", json=problem), 413, "100 meetings x 251 working days = 25100", str(LARGEST))


@pytest.mark.parametrize(
    ("problem", "part"),
    [
        ({}, "format"),
        ({"format": "appointment-problem/9"}, "appointment-problem/9"),
        ({"cases": 5, "working_days": []}, "format"),
    ],
    ids=str,
)
def test_a_problem_file_that_is_none_is_422_in_the_words_of_its_reader(client: FlaskClient, problem: dict[str, Any], part: str):
    assert_refused(client.post("/api/solve", json=problem), 422, part)


def test_another_name_for_this_machine_is_refused(client: FlaskClient):
    """A page from elsewhere whose name was made to point here (DNS rebinding)."""
    assert_refused(client.get("/api/ventures", base_url="http://lotse.evil.example"), 400, "lotse.evil.example")


def test_a_bug_is_500_without_a_word_about_its_inside(client: FlaskClient, caplog: pytest.LogCaptureFixture):
    def broken() -> str:
        raise RuntimeError("secret")

    client.application.add_url_rule("/broken", view_func=broken)
    response = client.get("/broken")
    assert_refused(response, 500)
    assert "secret" not in response.text
    assert "secret" in caplog.text


def test_every_error_of_ours_has_its_line_in_the_table():
    def below(kind: type[errors.LotseError]) -> set[type[errors.LotseError]]:
        return {kind, *(deeper for child in kind.__subclasses__() for deeper in below(child))}

    assert below(errors.LotseError) - {errors.LotseError} == {kind for kind, _ in problems.STATUS}
