"""What the referee looks up: the problem by id, who is taken when, and which appointments stand as pinned."""

from dataclasses import dataclass

from .clock import length, overlap, stretch


@dataclass(frozen=True)
class Engagement:
    """One person taken for one stretch by one appointment, as its advisor or as an officer in its meetings."""

    person: str
    stretch: tuple[int, int]
    hosting: bool
    appointment: dict
    pinned: bool


def same_appointment(one: dict, other: dict) -> bool:
    """All fields equal; the order of meetings and of their staff means nothing."""
    return _sorted_fields(one) == _sorted_fields(other)


def _sorted_fields(appointment: dict) -> dict:
    meetings = [{**held, "staff": sorted(held["staff"])} for held in appointment["meetings"]]
    meetings.sort(key=lambda held: (held["meeting"], held["start"], held["end"], held["staff"]))
    return {**appointment, "meetings": meetings}


def merged_shifts(person: dict) -> list[tuple[int, int, str | None]]:
    """Shifts with those that touch or overlap at an equal place made one; null goes only with null."""
    by_place: dict[str | None, list[tuple[int, int]]] = {}
    for shift in person["shifts"]:
        by_place.setdefault(shift.get("place"), []).append(stretch(shift))
    merged: list[tuple[int, int, str | None]] = []
    for place, stretches in by_place.items():
        (start, end), *others = sorted(stretches)
        for next_start, next_end in others:
            if next_start <= end:
                end = max(end, next_end)
            else:
                merged.append((start, end, place))
                start, end = next_start, next_end
        merged.append((start, end, place))
    return merged


class Facts:
    """A problem and a plan, opened up for the rules."""

    def __init__(self, problem: dict, plan: dict) -> None:
        self.problem = problem
        self.plan = plan
        self.cases = {case["id"]: case for case in problem["cases"]}
        self.places = {place["id"]: place for place in problem["places"]}
        self.staff = {person["id"]: person for person in problem["staff"]}
        self.shifts = {name: merged_shifts(person) for name, person in self.staff.items()}
        self.meetings = {(case["id"], meeting["id"]): meeting for case in problem["cases"] for meeting in case["meetings"]}
        self.position = {day: number for number, day in enumerate(problem["working_days"])}
        pinned = problem.get("pinned", [])
        self.own_pinned = [appointment for appointment in pinned if appointment["case"] in self.cases]
        self.foreign = [appointment for appointment in pinned if appointment["case"] not in self.cases]
        self.fixed: list[dict] = []
        self.free: list[dict] = []
        for appointment in plan["appointments"]:
            stands = any(same_appointment(appointment, other) for other in self.own_pinned)
            (self.fixed if stands else self.free).append(appointment)
        self.engagements = [taken for one in self.free for taken in self._taken(one, pinned=False)]
        self.engagements += [taken for one in self.fixed + self.foreign for taken in self._taken(one, pinned=True)]

    def hosted(self, place: str) -> bool:
        return self.places[place].get("hosted", True)

    def travel(self, place: str) -> int:
        return self.places[place].get("travel_minutes", 0)

    def fits_one_shift(self, engagement: Engagement) -> bool:
        """Inside one shift (touching ones made one) at the appointment's place or at none."""
        start, end = engagement.stretch
        place = engagement.appointment["place"]
        return any(
            shift_start <= start and end <= shift_end and shift_place in (None, place)
            for shift_start, shift_end, shift_place in self.shifts.get(engagement.person, [])
        )

    def double_bookings(self) -> list[tuple[Engagement, Engagement]]:
        """Pairs of engagements that take one person twice at once; two pinned ones are nobody's business."""
        return [
            (one, other)
            for number, one in enumerate(self.engagements)
            for other in self.engagements[number + 1 :]
            if one.person == other.person and not (one.pinned and other.pinned) and overlap(one.stretch, other.stretch)
        ]

    def _taken(self, appointment: dict, pinned: bool) -> list[Engagement]:
        """Whom this appointment takes, and when. Of an unknown place the travel is unknown, so nobody is."""
        if appointment["place"] not in self.places:
            return []
        travel = self.travel(appointment["place"])
        start, end = stretch(appointment)
        taken = []
        if appointment["advisor"] is not None and (pinned or self.hosted(appointment["place"])):
            taken.append(Engagement(appointment["advisor"], (start - travel, end + travel), True, appointment, pinned))
        sits_in: dict[str, list[tuple[int, int]]] = {}
        for held in appointment["meetings"]:
            for person in dict.fromkeys(held["staff"]):
                sits_in.setdefault(person, []).append(stretch(held))
        for person, stretches in sits_in.items():
            if travel > 0:
                stretches = [(min(first for first, _ in stretches) - travel, max(last for _, last in stretches) + travel)]
            taken += [Engagement(person, piece, False, appointment, pinned) for piece in stretches]
        return taken


def goals(problem: dict, plan: dict) -> list[int]:
    """The five goal values: unplaced, changes, appointments, delay, waiting."""
    facts = Facts(problem, plan)
    unplaced = sum(facts.meetings[entry["case"], entry["meeting"]].get("weight", 1) for entry in plan["unplaced"])
    stands = {(one["case"], one["place"], one["start"], one["end"]) for one in plan["appointments"]}
    previous = problem.get("previous", [])
    changes = sum((one["case"], one["place"], one["start"], one["end"]) not in stands for one in previous)
    waiting = sum(length(one) - sum(length(held) for held in one["meetings"]) for one in plan["appointments"])
    return [unplaced, changes, len(plan["appointments"]), _delay(facts), waiting]


def _delay(facts: Facts) -> int:
    """Last days by position, and the price of deputies. A day that does not count has the position of the next that does."""
    delay = 0
    for case in facts.cases:
        days = [held["start"][:10] for one in facts.plan["appointments"] if one["case"] == case for held in one["meetings"]]
        if days:
            delay += sum(day < max(days) for day in facts.problem["working_days"])
    deputies = 0
    for one in facts.plan["appointments"]:
        if one["case"] not in facts.cases or one["place"] not in facts.places or not facts.hosted(one["place"]):
            continue
        advisors = facts.cases[one["case"]]["advisors"]
        if one["advisor"] in advisors:
            deputies += advisors.index(one["advisor"])
    return delay + facts.problem["policy"].get("deputy_days", 3) * deputies
