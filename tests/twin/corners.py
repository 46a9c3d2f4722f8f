"""Which rarer corners of the contract a problem of `one_case` really has, beside its `features`."""

from itertools import combinations


def corners(problem: dict) -> set[str]:
    """The names of the corners."""
    cases, staff = problem["cases"], problem["staff"]
    meetings = [(case, meeting) for case in cases for meeting in case["meetings"]]
    shifts = [shift for person in staff for shift in person["shifts"]]
    policy = problem["policy"]
    has = {
        "advisor_sits": any(
            person["id"] in case["advisors"] and not set(meeting["needs"]).isdisjoint(person["departments"])
            for case, meeting in meetings
            for person in staff
        ),
        "several_windows": any(_same_day(case.get("customer_windows") or []) for case in cases),
        "shared_travel": _shared_travel(problem),
        "night_hours": any(shift["start"][11:] < "08:00" or shift["end"][11:] > "18:00" for shift in shifts),
        "no_wait": policy["max_wait_minutes"] == 0,
        "too_long": any(meeting["minutes"] > policy["max_appointment_minutes"] for _, meeting in meetings),
        "one_minute": problem["grid_minutes"] == 1,
        "several_told": len(problem.get("previous", [])) > 1,
    }
    return {name for name, there in has.items() if there}


def _same_day(windows: list[dict]) -> bool:
    """Whether two of the windows lie on one day."""
    days = [window["start"][:10] for window in windows]
    return len(set(days)) < len(days)


def _shared_travel(problem: dict) -> bool:
    """Whether two meetings of a case at a place with travel could have an officer in common."""
    away = {place["id"] for place in problem["places"] if place.get("travel_minutes", 0)}
    teams = [set(person["departments"]) for person in problem["staff"]]
    return any(
        any(team & set(one["needs"]) and team & set(other["needs"]) for team in teams)
        for case in problem["cases"]
        for one, other in combinations(case["meetings"], 2)
        if away & set(one["places"]) & set(other["places"])
    )
