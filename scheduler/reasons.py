"""Why a meeting is unplaced, or why there are not fewer appointments: facts of the solver in people's words.

"Brandschutz hat bis zum 26. März, dem Ende der Frist, keine freien 45 Minuten."
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from scheduler.german import in_german, listed, working_days
from scheduler.horizon import Horizon
from scheduler.town import Town
from solver.problem import Case, Meeting, Problem
from solver.reason import Clash, Fact, Why

NOT_SHOWN = "Keine freie Zeit gefunden; warum, ließ sich in der Zeit nicht zeigen."
TIME_UP = "Keine freie Zeit gefunden, bis die Zeit für die Suche um war."


@dataclass(frozen=True)
class Names:
    """What people call the things of a problem. `titles`: the problem's meeting id -> its title."""

    town: Town
    horizon: Horizon
    problem: Problem
    titles: Mapping[str, str]

    def meeting(self, id_: str) -> str:
        return f"„{self.titles[id_]}“"

    def department(self, id_: str) -> str:
        known = self.town.department_by_id.get(id_)
        return known.title if known else id_

    def place(self, id_: str) -> str:
        known = self.town.place_by_id.get(id_)
        return known.title if known else id_

    def day(self, day: int) -> str:
        return in_german(date.fromordinal(self.horizon.first_day.toordinal() + day))

    def moment(self, minutes: int) -> datetime:
        return self.horizon.moment(minutes)


def why(names: Names, meeting_id: str, said: Why) -> str:
    """Why a meeting of the names' problem is unplaced, in one sentence."""
    if said.after:
        return f"Kommt nach {names.meeting(said.after)}; das bleibt selbst offen."
    if said.clash is None:
        return TIME_UP if said.late else NOT_SHOWN
    case = next(case for case in names.problem.cases if meeting_id in case.meeting_by_id)
    told = _Telling(names, case, said.clash)
    alone = said.clash.meetings == (meeting_id,) and all(fact.kind != "order" for fact in said.clash.facts)
    sentence = told.of_one(case.meeting_by_id[meeting_id]) if alone else told.of_all()
    return f"{sentence}, nachdem die anderen Vorgänge dieses Plans ihre Zeit haben." if said.with_others else f"{sentence}."


def why_not_fewer(names: Names, clash: Clash) -> str:
    """Why the meetings of the names' problem of one case do not go in `clash.most` appointments."""
    (case,) = names.problem.cases
    return f"{_Telling(names, case, clash).of_all()}."


