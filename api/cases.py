"""Cases: open one, look at it, ask for a plan, fetch its calendar."""

from flask import Response, url_for
from flask_openapi import APIBlueprint, Tag
from pydantic import BaseModel, Field

from api.answers import CaseAnswer, PlanAnswer, case_answer
from api.calendars import calendar_response
from api.desk import desk, now, turn
from api.forms import CaseForm, PlanForm
from api.once import once
from api.plans import answered, located
from api.problems import refusals
from api.versions import tag
from scheduler import exports
from scheduler.cases import Case
from scheduler.plans import Plan

api = APIBlueprint(
    "cases", __name__, url_prefix="/api", abp_tags=[Tag(name="Cases", description="What a customer's venture requires.")]
)

CASE = "/cases/<int(max=2147483647):case_id>"


class CasePath(BaseModel):
    case_id: int = Field(ge=1, description="The id a new case was answered with.")


@api.post("/cases", operation_id="open_case", summary="Open a case", responses={201: CaseAnswer, **refusals(409, 415)})
def open_case(body: CaseForm):
    def answer(case: Case):
        headers = {"Location": url_for("cases.show_case", case_id=case.id), **tag(case.version)}
        return case_answer(case, desk().town, (), desk().spared(case)), 201, headers

    return once(lambda: desk().open_case(body.request(), now()), answer)


@api.get(CASE, operation_id="show_case", summary="A case and what it requires", responses={200: CaseAnswer, **refusals(404)})
def show_case(path: CasePath):
    with desk().store.at_once() as look:
        case = look.case(path.case_id)
        answer = case_answer(case, desk().town, look.appointments_of_case(case.id), desk().spared(case))
    return answer.model_dump(mode="json"), 200, tag(case.version)


@api.post(
    f"{CASE}/plans",
    operation_id="request_plan",
    summary="Propose a plan; nothing is booked yet",
    description="Plans all open cases of the customer together. The body may be left out.",
    request_body={"content": {"application/json": {"schema": {"$ref": "#/components/schemas/PlanForm"}}}, "required": False},
    responses={201: PlanAnswer, **refusals(404, 409, 415)},
)
def request_plan(path: CasePath, body: PlanForm):
    def propose() -> Plan:
        with turn():
            return desk().request_plan(path.case_id, now(), body.seconds)

    return once(propose, lambda plan: (answered(plan), 201, located(plan)))


@api.get(
    f"{CASE}/calendar.ics",
    operation_id="case_calendar",
    summary="All confirmed appointments of a case as one calendar file",
    responses={200: {"content": {"text/calendar": {"schema": {"type": "string"}}}}, **refusals(404)},
)
def case_calendar(path: CasePath) -> Response:
    return calendar_response(exports.case_calendar, desk().appointments_of_case(path.case_id), f"vorgang-{path.case_id}")
