"""The blueprint of the planner's page: each view at a German and an English address."""

from typing import Any

from flask import Blueprint, url_for

planning = Blueprint("planning", __name__)
STATES = {
    "de": {
        "waiting": "wartet",
        "running": "wird gerechnet",
        "done": "fertig",
        "cancelled": "abgebrochen",
        "failed": "gescheitert",
    },
    "en": {"waiting": "waits", "running": "is computed", "done": "done", "cancelled": "cancelled", "failed": "failed"},
}


def both(german: str, english: str, **options: Any):
    """The same view at a German and an English address."""

    def register(view):
        planning.add_url_rule(english, view.__name__ + "_en", lambda **given: view(lang="en", **given), **options)
        planning.add_url_rule(german, view.__name__, lambda **given: view(lang="de", **given), **options)
        return view

    return register


def to(view: str, lang: str, **values: Any) -> str:
    """The address of a view of this page in a language."""
    return url_for(f"planning.{view}" + ("_en" if lang == "en" else ""), **values)
