"""The backlog: all proposals that nobody has confirmed yet, planned anew as one."""

from flask_openapi import APIBlueprint
from pydantic import BaseModel, Field

from api.answers import GoalAnswer, PlanAnswer, goal_answers
from api.desk import desk, now, turn
from api.forms import PlanForm
from api.once import once
from api.plans import TAG, answered
from api.problems import refusals
from scheduler.backlog import Backlog, plan_backlog

api = APIBlueprint("backlog", __name__, url_prefix="/api", abp_tags=[TAG])


class BacklogAnswer(BaseModel):
    """What is gained by planning all open proposals together."""

    before: list[GoalAnswer] = Field(description="If the proposals were confirmed as they stand, one after the other.")
    after: list[GoalAnswer] = Field(description="If the plans below are confirmed instead.")
    proposals: int = Field(description="Of how many customers.")
    refused: int = Field(description="How many of them could not be confirmed any more, for the others or since.")
    plans: list[PlanAnswer] = Field(description="New proposals, one for each customer; empty where nothing is gained.")
    seconds: float


@api.post(
    "/backlog/plans",
    operation_id="plan_backlog",
    summary="Plan all proposals that are not confirmed together",
    description="201: the plans are proposals and can be confirmed. 200: nothing is gained. What is confirmed does not move.",
    request_body={"content": {"application/json": {"schema": {"$ref": "#/components/schemas/PlanForm"}}}, "required": False},
    responses={200: BacklogAnswer, 201: BacklogAnswer, **refusals(409, 415)},
)
def plan(body: PlanForm):
    def propose() -> Backlog:
        with turn():
            return plan_backlog(desk(), now(), body.seconds)

    return once(propose, lambda found: (_answer(found), 201 if found.plans else 200, {}))


def _answer(found: Backlog) -> BacklogAnswer:
    return BacklogAnswer(
        before=goal_answers(found.before),
        after=goal_answers(found.after),
        proposals=found.proposals,
        refused=found.refused,
        plans=[answered(one) for one in found.plans],
        seconds=found.seconds,
    )
