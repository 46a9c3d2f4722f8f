"""The rules of Europe/Berlin as every calendar program understands them.

One STANDARD and one DAYLIGHT, each with a yearly RRULE, starting in 1970: the only form Outlook reads rightly
(MS-OXCICAL 2.1.3.1.1.19). The list of dates that icalendar 7.3 writes instead is an hour off there, ends in 2037 and
starts summer an hour late (RFC 5545 3.6.5 wants the onset in the local time before the change: 02:00).
The rule is the European one since 1996; Lotse writes no earlier dates.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from icalendar import Component

NAME = "Europe/Berlin"
ZONE = ZoneInfo(NAME)

VTIMEZONE = """\
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""


def written(start: datetime, end: datetime) -> tuple[datetime, datetime]:
    """The two times of an entry as they are to be written: on Berlin's clocks, so that a calendar shows what the town means. In
    the hour that comes twice a local time is the first of the two (RFC 5545 3.3.5), and readers differ even there; so both
    times are then written in UTC.
    """
    local = start.astimezone(ZONE), end.astimezone(ZONE)
    if any(one.utcoffset() != one.replace(fold=1 - one.fold).utcoffset() for one in local):
        return start.astimezone(UTC), end.astimezone(UTC)
    return local


def vtimezone() -> Component:
    """A fresh VTIMEZONE component: components are mutable, so nobody shares one."""
    return Component.from_ical(VTIMEZONE.replace("\n", "\r\n"))
