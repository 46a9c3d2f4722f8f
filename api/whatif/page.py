"""The planner's page: pick levers, run, watch, stop, compare. Rendered here; of JavaScript it needs none.

What is picked travels in the address until it is run, so that nothing is kept of what nobody ran, and a draft can be sent to a
colleague as a link. Only running and stopping change anything, by POST from our own pages (see `api.gate`).
"""

import json
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for

from api.desk import desk, now, studies
from api.once import CALLER
from api.whatif import files
from api.whatif.levers_form import FORM, FORMS
from api.whatif.pictures import MOST_SHOWN, PICTURES, Chosen, pictures, tables, unit
from api.whatif.plots import svg
from api.whatif.words import number, scenario_name, verdict, with_interval
from scheduler.errors import BusyError, InputError, LotseError, NotFoundError
from scheduler.known_law import the_law
from scheduler.levers import Lever, read_levers
from scheduler.outcomes import Key
from scheduler.outcomes.measures import MEASURES
from scheduler.playing.scene import Scene
from scheduler.problem_file import read_json
from scheduler.store.studies import DONE, OPEN
from scheduler.toml_reader import Table
from scheduler.whatif import Job

planning = Blueprint("planning", __name__)
LANGS = ("de", "en")
_STATES = {
    "de": {
        "waiting": "wartet",
        "running": "wird gerechnet",
        "done": "fertig",
        "cancelled": "abgebrochen",
        "failed": "gescheitert",
    },
    "en": {"waiting": "waits", "running": "is computed", "done": "done", "cancelled": "cancelled", "failed": "failed"},
}


def _both(german: str, english: str, **options: Any):
    """The same view at a German and an English address."""

    def register(view):
        planning.add_url_rule(english, view.__name__ + "_en", lambda **given: view(lang="en", **given), **options)
        planning.add_url_rule(german, view.__name__, lambda **given: view(lang="de", **given), **options)
        return view

    return register


def to(view: str, lang: str, **values: Any) -> str:
    """The address of a view of this page in a language."""
    return url_for(f"planning.{view}" + ("_en" if lang == "en" else ""), **values)


@_both("/planung", "/en/planning")
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


@_both("/planung", "/en/planning", methods=["POST"])
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


@_both("/planung/<int(max=2147483647):job_id>", "/en/planning/<int(max=2147483647):job_id>")
def study(lang: str, job_id: int) -> str:
    job = studies().job(job_id)
    if job.state != DONE:
        return render_template(
            "whatif/progress.html",
            lang=lang,
            job=job,
            state=_STATES[lang][job.state],
            open=job.state in OPEN,
            to=to,
            other=_other(lang, job_id),
        )
    chosen = _chosen(job, lang)
    return render_template(
        "whatif/results.html",
        lang=lang,
        job=job,
        to=to,
        other=_other(lang, job_id, mit=[index for index in chosen.shown if index]),
        chosen=chosen,
        most=MOST_SHOWN,
        names=[scenario_name(chosen.study, index, lang) for index in range(len(chosen.found))],
        levers=[[lever.title(lang) for lever in scenario.levers] for scenario in chosen.study.scenarios],
        answers=[_answer(chosen, index) for index in chosen.shown if index],
        lines=_lines(chosen),
        goals=_goals(chosen),
        pictures=pictures(chosen),
        tables=list(tables(chosen)),
        contacts=number(chosen.study.month.mix.a_day * chosen.study.month.open_days, lang, 0),
    )


@_both("/planung/<int(max=2147483647):job_id>/stand", "/en/planning/<int(max=2147483647):job_id>/state")
def state(lang: str, job_id: int) -> Response:
    """The piece of the page that moves, for the script that asks once a second."""
    job = studies().job(job_id)
    text = render_template("whatif/state.html", lang=lang, job=job, state=_STATES[lang][job.state], open=job.state in OPEN)
    answer = Response(text)
    answer.headers["X-Job-State"] = job.state
    answer.headers["Cache-Control"] = "no-store"
    return answer


@_both("/planung/<int(max=2147483647):job_id>/abbrechen", "/en/planning/<int(max=2147483647):job_id>/cancel", methods=["POST"])
def stop(lang: str, job_id: int) -> Any:
    studies().stop(job_id, now())
    return redirect(to("study", lang, job_id=job_id), 303)


@_both("/planung/<int(max=2147483647):job_id>/<name>.svg", "/en/planning/<int(max=2147483647):job_id>/<name>.svg")
def picture(lang: str, job_id: int, name: str) -> Response:
    if name not in PICTURES:
        raise NotFoundError(f"There is no picture {name}.", path="name", value=name, advice=f"Known: {', '.join(PICTURES)}.")
    return Response(
        svg(PICTURES[name](_chosen(studies().job(job_id), lang)).spec, lang), content_type="image/svg+xml; charset=utf-8"
    )


