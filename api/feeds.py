"""Calendars to subscribe to: made and revoked by the desk, read by any calendar program that knows the address."""

from datetime import datetime

from flask import Blueprint, Response, request, url_for
from flask_openapi import APIBlueprint, Tag
from pydantic import BaseModel, Field

from api.desk import counter, desk, now
from api.fields import Id
from api.forms import Form
from api.once import once
from api.problems import refusals
from scheduler import feeds
from scheduler.exports import feed as export
from scheduler.invited import Feed

api = APIBlueprint("feeds", __name__, url_prefix="/api", abp_tags=[Tag(name="Feeds", description="Calendars to subscribe to.")])
subscribed = Blueprint("subscribed", __name__, url_prefix="/kalender")


class FeedPath(BaseModel):
    feed_id: int = Field(ge=1)


class FeedForm(Form):
    """Whose calendar."""

    kind: Id = Field(description="seat, department, place or case.", examples=["seat"])
    name: Id = Field(description="Its id; of a case its number.", examples=["adv-hoerde"])
    busy_only: bool = Field(default=False, description="When, and nothing else: where names must not show.")
    instead_of_mail: bool = Field(default=False, description="The seat is not written to as long as this feed stands.")


class FeedAnswer(BaseModel):
    """`address`: told once, when the feed is made; nobody can look it up later, nor by sending the request again."""

    id: int
    kind: str
    name: str
    busy_only: bool
    instead_of_mail: bool
    made_at: datetime
    revoked_at: datetime | None
    address: str | None


class FeedsAnswer(BaseModel):
    feeds: list[FeedAnswer]


@api.post(
    "/feeds",
    operation_id="make_feed",
    summary="Make a calendar to subscribe to",
    responses={201: FeedAnswer, **refusals(409, 415)},
)
def make(body: FeedForm):
    def answer(done: tuple[Feed, str]):
        feed, secret = done
        base = counter().links.base
        address = base + url_for("subscribed.show", secret=secret, _external=not base)
        return _answer(feed, address), 201, {}

    return once(
        lambda: feeds.make(desk().store, body.kind, body.name, body.busy_only, body.instead_of_mail, now()), answer, "address"
    )


@api.get("/feeds", operation_id="feeds", summary="All calendars to subscribe to", responses={200: FeedsAnswer, **refusals()})
def show_all():
    with desk().store.reading() as reading:
        found = reading.feeds()
    return FeedsAnswer(feeds=[_answer(one) for one in found]).model_dump(mode="json")


@api.post(
    "/feeds/<int(max=2147483647):feed_id>/revoke",
    operation_id="revoke_feed",
    summary="End a calendar to subscribe to",
    responses={200: FeedAnswer, **refusals(404, 409, 415)},
)
def revoke(path: FeedPath):
    return once(lambda: feeds.revoke(desk().store, path.feed_id, now()), lambda feed: (_answer(feed), 200, {}))


@subscribed.get("/<secret>.ics")
def show(secret: str) -> Response:
    """The strong ETag is of the bytes: a program that has them is told so, and gets nothing."""
    response = Response(feeds.read(desk().store, secret, counter().mailbox, now()), content_type=export.MEDIA_TYPE)
    response.add_etag()
    response.headers["Cache-Control"] = "private, no-cache"  # ask each time; the answer is mostly 304
    return response.make_conditional(request)  # type: ignore[return-value]


def _answer(feed: Feed, address: str | None = None) -> FeedAnswer:
    return FeedAnswer(
        id=feed.id,
        kind=feed.kind,
        name=feed.name,
        busy_only=feed.busy_only,
        instead_of_mail=feed.instead_of_mail,
        made_at=feed.made_at,
        revoked_at=feed.revoked_at,
        address=address,
    )
