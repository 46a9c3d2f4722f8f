"""Named queries about those who were invited: their letters, guests, answers, wishes, and the calendars they subscribe to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, Select, func, select

from scheduler.cases import Case, Window
from scheduler.clock import BERLIN
from scheduler.invited import COUNTERED, DECLINED, OPEN, Answer, Feed, Guest, Wish
from scheduler.letters import CANCEL, IN_CALENDARS, REQUEST, Letter, guest_number
from scheduler.lifecycle import CUSTOMER
from scheduler.plans import Appointment
from scheduler.store import tables
from scheduler.store.documents import from_document
from scheduler.store.reading import Reading
from scheduler.town import Town

# States of a letter: see `store.outbox`.
WAITING, SENT, GIVEN_UP = "waiting", "sent", "given_up"
LATER, RECALLED, BY_FEED, ON_PAPER = "later", "recalled", "feed", "paper"
_NO = (DECLINED, COUNTERED)
_SHOWN = ("confirmed", "moved", "took_place")


@dataclass(frozen=True)
class Posted:
    """A letter that is claimed: this is the `tries`-th time, and it has waited `since`. `before`: the appointment as the same
    recipient was invited to it last; None: it is their first invitation.
    """

    id: int
    letter: Letter
    tries: int
    since: datetime
    before: Appointment | None = None


class InvitedReading(Reading):
    """As `Reading`, and what was said to the invited and by them."""

    def paper_letters(self) -> tuple[Posted, ...]:
        """To be printed and posted, oldest first."""
        row = tables.outbox
        query = select(row).where(row.c.state == ON_PAPER).order_by(row.c.id)
        return tuple(map(self._posted, self._connection.execute(query).mappings().all()))

    def letter(self, letter_id: int) -> Posted:
        """Raises NotFoundError."""
        return self._posted(self._one(select(tables.outbox).where(tables.outbox.c.id == letter_id), "letter", letter_id))

    def told(self, appointment_id: int, recipient: str) -> Letter | None:
        """What the recipient was told last about the appointment, whatever the way; None: nothing."""
        row = tables.outbox
        query = select(row).where(
            row.c.appointment_id == appointment_id, row.c.recipient == recipient, row.c.method.in_((REQUEST, CANCEL))
        )
        found = self._connection.execute(query.order_by(row.c.id.desc()).limit(1)).mappings().one_or_none()
        return None if found is None else _letter(found)

    def readers_of(self, appointment_id: int) -> tuple[str, ...]:
        """Everybody who was ever written to about the appointment."""
        row = tables.outbox.c
        query = select(row.recipient).where(row.appointment_id == appointment_id, row.document.is_not(None)).distinct()
        return tuple(self._connection.scalars(query.order_by(row.recipient)))

    def _posted(self, found: RowMapping) -> Posted:
        row = tables.outbox
        query = select(row.c.document).where(
            row.c.appointment_id == found["appointment_id"],
            row.c.recipient == found["recipient"],
            row.c.method == REQUEST,
            row.c.state != BY_FEED,
            row.c.id < found["id"],
        )
        before = self._connection.scalar(query.order_by(row.c.id.desc()).limit(1))
        told = None if before is None else from_document(Appointment, before)
        return Posted(found["id"], _letter(found), found["tries"], found["since"], told)

    def guests(self, appointment_id: int) -> tuple[Guest, ...]:
        """Those who come, in the order they were added."""
        row = tables.guest
        query = select(row).where(row.c.appointment_id == appointment_id, row.c.removed_at.is_(None)).order_by(row.c.id)
        return tuple(map(_guest, self._connection.execute(query).mappings()))

    def guest(self, guest_id: int) -> Guest:
        """Whether they still come or not. Raises NotFoundError."""
        return _guest(self._one(select(tables.guest).where(tables.guest.c.id == guest_id), "guest", guest_id))

    def appointment_with_uid(self, uid: str) -> Appointment | None:
        found = self._appointments(select(tables.appointment.c.id).where(tables.appointment.c.uid == uid))
        return found[0] if found else None

    def knows_mail(self, reference: str) -> bool:
        row = tables.participation.c
        return self._connection.scalar(select(row.id).where(row.reference == reference)) is not None

    def answers(self, appointment_id: int) -> tuple[Answer, ...]:
        """All that was ever answered, in the order it came."""
        row = tables.participation
        query = select(row).where(row.c.appointment_id == appointment_id).order_by(row.c.id)
        return tuple(map(_answer, self._connection.execute(query).mappings()))

    def answer_of(self, appointment_id: int, recipient: str, sequence: int) -> Answer | None:
        """What the recipient says now to what they were told under that sequence; None: nothing."""
        row = tables.participation
        theirs = (row.c.appointment_id == appointment_id, row.c.recipient == recipient, row.c.sequence == sequence)
        query = select(row).where(*theirs).order_by(row.c.id.desc()).limit(1)
        found = self._connection.execute(query).mappings().one_or_none()
        return None if found is None else _answer(found)

    def seats_that_declined(self, now: datetime) -> tuple[tuple[Appointment, str], ...]:
        """Of what is still to come: the appointment and the seat, where its newest word on what it was told last is no."""
        row, one = tables.participation.c, tables.appointment.c
        query = select(row.appointment_id, row.recipient).distinct().join(tables.appointment, one.id == row.appointment_id)
        asked = query.where(row.state.in_(_NO), one.starts_at > now, one.status.in_(IN_CALENDARS))
        found = list[tuple[Appointment, str]]()
        for id_, key in self._connection.execute(asked.order_by(row.appointment_id, row.recipient)).all():
            told = self.told(id_, key)
            if key == CUSTOMER or guest_number(key) is not None or told is None or told.method == CANCEL:
                continue
            said = self.answer_of(id_, key, told.appointment.sequence)
            if said is not None and said.state in _NO:
                found.append((self.appointment(id_), key))
        return tuple(found)

    def wish(self, wish_id: int) -> Wish:
        """Raises NotFoundError."""
        return _wish(self._one(select(tables.wish).where(tables.wish.c.id == wish_id), "wish", wish_id))

    def open_wishes(self) -> tuple[Wish, ...]:
        """Oldest first."""
        row = tables.wish
        return self._wishes(select(row).where(row.c.state == OPEN).order_by(row.c.id))

    def wishes_without_options(self) -> tuple[Wish, ...]:
        """Open ones for which nothing was worked out yet, oldest first."""
        row = tables.wish
        return self._wishes(select(row).where(row.c.state == OPEN, row.c.options_for.is_(None)).order_by(row.c.id))

    def wish_of(self, appointment_id: int) -> Wish | None:
        """The open one of the appointment."""
        row = tables.wish
        found = self._wishes(select(row).where(row.c.state == OPEN, row.c.appointment_id == appointment_id))
        return found[0] if found else None

    def _wishes(self, query: Select) -> tuple[Wish, ...]:
        return tuple(map(_wish, self._connection.execute(query).mappings()))

    def feed(self, feed_id: int) -> Feed:
        """Raises NotFoundError."""
        return _feed(self._one(select(tables.feed).where(tables.feed.c.id == feed_id), "feed", feed_id))

    def feeds(self) -> tuple[Feed, ...]:
        return tuple(map(_feed, self._connection.execute(select(tables.feed).order_by(tables.feed.c.id)).mappings()))

    def feed_with(self, secret_sha256: str) -> Feed | None:
        """None: there is none, or it was revoked."""
        row = tables.feed
        query = select(row).where(row.c.secret_sha256 == secret_sha256, row.c.revoked_at.is_(None))
        found = self._connection.execute(query).mappings().one_or_none()
        return None if found is None else _feed(found)

    def shown_since(self, moment: datetime, place: str | None = None, case: int | None = None) -> tuple[Appointment, ...]:
        """The appointments of everybody, or of a place or a case, that stand or took place and end after `moment`, by start."""
        row, held = tables.appointment.c, tables.held_meeting.c
        query = select(row.id).where(row.ends_at > moment, row.status.in_(_SHOWN))
        if place is not None:
            query = query.where(row.place == place)
        if case is not None:
            query = query.where(row.id.in_(select(held.appointment_id).where(held.case_id == case)))
        return self._appointments(query)

    def mailed_to(self, seat: str) -> frozenset[int]:
        """Ids of the appointments of which the seat was told by mail."""
        row = tables.outbox.c
        query = select(row.appointment_id).where(row.recipient == seat, row.state.in_(("waiting", "sent", "given_up")))
        return frozenset(self._connection.scalars(query))

    def changed_at(self, appointment_ids: Iterable[int]) -> dict[int, datetime]:
        """When each was changed last."""
        row = tables.transition.c
        query = select(row.appointment_id, func.max(row.at)).where(row.appointment_id.in_(list(appointment_ids)))
        found = self._connection.execute(query.group_by(row.appointment_id))
        return {id_: at.astimezone(BERLIN) for id_, at in found}

    def cases_with(self, ids: Iterable[int]) -> dict[int, Case]:
        row = tables.customer_case.c
        return {case.id: case for case in self._read_cases(select(row.id).where(row.id.in_(list(ids))))}

    def town_that_was(self) -> Town:
        """The newest town with all it has ever given up: for reading, not for planning."""
        newest, told = self.town()
        for version in range(newest - 1, 0, -1):
            told = told.remembering(self._town(version))
        return told


def _letter(found: RowMapping) -> Letter:
    appointment = from_document(Appointment, found["document"])
    return Letter(found["recipient"], found["method"], appointment, found["about"])


def _guest(found: RowMapping) -> Guest:
    return Guest(found["id"], found["appointment_id"], found["name"], found["email"], found["language"])


def _answer(found: RowMapping) -> Answer:
    return Answer(
        appointment=found["appointment_id"],
        recipient=found["recipient"],
        sequence=found["sequence"],
        state=found["state"],
        stamp=found["stamp"].astimezone(BERLIN),
        noted_at=found["noted_at"].astimezone(BERLIN),
        way=found["way"],
        reference=found["reference"],
    )


def _wish(found: RowMapping) -> Wish:
    start, end, settled_at = found["starts_at"], found["ends_at"], found["settled_at"]
    options = found["options"]
    return Wish(
        id=found["id"],
        appointment=found["appointment_id"],
        sequence=found["sequence"],
        kind=found["kind"],
        made_at=found["made_at"].astimezone(BERLIN),
        asked=Window(start.astimezone(BERLIN), end.astimezone(BERLIN)) if start and end else None,
        note=found["note"],
        state=found["state"],
        reason=found["reason"],
        settled_at=settled_at.astimezone(BERLIN) if settled_at else None,
        settled_by=found["settled_by"],
        options=None if options is None else tuple(from_document(Appointment, one) for one in options),
        options_for=found["options_for"],
    )


def _feed(found: RowMapping) -> Feed:
    revoked_at = found["revoked_at"]
    return Feed(
        id=found["id"],
        kind=found["kind"],
        name=found["name"],
        busy_only=found["busy_only"],
        instead_of_mail=found["instead_of_mail"],
        made_at=found["made_at"].astimezone(BERLIN),
        revoked_at=revoked_at.astimezone(BERLIN) if revoked_at else None,
    )
