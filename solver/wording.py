"""Reasons in plain English, with the ids and the values of the problem."""

from collections.abc import Iterable, Iterator

from solver.calendars import officers
from solver.exchange import clock_of
from solver.problem import Case, Meeting, Problem
from solver.reason import Clash, Fact, Why
from solver.repairs import Repair

NOT_SHOWN = "no free time found; why was not shown in the time there was"
TIME_UP = "no free time found before the time for the search was up"


def sentence(problem: Problem, case_id: str, meeting_id: str, why: Why) -> str:
    """Why the meeting is unplaced; it begins in lower case and ends without a full stop."""
    if why.after:
        return f"it comes after {why.after}, which is unplaced"
    if why.clash is None:
        return TIME_UP if why.late else NOT_SHOWN
    said = _Saying(problem, problem.case_by_id[case_id], why.clash).why(meeting_id)
    return f"{said}, once the other cases of this plan have their time" if why.with_others else said


def why_not(problem: Problem, clash: Clash) -> str:
    """Why the meetings of the clash cannot be placed, or not in `clash.most` appointments. The problem has one case."""
    (case,) = problem.cases
    return _Saying(problem, case, clash).of_all()


def repair_text(problem: Problem, repair: Repair) -> str:
    """What would be changed, as a clause."""
    clock = clock_of(problem)
    times = [f"{clock.text(one.start).replace('T', ' ')} to {clock.text(one.end)[-5:]}" for one in repair.extras]
    names = _listed(repair.meetings) if repair.meetings else ""
    days = f"{repair.size} working day{'s' * (repair.size > 1)}"
    match repair.kind:
        case "window":
            return f"the customer can also come {_listed(times)}"
        case "deadline":
            return f"{names} may be {days} later"
        case "start":
            return f"{names} may be {days} earlier"
        case "shift":
            return _listed(f"{one.who} works {time} as well" for one, time in zip(repair.extras, times, strict=True))
        case "deputy":
            return f"{repair.who} may host"
        case "video":
            return f"{names} is held by video"
        case "house":
            return f"{names} can be held at {repair.who}"
        case unknown:
            raise ValueError(f"{unknown} is no kind of repair")


