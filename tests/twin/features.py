"""Which features of the contract a problem really has."""

from itertools import combinations

from .clock import stretch


def features(problem: dict) -> set[str]:
    """The names of the features that can make a difference in this problem."""
    cases = problem["cases"]
    meetings = [meeting for case in cases for meeting in case["meetings"]]
    allowed = {place for meeting in meetings for place in meeting["places"]}
    places = [place for place in problem["places"] if place["id"] in allowed]
    afters = [after["working_days"] for meeting in meetings for after in meeting["after"]]
    pinned = [one["case"] for one in problem.get("pinned", [])]
    own = {case["id"] for case in cases}
    deputy_days = problem["policy"].get("deputy_days", 3)
    has = {
        "round_table": any(len(meeting["needs"]) > 1 for meeting in meetings),
        "travel": any(place.get("travel_minutes", 0) > 0 for place in places),
        "unhosted": any(not place.get("hosted", True) for place in places),
        "rooms": any(place.get("rooms") is not None for place in places),
        "pinned_own": any(case in own for case in pinned),
        "pinned_foreign": any(case not in own for case in pinned),
        "previous": bool(problem.get("previous")),
        "deputies": deputy_days > 0 and any(len(case["advisors"]) > 1 for case in cases),
        "windows": any(case.get("customer_windows") is not None for case in cases),
        "lags": any(lag > 0 for lag in afters),
        "order": any(lag == 0 for lag in afters),
        "weights": any(meeting.get("weight", 1) > 1 for meeting in meetings),
        "several_places": any(len(meeting["places"]) > 1 for meeting in meetings),
        "touching_shifts": _neighbours(problem, equal=True),
        "mixed_shifts": _neighbours(problem, equal=False),
    }
    return {name for name, there in has.items() if there}


def _neighbours(problem: dict, equal: bool) -> bool:
    """Whether somebody has two shifts that touch or overlap: at an equal place, or one at a place and one at none."""
    for person in problem["staff"]:
        for one, other in combinations(person["shifts"], 2):
            (start, end), (other_start, other_end) = stretch(one), stretch(other)
            places = {one.get("place"), other.get("place")}
            wanted = len(places) == 1 if equal else len(places) == 2 and None in places
            if wanted and start <= other_end and other_start <= end:
                return True
    return False
