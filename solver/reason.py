"""What is said of something impossible, as values: facts that clash, and why a meeting stayed unplaced."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fact:
    """One thing that binds a case. `subject`: a meeting, a department or a place; `value`: its day, minutes or number.

    asked: the meeting is to be placed. told: what was told the customer stands (value: changes allowed). customer: when
    they can come. rooms: of the place. advisors: when they are free. department: when its officers are. first_day,
    last_day: of the meeting. wait, longest: minutes in an appointment. places: of the meeting. order: the meeting comes so
    many working days after `other`.
    """

    kind: str
    subject: str = ""
    other: str = ""
    value: int | None = None


@dataclass(frozen=True)
class Clash:
    """Facts that cannot all hold; `meetings` are those to be placed, in the order of the case.

    `most`: the number of appointments that does not do; None: no number does.
    """

    meetings: tuple[str, ...]
    facts: tuple[Fact, ...]
    most: int | None = None

    @property
    def thinned(self) -> bool:
        """Whether each of the meetings is needed for it too. Where waits or what was told matter that is not asked: one
        more meeting may be what makes a wait short enough, or keeps a promise.
        """
        return not {"wait", "told"} & {fact.kind for fact in self.facts}


@dataclass(frozen=True)
class Why:
    """Why a meeting is unplaced: it comes `after` one that is, or facts clash; neither: nothing was shown.

    `with_others`: only once the plan's other cases have their time. `late`: the search itself had no time to the end.
    """

    clash: Clash | None = None
    after: str = ""
    with_others: bool = False
    late: bool = False