class _Telling:
    def __init__(self, names: Names, case: Case, clash: Clash) -> None:
        self.names, self.case, self.clash = names, case, clash
        self.facts = {fact.kind: fact for fact in clash.facts}

    def of_all(self) -> str:
        meetings = listed(map(self.names.meeting, self.clash.meetings))
        if self.clash.most is not None:
            count = "einem Termin" if self.clash.most == 1 else f"{self.clash.most} Terminen"
            head = f"{meetings} gehen nicht in {count}"
        else:
            head = f"{meetings} {('geht nicht', 'gehen nicht beide', 'gehen nicht alle')[min(len(self.clash.meetings), 3) - 1]}"
        facts = "; ".join([*map(self._fact, self.clash.facts), *self._horizon()])
        return f"{head}: {facts}" if facts else head

    def _horizon(self) -> Iterator[str]:
        """Until when is planned, where that is the end of things."""
        if "last_day" not in self.facts and {"order", "first_day"} & set(self.facts) and self.clash.most is None:
            yield f"geplant wird bis zum {self.names.day(self.names.problem.working_days[-1])}"

    def _fact(self, fact: Fact) -> str:
        names, value = self.names, fact.value or 0
        match fact.kind:
            case "first_day":
                return f"{names.meeting(fact.subject)} erst ab dem {names.day(value)}"
            case "last_day":
                return f"{names.meeting(fact.subject)} bis zum {names.day(value)}"
            case "order":
                lag = f"frühestens {working_days(value)} " if value else ""
                return f"{names.meeting(fact.subject)} {lag}nach {names.meeting(fact.other)}"
            case "places":
                meeting = self.case.meeting_by_id[fact.subject]
                return f"{names.meeting(fact.subject)} {self._nowhere(meeting) or f'nur hier: {self._places(meeting)}'}"
            case "department":
                if self._nobody(fact.subject):
                    return f"niemand sitzt für {names.department(fact.subject)}"
                return f"nur in der freien Zeit von {names.department(fact.subject)}"
            case "advisors":
                return f"nur in der freien Zeit von {self._advisors()}"
            case "customer":
                return "nur zu den Zeiten, zu denen die Unternehmerin oder der Unternehmer kann"
            case "rooms":
                return f"nur so viele Räume, wie es dort gibt: {names.place(fact.subject)} ({value})"
            case "longest":
                return f"ein Termin dauert höchstens {value} Minuten"
            case "wait":
                return f"zwischen zwei Gesprächen liegen höchstens {value} Minuten"
            case "told":
                return "was zugesagt ist, bleibt"
            case unknown:
                raise ValueError(f"{unknown} is no kind of fact that is told")

    def of_one(self, meeting: Meeting) -> str:
        if "longest" in self.facts:
            return f"Das Gespräch dauert {meeting.minutes} Minuten, ein Termin höchstens {self.facts['longest'].value}"
        if set(self.facts) == {"places"} and self._nowhere(meeting):
            return f"Das Gespräch {self._nowhere(meeting)}"
        for fact in self.clash.facts:
            if fact.kind == "department" and self._nobody(fact.subject):
                return f"Niemand sitzt für {self.names.department(fact.subject)}"
        who = list(self._who())
        if not who:
            return self._no_day(meeting)
        verb, common = ("hat", "") if len(who) == 1 else ("haben", "gemeinsamen ")
        at = f" ({self._places(meeting)})" if "places" in self.facts else ""
        said = f"{listed(who)} {verb} {self._span(meeting)} keine {common}freien {meeting.minutes} Minuten{at}"
        return said[0].upper() + said[1:]

    def _who(self) -> Iterator[str]:
        for fact in self.clash.facts:
            if fact.kind == "department":
                yield self.names.department(fact.subject)
            elif fact.kind == "advisors":
                yield self._advisors()
            elif fact.kind == "rooms":
                yield f"ein Raum im Ort {self.names.place(fact.subject)}"
            elif fact.kind == "customer":
                yield "die Unternehmerin oder der Unternehmer"

    def _span(self, meeting: Meeting) -> str:
        start = f"vom {self.names.day(meeting.earliest_day)} an " if "first_day" in self.facts else ""
        if "last_day" in self.facts:
            return f"{start}bis zum {self.names.day(meeting.latest_day)}, dem Ende der Frist,"
        return f"{start}bis zum {self.names.day(self.names.problem.working_days[-1])}, so weit geplant wird,"

    def _no_day(self, meeting: Meeting) -> str:
        first, last = self.names.day(meeting.earliest_day), self.names.day(meeting.latest_day)
        days = self.names.problem.working_days
        if {"first_day", "last_day"} <= set(self.facts):
            if meeting.latest_day < meeting.earliest_day:
                return f"Die Frist endet am {last}, vor dem ersten möglichen Tag, dem {first}"
            return f"Zwischen dem {first} und dem {last}, dem Ende der Frist, liegt kein Arbeitstag"
        if "last_day" in self.facts:
            return f"Die Frist ist am {last} abgelaufen, vor dem ersten Tag der Planung, dem {self.names.day(days[0])}"
        if "first_day" in self.facts:
            return f"Es geht erst ab dem {first}; geplant wird bis zum {self.names.day(days[-1])}"
        return f"Das Gespräch dauert {meeting.minutes} Minuten; so lang ist kein Tag" if days else "Es ist kein Arbeitstag da"

    def _nobody(self, need: str) -> bool:
        return not any(need in member.departments for member in self.names.problem.staff)

    def _nowhere(self, meeting: Meeting) -> str:
        """Why none of a meeting's places will do, whoever is free; empty where that is not so."""
        if not meeting.places:
            return "hat keinen Ort"
        if not meeting.needs and not any(self.names.problem.place_by_id[place].hosted for place in meeting.places):
            return f"braucht eine Ansprechperson, und dort ist keine: {self._places(meeting)}"
        return ""

    def _places(self, meeting: Meeting) -> str:
        return listed(map(self.names.place, dict.fromkeys(meeting.places)), "oder")

    def _advisors(self) -> str:
        return listed(self.case.advisors, "oder")
