"""Idempotency-Key: what is sent again is done once and answered the same, on both engines."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from flask.testing import FlaskClient

from api import once
from api.desk import KEY
from scheduler.errors import BusyError
from scheduler.store.writing import Writing
from tests.api.bodies import FIRST, new_case
from tests.api.described import template
from tests.builders import NOW


def key(word: str = "one", **more: str) -> dict[str, str]:
    return {"Idempotency-Key": f'"{word}"', **more}


def later(client: FlaskClient, moment: datetime) -> None:
    object.__setattr__(client.application.extensions[KEY], "now", lambda: moment)


def cases(client: FlaskClient) -> int:
    with client.application.extensions[KEY].desk.store.reading() as reading:
        return len(reading.all_cases())


def appointments(client: FlaskClient) -> int:
    with client.application.extensions[KEY].desk.store.reading() as reading:
        return len(reading.booked_from(NOW))


def test_the_same_request_is_done_once_and_answered_the_same(client_on_each_engine: FlaskClient):
    client = client_on_each_engine
    first, second = (client.post("/api/cases", json=new_case(), headers=key()) for _ in range(2))
    assert (first.status_code, cases(client)) == (201, 1)
    plans = [client.post("/api/cases/1/plans", headers=key()) for _ in range(2)]  # the same key on another path
    confirmed = [client.post("/api/plans/1/confirm", headers=key("yes") | FIRST) for _ in range(2)]
    moves = [client.post("/api/solve", json={"format": "appointment-problem/1"}, headers=key()) for _ in range(2)]
    for one, again in ((first, second), plans, confirmed, moves):
        assert (again.status_code, again.data) == (one.status_code, one.data)
        for header in ("ETag", "Location", "Content-Type"):
            assert again.headers.get(header) == one.headers.get(header)
    assert [answer.status_code for answer in (plans[0], confirmed[0], moves[0])] == [201, 200, 422]
    assert client.get("/api/plans/2").status_code == 404
    assert appointments(client) == 1


def test_body_and_fields_in_another_order_are_the_same_request(client: FlaskClient):
    body = new_case()
    client.post("/api/cases", json=body, headers=key())
    turned = dict(reversed(body.items()))
    assert client.post("/api/cases", json=turned, headers={"Idempotency-Key": "one"}).status_code == 201
    assert cases(client) == 1


@pytest.mark.parametrize(
    ("body", "headers"), [({"by": "adv-mitte"}, {"If-Match": '"1"'}), ({}, {"If-Match": "*"}), ({}, {})], ids=str
)
def test_another_request_with_the_same_key_is_refused(client: FlaskClient, body: dict, headers: dict):
    client.post("/api/cases", json=new_case())
    client.post("/api/cases/1/plans")
    assert client.post("/api/plans/1/hold", headers=key() | FIRST, json={}).status_code == 200
    refused = client.post("/api/plans/1/hold", headers=key() | headers, json=body)
    assert (refused.status_code, "another request" in refused.get_json()["detail"]) == (422, True)


def test_a_refusal_stays_what_it_was(client_on_each_engine: FlaskClient):
    """The half hour was taken, and is free again when the first client asks whether it was refused."""
    client = client_on_each_engine
    for number in (1, 2):
        client.post("/api/cases", json=new_case(number))
        client.post(f"/api/cases/{number}/plans")
    client.post("/api/plans/1/hold", headers=FIRST)
    refused = client.post("/api/plans/2/confirm", headers=key() | FIRST)
    client.post("/api/plans/1/release", headers={"If-Match": '"2"'})
    again = client.post("/api/plans/2/confirm", headers=key() | FIRST)
    assert (refused.status_code, again.status_code, again.data) == (409, 409, refused.data)
    assert client.post("/api/plans/2/confirm", headers=key("two") | FIRST).status_code == 200


def test_the_answer_and_the_change_are_one_transaction(client_on_each_engine: FlaskClient, monkeypatch: pytest.MonkeyPatch):
    client = client_on_each_engine
    client.post("/api/cases", json=new_case())
    client.post("/api/cases/1/plans")

    def fail(*_: Any) -> bool:
        raise BusyError("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(Writing, "answer", fail)
        assert client.post("/api/plans/1/confirm", headers=key() | FIRST).status_code == 503
    assert appointments(client) == 0
    # What was our fault may be tried again, with the same key.
    assert client.post("/api/plans/1/confirm", headers=key() | FIRST).status_code == 200
    assert appointments(client) == 1


def left_behind(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """A request whose service died in the middle: its key is claimed and nobody answers."""
    with monkeypatch.context() as patched:
        patched.setattr(once, "_keep_refusal", lambda response: response)

        def die() -> None:
            raise KeyboardInterrupt

        patched.setattr(client.application.extensions[KEY].desk.__class__, "open_case", lambda *_: die())
        with pytest.raises(KeyboardInterrupt):
            client.post("/api/cases", json=new_case(), headers=key())


def test_while_the_first_is_under_way_the_second_is_told_to_wait(client_on_each_engine: FlaskClient, monkeypatch):
    client = client_on_each_engine
    left_behind(client, monkeypatch)
    waiting = client.post("/api/cases", json=new_case(), headers=key())
    assert (waiting.status_code, "still under way" in waiting.get_json()["detail"]) == (409, True)
    lapsed = NOW + once.LEASE
    later(client, lapsed - timedelta(seconds=1))
    assert client.post("/api/cases", json=new_case(), headers=key()).status_code == 409
    later(client, lapsed)
    assert client.post("/api/cases", json=new_case(2), headers=key()).status_code == 422
    assert client.post("/api/cases", json=new_case(), headers=key()).status_code == 201
    assert cases(client) == 1


def test_who_seeks_a_plan_has_its_seconds_besides(client: FlaskClient):
    client.post("/api/cases", json=new_case())
    for url, body, seconds in (
        ("/api/cases/1/plans", {"seconds": 3}, 3.0),
        ("/api/replans", {}, client.application.extensions[KEY].desk.solve_seconds),
        ("/api/cases/1/plans", {"seconds": True}, 1.0),
        ("/api/plans/1/confirm", {"seconds": 3}, 0.0),
    ):
        with client.application.test_request_context(url, method="POST", json=body):
            assert once._longest_seconds() == seconds


def test_all_that_seek_a_plan_are_known(client: FlaskClient):
    """Whoever takes `seconds` does, in the body or in the query; but for who answers 202: there it is sought later, by others."""
    description = client.get("/api/openapi.json").get_json()
    forms = {name for name, form in description["components"]["schemas"].items() if "seconds" in form.get("properties", {})}
    seeking = set()
    for rule in client.application.url_map.iter_rules():
        operation = description["paths"].get(template(rule.rule), {}).get("post")
        if "POST" in (rule.methods or ()) and operation and "202" not in operation["responses"]:
            reference = str(operation.get("requestBody", {}))
            asked = any(f"schemas/{form}'" in reference for form in forms)
            if asked or "seconds" in {one["name"] for one in operation.get("parameters", ())}:
                seeking.add(rule.endpoint)
    assert seeking == set(once.SEEKING)


def test_who_was_overtaken_cannot_commit(client_on_each_engine: FlaskClient, monkeypatch: pytest.MonkeyPatch):
    """A request that outlives its claim: the retry is under way or done, and the first must not do it too."""
    client = client_on_each_engine
    take = Writing.open_case
    retried: list[int] = []

    def slow(books: Writing, case: Any) -> Any:
        stored = take(books, case)
        if not retried:
            books._connection.exec_driver_sql("UPDATE receipt SET claim = 'another'")
            retried.append(1)
        return stored

    monkeypatch.setattr(Writing, "open_case", slow)
    overtaken = client.post("/api/cases", json=new_case(), headers=key())
    assert (overtaken.status_code, "worked on there" in overtaken.get_json()["detail"]) == (409, True)
    assert cases(client) == 0


def test_sent_many_times_at_once_it_is_done_once(client_on_each_engine: FlaskClient):
    client = client_on_each_engine
    ready = Barrier(8)

    def send(_number: int) -> tuple[int, bytes]:
        with client.application.test_client() as own:
            ready.wait()
            answer = own.post("/api/cases", json=new_case(), headers=key())
            return answer.status_code, answer.data

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8)))
    done = {data for status, data in answers if status == 201}
    assert {status for status, _ in answers} <= {201, 409}
    assert len(done) == 1
    assert cases(client) == 1
    assert client.post("/api/cases", json=new_case(), headers=key()).data in done


def test_a_key_is_kept_for_a_day(client: FlaskClient):
    client.post("/api/cases", json=new_case(), headers=key())
    later(client, NOW + once.KEPT)
    client.post("/api/cases", json=new_case(), headers=key())
    assert cases(client) == 1
    later(client, NOW + once.KEPT + timedelta(seconds=1))
    client.post("/api/cases", json=new_case(), headers=key())
    assert cases(client) == 2


@pytest.mark.parametrize("bad", ['""', "x" * 256, "ä", 'a"b'])
def test_what_is_no_key_is_refused(client: FlaskClient, bad: str):
    refused = client.post("/api/cases", json=new_case(), headers={"Idempotency-Key": bad})
    assert (refused.status_code, "Idempotency-Key" in refused.get_json()["detail"]) == (400, True)
    assert cases(client) == 0


def test_every_post_takes_a_key(client: FlaskClient):
    for path, methods in client.get("/api/openapi.json").get_json()["paths"].items():
        for method, operation in methods.items():
            named = {one["name"] for one in operation.get("parameters", ())}
            assert ("Idempotency-Key" in named) == (method == "post"), path
            assert ("If-Match" in named) == ("428" in operation["responses"]), path
            if method == "post":
                assert {"409", "422"} <= set(operation["responses"]), path
