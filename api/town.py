"""The town, as it is now: which version of it plans are made for."""

from flask_openapi import APIBlueprint, Tag
from pydantic import BaseModel

from api.answers import PlaceAnswer
from api.desk import desk
from api.problems import refusals
from api.versions import tag

api = APIBlueprint("town", __name__, url_prefix="/api", abp_tags=[Tag(name="Town", description="Whose desk this is.")])


class TownAnswer(BaseModel):
    """Ids are those that requests may name. A new version comes by `lotse town import`."""

    version: int
    id: str
    title: str
    timezone: str
    districts: dict[str, str]
    places: list[PlaceAnswer]
    departments: dict[str, str]
    seats: list[str]


@api.get("/town", operation_id="show_town", summary="The town as it is now", responses={200: TownAnswer, **refusals()})
def show_town():
    version, town = desk().town_version
    answer = TownAnswer(
        version=version,
        id=town.id,
        title=town.title,
        timezone=town.timezone,
        districts={one.id: one.title for one in town.districts},
        places=[PlaceAnswer(id=one.id, title=one.title, address=one.address, hosted=one.hosted) for one in town.places],
        departments={one.id: one.title for one in town.departments},
        seats=list(town.email_by_seat),
    )
    return answer.model_dump(mode="json"), 200, tag(version)
