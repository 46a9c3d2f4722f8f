"""What-if studies over HTTP: asked for, watched, stopped, read. They are worked off beside the web; nothing is computed here."""

from datetime import datetime
from typing import Any

from flask import url_for
from flask_openapi import APIBlueprint, Tag
from pydantic import BaseModel, Field

from api.desk import now, studies
from api.fields import OneLine
from api.forms import Form
from api.once import CALLER, once
from api.problems import refusals
from api.whatif.files import document
from scheduler.scenarios import FORMAT, MOST_PLANNED, MOST_REPLICATIONS, MOST_SCENARIOS
from scheduler.store.studies import OPEN
from scheduler.whatif import Job

TAG = Tag(name="What if", description="The month planned again with levers pulled, beside today.")
api = APIBlueprint("scenarios", __name__, url_prefix="/api", abp_tags=[TAG])

JOB = "/jobs/<int(max=2147483647):job_id>"
SHOWN = 50  # of the list


class JobPath(BaseModel):
    job_id: int = Field(ge=1)


class ScenarioForm(Form):
    name: OneLine = Field(examples=["Donnerstagnachmittag zu"])
    levers: list[dict[str, Any]] = Field(
        default=[], max_length=20, description="Each with `lever` and its fields: docs/whatif.md."
    )


class StudyForm(Form):
    """A study as docs/whatif.md describes it; the use case says what cannot be and which limit it breaks."""

    format: str = FORMAT
    name: OneLine = Field(examples=["Gewerbemeldestelle"])
    comment: str | None = Field(default=None, max_length=2000)
    play: str | None = Field(default=None, description="rolling or clairvoyant", examples=["rolling"])
    seed: int | None = Field(default=None, description="The same seed, the same results.")
    replications: int | None = Field(default=None, description=f"At most {MOST_REPLICATIONS}.")
    seconds: float | None = Field(default=None, description="Of one clairvoyant plan.")
    month: dict[str, Any] | None = Field(
        default=None, description='{"contacts": 700} or {"from": "store"}', examples=[{"contacts": 70}]
    )
    stop: dict[str, Any] | None = Field(default=None, description="measure and within: when the intervals are narrow enough.")
    mishaps: dict[str, Any] | None = Field(default=None, description="no_show, overrun, illness: other chances than Lotse's.")
    scenarios: list[ScenarioForm] = Field(default=[], description=f"At most {MOST_SCENARIOS}, beside the baseline.")


class JobAnswer(BaseModel):
    """A study that was asked for."""

    id: int
    name: str
    state: str = Field(description="waiting, running, done, cancelled or failed")
    done: int = Field(description="Replications of all scenarios that are finished.")
    of: int = Field(description="How many there are at most.")
    stop_wished: bool
    made_at: datetime
    begun_at: datetime | None
    ended_at: datetime | None
    heartbeat_at: datetime | None = Field(description="When whoever works it off was last heard of.")
    fault: str | None = Field(description="Why it failed.")


class JobsAnswer(BaseModel):
    """The newest studies, the newest first."""

    jobs: list[JobAnswer]


class FigureEstimate(BaseModel):
    mean: float
    half: float | None = Field(description="The 95 % interval reaches so far to each side.")
    count: int


class FigureAnswer(BaseModel):
    measure: str = Field(examples=["appointments_per_case"])
    by: str = Field(description="all, venture, district, seat, department, place, half_day, appointments, value or bound")
    what: str
    value: FigureEstimate
    difference: FigureEstimate | None = Field(description="To the baseline, paired; null at the baseline.")


class ScenarioAnswer(BaseModel):
    name: str
    levers: list[str]
    figures: list[FigureAnswer]


class StudyAnswer(BaseModel):
    """What a finished study says; the first scenario is the baseline."""

    format: str
    name: str
    play: str
    seed: int
    replications: int
    scenarios: list[ScenarioAnswer]


@api.post(
    "/scenarios",
    operation_id="ask_what_if",
    summary="Ask for a what-if study",
    description=f"202: it waits to be worked off. At most {MOST_SCENARIOS} scenarios, {MOST_REPLICATIONS} replications and "
    f"{MOST_PLANNED} contacts to plan in all; 503 when too many of yours are open.",
    responses={202: JobAnswer, **refusals(409, 415)},
)
def ask(body: StudyForm):
    asked = body.model_dump(exclude_none=True)
    return once(lambda: studies().ask(asked, CALLER, now()), lambda job: (_answer(job), 202, _located(job)))


@api.get("/jobs", operation_id="list_jobs", summary="The newest what-if studies", responses={200: JobsAnswer, **refusals()})
def jobs():
    return JobsAnswer(jobs=[_answer(job) for job in studies().jobs(SHOWN)]).model_dump(mode="json")


@api.get(
    JOB,
    operation_id="show_job",
    summary="How far a study is",
    description="What waits for long is worked off by nobody: `lotse serve` does it, or `lotse runner` beside several processes.",
    responses={200: JobAnswer, **refusals(404)},
)
def job(path: JobPath):
    return _answer(studies().job(path.job_id)).model_dump(mode="json")


@api.post(
    f"{JOB}/cancel",
    operation_id="cancel_job",
    summary="Stop a study",
    description="202: what waits is cancelled, what runs is stopped within two seconds or so; 409 when it has ended.",
    responses={202: JobAnswer, **refusals(404, 409, 415)},
)
def cancel(path: JobPath):
    return once(lambda: studies().stop(path.job_id, now()), lambda stopped: (_answer(stopped), 202, _located(stopped)))


@api.get(
    f"{JOB}/results",
    operation_id="show_results",
    summary="What a study says",
    description="202 and the job while it is not done; 409 when it was cancelled or has failed.",
    responses={200: StudyAnswer, 202: JobAnswer, **refusals(404, 409)},
)
def results(path: JobPath):
    found = studies().job(path.job_id)
    if found.state in OPEN:
        return _answer(found).model_dump(mode="json"), 202, _located(found)
    told, compared = studies().results(found)
    return StudyAnswer(**document(told, compared, found.replications or 0)).model_dump(mode="json")


def _answer(job: Job) -> JobAnswer:
    return JobAnswer(**{field: getattr(job, field) for field in JobAnswer.model_fields})


def _located(job: Job) -> dict[str, str]:
    return {"Location": url_for("scenarios.job", job_id=job.id)}
