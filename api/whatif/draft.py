"""A draft of a study on the planner's page: levers are picked by links, a form runs it.

What is picked travels in the address until it is run, so that nothing is kept of what nobody ran, and a draft can be sent to a
colleague as a link. Only running changes anything, by POST from our own page (see `api.gate`).
"""

import json
from typing import Any
from urllib.parse import quote_plus

from flask import redirect, render_template, request

from api.desk import desk, now, studies
from api.once import CALLER
from api.refusal import in_language
from api.whatif.levers_form import FORM, FORMS, fields
from api.whatif.views import STATES, both, to
from scheduler.clock import BERLIN
from scheduler.errors import BusyError, InputError, LotseError
from scheduler.known_law import the_law
from scheduler.levers import Lever, read_levers
from scheduler.playing.scene import Scene
from scheduler.problem_file import read_json
from scheduler.toml_reader import Table

LONGEST_DRAFT = 7000  # letters in an address: a request line has 8190 (`api.city`), and the fields of a lever go beside it
_UNREADABLE = "Die Szenarien in dieser Adresse sind nicht zu lesen."


@both("/planung", "/en/planning")
def draft(lang: str) -> str | tuple[str, int]:
    if not desk().has_town:
        return render_template("no_town.html", lang=lang)
    try:
        scenarios, refused = _draft(), None
    except InputError as reason:
        scenarios, refused = [], reason
    try:
        added = _changed(scenarios)
    except InputError as reason:
        added, refused = scenarios, refused or reason
    return _draft_page(lang, added, refused), 422 if refused else 200


@both("/planung", "/en/planning", methods=["POST"])
def run(lang: str) -> Any:
    try:
        job = studies().ask(_asked(), CALLER, now())
    except (InputError, BusyError) as reason:
        try:
            kept = _draft()
        except InputError:
            kept = []
        return _draft_page(lang, kept, reason), 503 if isinstance(reason, BusyError) else 422
    return redirect(to("study", lang, job_id=job.id), 303)


def _draft_page(lang: str, scenarios: list[dict[str, Any]], refused: LotseError | None) -> str:
    scene = _scene()
    text = _written(scenarios)
    told = []
    for index, scenario in enumerate(scenarios):
        try:
            levers: tuple[Lever, ...] = _read(scenario, index, scene)
        except InputError as reason:
            levers, refused = (), refused or reason
        told.append((scenario["name"], [lever.title(lang) for lever in levers]))
    return render_template(
        "whatif/draft.html",
        lang=lang,
        to=to,
        other=to("draft", "en" if lang == "de" else "de", draft=text),
        scene=scene,
        forms=FORMS,
        opened=request.values.get("add", ""),
        scenarios=told,
        draft=text,
        refused=refused and in_language(refused, lang, fields(request.args.get("add", ""))),
        given=request.form,
        jobs=[(job, STATES[lang][job.state], job.made_at.astimezone(BERLIN)) for job in studies().jobs(10)],
    )


def _draft() -> list[dict[str, Any]]:
    """The scenarios of the address or the form. Raises InputError."""
    text = request.values.get("draft", "[]")
    try:
        found = read_json(text)
    except InputError as reason:  # an address of which a mail program has left out the end, say
        raise InputError(reason.sentence, path="draft", advice=reason.advice, german=_UNREADABLE) from reason
    fits = isinstance(found, list) and all(
        isinstance(one, dict) and isinstance(one.get("name"), str) and isinstance(one.get("levers"), list) for one in found
    )
    if not fits:
        raise InputError("is no list of scenarios.", path="draft", german=_UNREADABLE)
    return [{"name": one["name"], "levers": [lever for lever in one["levers"] if isinstance(lever, dict)]} for one in found]


def _changed(scenarios: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """With the lever that was added, without the scenario that was taken out. Raises InputError, and nothing is added then."""
    given = request.args
    gone = given.get("gone", "")
    if gone.isdecimal() and int(gone) < len(scenarios):
        return [one for index, one in enumerate(scenarios) if index != int(gone)]
    if given.get("add") not in FORM:
        return scenarios
    form = FORM[given["add"]]
    filled = {entry.name: value for entry in form.entries if (value := given.get(entry.name, "").strip())}
    lever = {"lever": form.lever, **form.table(filled)}
    chosen = given.get("scenario", "")
    if chosen.isdecimal() and int(chosen) < len(scenarios):
        index, name = int(chosen), scenarios[int(chosen)]["name"]
        changed = {"name": name, "levers": [*scenarios[index]["levers"], lever]}
    else:
        index = len(scenarios)
        changed = {"name": given.get("name", "").strip() or f"Szenario {index + 1}", "levers": [lever]}
    _read(changed, index, _scene())
    drafted = [*scenarios[:index], changed, *scenarios[index + 1 :]]
    if len(quote_plus(_written(drafted))) > LONGEST_DRAFT:
        advice = "Run what is there, or send the whole study as JSON: docs/whatif.md."
        german = "Mit noch einer Stellschraube würde die Adresse dieses Entwurfs zu lang. Erst rechnen, was da ist."
        raise InputError(
            "One lever more would make the address of this draft too long.", path="draft", advice=advice, german=german
        )
    return drafted


def _written(scenarios: list[dict[str, Any]]) -> str:
    return json.dumps(scenarios, ensure_ascii=False, separators=(",", ":"))


def _read(scenario: dict[str, Any], index: int, scene: Scene) -> tuple[Lever, ...]:
    path = f"scenarios[{index}].levers"
    return read_levers([Table(lever, f"{path}[{number}]") for number, lever in enumerate(scenario["levers"])], path, scene)


def _scene() -> Scene:
    return Scene(desk().town, desk().catalogue, the_law())


def _asked() -> dict[str, Any]:
    """The study of the filled form. Raises InputError."""
    given = request.form
    from_store = given.get("from") == "store"
    month = {"from": "store"} if from_store else {"contacts": _whole("contacts", "700")}
    if given.get("play") != "clairvoyant" and "warm_up_days" in given:
        month["warm_up_days"] = _whole("warm_up_days", "21")
    if not from_store:
        month["first_day"] = given.get("first_day", now().date().isoformat())
    asked: dict[str, Any] = {
        "name": given.get("name", "").strip() or "Was wäre wenn",
        "play": given.get("play", "rolling"),
        "replications": _whole("replications", "10"),
        "seed": _whole("seed", "1"),
        "month": month,
        "scenarios": _draft(),
    }
    if given.get("within", "").strip():
        asked["stop"] = {"measure": "appointments_per_case", "within": _decimal("within")}
    return asked


def _whole(name: str, default: str) -> Any:
    text = request.form.get(name, "").strip() or default
    if not text.isdecimal() or len(text) > 9:
        raise InputError(f'"{text}" is not a whole number.', path=name, value=text, german=f"„{text}“ ist keine ganze Zahl.")
    return int(text)


def _decimal(name: str) -> float:
    text = request.form.get(name, "").strip().replace(",", ".")
    try:
        return float(text)
    except ValueError as reason:
        raise InputError(f'"{text}" is not a number.', path=name, value=text, german=f"„{text}“ ist keine Zahl.") from reason
