"""Many answers to booked appointments, good and bad, through a real mailbox; and what must have come of them."""

import random
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta

from scheduler import standing, wishes
from scheduler.booking import Asked as By
from scheduler.replies.mailbox import Reader, ReplyBox
from tests import builders
from tests.invitations.asked import LATER, Asked
from tests.invitations.imap import deliver
from tests.invitations.replying import Answering, garbage

KINDS = ("good", "good", "counter", "stale", "forged", "uid", "twice", "resent", "automatic", "older", "garbage")
STATES = {"ACCEPTED": "accepted", "DECLINED": "declined", "TENTATIVE": "tentative"}


@dataclass
class Result:
    """`wrong`: what should not be; `counted`: answers that counted; `words`: how many mails came to what."""

    wrong: list[str] = field(default_factory=list)
    counted: int = 0
    words: Counter[str] = field(default_factory=Counter)


def answered_lives(asked: Asked, box: ReplyBox, count: int, drawn: random.Random) -> Result:
    """`count` mails to the appointments, the expectation worked out while they are drawn."""
    result, mails, expected = Result(), list[bytes](), Counter[str]()
    first = {one.id: asked.invitation(one) for one in asked.appointments}
    moved = asked.appointments[0]  # this one has moved since its first invitation
    asked_by = By("adv-mitte", LATER, None)
    for hours in range(1, 30):
        try:
            standing.move(asked.store, asked.desk.world, moved.id or 0, moved.start + timedelta(days=1, hours=hours), asked_by)
            break
        except Exception:  # noqa: BLE001  somebody sits there
            continue
    asked.send(LATER + timedelta(minutes=1))
    before = {one.id: asked.now(one) for one in asked.appointments}
    current = {one.id: asked.invitation(one) for one in asked.appointments}
    says: dict[int | None, str] = {}
    stamp = builders.NOW
    for number in range(count):
        one = drawn.choice(asked.appointments)
        stamp += timedelta(seconds=10)
        state = drawn.choice(list(STATES))
        good = Answering(
            current[one.id], state, stamp=stamp, message_id=f"{drawn.getrandbits(64):x}", zone=drawn.choice(("utc", "windows"))
        )
        kind = drawn.choice(
            ("good", "good", "counter", "stale", "forged", "uid", "twice", "resent", "automatic", "older", "garbage")
        )
        match kind:
            case "good":
                mails.append(good.mail())
                says[one.id], expected["counted"] = STATES[state], expected["counted"] + 1
            case "counter":
                mails.append(replace(good, method="COUNTER", ahead=timedelta(days=1)).mail())
                says[one.id], expected["counted"] = "countered", expected["counted"] + 1
            case "twice":  # the very same mail again
                mails += [good.mail(), good.mail()]
                says[one.id] = STATES[state]
                expected.update(counted=1, repeated=1)
            case "resent":  # the same answer in another mail
                mails += [good.mail(), replace(good, message_id=good.message_id + "b").mail()]
                says[one.id] = STATES[state]
                expected.update(counted=1, repeated=1)
            case "stale":
                mails.append(replace(good, to=first[moved.id]).mail())
                expected["stale"] += 1
            case "forged":
                sender = drawn.choice(("spion@boese.example", "mitte@lotse.example"))
                forged = replace(good, sender=sender) if drawn.random() < 0.5 else replace(good, sender=sender, attendee=sender)
                if sender == "mitte@lotse.example" and forged.attendee == sender:
                    forged = replace(forged, attendee="bau-1@lotse.example")
                mails.append(forged.mail())
                expected["forged"] += 1
            case "uid":
                mails.append(replace(good, to=replace(good.to, uid=f"{number}@lotse.example")).mail())
                expected["unknown"] += 1
            case "automatic":
                mails.append(replace(good, automatic=True).mail())
                expected["automatic-answer"] += 1
            case "older":
                if one.id in says:
                    mails.append(replace(good, stamp=builders.NOW - timedelta(days=1)).mail())
                    expected["older"] += 1
            case "garbage":
                mails.append(drawn.choice(garbage(replace(good, state="ACCEPTED", method="REPLY"))))
                expected["unread"] += 1
    deliver(box, mails)
    came_to = Counter(Reader(asked.store, box, lambda: LATER + timedelta(hours=1)).read_new())
    again = Reader(asked.store, box, lambda: LATER + timedelta(hours=1)).read_new()
    result.words = came_to
    unread = sum(came_to.pop(word, 0) for word in ("unreadable", "no-calendar", "no-reply", "incomplete", "too-large", "bounced"))
    came_to.update(unread=unread)
    if +came_to != +expected:
        result.wrong.append(f"{dict(came_to)} instead of {dict(expected)}")
    if again:
        result.wrong.append(f"read twice: {again}")
    for one in asked.appointments:
        if asked.now(one) != before[one.id]:
            result.wrong.append(f"appointment {one.id} was changed by a mail")
        with asked.store.reading() as reading:
            told = reading.told(one.id or 0, "customer")
            said = reading.answer_of(one.id or 0, "customer", told.appointment.sequence) if told else None
            wish = reading.wish_of(one.id or 0)
        if (said.state if said else None) != says.get(one.id):
            result.wrong.append(f"appointment {one.id}: {said}, must be {says.get(one.id)}")
        if says.get(one.id) in ("declined", "countered") and wish is None:
            result.wrong.append(f"appointment {one.id}: {says[one.id]}, and no wish")
    result.counted = came_to["counted"]
    return result


def countered(asked: Asked, box: ReplyBox, drawn: random.Random) -> list[str]:
    """Each of the appointments is countered; half of the wishes are granted and half refused. What did not come of it."""
    asked.send()
    wrong: list[str] = []
    for one in asked.appointments:
        ahead = timedelta(days=drawn.randint(0, 3), minutes=30 * drawn.randint(1, 8))
        deliver(box, [Answering(asked.invitation(one), method="COUNTER", ahead=ahead, message_id=f"c{one.id}").mail()])
    Reader(asked.store, box, lambda: LATER).read_new()
    wishes.Worker(asked.desk, lambda: LATER).work_due()
    with asked.store.reading() as reading:
        found = {wish.appointment: wish for wish in reading.open_wishes()}
    for number, one in enumerate(asked.appointments):
        wish, by = found.get(one.id or 0), By("adv-mitte", LATER)
        if wish is None or not wish.options or asked.now(one) != one:
            wrong.append(f"appointment {one.id}: no options, or it was changed")
            continue
        if number % 2:
            wishes.refuse(asked.store, wish.id, "Dann ist niemand da.", by)
            told = ("DECLINECOUNTER", 0, round(one.start.timestamp()))
        else:
            wish = wishes.work_out(asked.desk, wish.id, LATER)  # others have moved meanwhile
            _, moved = wishes.choose(asked.desk, wish.id, 1, by)
            told = ("REQUEST", 1, round(moved.start.timestamp()))
        asked.send(LATER + timedelta(minutes=5))
        read = asked.invitation(one)
        if (read.method, read.sequence, read.start) != told:
            wrong.append(f"appointment {one.id}: {read} instead of {told}")
    return wrong
