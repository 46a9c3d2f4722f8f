"""Calendars to subscribe to under secret addresses: made, listed, revoked, read.

Whoever knows the address reads the calendar, for a calendar program cannot log in. So the secret in it has 256 bits, is shown
once and kept as its hash; who thinks it got about revokes the feed and makes another one.
"""

import hashlib
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta

from scheduler.errors import InputError, NotFoundError
from scheduler.exports import feed as export
from scheduler.exports.booked import Booked, seats_of
from scheduler.invited import Feed
from scheduler.mailbox import Mailbox
from scheduler.store.reading_invited import InvitedReading
from scheduler.store.store import Store
from scheduler.store.writing import Writing
from scheduler.town import Town

KINDS = ("seat", "department", "place", "case")
KEPT = timedelta(days=60)  # how far back a feed goes


def make(store: Store, kind: str, name: str, busy_only: bool, instead_of_mail: bool, now: datetime) -> tuple[Feed, str]:
    """The feed and its secret, which is told this once. Raises InputError for nothing of that name.

    `instead_of_mail`: the seat is not written to about appointments that it is told of from now on.
    """
    secret = secrets.token_urlsafe(32)

    def write(books: Writing) -> tuple[Feed, str]:
        _refuse_unknown(books, kind, name)
        if instead_of_mail and (kind != "seat" or busy_only):
            sentence = "is for the whole calendar of a seat: nobody else is invited by one."
            raise InputError(sentence, path="instead_of_mail", value=instead_of_mail)
        return books.add_feed(_hash(secret), kind, name, busy_only, instead_of_mail, now), secret

    return store.change(write)


def revoke(store: Store, feed_id: int, now: datetime) -> Feed:
    """Nobody reads it any more; a seat that had it instead of mail is written to again, about what it read there as well.

    Raises NotFoundError. A second time changes nothing.
    """

    def write(books: Writing) -> Feed:
        feed = books.feed(feed_id)
        if books.revoke_feed(feed_id, now) and feed.instead_of_mail:
            others = any(
                one.instead_of_mail and one.revoked_at is None and (one.kind, one.name) == (feed.kind, feed.name)
                for one in books.feeds()
            )
            if not others:
                books.mail_what_was_by_feed(feed.name, now)
        return books.feed(feed_id)

    return store.change(write)


def read(store: Store, secret: str, desk: Mailbox, now: datetime) -> bytes:
    """The calendar of that secret, the same bytes as long as nothing in it changes. Raises NotFoundError."""
    with store.reading() as reading:
        feed = reading.feed_with(_hash(secret))
        if feed is None:
            raise NotFoundError("There is no such calendar, or not any more.", advice="Ask the desk for its new address.")
        return export.render(feed, _title(reading.town()[1], feed), _shown(reading, feed, desk, now))


def _shown(reading: InvitedReading, feed: Feed, desk: Mailbox, now: datetime) -> Iterator[Booked]:
    """By start. What a seat was told of by mail stands in its calendar by that, once. A fixed number of queries, however many."""
    by_mail = reading.mailed_to(feed.name) if feed.instead_of_mail else frozenset()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    found = [one for one in reading.shown_since(midnight - KEPT, *_narrowing(feed)) if one.id not in by_mail]
    if feed.kind == "seat":
        found = [one for one in found if feed.name in seats_of(one)]
    town, cases = reading.town_that_was(), reading.cases_with({held.case for one in found for held in one.meetings})
    changed = reading.changed_at(one.id or 0 for one in found)
    for one in found:
        theirs = tuple(cases[id_] for id_ in sorted({held.case for held in one.meetings}))
        booked = Booked(town, theirs, (one,), desk, changed[one.id or 0])
        if export.concerns(feed, booked):
            yield booked


def _narrowing(feed: Feed) -> tuple[str | None, int | None]:
    """What the store can look for: a place, a case."""
    return (feed.name if feed.kind == "place" else None, int(feed.name) if feed.kind == "case" else None)


def _title(town: Town, feed: Feed) -> str:
    match feed.kind:
        case "department":
            return town.department_by_id[feed.name].title if feed.name in town.department_by_id else feed.name
        case "place":
            return town.place_by_id[feed.name].title if feed.name in town.place_by_id else feed.name
        case "case":
            return f"Vorgang {feed.name}"
    return feed.name


def _refuse_unknown(books: Writing, kind: str, name: str) -> None:
    town = books.town()[1]
    if kind == "case":
        if not name.isdigit() or len(name) > 9:
            raise InputError(f'"{name}" is no number of a case.', path="name", value=name)
        if int(name) not in books.cases_with([int(name)]):
            raise InputError(f"There is no case {name}.", path="name", value=name)
        return
    known = {"seat": town.email_by_seat, "department": town.department_by_id, "place": town.place_by_id}.get(kind)
    if known is None:
        raise InputError(f'"{kind}" is none of {", ".join(KINDS)}.', path="kind", value=kind)
    if name not in known:
        raise InputError(f'"{name}" is no {kind} of {town.title}.', path="name", value=name)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
