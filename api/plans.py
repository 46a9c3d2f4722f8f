"""Plans: confirm a proposal. It is requested at its case, see api/cases.py."""

from flask_openapi import APIBlueprint, Tag
from pydantic import BaseModel, Field

from api.answers import PlanAnswer, plan_answer
from api.desk import desk, now
from api.forms import ConfirmForm
from api.problems import refusals
from scheduler.plans import Plan

TAG = Tag(name="Plans", description="Proposed, then confirmed.")
api = APIBlueprint("plans", __name__, url_prefix="/api", abp_tags=[TAG])


class PlanPath(BaseModel):
    plan_id: int = Field(ge=1)


@api.post(
    "/plans/<int(max=2147483647):plan_id>/confirm",
    operation_id="confirm",
    summary="Book all appointments of a plan, or none",
    description="Refused with 409 and what changed if the world moved since the plan was made. Confirming twice books once.",
    request_body={"content": {"application/json": {"schema": {"$ref": "#/components/schemas/ConfirmForm"}}}, "required": False},
    responses={200: PlanAnswer, **refusals(404, 409, 415)},
)
def confirm(path: PlanPath, body: ConfirmForm):  # noqa: ARG001  says that nothing can be asked for
    return answered(desk().confirm(path.plan_id, now())).model_dump(mode="json")


def answered(plan: Plan) -> PlanAnswer:
    """The plan with the titles of its cases and of the town as its customer knows it."""
    cases = [desk().case(case_id) for case_id in plan.cases]
    return plan_answer(plan, cases, desk().town_told(plan.customer), desk().spared(*cases))
