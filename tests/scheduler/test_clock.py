"""The clock: aware, in Berlin, and the only room of scheduler and api that asks what time it is."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from scheduler.clock import now

ROOT = Path(__file__).parents[2]
READS_THE_CLOCK = re.compile(r"\b(datetime\.(now|utcnow|today)|date\.today|time\.time)\(")


def test_now_is_aware_and_in_berlin() -> None:
    before, moment, after = datetime.now(UTC), now(), datetime.now(UTC)
    assert before <= moment <= after
    assert moment.utcoffset() in (timedelta(hours=1), timedelta(hours=2))
    assert getattr(moment.tzinfo, "key", "") == "Europe/Berlin"


def test_nobody_else_reads_the_clock() -> None:
    readers = {
        path.relative_to(ROOT).as_posix()
        for package in ("scheduler", "api", "solver")
        for path in (ROOT / package).rglob("*.py")
        if READS_THE_CLOCK.search(path.read_text(encoding="utf-8"))
    }
    assert readers == {"scheduler/clock.py"}
