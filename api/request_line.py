"""Each request seen from outside: one line in the log, one observation in the metrics, and an id to speak of it by.

The route is told by its template (`/api/cases/<case_id>`), never by the path: ids and query strings are about somebody.
"""

import logging
import re
import time
import uuid

from flask import Flask, Response, g, request

from api import metrics
from api.logs import event
from api.problems import MEDIA_TYPE

HEADER = "X-Request-ID"
# What proxies make (nginx: 32 hex digits; a UUID). Anything else might say something about somebody.
_ID = re.compile(r"[0-9a-f-]{8,64}")
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def register(app: Flask) -> None:
    """First of all that looks at a request, so that what others refuse is seen too."""
    app.before_request(_begin)
    app.after_request(_tell)


def _begin() -> None:
    given = request.headers.get(HEADER, "")
    g.began, g.request_id = time.perf_counter(), given if _ID.fullmatch(given) else uuid.uuid4().hex


def _tell(response: Response) -> Response:
    seconds = time.perf_counter() - g.began
    method = request.method if request.method in _METHODS else "other"
    route = re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", r"<\1>", request.url_rule.rule) if request.url_rule else "none"
    code = (response.get_json(silent=True) or {}).get("code") if response.mimetype == MEDIA_TYPE else None
    metrics.request_seen(method, route, response.status_code, seconds)
    event(
        "request",
        logging.ERROR if response.status_code >= 500 else logging.INFO,
        method=method,
        route=route,
        status=response.status_code,
        code=code,
        ms=round(seconds * 1000, 1),
        request=g.request_id,
    )
    response.headers[HEADER] = g.request_id
    return response
