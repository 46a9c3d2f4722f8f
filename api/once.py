"""Idempotency-Key: a POST that is sent again with the same key is done once and answered the same.

After draft-ietf-httpapi-idempotency-key-header-07. A key belongs to the caller and the path; it may be left out. The same key
with another request is 422, one whose first request is still under way 409. The answer is written in the transaction of the
change itself (`scheduler.store.receipts`): if the service dies, either both are there or neither. Refusals are kept as well,
for they are what the client was told; what is our fault (5xx) is not, and may be tried again with the same key.
"""

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import TypeVar
from uuid import uuid4

from flask import Flask, Response, current_app, g, request
from pydantic import BaseModel
from werkzeug.exceptions import BadRequest, Conflict, UnprocessableEntity

from api.desk import desk, now
from api.versions import HEADER as IF_MATCH
from scheduler.errors import BusyError
from scheduler.store.receipts import Claim, Receipt
from scheduler.store.writing import Writing

HEADER = "Idempotency-Key"
LONGEST = 255
KEPT = timedelta(hours=24)
# How long a claim stands that nobody answers, beyond the seconds its plan may take: so long a retry is told to wait when the
# service died in the middle.
LEASE = timedelta(seconds=10)
# The endpoints that seek a plan before they write.
SEEKING = ("cases.request_plan", "options.request", "replans.request", "backlog.plan", "solve.solve")
KEPT_HEADERS = ("Content-Type", "Location", "ETag")
CALLER = "anybody"  # there are no accounts yet

Result = TypeVar("Result")
Answer = tuple[BaseModel, int, dict[str, str]]


def register(app: Flask) -> None:
    app.before_request(_claim_or_repeat)
    app.after_request(_keep_refusal)


def once(use: Callable[[], Result], answer: Callable[[Result], Answer], told_once: str | None = None) -> Response:
    """What `answer` makes of what the use case answers; with a key it is written down in the use case's own transaction.

    `told_once`: a field that is a secret: it is not kept, and null when the request is sent again.
    """
    claim: Claim | None = g.get("claim")
    if claim is None:
        return _response(answer(use()))
    told: list[Response] = []

    def write(books: Writing, result: Result) -> None:
        told[:] = [_response(answer(result))]
        body = told[0].get_data(as_text=True)
        if told_once is not None:
            body = json.dumps({**json.loads(body), told_once: None}, ensure_ascii=False)
        if not books.answer(claim, told[0].status_code, _kept_headers(told[0]), body):
            raise Conflict(f"{HEADER}: this request was sent again meanwhile and is worked on there. Send it once more.")

    store = desk().store
    with store.receipts(write):
        result = use()
        if not told:  # nothing was to be changed
            store.change(lambda _books: result)
    g.claim = None
    return told[0]


def _response(answer: Answer) -> Response:
    body, status, headers = answer
    return current_app.make_response((body.model_dump(mode="json"), status, headers))


def _claim_or_repeat() -> Response | None:
    if request.method != "POST" or HEADER not in request.headers or request.url_rule is None:
        return None
    claim = Claim(CALLER, request.path, _key(), _request_sha256(), str(uuid4()))
    moment = now()

    def take(books: Writing) -> Receipt | None:
        books.forget_receipts(moment - KEPT)
        return books.claim(claim, moment, moment + LEASE + timedelta(seconds=_longest_seconds()))

    known = desk().store.change(take, aside=True)
    if known is None:
        g.claim = claim
        return None
    if known.request_sha256 != claim.request_sha256:
        raise UnprocessableEntity(f"{HEADER}: this key was used for another request here. Draw a new one for each request.")
    if known.status is None:
        raise Conflict(f"{HEADER}: the first request with this key is still under way. Send this one again in a few seconds.")
    return Response(known.body, status=known.status, headers=known.headers)


def _keep_refusal(response: Response) -> Response:
    """What was refused before the use case, or by it, changed nothing: the answer stands alone."""
    claim: Claim | None = g.pop("claim", None)
    if claim is None:
        return response
    body, headers = response.get_data(as_text=True), _kept_headers(response)

    def keep(books: Writing) -> None:
        if response.status_code < 500:
            books.answer(claim, response.status_code, headers, body)
        else:
            books.drop_claim(claim)

    with suppress(BusyError):  # then the claim lapses by itself
        desk().store.change(keep, aside=True)
    return response


def _key() -> str:
    """The header's text, with or without the quotes the draft wants around it."""
    given = request.headers[HEADER]
    key = given[1:-1] if len(given) > 1 and given[0] == given[-1] == '"' else given
    if not 1 <= len(key) <= LONGEST or not key.isascii() or not key.isprintable() or '"' in key:
        raise BadRequest(f"{HEADER} is not 1 to {LONGEST} plain letters. Maybe draw a UUID.")
    return key


def _request_sha256() -> str:
    """Of all that the answer depends on: the query, the version asked for, and the body, however it is spaced."""
    body = request.get_json(silent=True)
    said = [request.query_string.decode("latin-1"), request.headers.get(IF_MATCH), body or {}]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _longest_seconds() -> float:
    """How long the plan may be sought that the request asks for; 0 where it asks for none."""
    if request.endpoint not in SEEKING:
        return 0.0
    body = request.get_json(silent=True)
    asked = body.get("seconds") if isinstance(body, dict) else None
    return asked if isinstance(asked, int | float) and 0 < asked < 3600 else desk().solve_seconds


def _kept_headers(response: Response) -> dict[str, str]:
    return {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