@planning.get("/planung/<int(max=2147483647):job_id>/figures.csv")
def figures_csv(job_id: int) -> Response:
    _, compared = studies().results(studies().job(job_id))
    return Response(files.table(compared), content_type="text/csv; charset=utf-8")


def _other(lang: str, job_id: int, **values: Any) -> str:
    return to("study", "en" if lang == "de" else "de", job_id=job_id, **values)


def _draft_page(lang: str, scenarios: list[dict[str, Any]], refused: LotseError | None) -> str:
    scene = _scene()
    text = json.dumps(scenarios, ensure_ascii=False)
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
        refused=refused,
        given=request.form,
        jobs=[(job, _STATES[lang][job.state]) for job in studies().jobs(10)],
    )


def _draft() -> list[dict[str, Any]]:
    """The scenarios of the address or the form. Raises InputError."""
    text = request.values.get("draft", "[]")
    found = read_json(text)
    fits = isinstance(found, list) and all(
        isinstance(one, dict) and isinstance(one.get("name"), str) and isinstance(one.get("levers"), list) for one in found
    )
    if not fits:
        raise InputError("is no list of scenarios.", path="draft")
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
    return [*scenarios[:index], changed, *scenarios[index + 1 :]]


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
        raise InputError(f'"{text}" is not a whole number.', path=name, value=text)
    return int(text)


def _decimal(name: str) -> float:
    text = request.form.get(name, "").strip().replace(",", ".")
    try:
        return float(text)
    except ValueError as reason:
        raise InputError(f'"{text}" is not a number.', path=name, value=text) from reason


def _chosen(job: Job, lang: str) -> Chosen:
    found_study, found = studies().results(job)
    asked = [int(index) for index in request.args.getlist("mit") if index.isdecimal() and 0 < int(index) < len(found)]
    others = sorted(dict.fromkeys(asked))[:MOST_SHOWN] or list(range(1, len(found)))[:MOST_SHOWN]
    return Chosen(found_study, found, (0, *others), lang)


def _answer(chosen: Chosen, index: int) -> dict[str, Any]:
    """What a scenario changes for sure, for the better and for the worse; and of the rest how large it could be at most."""
    better, worse, other, open_ = [], [], [], []
    for measure in MEASURES:
        difference = chosen.found[index].differences.get(str(Key(measure.name)))
        if difference is None:
            continue
        unit_ = f" {unit(measure.unit, chosen.lang)}" if measure.unit else ""
        text = f"{measure.title(chosen.lang)} {with_interval(difference, chosen.lang, sign=True)}{unit_}"
        if difference.differs:
            good = (difference.mean > 0) == (measure.better > 0)
            (other if measure.better == 0 else better if good else worse).append(text)
        elif measure.better and difference.half:
            most = max(abs(difference.low or 0), abs(difference.high or 0))
            open_.append(f"{measure.title(chosen.lang)} ± {number(most, chosen.lang)}{unit_}")
    return {"name": chosen.name(index), "better": better, "worse": worse, "other": other, "open": open_}


def _lines(chosen: Chosen) -> list[tuple[str, list[dict[str, str]]]]:
    """Of each measure the baseline's value, and of each scenario its value, the difference and what that means."""
    found = []
    for measure in MEASURES:
        key = str(Key(measure.name))
        if not any(key in chosen.found[index].values for index in chosen.shown):
            continue
        cells = []
        for index in chosen.shown:
            one = chosen.found[index]
            difference = one.differences.get(key)
            cell = {"value": with_interval(one.values.get(key), chosen.lang)}
            if index:
                cell["difference"] = with_interval(difference, chosen.lang, sign=True)
                cell["verdict"] = verdict(measure, difference, chosen.lang)
            cells.append(cell)
        title = measure.title(chosen.lang) + (f" ({unit(measure.unit, chosen.lang)})" if measure.unit else "")
        found.append((title, cells))
    return found


def _goals(chosen: Chosen) -> list[tuple[str, ...]]:
    """Of a clairvoyant study: each goal's value and proven bound."""
    titles = {
        "de": {
            "unplaced": "Offen geblieben",
            "appointments": "Termine",
            "delay": "Verzug in Arbeitstagen",
            "waiting": "Pausen in Minuten",
        },
        "en": {
            "unplaced": "Unplaced",
            "appointments": "Appointments",
            "delay": "Delay in working days",
            "waiting": "Waiting in minutes",
        },
    }[chosen.lang]
    if chosen.study.play != "clairvoyant":
        return []

    def told(goal: str, index: int) -> str:
        value, bound = (
            with_interval(chosen.value(index, Key("goal", which, goal)), chosen.lang, 1) for which in ("value", "bound")
        )
        return f"{value} (≥ {bound})"

    return [(title, *(told(goal, index) for index in chosen.shown)) for goal, title in titles.items()]
