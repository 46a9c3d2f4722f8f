"""Why a plan is as it is: the reasons of what is unplaced, why there are not fewer appointments, and what would help."""

from dataclasses import asdict

from flask_openapi import APIBlueprint
from pydantic import BaseModel, ConfigDict, Field

from api.answers import GoalAnswer
from api.desk import desk, now, turn
from api.fields import Decimal
from api.plans import PLAN, TAG, PlanPath
from api.problems import refusals
from scheduler.explaining import explain_plan

api = APIBlueprint("explanations", __name__, url_prefix="/api", abp_tags=[TAG])


class ExplanationQuery(BaseModel):
    """How long the solver may think."""

    model_config = ConfigDict(extra="forbid")

    seconds: Decimal | None = Field(default=None, ge=1, le=60, description="Left out: as long as this service is set to.")


class HelpAnswer(BaseModel):
    """A change that was tried out, and the goals it leads to."""

    kind: str = Field(description="window, deadline, start, notice, shift, deputy, video or house.", examples=["shift"])
    size: int = Field(description="Minutes of window and shift, working days of deadline, start and notice; else 1.")
    sentence: str = Field(examples=["Zusätzlich arbeitet bau-1 am 5. März, 09:00-09:45 Uhr (45 Minuten mehr)."])
    goals: list[GoalAnswer]


class ExplainedMeetingAnswer(BaseModel):
    """An unplaced meeting. Without any one of the facts in `reason` it could be placed."""

    case: int
    meeting: str
    reason: str = Field(examples=["Brandschutz hat bis zum 26. März, dem Ende der Frist, keine freien 45 Minuten."])
    helps: list[HelpAnswer]


class ExplainedFewerAnswer(BaseModel):
    """Why `appointments`, one fewer than in the best plan, do not do."""

    appointments: int
    reason: str
    helps: list[HelpAnswer]


class ExplanationAnswer(BaseModel):
    """Of the best plan for the plan's cases as the world is now."""

    goals: list[GoalAnswer]
    unplaced: list[ExplainedMeetingAnswer]
    fewer: ExplainedFewerAnswer | None = Field(description="Null: the best plan has one appointment or none to spare.")


@api.get(
    f"{PLAN}/explanation",
    operation_id="explain",
    summary="Why meetings are unplaced, why not fewer appointments, and what would help",
    description="Nothing is stored or booked. What could not be shown in time is not said.",
    responses={200: ExplanationAnswer, **refusals(404, 409)},
)
def explain(path: PlanPath, query: ExplanationQuery):
    with turn():
        told = explain_plan(desk(), path.plan_id, now(), query.seconds)
    return ExplanationAnswer.model_validate(asdict(told)).model_dump(mode="json")
