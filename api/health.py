"""Is it alive, and can it read its store? For whoever watches the service."""

from flask_openapi import APIBlueprint, Tag
from pydantic import BaseModel

from api.desk import desk
from api.problems import refusals

TAG = Tag(name="Service", description="For whoever runs it.")
api = APIBlueprint("health", __name__, abp_tags=[TAG])


class HealthAnswer(BaseModel):
    """`town`: whose desk this is, read from the store."""

    status: str
    town: str


@api.get("/healthz", operation_id="healthz", summary="Ready to serve", responses={200: HealthAnswer, **refusals()})
def healthz():
    return HealthAnswer(status="ok", town=desk().town.id).model_dump(mode="json")
