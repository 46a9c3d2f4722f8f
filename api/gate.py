"""What a request must be before a view sees it: small enough, JSON, and only JSON that means one thing.

RFC 8259 leaves open what a name given twice, NaN or half a surrogate pair mean; here they are refused, for a value two
readers understand differently is how checks are passed by.
"""

import json
from typing import Any, NoReturn

from flask import Flask, Request, Response, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType

MAX_BODY_BYTES = 4 * 1024 * 1024


class StrictJSON(DefaultJSONProvider):
    """Reads JSON strictly; writes it in the order given and with umlauts as they are."""

    sort_keys = False
    ensure_ascii = False

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        try:
            value = json.loads(s, object_pairs_hook=_each_name_once, parse_constant=_no_constant, **kwargs)
        except RecursionError:
            raise ValueError("it is nested too deeply") from None
        if "\\ud" in (s.lower() if isinstance(s, str) else s.decode().lower()):
            json.dumps(value, ensure_ascii=False).encode()  # half a surrogate pair: UnicodeEncodeError is a ValueError
        return value


class JSONRequest(Request):
    """A request whose unreadable JSON is answered with the place of the fault."""

    def on_json_loading_failed(self, e: ValueError | None) -> NoReturn:
        if e is None:
            raise UnsupportedMediaType("Send the body as application/json.")
        raise BadRequest(f"The body is not JSON: {_reason(e)}.")


def register(app: Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.json = StrictJSON(app)
    app.request_class = JSONRequest
    app.before_request(_small_json_object)


def _small_json_object() -> Response | None:
    """Refuse a body that is too large, not JSON, or no object. A request without a body passes."""
    if (request.content_length or 0) > MAX_BODY_BYTES:
        raise _too_large(f"The body has {request.content_length} bytes")
    if request.method not in ("POST", "PUT", "PATCH") or not _has_body():
        return None
    if request.mimetype != "application/json":
        raise UnsupportedMediaType(f"The body is {request.mimetype or 'of no stated type'}; send it as application/json.")
    try:
        body = request.get_json()
    except RequestEntityTooLarge:  # sent in chunks, so its length shows only while reading
        raise _too_large("The body is larger") from None
    if not isinstance(body, dict):
        raise BadRequest("The body is JSON but not an object; send {...}.")
    return None


def _has_body() -> bool:
    return bool(request.content_length) or "chunked" in request.headers.get("Transfer-Encoding", "").lower()


def _too_large(start: str) -> RequestEntityTooLarge:
    return RequestEntityTooLarge(f"{start}; the limit is {MAX_BODY_BYTES} bytes.")


def _each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the name {json.dumps(twice)} stands twice in one object")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON value")


def _reason(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at line {error.lineno}, column {error.colno}"
    if isinstance(error, UnicodeDecodeError):
        return f"it is not UTF-8 (byte {error.start})"
    if isinstance(error, UnicodeEncodeError):
        return "it holds half a surrogate pair, which is no character"
    if "Exceeds the limit" in str(error):
        return "it holds a number of more than 4300 digits"
    return str(error)
