"""What holds for many routes at once, written into the API description: the headers of `versions` and `once`."""

from typing import Any

from flask_openapi import OpenAPI

from api import once, versions

# Answers that show a version of something that can be changed, by the name of their model.
VERSIONED = ("CaseAnswer", "DeadlinesAnswer", "PlanAnswer", "AppointmentAnswer", "ReplanAnswer", "TownAnswer")

_KEY = {
    "name": once.HEADER,
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": once.LONGEST + 2},
    "description": "Drawn anew for each request, such as a UUID. Sent again with the same key and body, it is done once and "
    f"answered the same for {once.KEPT.total_seconds() / 3600:.0f} hours; another body is 422, one still under way 409.",
}
_IF_MATCH = {
    "name": versions.HEADER,
    "in": "header",
    "required": True,
    "schema": {"type": "string"},
    "example": '"1"',
    "description": "The ETag of the version to be changed; * for whichever there is. 428 without it, 412 when it is stale.",
}
_ETAG = {"description": "Its version, for If-Match.", "schema": {"type": "string"}, "example": '"1"'}


def complete(app: OpenAPI) -> None:
    """To be called once all routes are registered."""
    for methods in app.api_doc["paths"].values():
        for method, operation in methods.items():
            parameters = operation.setdefault("parameters", [])
            if method == "post":
                parameters.append(_KEY)
            if "428" in operation["responses"]:
                parameters.append(_IF_MATCH)
            for status, answer in operation["responses"].items():
                if status < "400" and _model(answer) in VERSIONED:
                    answer.setdefault("headers", {})["ETag"] = _ETAG


def _model(answer: dict[str, Any]) -> str:
    reference = answer.get("content", {}).get("application/json", {}).get("schema", {}).get("$ref", "")
    return reference.rpartition("/")[2]
