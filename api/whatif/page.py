"""A study on the planner's page: watched, stopped, its results compared. Rendered here; of JavaScript it needs none."""

from contextlib import suppress
from typing import Any

from flask import Response, redirect, render_template, request

from api.desk import now, studies
from api.whatif import draft, files
from api.whatif.chosen import MOST_SHOWN, Chosen, answer, goals, lines, tables
from api.whatif.pictures import PICTURES, pictures
from api.whatif.plots import svg
from api.whatif.views import STATES, both, planning, to
from api.whatif.words import number, scenario_name
from scheduler.errors import Conflict, NotFoundError
from scheduler.store.studies import DONE, OPEN
from scheduler.whatif import Job

__all__ = ["draft", "planning"]  # both halves of the page, so that all its views are registered


@both("/planung/<int(max=2147483647):job_id>", "/en/planning/<int(max=2147483647):job_id>")
def study(lang: str, job_id: int) -> str:
    job = studies().job(job_id)
    if job.state != DONE:
        return render_template(
            "whatif/progress.html",
            lang=lang,
            job=job,
            state=STATES[lang][job.state],
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
        names=[scenario_name(chosen.told, index, lang) for index in range(len(chosen.found))],
        levers=[scenario.levers(lang) for scenario in chosen.told.scenarios],
        answers=[answer(chosen, index) for index in chosen.shown if index],
        lines=lines(chosen),
        goals=goals(chosen),
        pictures=pictures(chosen),
        tables=list(tables(chosen)),
        contacts=number(chosen.told.contacts, lang, 0),
    )


@both("/planung/<int(max=2147483647):job_id>/stand", "/en/planning/<int(max=2147483647):job_id>/state")
def state(lang: str, job_id: int) -> Response:
    """The piece of the page that moves, for the script that asks once a second."""
    job = studies().job(job_id)
    text = render_template("whatif/state.html", lang=lang, job=job, state=STATES[lang][job.state], open=job.state in OPEN)
    answer = Response(text)
    answer.headers["X-Job-State"] = job.state
    answer.headers["Cache-Control"] = "no-store"
    return answer


@both("/planung/<int(max=2147483647):job_id>/abbrechen", "/en/planning/<int(max=2147483647):job_id>/cancel", methods=["POST"])
def stop(lang: str, job_id: int) -> Any:
    with suppress(Conflict):  # it has ended meanwhile, as its page shows
        studies().stop(job_id, now())
    return redirect(to("study", lang, job_id=job_id), 303)


@both("/planung/<int(max=2147483647):job_id>/<name>.svg", "/en/planning/<int(max=2147483647):job_id>/<name>.svg")
def picture(lang: str, job_id: int, name: str) -> Response:
    if name not in PICTURES:
        raise NotFoundError(f"There is no picture {name}.", path="name", value=name, advice=f"Known: {', '.join(PICTURES)}.")
    drawn = PICTURES[name](_chosen(studies().job(job_id), lang))
    return Response(svg(drawn.spec, drawn.title, lang), content_type="image/svg+xml; charset=utf-8")


@planning.get("/planung/<int(max=2147483647):job_id>/figures.csv")
def figures_csv(job_id: int) -> Response:
    _, compared = studies().results(studies().job(job_id))
    return Response(files.table(compared), content_type="text/csv; charset=utf-8")


def _other(lang: str, job_id: int, **values: Any) -> str:
    return to("study", "en" if lang == "de" else "de", job_id=job_id, **values)


def _chosen(job: Job, lang: str) -> Chosen:
    told, found = studies().results(job)
    asked = [int(index) for index in request.args.getlist("mit") if index.isdecimal() and 0 < int(index) < len(found)]
    others = sorted(dict.fromkeys(asked))[:MOST_SHOWN] or list(range(1, len(found)))[:MOST_SHOWN]
    return Chosen(told, found, (0, *others), lang)
