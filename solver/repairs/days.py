"""Other days: the customer comes at more times, a promised last day is moved, the first day too."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from solver.problem import Meeting, Problem, Stretch
from solver.repairs.trying import Allowed, Extra, Repair, Trying, minutes


def window(tried: Trying, _allowed: Allowed) -> Iterator[Repair]:
    if not any(fact.kind == "customer" for fact in tried.clash.facts):
        return
    case, old = tried.case, tried.case.customer_windows or ()

    def applied(extras: Iterable[Extra]) -> Problem:
        return tried.with_case(replace(case, customer_windows=(*old, *(Stretch(one.start, one.end) for one in extras))))

    pinned = set(tried.problem.pinned)
    for made in tried.generously(tried.with_case(replace(case, customer_windows=None))):
        outside = [
            Extra("", one.start, one.end)
            for one in made
            if one not in pinned and not any(window.start <= one.start and one.end <= window.end for window in old)
        ]
        if outside:
            extras = tried.thinned(outside, applied)
            yield from tried.repair("window", minutes(extras), applied(extras), extras=extras)


def deadline(tried: Trying, allowed: Allowed) -> Iterator[Repair]:
    names = [id for id in tried.about("last_day") if allowed.later is None or id in allowed.later]
    for days in range(1, allowed.working_days + 1) if names else ():
        later = [
            replace(one, latest_day=_moved(tried.problem, one.latest_day, days)) for one in tried.meetings if one.id in names
        ]
        changed = tried.with_meetings(later)
        if tried.helps(changed):
            needed = _needed(tried, later)
            yield from tried.repair("deadline", days, tried.with_meetings(needed), meetings=tuple(one.id for one in needed))
            return


def start(tried: Trying, _allowed: Allowed) -> Iterator[Repair]:
    names, days = tried.about("first_day"), tried.problem.working_days
    if not names:
        return

    def earlier(by: int) -> list[Meeting]:
        return [
            replace(one, earliest_day=_moved(tried.problem, one.earliest_day, -by)) for one in tried.meetings if one.id in names
        ]

    low, high = 0, max(sum(day < one.earliest_day for day in days) for one in tried.meetings if one.id in names)
    if not high or not tried.helps(tried.with_meetings(earlier(high))):
        return
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if tried.helps(tried.with_meetings(earlier(middle))) else (middle, high)
    needed = _needed(tried, earlier(high))
    yield from tried.repair("start", high, tried.with_meetings(needed), meetings=tuple(one.id for one in needed))


def _needed(tried: Trying, changed: list[Meeting]) -> list[Meeting]:
    """Those of the changed meetings that need the change."""
    for one in list(changed):
        fewer = [other for other in changed if other is not one]
        if fewer and tried.helps(tried.with_meetings(fewer)):
            changed = fewer
    return changed


def _moved(problem: Problem, day: int, by: int) -> int:
    """So many working days later; the first or the last there is where there are not so many."""
    days = problem.working_days
    position = sum(other <= day for other in days) - 1 + by if by > 0 else sum(other < day for other in days) + by
    return days[min(max(position, 0), len(days) - 1)]
