"""What a request must be before a view sees it: small enough, JSON, and only JSON that means one thing."""

from typing import Any, NoReturn

from flask import Flask, Request, Response, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.exceptions import BadRequest, Forbidden, RequestEntityTooLarge, UnsupportedMediaType

from scheduler.errors import InputError
from scheduler.problem_file import read_json

# Pages whose forms browsers send. A link's holder needs no more than the link; the desk's page has no key, so the browser must
# say that it was our own page that sent the form (Sec-Fetch-Site, which no page can forge).
OF_PEOPLE = ("customer_page", "desk_page", "planning")
FORM = "application/x-www-form-urlencoded"
MAX_BODY_BYTES = 4 * 1024 * 1024


class StrictJSON(DefaultJSONProvider):
    """Reads JSON strictly; writes it in the order given and with umlauts as they are."""

    sort_keys = False
    ensure_ascii = False

    def loads(self, s: str | bytes, **_options: Any) -> Any:
        try:
            return read_json(s)
        except InputError as reason:
            raise ValueError(f"{reason.sentence} {reason.advice}".strip()) from reason


class JSONRequest(Request):
    """A request whose unreadable JSON is answered with the place of the fault."""

    def on_json_loading_failed(self, e: ValueError | None) -> NoReturn:
        if not self.get_data():  # a body of another type was refused at the gate
            raise BadRequest("The body is missing; send it as application/json.")
        raise BadRequest(f"The body cannot be read: {e}")


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
    if request.blueprint in OF_PEOPLE:
        _from_our_own_page()
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


def _from_our_own_page() -> None:
    """A form is filled in on our own pages; another site must not send one in somebody's name. Our pages send no referrer, so
    browsers name no origin either, and Sec-Fetch-Site says it (Fetch Metadata; every browser since 2023).
    """
    if request.mimetype != FORM:
        raise UnsupportedMediaType(f"The body is {request.mimetype or 'of no stated type'}; this is a page with forms.")
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin", "null")
    ours = site in ("same-origin", "none") if site is not None else origin in ("null", f"{request.scheme}://{request.host}")
    if not ours:
        raise Forbidden("This form was sent by another site. Nothing was changed. Fill it in on the page itself.")


def _has_body() -> bool:
    return bool(request.content_length) or "chunked" in request.headers.get("Transfer-Encoding", "").lower()


def _too_large(start: str) -> RequestEntityTooLarge:
    return RequestEntityTooLarge(f"{start}; the limit is {MAX_BODY_BYTES} bytes.")
