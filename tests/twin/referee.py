"""The second referee: reads the nine rules literally, one function a rule, and says which are broken and by what."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise, permutations

from .clock import day_of, length, minute, overlap, stretch
from .facts import Facts, goals, same_appointment

__all__ = ["broken_rules", "goals"]


def broken_rules(problem: dict, plan: dict) -> list[tuple[str, str]]:
    """Every broken rule of a well-formed plan, as rule name and a sentence with the values; empty when lawful."""
    facts = Facts(problem, plan)
    rules = {
        "once": _once,
        "together": _together,
        "customer": _customer,
        "advisor": _advisor,
        "staff": _staff,
        "rooms": _rooms,
        "window": _window,
        "order": _order,
        "pinned": _pinned,
    }
    return [(name, sentence) for name, rule in rules.items() for sentence in rule(facts)]


def _once(facts: Facts) -> Iterator[str]:
    """Rule 1, asked of every meeting of every case, the pinned ones included."""
    stands = Counter((one["case"], held["meeting"]) for one in facts.plan["appointments"] for held in one["meetings"])
    stands.update((entry["case"], entry["meeting"]) for entry in facts.plan["unplaced"])
    for case, meeting in facts.meetings:
        if stands[case, meeting] != 1:
            yield f"meeting {meeting} of case {case} stands {stands[case, meeting]} times"


def _together(facts: Facts) -> Iterator[str]:
    """Rule 2; names unknown to the problem are named here too."""
    policy = facts.problem["policy"]
    for one in facts.free:
        name = f"appointment {one['id']}"
        if one["case"] not in facts.cases:
            yield f"{name} is of the unknown case {one['case']}"
        if one["place"] not in facts.places:
            yield f"{name} is at the unknown place {one['place']}"
        if not one["meetings"]:
            yield f"{name} holds no meeting"
            continue
        for held in one["meetings"]:
            meeting = facts.meetings.get((one["case"], held["meeting"]))
            if meeting is None:
                yield f"{name} holds {held['meeting']}, no meeting of case {one['case']}"
                continue
            if one["place"] not in meeting["places"]:
                yield f"{name} holds {held['meeting']} at {one['place']}, allowed are {meeting['places']}"
            if length(held) != meeting["minutes"]:
                yield f"{held['meeting']} in {name} lasts {length(held)} minutes instead of {meeting['minutes']}"
        pieces = sorted(stretch(held) for held in one["meetings"])
        start, end = stretch(one)
        if start != pieces[0][0]:
            yield f"{name} starts {one['start']}, not with its first meeting"
        if end != max(last for _, last in pieces):
            yield f"{name} ends {one['end']}, not with its last meeting"
        if len({day_of(moment) for thing in [one, *one["meetings"]] for moment in (thing["start"], thing["end"])}) > 1:
            yield f"{name} lies on more than one day"
        if end - start > policy["max_appointment_minutes"]:
            yield f"{name} lasts {end - start} minutes, more than {policy['max_appointment_minutes']}"
        for before, after in pairwise(pieces):
            if overlap(before, after):
                yield f"two meetings of {name} overlap"
            if after[0] - before[1] > policy["max_wait_minutes"]:
                yield f"{name} has a wait of {after[0] - before[1]} minutes, more than {policy['max_wait_minutes']}"


def _customer(facts: Facts) -> Iterator[str]:
    """Rule 3; a pinned appointment of the case takes up its day for the ones that are not pinned."""
    for number, one in enumerate(facts.free):
        if one["case"] not in facts.cases:
            continue
        for other in facts.free[number + 1 :] + facts.fixed:
            if one["case"] == other["case"] and day_of(one["start"]) == day_of(other["start"]):
                yield f"case {one['case']} has both {one['id']} and {other['id']} on {day_of(one['start'])}"
        windows = facts.cases[one["case"]].get("customer_windows")
        start, end = stretch(one)
        if windows is not None and not any(first <= start and end <= last for first, last in map(stretch, windows)):
            yield f"appointment {one['id']}, {one['start']} to {one['end']}, lies in no window of the customer"


def _advisor(facts: Facts) -> Iterator[str]:
    """Rule 4; hosting twice at once belongs here, hosting while sitting in a meeting to rule 5."""
    for one in facts.free:
        if one["place"] not in facts.places or one["case"] not in facts.cases:
            continue
        name = f"appointment {one['id']} at {one['place']}"
        if facts.hosted(one["place"]):
            if one["advisor"] is None:
                yield f"{name} has no advisor"
            elif one["advisor"] not in facts.staff:
                yield f"{name} has the unknown advisor {one['advisor']}"
            elif one["advisor"] not in facts.cases[one["case"]]["advisors"]:
                yield f"{name} has the advisor {one['advisor']}, who is none of case {one['case']}"
            continue
        if one["advisor"] is not None:
            yield f"{name}, where nobody hosts, has the advisor {one['advisor']}"
        for held in one["meetings"]:
            meeting = facts.meetings.get((one["case"], held["meeting"]))
            if meeting is not None and not meeting["needs"]:
                yield f"{name}, where nobody hosts, holds {held['meeting']}, which needs the advisor alone"
    for taken in facts.engagements:
        if taken.hosting and not taken.pinned and taken.person in facts.staff and not facts.fits_one_shift(taken):
            yield f"advisor {taken.person} has no shift that covers appointment {taken.appointment['id']} with its travel"
    for one, other in facts.double_bookings():
        if one.hosting and other.hosting:
            yield f"advisor {one.person} hosts {one.appointment['id']} and {other.appointment['id']} at once"


def _staff(facts: Facts) -> Iterator[str]:
    """Rule 5."""
    for one in facts.free:
        for held in one["meetings"]:
            name = f"meeting {held['meeting']} in appointment {one['id']}"
            unknown = [person for person in held["staff"] if person not in facts.staff]
            if unknown:
                yield f"{name} has the unknown staff {unknown}"
            if len(set(held["staff"])) < len(held["staff"]):
                yield f"{name} has somebody twice: {held['staff']}"
            if one["advisor"] is not None and one["advisor"] in held["staff"]:
                yield f"{name} has its own hosting advisor {one['advisor']} as staff"
            meeting = facts.meetings.get((one["case"], held["meeting"]))
            if meeting is not None and not _fills(facts, held["staff"], meeting["needs"]):
                yield f"{name} has the staff {held['staff']}, who do not fill {meeting['needs']} one to one"
    for taken in facts.engagements:
        if not taken.hosting and not taken.pinned and taken.person in facts.staff and not facts.fits_one_shift(taken):
            yield f"staff {taken.person} has no shift that covers being taken by appointment {taken.appointment['id']}"
    for one, other in facts.double_bookings():
        if not (one.hosting and other.hosting):
            yield f"{one.person} is taken by {one.appointment['id']} and {other.appointment['id']} at once"


def _fills(facts: Facts, people: list[str], needs: list[str]) -> bool:
    """Whether some order of the needs gives every person one they can fill."""
    if len(people) != len(needs):
        return False
    skills = [facts.staff[person]["departments"] if person in facts.staff else [] for person in people]
    return any(all(need in skill for need, skill in zip(order, skills, strict=True)) for order in permutations(needs))


def _rooms(facts: Facts) -> Iterator[str]:
    """Rule 6. The number running only grows at a start, so looking at the starts is enough."""
    everything = facts.free + facts.fixed + facts.foreign
    for one in facts.free:
        rooms = facts.places.get(one["place"], {}).get("rooms")
        if rooms is None:
            continue
        there = [stretch(other) for other in everything if other["place"] == one["place"]]
        start, end = stretch(one)
        for moment in sorted({first for first, _ in there if start <= first < end}):
            running = sum(first <= moment < last for first, last in there)
            if running > rooms:
                yield f"{running} appointments run at {one['place']} during {one['id']}, there are {rooms} rooms"
                break


def _window(facts: Facts) -> Iterator[str]:
    """Rule 7."""
    for one in facts.free:
        if day_of(one["start"]) not in facts.position:
            yield f"appointment {one['id']} lies on {day_of(one['start'])}, no working day"
        for held in one["meetings"]:
            meeting = facts.meetings.get((one["case"], held["meeting"]))
            day = day_of(held["start"])
            if meeting is not None and not meeting["earliest_day"] <= day <= meeting["latest_day"]:
                yield f"{held['meeting']} lies on {day}, not in {meeting['earliest_day']} to {meeting['latest_day']}"


def _order(facts: Facts) -> Iterator[str]:
    """Rule 8, asked only of meetings that are placed and not pinned; what they come after may well be pinned."""
    placed: dict[tuple[str, str], list[dict]] = {}
    for one in facts.free + facts.fixed:
        for held in one["meetings"]:
            placed.setdefault((one["case"], held["meeting"]), []).append(held)
    for one in facts.free:
        for held in one["meetings"]:
            for after in facts.meetings.get((one["case"], held["meeting"]), {"after": []})["after"]:
                earlier = placed.get((one["case"], after["meeting"]), [])
                if not earlier:
                    yield f"{held['meeting']} of case {one['case']} is placed, but {after['meeting']} before it is not"
                for first in earlier:
                    if not _late_enough(facts, first, held, after["working_days"]):
                        yield (
                            f"{held['meeting']} of case {one['case']} starts {held['start']}, {after['meeting']} before it "
                            f"ends {first['end']}, asked for are {after['working_days']} working days between"
                        )


def _late_enough(facts: Facts, first: dict, second: dict, lag: int) -> bool:
    """Without a lag the end counts; with one the positions of the days, and a day without a position has none later."""
    if lag == 0:
        return minute(first["end"]) <= minute(second["start"])
    day, later_day = facts.position.get(day_of(first["start"])), facts.position.get(day_of(second["start"]))
    return day is not None and later_day is not None and later_day - day >= lag


def _pinned(facts: Facts) -> Iterator[str]:
    """Rule 9."""
    for one in facts.own_pinned:
        if not any(same_appointment(one, other) for other in facts.fixed):
            yield f"pinned appointment {one['id']} of case {one['case']} does not stand with all fields equal"
    for one in facts.foreign:
        if any(one["id"] == other["id"] and one["case"] == other["case"] for other in facts.free):
            yield f"pinned appointment {one['id']} of the other case {one['case']} stands in the plan"
