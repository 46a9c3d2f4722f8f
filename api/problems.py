"""Every refusal as problem+json (RFC 9457), from one table: which error becomes which HTTP status.

A refusal changes nothing. `code` is stable, for programs; `detail` is a sentence for people.
"""

import json
import logging
from http import HTTPStatus
from typing import Any

from flask import Response, g, request
from flask_openapi import OpenAPI
from pydantic import BaseModel, Field, ValidationError
from werkzeug.exceptions import HTTPException, SecurityError

from api.faults import FieldFault, in_words, of_errors
from api.logs import event
from scheduler import errors

MEDIA_TYPE = "application/problem+json"

# Which error of ours becomes which status; the first fitting line counts.
STATUS: tuple[tuple[type[errors.LotseError], HTTPStatus], ...] = (
    (errors.NotFoundError, HTTPStatus.NOT_FOUND),
    (errors.InputError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (errors.Conflict, HTTPStatus.CONFLICT),
    (errors.StaleError, HTTPStatus.PRECONDITION_FAILED),
    (errors.AwayError, HTTPStatus.SERVICE_UNAVAILABLE),
    (errors.BusyError, HTTPStatus.SERVICE_UNAVAILABLE),
    (errors.LostError, HTTPStatus.SERVICE_UNAVAILABLE),
    (errors.StoreError, HTTPStatus.INTERNAL_SERVER_ERROR),
)
RETRY_AFTER_SECONDS = 2

# Any route: unreadable or for another host, too large, not as described, a bug or an unfit store, a store locked or away.
ANYWHERE = (400, 413, 422, 500, 503)

# Codes of refusals that HTTP itself knows; ours carry their own.
CODES = {
    400: "not-readable",
    404: "not-found",
    405: "method-not-allowed",
    409: "conflict",
    412: "stale",
    413: "too-large",
    415: "not-json",
    422: "wrong-input",
    428: "if-match-missing",
    431: "headers-too-large",
    500: "internal",
    501: "not-offered",
    503: "busy",
}


class Problem(BaseModel):
    """A refusal (RFC 9457). Nothing was changed."""

    type: str = Field(default="about:blank", description="Always about:blank; `code` tells refusals apart.")
    title: str = Field(examples=["Unprocessable Content"])
    status: int = Field(examples=[422])
    detail: str = Field(description="A sentence with the path, the value and what may help.")
    code: str = Field(description="Stable, for programs.", examples=["wrong-input"])
    path: str | None = Field(default=None, description="The field that was wrong.")
    faults: list[FieldFault] | None = Field(default=None, description="All fields that were wrong, where there are several.")
    what_changed: list[str] | None = Field(default=None, description="With 409: what moved meanwhile, a sentence each.")


def refusals(*statuses: int) -> dict[str, Any]:
    """What a route may refuse with, for its OpenAPI description: `statuses`, and what any route may."""
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {
        str(status): {"description": HTTPStatus(status).phrase, "content": {MEDIA_TYPE: schema}}
        for status in sorted({*ANYWHERE, *statuses})
    }


def all_codes() -> list[tuple[str, HTTPStatus]]:
    """Every code a refusal may carry, with its status, by status."""
    codes = {code: HTTPStatus(status) for status, code in CODES.items()} | {kind.code: status for kind, status in STATUS}
    return sorted(codes.items(), key=lambda entry: (entry[1], entry[0]))


def document(status: int, detail: str, code: str | None = None, **more: object) -> str:
    """A problem as JSON text; fields that are None are left out."""
    title = HTTPStatus(status).phrase
    problem = Problem(title=title, status=status, detail=detail, code=code or CODES.get(status, "refused"), **more)  # type: ignore[arg-type]
    return json.dumps(problem.model_dump(exclude_none=True), ensure_ascii=False)


def response(status: int, detail: str, code: str | None = None, **more: object) -> Response:
    return Response(document(status, detail, code, **more), status=status, content_type=MEDIA_TYPE)


def of_validation(error: ValidationError) -> Response:
    """A body, path or query that does not fit its model: 422 with every fault."""
    found = error.errors(include_url=False)
    if not found[0]["loc"] and found[0]["input"] is None:
        return response(400, "The body is missing; send it as application/json.")
    named = of_errors(found)
    return response(422, in_words(named), path=named[0].path, faults=named)


def register(app: OpenAPI) -> None:
    """Turn every error that leaves a view into a problem."""
    app.register_error_handler(errors.LotseError, _of_ours)
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(Exception, _of_bug)


def _of_ours(error: errors.LotseError) -> Response:
    status = next((status for kind, status in STATUS if isinstance(error, kind)), HTTPStatus.INTERNAL_SERVER_ERROR)
    if status >= 500:
        event("refused", logging.ERROR, error, code=error.code, path=error.path or None, request=g.get("request_id"))
    what_changed = error.what_changed if isinstance(error, errors.Conflict) else None
    refusal = response(status, str(error), error.code, path=error.path or None, what_changed=what_changed)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        refusal.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return refusal


def _of_http(error: HTTPException) -> Response:
    if error.response is not None:  # flask-openapi aborts with a finished answer
        return error.response  # type: ignore[return-value]
    status = error.code or 500
    refusal = response(status, _words_for(error, status))
    for name, value in error.get_headers():  # Allow, Retry-After
        if name.lower() not in ("content-type", "content-length"):
            refusal.headers[name] = value
    return refusal


def _words_for(error: HTTPException, status: int) -> str:
    if isinstance(error, SecurityError):
        return f"{request.environ.get('HTTP_HOST')!r} is no name this service answers to. Call it 127.0.0.1 or localhost."
    if error.description == type(error).description:  # raised by the framework: its sentence speaks to a browser
        if status == HTTPStatus.NOT_FOUND:
            return f"There is nothing at {request.path}. The routes are listed at /api."
        if status == HTTPStatus.METHOD_NOT_ALLOWED:
            return f"{request.method} is not offered at {request.path}; the header Allow says what is."
    return error.description or HTTPStatus(status).phrase


def _of_bug(error: Exception) -> Response:
    event("bug", logging.ERROR, error, request=g.get("request_id"))
    return response(500, "This should not have happened; it was written to the log. Nothing was changed.")