class _Saying:
    def __init__(self, problem: Problem, case: Case, clash: Clash) -> None:
        self.problem, self.case, self.clash = problem, case, clash
        self.day = clock_of(problem).day_text

    def why(self, meeting_id: str) -> str:
        """As said of one meeting, which the clash names."""
        if self.clash.meetings == (meeting_id,) and all(fact.kind != "order" for fact in self.clash.facts):
            return self._of_one(self.case.meeting_by_id[meeting_id])
        return self.of_all()

    def of_all(self) -> str:
        names = _listed(self.clash.meetings)
        if self.clash.most is None:
            head = f"{names} cannot {('', 'both ', 'all ')[min(len(self.clash.meetings), 3) - 1]}be held"
        else:
            head = f"{names} cannot be held in {self.clash.most} appointment{'s' * (self.clash.most != 1)}"
        facts = "; ".join([*map(self._fact, self.clash.facts), *self._horizon()])
        return f"{head}: {facts}" if facts else head

    def _horizon(self) -> Iterator[str]:
        """Until when is planned, where that is the end of things."""
        kinds = {fact.kind for fact in self.clash.facts}
        if "last_day" not in kinds and {"order", "first_day"} & kinds and self.clash.most is None:
            yield f"planned is up to {self.day(self.problem.working_days[-1])}"

    def _fact(self, fact: Fact) -> str:
        match fact.kind:
            case "first_day":
                return f"{fact.subject} not before {self.day(fact.value or 0)}"
            case "last_day":
                return f"{fact.subject} by {self.day(fact.value or 0)}"
            case "order":
                lag = f"{fact.value} working day{'s' * (fact.value > 1)} " if fact.value else ""
                return f"{fact.subject} {lag}after {fact.other}"
            case "places":
                places = dict.fromkeys(self.case.meeting_by_id[fact.subject].places)
                return f"{fact.subject} {self._nowhere(fact.subject) or f'only at {_either(places)}'}"
            case "department":
                nobody = not officers(self.problem, [fact.subject])[fact.subject]
                return f"nobody on the staff fills the need {fact.subject}" if nobody else f"only when {fact.subject} is free"
            case "advisors":
                return f"only when {_either(self.case.advisors)} is free"
            case "customer":
                return "only when the customer can come"
            case "rooms":
                return f"only {fact.value} rooms at {fact.subject}"
            case "longest":
                return f"an appointment lasts at most {fact.value} minutes"
            case "wait":
                return f"the customer waits at most {fact.value} minutes between two meetings"
            case "told":
                return "what was told the customer stands"
            case unknown:
                raise ValueError(f"{unknown} is no kind of fact that is told")

    def _nowhere(self, meeting_id: str) -> str:
        """Why none of a meeting's places will do, whoever is free; empty where that is not so."""
        meeting = self.case.meeting_by_id[meeting_id]
        if not meeting.places:
            return "has no place that is allowed for it"
        if not meeting.needs and not any(self.problem.place_by_id[place].hosted for place in meeting.places):
            return f"needs an advisor, and nobody hosts at {_either(dict.fromkeys(meeting.places))}"
        return ""

    def _of_one(self, meeting: Meeting) -> str:
        """Facts about a single meeting, as one says it."""
        facts = {fact.kind: fact for fact in self.clash.facts}
        if "longest" in facts:
            return f"it lasts {meeting.minutes} minutes and an appointment at most {facts['longest'].value}"
        if set(facts) == {"places"} and self._nowhere(meeting.id):
            return f"it {self._nowhere(meeting.id)}"
        who = list(self._who())
        if not who:
            return self._no_day(meeting, facts)
        for fact in self.clash.facts:
            if fact.kind == "department" and not officers(self.problem, [fact.subject])[fact.subject]:
                return f"nobody on the staff fills the need {fact.subject}"
        at = f" for {_either(dict.fromkeys(meeting.places))}"
        if len(who) == 1:
            return f"{self._span(meeting, facts)}{who[0]} has no free {meeting.minutes} minutes{at}"
        return f"{self._span(meeting, facts)}{_listed(who)} have no {meeting.minutes} minutes{at} in common"

    def _who(self) -> Iterator[str]:
        for fact in sorted(self.clash.facts, key=lambda fact: fact.kind != "customer"):
            if fact.kind == "customer":
                yield "the customer"
            elif fact.kind == "department":
                yield fact.subject
            elif fact.kind == "advisors":
                yield _either(self.case.advisors)
            elif fact.kind == "rooms":
                yield f"a room at {fact.subject}"

    def _span(self, meeting: Meeting, facts: dict[str, Fact]) -> str:
        """The days the meeting may lie on, as far as they matter."""
        first, last = self.day(meeting.earliest_day), self.day(meeting.latest_day)
        if "last_day" in facts:
            return f"from {first} to {last}, its last day, " if "first_day" in facts else f"up to {last}, its last day, "
        end = f"to {self.day(self.problem.working_days[-1])}, as far as is planned, "
        return f"from {first} {end}" if "first_day" in facts else f"up {end}"

    def _no_day(self, meeting: Meeting, facts: dict[str, Fact]) -> str:
        first, last = self.day(meeting.earliest_day), self.day(meeting.latest_day)
        days = self.problem.working_days
        if {"first_day", "last_day"} <= set(facts):
            if meeting.latest_day < meeting.earliest_day:
                return f"its last day {last} lies before its first day {first}"
            return f"no working day of the problem lies from {first} to {last}"
        if "last_day" in facts:
            return f"its last day {last} lies before the first working day {self.day(days[0])}"
        if "first_day" in facts:
            return f"its first day {first} lies after the last working day {self.day(days[-1])}"
        return f"it lasts {meeting.minutes} minutes, and no day is that long" if days else "the problem has no working day"


def _listed(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def _either(words: Iterable[str]) -> str:
    return " or ".join(words)
