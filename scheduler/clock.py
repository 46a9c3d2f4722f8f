"""The only room that reads the clock; everywhere else `now` is a parameter."""

from datetime import datetime
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")


def now() -> datetime:
    """This moment, aware, in Berlin."""
    return datetime.now(BERLIN)
