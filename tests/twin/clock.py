"""Wall-clock texts as plain numbers, so that stretches can be compared and measured."""

from datetime import date, datetime, timedelta

DAY_MINUTES = 24 * 60


def minute(text: str) -> int:
    """`YYYY-MM-DDTHH:MM` as minutes since day one; differences are lengths on the wall clock."""
    moment = datetime.fromisoformat(text)
    return moment.toordinal() * DAY_MINUTES + moment.hour * 60 + moment.minute


def text(minutes: int) -> str:
    """The way back from `minute`."""
    day, rest = divmod(minutes, DAY_MINUTES)
    moment = datetime.combine(date.fromordinal(day), datetime.min.time()) + timedelta(minutes=rest)
    return moment.strftime("%Y-%m-%dT%H:%M")


def day_of(moment: str) -> str:
    """The date part of a datetime text."""
    return moment[:10]


def stretch(thing: dict) -> tuple[int, int]:
    """Start and end of anything that has both, half open."""
    return minute(thing["start"]), minute(thing["end"])


def length(thing: dict) -> int:
    """Minutes between start and end of anything that has both."""
    start, end = stretch(thing)
    return end - start


def overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Half open stretches overlap when each starts before the other ends; touching is no overlap."""
    return one[0] < other[1] and other[0] < one[1]
