"""The catalogue, as this town offers it today: what a case can be opened from."""

from flask_openapi import APIBlueprint, Tag
from pydantic import BaseModel

from api.answers import ConsultationAnswer, VentureAnswer, consultation_answer, venture_answer
from api.desk import desk, now
from api.problems import refusals

TAG = Tag(name="Ventures", description="The catalogue.")
api = APIBlueprint("ventures", __name__, url_prefix="/api", abp_tags=[TAG])


class VenturesAnswer(BaseModel):
    ventures: list[VentureAnswer]
    consultations: list[ConsultationAnswer]


@api.get(
    "/ventures",
    operation_id="list_ventures",
    summary="All ventures with their meetings, and the single consultations",
    responses={200: VenturesAnswer, **refusals()},
)
def list_ventures():
    town, offer = desk().town, desk().offer(now().date())
    return VenturesAnswer(
        ventures=[venture_answer(venture, town) for venture in offer.ventures],
        consultations=list(map(consultation_answer, offer.consultations)),
    ).model_dump(mode="json")
