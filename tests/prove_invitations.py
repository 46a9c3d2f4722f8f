"""What must show of invitations and answers: each line demanded, seen, how many were looked at, and the seed of the run.

    python tests/prove_invitations.py [--line 2] [--seed 7] [--keep FOLDER]

No flag lowers a figure. Line 5 needs Debian's chromium (`make test-system` installs it) and leaves its pictures in FOLDER, to be
looked at: whether they look right no program says.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from scheduler.mail import MailServer
from scheduler.store.store import Store, open_store
from tests.api.conftest import client_over
from tests.chromium import chromium
from tests.inbox import Inbox, listening
from tests.invitations import typed
from tests.invitations.answered import answered_lives, countered
from tests.invitations.asked import booked_desk
from tests.invitations.away import away
from tests.invitations.clocks import MOMENTS, named
from tests.invitations.hostile import HEADERS, ICS
from tests.invitations.imap import imap_server
from tests.invitations.many_lives import all_of, lived, total
from tests.invitations.pictures import pictures
from tests.invitations.readers import by_ical_js
from tests.invitations.smtp import FAULTS

LIVES, REPLIES, COUNTERS, BOOKINGS = 1000, 200, 10, 12
Line = tuple[str, str, int, bool]  # demanded, seen, how many, whether it is so


def lives(folder: Path, seed: int) -> Iterator[Line]:
    parts = lived(folder, LIVES, seed)
    wrong, amiss, uneven, findings = (all_of(parts, name) for name in ("wrong", "amiss", "uneven", "findings"))
    sent, arrived, calendars, told = (total(parts, name) for name in ("sent", "arrived", "calendars", "told"))
    yield "four readers agree on every mail", f"{len(wrong)} faults {wrong[:2]}", sent, not wrong and sent == arrived
    yield "calendars, in order and shuffled, end as the database", f"{len(amiss)} differ {amiss[:2]}", calendars, not amiss
    yield "one mail for each change a customer must know", f"{len(uneven)} customers differ", told, not uneven
    yield "lotse verify finds nothing in the outbox", f"{len(findings)} findings {findings[:2]}", sent, not findings


def replies(folder: Path, seed: int) -> Iterator[Line]:
    inbox = Inbox()
    with closing(_store(folder, "replies")) as store, listening(inbox) as port, imap_server() as box:
        asked = booked_desk(store, inbox, MailServer("127.0.0.1", port, "none"), 12)
        asked.send()
        result = answered_lives(asked, box, REPLIES, random.Random(seed))
    words = ", ".join(f"{count} {word}" for word, count in result.words.most_common())
    yield "only the right ones count, none moves or cancels", f"{words}; wrong: {result.wrong}", REPLIES, not result.wrong
    inbox = Inbox()
    with closing(_store(folder, "counters")) as store, listening(inbox) as port, imap_server() as box:
        asked = booked_desk(store, inbox, MailServer("127.0.0.1", port, "none"), COUNTERS)
        amiss = countered(asked, box, random.Random(seed))
    yield "a COUNTER ends in options and an answered mail", f"{len(amiss)} did not {amiss[:2]}", COUNTERS, not amiss


def servers(folder: Path, _seed: int) -> Iterator[Line]:
    for fault in FAULTS:
        with closing(_store(folder, f"away-{fault}")) as store:
            seen = away(store, fault, BOOKINGS, 0)
        slower = seen.while_away <= seen.usual * 1.5 + 0.02
        times = f"a booking {1000 * seen.usual:.0f} ms, meanwhile {1000 * seen.while_away:.0f} ms"
        yield f"{fault}: booking is no slower", times, 2 * BOOKINGS, slower
        whole = seen.arrived == seen.letters == 6 * BOOKINGS and not seen.wrong
        yield f"{fault}: everything arrives", f"{seen.arrived} of {seen.letters}, wrong: {seen.wrong}", seen.letters, whole
        most = 2 if fault == "cut" else 1
        said = f"{seen.twice} came again, none more than {seen.most} times"
        yield (
            f"{fault}: a letter comes {'once or twice, the same mail' if most > 1 else 'once'}",
            said,
            seen.letters,
            seen.most <= most,
        )


def strings(_folder: Path, _seed: int) -> Iterator[Line]:
    for name, texts in (("ICS", ICS), ("header", HEADERS)):
        found, count = [], 0
        for text in texts:
            for mail in typed.mails(text):
                count += 1
                found += list(typed.faults(mail, text))
            count += sum(pdf.startswith(b"%PDF") for pdf in typed.letters(text))
        yield f"{len(texts)} {name} strings in every field are text", f"{len(found)} faults {found[:2]}", count, not found


def looks(folder: Path, _seed: int) -> Iterator[Line]:
    with chromium() as browser:
        made = pictures(folder, browser)
    yield (
        "axe-core finds nothing on the page",
        f"{sum(made.violations.values())} violations",
        len(made.violations),
        not any(made.violations.values()),
    )
    yield "no horizontal scroll at 360 px", f"{len(made.wide)} scroll {made.wide}", made.looked_at, not made.wide
    yield "pictures to be looked at", ", ".join(sorted(path.name for path in made.files)), len(made.files), len(made.files) >= 12


def clocks(folder: Path, _seed: int) -> Iterator[Line]:
    inbox, other = Inbox(), []
    with closing(_store(folder, "clocks")) as store, client_over(store) as client, listening(inbox) as port, by_ical_js() as js:
        server = MailServer("127.0.0.1", port, "none")
        for number in range(len(MOMENTS)):
            moment, said = named(client, store, inbox, server, js, number)
            other += [(MOMENTS[number], one) for one in said if one.seconds != moment]
    yield "page, API, mail and feed name the same instant", f"{len(other)} others {other[:2]}", 8 * len(MOMENTS), not other


LINES = (lives, replies, servers, strings, looks, clocks)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--line", type=int, choices=range(1, len(LINES) + 1))
    options.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    options.add_argument("--keep", type=Path)
    given, wrong = options.parse_args(), 0
    print("line | demanded | seen | count | seed | minutes")
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for number, line in enumerate(LINES, start=1):
            if given.line not in (None, number):
                continue
            began = time.monotonic()
            for demanded, seen, count, so in line(folder, given.seed):
                wrong += not so
                minutes, word = (time.monotonic() - began) / 60, "ok" if so else "NO"
                print(f"{number} {word} | {demanded} | {seen} | {count} | {given.seed} | {minutes:.1f}", flush=True)
    return 1 if wrong else 0


def _store(folder: Path, name: str) -> Store:
    return open_store(f"sqlite:///{folder / name}.sqlite")


if __name__ == "__main__":
    sys.exit(main())
