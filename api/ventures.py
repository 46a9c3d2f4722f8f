"""The catalogue: what a case can be opened from."""

from flask_openapi import APIBlueprint, Tag
from pydantic import BaseModel

from api.answers import VentureAnswer, venture_answer
from api.desk import desk
from api.problems import refusals

TAG = Tag(name="Ventures", description="The catalogue.")
api = APIBlueprint("ventures", __name__, url_prefix="/api", abp_tags=[TAG])


class VenturesAnswer(BaseModel):
    ventures: list[VentureAnswer]


@api.get(
    "/ventures",
    operation_id="list_ventures",
    summary="All ventures with their meetings",
    responses={200: VenturesAnswer, **refusals(503)},
)
def list_ventures():
    answers = [venture_answer(venture, desk().town) for venture in desk().ventures()]
    return VenturesAnswer(ventures=answers).model_dump(mode="json")
