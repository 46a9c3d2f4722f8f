"""Plans: look at one, hold it for its customer, confirm it. It is requested at its case, see api/cases.py."""

from flask import url_for
from flask_openapi import APIBlueprint, Tag
from pydantic import BaseModel, Field

from api.answers import PlanAnswer, plan_answer
from api.desk import desk, now
from api.forms import ByForm, ConfirmForm, HoldForm
from api.once import once
from api.problems import refusals
from api.versions import seen, tag
from scheduler.plans import Plan

TAG = Tag(name="Plans", description="Proposed, held for a while, confirmed.")
api = APIBlueprint("plans", __name__, url_prefix="/api", abp_tags=[TAG])

PLAN = "/plans/<int(max=2147483647):plan_id>"


class PlanPath(BaseModel):
    plan_id: int = Field(ge=1)


@api.get(
    PLAN,
    operation_id="show_plan",
    summary="A plan as it was proposed, is held, or was confirmed",
    responses={200: PlanAnswer, **refusals(404)},
)
def show_plan(path: PlanPath):
    moment = now()
    with desk().store.at_once() as look:
        if not look.has_expired(moment):
            return _shown(look.proposal(path.plan_id).plan)
    desk().free_expired(moment)
    return _shown(desk().plan(path.plan_id))


@api.post(
    f"{PLAN}/confirm",
    operation_id="confirm",
    summary="Book all appointments of a plan, or none",
    description="Refused with 409 and what changed if the world moved since the plan was made. Confirming twice books once, "
    "whatever version the second time names.",
    request_body={"content": {"application/json": {"schema": {"$ref": "#/components/schemas/ConfirmForm"}}}, "required": False},
    responses={200: PlanAnswer, **refusals(404, 409, 412, 415, 428)},
)
def confirm(path: PlanPath, body: ConfirmForm):
    version = seen()
    return once(lambda: desk().confirm(path.plan_id, now(), body.by, version, any_advisor=body.any_advisor), _told)


@api.post(
    f"{PLAN}/hold",
    operation_id="hold",
    summary="Hold a plan for its customer until a moment",
    description="All it needs is taken, under the same constraints as a booking, and free again at `held_until`: for a customer "
    "some minutes, for a seat some working days. One plan of a customer at a time.",
    request_body={"content": {"application/json": {"schema": {"$ref": "#/components/schemas/HoldForm"}}}, "required": False},
    responses={200: PlanAnswer, **refusals(404, 409, 412, 415, 428)},
)
def hold(path: PlanPath, body: HoldForm):
    version = seen()
    days, anybody = body.working_days, body.any_advisor
    return once(lambda: desk().hold(path.plan_id, now(), body.by, version, days, any_advisor=anybody), _told)


@api.post(
    f"{PLAN}/release",
    operation_id="release",
    summary="Let go what is held before its time",
    request_body={"content": {"application/json": {"schema": {"$ref": "#/components/schemas/ByForm"}}}, "required": False},
    responses={200: PlanAnswer, **refusals(404, 409, 412, 415, 428)},
)
def release(path: PlanPath, body: ByForm):
    version = seen()
    return once(lambda: desk().release(path.plan_id, now(), body.by, version), _told)


def _shown(plan: Plan):
    return answered(plan).model_dump(mode="json"), 200, tag(plan.version)


def answered(plan: Plan) -> PlanAnswer:
    """The plan with the titles of its cases and of the town as its customer knows it."""
    with desk().store.at_once():
        cases = [desk().case(case_id) for case_id in plan.cases]
        return plan_answer(plan, cases, desk().town_told(plan.customer), desk().spared(*cases))


def located(plan: Plan) -> dict[str, str]:
    """The headers of an answer that brings a new plan."""
    return {"Location": url_for("plans.show_plan", plan_id=plan.id), **tag(plan.version)}


def _told(plan: Plan) -> tuple[PlanAnswer, int, dict[str, str]]:
    return answered(plan), 200, tag(plan.version)
