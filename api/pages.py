"""Pages for people: what runs here, and the API in words. German, with English a click away."""

from flask import Blueprint, current_app, jsonify, render_template

from api import problems
from api.desk import desk, now
from scheduler.store.outbox import WAITING

pages = Blueprint("pages", __name__)

NO_MAIL_SERVER = "NO_MAIL_SERVER"  # in the configuration: letters are written and nobody sends them


@pages.get("/")
def start() -> str:
    return _start("start.de.html", "de")


@pages.get("/en")
def start_in_english() -> str:
    return _start("start.en.html", "en")


@pages.get("/api")
def api_in_words() -> str:
    description = current_app.api_doc  # type: ignore[attr-defined]
    routes = [
        (method.upper(), path, operation["summary"])
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    ]
    if not desk().has_town:
        return render_template("no_town.html", lang="en")
    town, ventures = desk().town, desk().offer(now().date()).ventures
    return render_template(
        "api.html",
        lang="en",
        routes=routes,
        refusals=problems.all_codes(),
        district=town.districts[0],
        venture=max(ventures, key=lambda venture: len(venture.meetings), default=None),
        today=now().date(),
    )


@pages.get("/api/openapi.json")
def openapi():
    return jsonify(current_app.api_doc)  # type: ignore[attr-defined]


def _start(page: str, lang: str) -> str:
    if not desk().has_town:
        return render_template("no_town.html", lang=lang)
    return render_template(page, lang=lang, **_numbers())


def _letters_without_server() -> int:
    """How many letters wait for nothing."""
    return desk().store.census().letters.get(WAITING, 0) if current_app.config.get(NO_MAIL_SERVER) else 0


def _numbers() -> dict[str, object]:
    """What the start page tells about the town."""
    town = desk().town
    ventures = desk().offer(now().date()).ventures
    return {
        "town": town,
        "letters_without_server": _letters_without_server(),
        "set_back": len(desk().set_backs.now(desk().store, now())),
        "districts": len(town.districts),
        "departments": len(town.departments),
        "seats": len(town.officers),
        "ventures": len(ventures),
        "most_meetings": max((len(venture.meetings) for venture in ventures), default=1),
    }
