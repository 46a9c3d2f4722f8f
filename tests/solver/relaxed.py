"""Ways to ask for less: every lawful plan of the problem as drawn stays lawful, and no goal of it gets worse.

Not among them are a meeting less and a shorter meeting: what stood in the middle of an appointment leaves a longer wait.
"""

import random
from typing import Any

from tests.twin.clock import DAY_MINUTES, minute, text
from tests.twin.sizes import DEPARTMENTS

Drawn = dict[str, Any]


def _case(drawn: Drawn) -> Drawn:
    return drawn["cases"][0]


def an_officer_more(rng: random.Random, drawn: Drawn) -> None:
    shifts = [shift for member in drawn["staff"] for shift in member["shifts"] if rng.random() < 0.7]
    drawn["staff"].append({"id": "newcomer", "departments": rng.sample(DEPARTMENTS, 2), "shifts": shifts})


def a_deputy_more(rng: random.Random, drawn: Drawn) -> None:
    shifts = [shift for member in drawn["staff"] for shift in member["shifts"]]
    drawn["staff"].append({"id": "adv-newcomer", "departments": [], "shifts": shifts})
    _case(drawn)["advisors"].append("adv-newcomer")


def a_longer_shift(rng: random.Random, drawn: Drawn) -> None:
    for shift in [shift for member in drawn["staff"] for shift in member["shifts"]]:
        if rng.random() < 0.5:
            shift["end"] = _later(shift["end"], 2 * drawn["grid_minutes"])


def a_longer_appointment(rng: random.Random, drawn: Drawn) -> None:
    drawn["policy"]["max_appointment_minutes"] += rng.randint(1, 3) * drawn["grid_minutes"]


def a_longer_wait(rng: random.Random, drawn: Drawn) -> None:
    drawn["policy"]["max_wait_minutes"] += rng.randint(1, 3) * drawn["grid_minutes"]


def a_cheaper_deputy(rng: random.Random, drawn: Drawn) -> None:
    drawn["policy"]["deputy_days"] = max(drawn["policy"].get("deputy_days", 3) - 1, 0)


def a_later_deadline(rng: random.Random, drawn: Drawn) -> None:
    for meeting in _case(drawn)["meetings"]:
        meeting["latest_day"] = max(meeting["latest_day"], rng.choice(drawn["working_days"]))


def an_earlier_start(rng: random.Random, drawn: Drawn) -> None:
    for meeting in _case(drawn)["meetings"]:
        meeting["earliest_day"] = min(meeting["earliest_day"], rng.choice(drawn["working_days"]))


def less_order(rng: random.Random, drawn: Drawn) -> None:
    for meeting in _case(drawn)["meetings"]:
        meeting["after"] = [
            after | {"working_days": max(after["working_days"] - 1, 0)}
            for after in meeting["after"]
            if after["working_days"] or rng.random() < 0.5
        ]


def a_wider_window(rng: random.Random, drawn: Drawn) -> None:
    for window in _case(drawn).get("customer_windows") or []:
        window["end"] = _later(window["end"], rng.randint(0, 2) * drawn["grid_minutes"])
    if rng.random() < 0.3:
        _case(drawn)["customer_windows"] = None


def everywhere(rng: random.Random, drawn: Drawn) -> None:
    for meeting in _case(drawn)["meetings"]:
        meeting["places"] = [place["id"] for place in drawn["places"]]


def rooms_without_end(rng: random.Random, drawn: Drawn) -> None:
    for place in drawn["places"]:
        place["rooms"] = None


def no_travel(rng: random.Random, drawn: Drawn) -> None:
    for place in drawn["places"]:
        place["travel_minutes"] = 0


def nothing_pinned_elsewhere(rng: random.Random, drawn: Drawn) -> None:
    drawn["pinned"] = [one for one in drawn.get("pinned", []) if one["case"] == _case(drawn)["id"]]


def one_told_less(rng: random.Random, drawn: Drawn) -> None:
    told = drawn.get("previous", [])
    drawn["previous"] = rng.sample(told, max(len(told) - 1, 0))


def a_lighter_meeting(rng: random.Random, drawn: Drawn) -> None:
    for meeting in _case(drawn)["meetings"]:
        meeting["weight"] = rng.randint(1, meeting.get("weight", 1))


def _later(moment: str, minutes: int) -> str:
    """Some minutes later, if that is still on the same date."""
    later = minute(moment) + minutes
    return text(later) if later // DAY_MINUTES == minute(moment) // DAY_MINUTES else moment


WAYS = (
    an_officer_more, a_deputy_more, a_longer_shift, a_longer_appointment, a_longer_wait, a_cheaper_deputy, a_later_deadline,
    an_earlier_start, less_order, a_wider_window, everywhere, rooms_without_end, no_travel, nothing_pinned_elsewhere,
    one_told_less, a_lighter_meeting,
)  # fmt: skip
