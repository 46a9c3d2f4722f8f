"""Life lines of appointments drawn from a seed: booked, changed up to five times, maybe cancelled, in a town with hard names.

They are entered past the planner, each on days of its own, so that any time can be tried: nights with two half past twos, too.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

from scheduler.cases import Case, Customer, RequiredMeeting
from scheduler.clock import BERLIN
from scheduler.lifecycle import CONFIRMED, CUSTOMER, Hand
from scheduler.mailbox import Mailbox
from scheduler.plans import Appointment, HeldMeeting, Plan
from scheduler.sending import Sender
from scheduler.store.store import Store
from scheduler.town import Place, Town
from tests import builders
from tests.invitations.readers import NAMES, Read, by_ical, by_icalendar, by_vobject, well_formed
from tests.invitations.reference import Entry, content_of, kept

DESK = Mailbox("Lotse, „Wirtschaft“ Süd", "termine@lotse.example")
SENT_AT = datetime(2026, 2, 1, 12, 0, tzinfo=UTC)
# The nights in which the clock is changed, and the leap day: every hundredth life is there.
NIGHTS = (
    datetime(2026, 3, 29, 1, 30, tzinfo=BERLIN),
    datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN),
    datetime(2028, 2, 29, 23, 0, tzinfo=BERLIN),
)
HARD_NAMES = (
    "Haus der Wirtschaft",
    "Zeche „Glück auf“, Größe & Maß; Süd",
    "Café 👩‍🍳🥐, Straße 5",
    "Ä" * 300,
    "Ein sehr langer Name, der kein Ende findet, " * 8,
    "日本語の会場",
    'A "quoted" place, with; all\\kinds',
)


@dataclass
class Life:
    """What a life came to: `standing` None: it was cancelled. `told`: (recipient, method, sequence) in order."""

    customer: str
    standing: Appointment | None
    told: list[tuple[str, str, int]]


def hard_town() -> Town:
    base = builders.town()
    places = tuple(Place(f"ort-{number}", name, f"{name[:40]} 1", rooms=None) for number, name in enumerate(HARD_NAMES))
    video = Place("video", "Videogespräch", "", link="https://konferenz.example/r/1?a=b;c,d")
    phone = Place("telefon", "Telefontermin", "", telephone="+49 231 50-0", directions="Wir rufen nicht an, Sie rufen an.")
    return replace(base, places=(*base.places, *places, video, phone))


def live(store: Store, count: int, drawn: random.Random) -> list[Life]:
    """All lives in the store, one after the other; their letters wait in the outbox."""
    town = hard_town()
    store.change(lambda books: books.write_town(town, builders.NOW) if not books.has_town() else None)
    return [_life(store, town, number, drawn) for number in range(count)]


def _life(store: Store, town: Town, number: int, drawn: random.Random) -> Life:
    email = f"k{number:05d}@kunde.example"
    name = drawn.choice(("Jürgen Müßig", "Zoë 👩‍🍳", 'O"Neill, GmbH; Co', "李 小龙"))
    meetings = (
        RequiredMeeting("bauordnung", "bauordnung", drawn.choice(HARD_NAMES), ("bauordnung",), 30, ("haus",)),
        RequiredMeeting("brandschutz", "brandschutz", "Brandschutz", ("brandschutz",), 30, ("haus",)),
    )
    both = meetings[: drawn.randint(1, 2)]
    language = drawn.choice(("de", "en"))
    case = Case(0, "mitte", None, Customer(name, email, language), builders.TODAY, both)
    day = datetime(2026, 3, 3, tzinfo=BERLIN) + timedelta(days=2 * number)
    hand = Hand("office", SENT_AT)

    def book(books) -> Appointment:
        opened = books.open_case(case)
        planned = Plan(None, email, (opened.id,), "proposed", False, (), (), (), (), 0.0)
        plan = books.write_proposal(planned, 1, {}, SENT_AT)
        first = _placed(email, opened.id, both, _start(number, day, 0, drawn), drawn)
        (one,) = books.enter(plan.id, [replace(first, uid=f"{drawn.getrandbits(128):032x}@lotse.example")], town, CONFIRMED, hand)
        return one

    one = store.change(book)
    life = Life(email, one, [(CUSTOMER, "REQUEST", 0)])
    for change in range(1, drawn.randint(0, 5) + 1):
        case_id = one.meetings[0].case
        if drawn.random() < 0.25:  # only others come: the customer is not told
            other = replace(one, advisor="adv-vertretung" if one.advisor == "adv-mitte" else "adv-mitte")
        else:
            moved = _placed(email, case_id, both, _start(number, day, change, drawn), drawn)
            other = replace(moved, id=one.id, uid=one.uid, sequence=one.sequence, status=one.status, version=one.version)
        _, (after,) = store.change(lambda books, other=other: books.rebook((), [other], town, hand))
        if (after.start, after.end, after.place) != (one.start, one.end, one.place):
            life.told.append((CUSTOMER, "REQUEST", after.sequence))
        one = life.standing = after
    if drawn.random() < 0.3:
        gone = store.change(lambda books: books.cancel(one, hand))
        life.told.append((CUSTOMER, "CANCEL", gone.sequence))
        life.standing = None
    return life


def _start(number: int, day: datetime, change: int, drawn: random.Random) -> datetime:
    """On a day of this life alone, on the grid; now and then in a night that has an hour twice or none."""
    if number < len(NIGHTS) and change in (0, 2):
        night = NIGHTS[number] + timedelta(days=0 if change == 0 else 1)
        return replace_fold(night, drawn)
    return (day + timedelta(days=change % 2)).replace(hour=drawn.randint(8, 20), minute=drawn.choice((0, 5, 30, 55)))


def replace_fold(night: datetime, drawn: random.Random) -> datetime:
    """One of the two, where there are two."""
    return night.replace(fold=drawn.randint(0, 1)).astimezone(UTC).astimezone(BERLIN)


def _placed(email: str, case_id: int, both: tuple[RequiredMeeting, ...], start: datetime, drawn: random.Random) -> Appointment:
    seats = {"bauordnung": "bau-1", "brandschutz": "brand-1"}
    held, at = [], start.astimezone(UTC)
    for one in both:
        until = at + timedelta(minutes=one.minutes)
        held.append(HeldMeeting(case_id, one.id, at.astimezone(BERLIN), until.astimezone(BERLIN), (seats[one.id],)))
        at = until
    place = drawn.choice([*(f"ort-{number}" for number in range(len(HARD_NAMES))), "video", "telefon"])
    advisor = drawn.choice(("adv-mitte", "adv-vertretung"))
    return Appointment(None, email, place, advisor, held[0].start, held[-1].end, tuple(held), "", 0, CONFIRMED)


def send_all(store: Store, server: object) -> int:
    """Everything that waits, by one sender."""
    return Sender(store, server, DESK, lambda: SENT_AT + timedelta(minutes=1)).send_due()  # type: ignore[arg-type]


def faults(mails: list[EmailMessage], by_ical_js: Callable[[bytes], Read], drawn: random.Random) -> tuple[list[str], dict]:
    """What four readers find wrong in the mails, in the order they came; and what a calendar of each recipient shows."""
    wrong: list[str] = []
    words: dict[str, list[Read]] = defaultdict(list)
    for mail in mails:
        found = list(_faults_of(mail, by_ical_js))
        wrong += [f"{mail['Message-ID']}: {each}" for each in found]
        if not found:
            words[mail["To"]].append(by_icalendar(content_of(mail)))
    shown = {}
    for recipient, theirs in words.items():
        by_uid: dict[str, list[int]] = defaultdict(list)
        for one in theirs:
            by_uid[one.uid].append(one.sequence)
        wrong += [f"{uid}: sequences {each}" for uid, each in by_uid.items() if sorted(set(each)) != each]
        shown[recipient] = kept(theirs)
        shuffled = drawn.sample(theirs, len(theirs))
        if kept(shuffled) != shown[recipient]:
            wrong.append(f"{recipient}: another calendar in another order")
    return wrong, shown


def _faults_of(mail: EmailMessage, by_ical_js: Callable[[bytes], Read]) -> Iterator[str]:
    content = content_of(mail)
    yield from well_formed(content)
    read = [reader(content) for reader in (by_icalendar, by_ical, by_vobject, by_ical_js)]
    for name, one in zip(NAMES[1:], read[1:], strict=True):
        if one != read[0]:
            yield f"{name} reads {one}, icalendar {read[0]}"
    (part,) = (part for part in mail.walk() if part.get_content_type() == "text/calendar")
    if part.get_param("method") != read[0].method:
        yield "METHOD is not the MIME method"
    if mail["From"].addresses[0].addr_spec != read[0].organizer or len(mail["From"].addresses) != 1:
        yield "From is not ORGANIZER"
    if [one.addr_spec for one in mail["To"].addresses] != list(read[0].attendees) or len(read[0].attendees) != 1:
        yield "To is not the only ATTENDEE"
    outer = [part.get_content_type() for part in mail.walk()]
    if outer != ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar", "application/ics"]:
        yield f"parts {outer}"


def in_the_database(lives: list[Life]) -> dict[str, frozenset[Entry]]:
    """What each customer's calendar must show, from what stands: the sequence is the one they were told last."""
    return {
        life.customer: frozenset()
        if life.standing is None
        else frozenset(
            {
                Entry(
                    life.standing.uid,
                    round(life.standing.start.timestamp()),
                    round(life.standing.end.timestamp()),
                    life.told[-1][2],
                )
            }
        )
        for life in lives
    }


def of_seats(store: Store) -> dict[str, frozenset[Entry]]:
    """The same for seats by their addresses: the database read anew."""
    town = hard_town()
    shown: dict[str, set[Entry]] = {email: set() for email in town.email_by_seat.values()}
    with store.reading() as reading:
        for one in reading.changed_since(-1):
            if one.status not in ("confirmed", "moved"):
                continue
            for seat in {one.advisor, *(seat for held in one.meetings for seat in held.seats)} - {None}:
                local, _, domain = one.uid.partition("@")
                own = [held for held in one.meetings if seat in held.seats] or one.meetings
                start, end = (one.start, one.end) if seat == one.advisor else (own[0].start, own[-1].end)
                uid = one.uid if seat == one.advisor else f"{local}.{seat}@{domain}"
                told = reading.told(one.id or 0, seat or "")
                assert told is not None
                entry = Entry(uid, round(start.timestamp()), round(end.timestamp()), told.appointment.sequence)
                shown[town.email_by_seat[seat or ""]].add(entry)
    return {email: frozenset(entries) for email, entries in shown.items()}
