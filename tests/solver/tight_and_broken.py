"""For every rule: plans that are lawful by one unit, and plans that are one unit over.

TIGHT: the check is silent and the model allows it. BROKEN: the check names this rule, the model forbids it and allows it
once this rule is taken out. `alone`: the check names only this rule; where breaking one rule cannot be had without
breaking another (an overlap is disorder too), the model is asked with this rule alone. `sayable`: the model has words for
it; what it has no words for (an officer of another department), it forbids by silence.
"""

from dataclasses import dataclass, replace

from solver.plan import Plan
from solver.problem import After, Policy, Problem, Stretch
from tests.solver.small import (
    CHAMBER,
    HOUSE,
    SITE,
    advisor,
    appointment,
    at,
    case,
    daily,
    held,
    meeting,
    officer,
    plan,
    problem,
    shift,
)


@dataclass(frozen=True)
class Example:
    """A plan on the edge of one rule."""

    rule: str
    what: str
    problem: Problem
    plan: Plan
    broken: bool
    alone: bool = True
    sayable: bool = True


def _pair(rule: str, what: str, of: Problem, tight: Plan, broken: Plan, **fields: bool) -> list[Example]:
    return [Example(rule, what, of, tight, False), Example(rule, what, of, broken, True, **fields)]


def _once() -> list[Example]:
    of = problem(case(meeting("m"), meeting("n")))
    both = (held("m", "08:00", "08:30"), held("n", "08:30", "09:00"))
    tight = plan(of, appointment(*both))
    one = appointment(both[0])
    again = appointment(held("m", "08:00", "08:30", day=1), id="a2")
    return [
        Example("once", "in two appointments", of, plan(of, one, again), True, alone=False),
        *_pair("once", "placed and unplaced", of, tight, plan(of, appointment(*both), unplaced=("n",))),
        *_pair("once", "neither placed nor unplaced", of, plan(of, one), plan(of, one, unplaced=())),
    ]


def _together() -> list[Example]:
    of = problem(case(meeting("m", minutes=90), meeting("n", minutes=90)))
    longer = problem(case(meeting("m", minutes=90), meeting("n", minutes=95)))
    first, second = held("m", "08:00", "09:30"), held("n", "09:30", "11:00")
    examples = [
        Example("together", "as long as allowed", of, plan(of, appointment(first, second)), False),
        Example(
            "together", "too long by a step", longer,
            plan(longer, appointment(first, held("n", "09:30", "11:05"))), True,
        ),
    ]  # fmt: skip
    of = problem(case(meeting("m", "bau", minutes=90), meeting("n", "brand", minutes=60)), policy=Policy(180, 60))
    first, tight, broken = (held("m", "08:00", "09:30", "bau-1"), held("n", "10:00", "11:00", "brand-1"),
                            held("n", "10:05", "11:05", "brand-1"))  # fmt: skip
    examples += _pair(
        "together", "too long by waiting", of, plan(of, appointment(first, tight)), plan(of, appointment(first, broken))
    )
    of = problem(case(meeting("m"), meeting("n")))
    early, late = held("m", "08:00", "08:30"), held("n", "09:00", "09:30")
    tight = plan(of, appointment(early, late))
    examples += _pair("together", "waiting", of, tight, plan(of, appointment(early, held("n", "09:05", "09:35"))))
    side_by_side = plan(of, appointment(early, held("n", "08:30", "09:00")))
    examples += _pair("together", "overlap", of, side_by_side, plan(of, appointment(early, held("n", "08:25", "08:55"))))
    examples += _pair("together", "starts early", of, tight, plan(of, appointment(early, late, start=at("07:55"))), alone=False)
    later = appointment(held("m", "08:05", "08:35"), held("n", "08:35", "09:05"))
    examples += _pair("together", "begins with its first", of, plan(of, later), plan(of, replace(later, start=at("08:00"))))
    examples += _pair("together", "ends with its last", of, plan(of, later), plan(of, replace(later, end=at("09:10"))))
    alone = appointment(held("m", "08:05", "08:35"))
    longer = replace(alone, end=at("08:40"))  # n, which is unplaced, must not count as what follows m
    examples += _pair("together", "ends with its last, another unplaced", of, plan(of, alone), plan(of, longer))
    of = problem(case(meeting("m", "bau"), meeting("n", "bau", places=("house", "chamber"))))
    both = held("m", "08:00", "08:30", "bau-1"), held("n", "08:30", "09:00", "bau-1")
    elsewhere = appointment(*both, place="chamber", advisor=None)
    examples += _pair("together", "place", of, plan(of, appointment(*both)), plan(of, elsewhere))
    of = problem(case(meeting("m")))
    short = plan(of, appointment(held("m", "08:00", "08:25")))
    lasts = plan(of, appointment(held("m", "08:00", "08:30")))
    examples += _pair("together", "lasts its minutes", of, lasts, short, sayable=False)
    return examples


def _customer() -> list[Example]:
    of = problem(case(meeting("m"), meeting("n", latest_day=1)))
    first = appointment(held("m", "08:00", "08:30"))
    next_day = appointment(held("n", "08:00", "08:30", day=1), id="a2")
    same_day = appointment(held("n", "11:00", "11:30"), id="a2")
    examples = _pair("customer", "twice a day", of, plan(of, first, next_day), plan(of, first, same_day))
    pinned = replace(of, pinned=(first,))
    examples += _pair("customer", "on a pinned day", pinned, plan(pinned, first, next_day), plan(pinned, first, same_day))
    window = (Stretch(at("09:00"), at("09:30")), Stretch(at("09:30"), at("10:00")))
    of = problem(case(meeting("m"), customer_windows=window))
    tight = plan(of, appointment(held("m", "09:00", "09:30")))
    for what, start, end in (("before", "08:55", "09:25"), ("after", "09:35", "10:05"), ("not merged", "09:05", "09:35")):
        examples += _pair("customer", f"window {what}", of, tight, plan(of, appointment(held("m", start, end))))
    of = problem(case(meeting("m"), meeting("n", minutes=5), customer_windows=window))
    within = plan(of, appointment(held("m", "09:00", "09:30")))
    for what, start, end, next_start, next_end in (
        ("begun a step before", "09:30", "10:00", "09:25", "09:30"),
        ("ended a step after", "09:00", "09:30", "09:30", "09:35"),
    ):
        both = appointment(held("m", start, end), held("n", next_start, next_end))
        examples += _pair("customer", f"window {what}, each meeting inside one", of, within, plan(of, both))
    return examples


def _advisor() -> list[Example]:
    of = problem(case(meeting("m", minutes=60)), staff=(advisor(shifts=(shift("08:00", "09:00"),)),))
    tight = plan(of, appointment(held("m", "08:00", "09:00")))
    examples: list[Example] = []
    for start, end in (("07:55", "08:55"), ("08:05", "09:05")):
        examples += _pair("advisor", f"shift {start}", of, tight, plan(of, appointment(held("m", start, end))))
    of = problem(case(meeting("m", places=("site",))), staff=(advisor(shifts=(shift("08:00", "09:30"),)),))
    tight = plan(of, appointment(held("m", "08:30", "09:00"), place="site"))
    for start, end in (("08:25", "08:55"), ("08:35", "09:05")):
        broken = plan(of, appointment(held("m", start, end), place="site"))
        examples += _pair("advisor", f"travel {start}", of, tight, broken)
    two = (shift("08:00", "09:00", place="house"), shift("09:00", "10:00"))
    of = problem(case(meeting("m", minutes=60)), staff=(advisor(shifts=two),))
    tight = plan(of, appointment(held("m", "08:00", "09:00")))
    broken = plan(of, appointment(held("m", "08:05", "09:05")))
    examples += _pair("advisor", "shifts of two kinds do not merge", of, tight, broken)
    one = appointment(held("m", "08:00", "08:30"))
    of = problem(case(), case(id="d"))
    tight = plan(of, one, appointment(held("m", "08:30", "09:00"), id="a2", case="d"))
    broken = plan(of, one, appointment(held("m", "08:25", "08:55"), id="a2", case="d"))
    examples += _pair("advisor", "hosts twice", of, tight, broken)
    of = replace(of, staff=(advisor(shifts=(*daily(), *daily(place="house"))),))
    examples += _pair("advisor", "hosts twice, in shifts of two kinds", of, tight, broken)
    for what, site, house, house_early in (
        ("back from the site", ("08:30", "09:00"), ("09:30", "10:00"), ("09:25", "09:55")),
        ("on the way to the site", ("09:00", "09:30"), ("08:00", "08:30"), ("08:05", "08:35")),
    ):
        of = problem(case(meeting("m", places=("site",))), case(id="d"))
        away = appointment(held("m", *site), place="site")
        tight, broken = (plan(of, away, appointment(held("m", *span), id="a2", case="d")) for span in (house, house_early))
        examples += _pair("advisor", f"hosts twice, {what}", of, tight, broken)
    pinned = appointment(held("x", "08:30", "09:00"), id="p", case="elsewhere", place="site")
    of = problem(case(), pinned=(pinned,))
    after = plan(of, appointment(held("m", "09:30", "10:00")))
    broken = plan(of, appointment(held("m", "09:25", "09:55")))
    examples += _pair("advisor", "pinned elsewhere, back from the site", of, after, broken)
    pinned = appointment(held("x", "08:30", "09:00"), id="p", case="elsewhere", place="chamber")
    of = problem(case(), pinned=(pinned,))
    after = plan(of, appointment(held("m", "09:00", "09:30")))
    broken = plan(of, appointment(held("m", "08:55", "09:25")))
    examples += _pair("advisor", "pinned at an unhosted place", of, after, broken)
    of = problem(case(), staff=(advisor(), advisor("deputy")))
    stranger = plan(of, appointment(held("m", "08:00", "08:30"), advisor="deputy"))
    examples += _pair("advisor", "a stranger hosts", of, plan(of, one), stranger, sayable=False)
    of = problem(case(meeting("m", "bau", places=("chamber",))))
    alone = appointment(held("m", "08:00", "08:30", "bau-1"), place="chamber", advisor=None)
    examples += _pair(
        "advisor", "hosting where nobody hosts", of, plan(of, alone), plan(of, replace(alone, advisor="lotse")), sayable=False
    )
    of = problem(case(meeting("m", places=("chamber", "house"))))
    nobody = plan(of, appointment(held("m", "08:00", "08:30"), place="chamber", advisor=None))
    examples += _pair("advisor", "only an advisor can hold it", of, plan(of, one), nobody)
    nobody = plan(of, appointment(held("m", "08:00", "08:30"), advisor=None))
    examples += _pair("advisor", "nobody hosts", of, plan(of, one), nobody)
    return examples


def _staff() -> list[Example]:
    of = problem(case(meeting("m", "bau")), staff=(advisor(), officer("bau-1", shifts=(shift("08:30", "09:00"),))))
    tight = plan(of, appointment(held("m", "08:30", "09:00", "bau-1")))
    examples: list[Example] = []
    for start, end in (("08:25", "08:55"), ("08:35", "09:05")):
        examples += _pair("staff", f"shift {start}", of, tight, plan(of, appointment(held("m", start, end, "bau-1"))))
    of = problem(
        case(meeting("m", "bau", places=("site",))),
        staff=(advisor(), officer("bau-1", shifts=(shift("08:30", "10:00"),))),
    )
    tight = plan(of, appointment(held("m", "09:00", "09:30", "bau-1"), place="site"))
    for start, end in (("08:55", "09:25"), ("09:05", "09:35")):
        broken = plan(of, appointment(held("m", start, end, "bau-1"), place="site"))
        examples += _pair("staff", f"travel {start}", of, tight, broken)
    of = problem(
        case(meeting("m", "bau", places=("site",)), meeting("n", places=("site",)), meeting("o", "bau", places=("site",))),
        staff=(
            advisor(),
            officer("bau-1", shifts=(shift("08:00", "09:35"), shift("09:40", "12:00"))),
            officer("bau-2", "bau", shifts=(shift("08:00", "09:35"), shift("09:40", "12:00"))),
        ),
    )
    first, middle = held("m", "08:35", "09:05", "bau-1"), held("n", "09:05", "09:35")
    tight = plan(of, appointment(first, middle, held("o", "10:10", "10:40", "bau-2"), place="site"), unplaced=())
    broken = plan(of, appointment(first, middle, held("o", "10:10", "10:40", "bau-1"), place="site"), unplaced=())
    examples += _pair("staff", "away across the gap", replace(of, policy=replace(of.policy, max_wait_minutes=35)), tight, broken)
    one = appointment(held("m", "08:00", "08:30", "bau-1"))
    of = problem(case(meeting("m", "bau")), case(meeting("m", "bau"), id="d", advisors=("deputy",)),
                 staff=(advisor(), advisor("deputy"), officer("bau-1")))  # fmt: skip
    tight = plan(of, one, appointment(held("m", "08:30", "09:00", "bau-1"), id="a2", case="d", advisor="deputy"))
    broken = plan(of, one, appointment(held("m", "08:25", "08:55", "bau-1"), id="a2", case="d", advisor="deputy"))
    examples += _pair("staff", "sits twice", of, tight, broken)
    for what, site, house, house_early in (
        ("back from the site", ("08:30", "09:00"), ("09:30", "10:00"), ("09:25", "09:55")),
        ("on the way to the site", ("09:00", "09:30"), ("08:00", "08:30"), ("08:05", "08:35")),
    ):
        two = replace(of, cases=(case(meeting("m", "bau", places=("site",))), of.cases[1]))
        away = appointment(held("m", *site, "bau-1"), place="site")
        tight, broken = (
            plan(two, away, appointment(held("m", *span, "bau-1"), id="a2", case="d", advisor="deputy"))
            for span in (house, house_early)
        )
        examples += _pair("staff", f"sits twice, {what}", two, tight, broken)
    pinned = appointment(held("x", "09:00", "09:30", "bau-1"), id="p", case="elsewhere", place="site", advisor=None)
    of = problem(case(meeting("m", "bau")), pinned=(pinned,))
    tight = plan(of, appointment(held("m", "08:00", "08:30", "bau-1")))
    broken = plan(of, appointment(held("m", "08:05", "08:35", "bau-1")))
    examples += _pair("staff", "pinned elsewhere, on the way", of, tight, broken)
    both = officer("deputy", "bau")
    of = problem(case(meeting("m")), case(meeting("m", "bau"), id="d", advisors=("deputy", "lotse")),
                 case(id="e", advisors=("deputy",)), staff=(advisor(), both, advisor("third")))  # fmt: skip
    hosting = appointment(held("m", "08:00", "08:30"), case="e", advisor="deputy")
    tight = plan(of, hosting, appointment(held("m", "08:30", "09:00", "deputy"), id="a2", case="d"))
    broken = plan(of, hosting, appointment(held("m", "08:25", "08:55", "deputy"), id="a2", case="d"))
    examples += _pair("staff", "advisor and officer at once", of, tight, broken)
    of = problem(case(meeting("m", "bau"), advisors=("lotse", "deputy")), staff=(advisor(), both))
    tight = plan(of, appointment(held("m", "08:00", "08:30", "deputy")))
    broken = plan(of, appointment(held("m", "08:00", "08:30", "deputy"), advisor="deputy"))
    examples += _pair("staff", "the host sits too", of, tight, broken)
    of = problem(case(meeting("m", "bau", "bau")), staff=(advisor(), officer("bau-1"), officer("bau-2")))
    tight = plan(of, appointment(held("m", "08:00", "08:30", "bau-1", "bau-2")))
    broken = plan(of, appointment(held("m", "08:00", "08:30", "bau-1", "bau-1")))
    examples += _pair("staff", "one person for two needs", of, tight, broken)
    short = plan(of, appointment(held("m", "08:00", "08:30", "bau-1")))
    examples += _pair("staff", "a seat stays empty", of, tight, short)
    of = problem(case(meeting("m", "bau")))
    tight = plan(of, appointment(held("m", "08:00", "08:30", "bau-1")))
    broken = plan(of, appointment(held("m", "08:00", "08:30", "brand-1")))
    examples += _pair("staff", "another department", of, tight, broken, sayable=False)
    return examples


def _rooms() -> list[Example]:
    cases = (case(), case(id="d", advisors=("deputy",)), case(id="e", advisors=("third",)))
    of = problem(*cases, places=(replace(HOUSE, rooms=2),), staff=(advisor(), advisor("deputy"), advisor("third")))
    two = (
        appointment(held("m", "08:00", "08:30")),
        appointment(held("m", "08:00", "08:30"), id="a2", case="d", advisor="deputy"),
    )
    tight = plan(of, *two, appointment(held("m", "08:30", "09:00"), id="a3", case="e", advisor="third"))
    broken = plan(of, *two, appointment(held("m", "08:25", "08:55"), id="a3", case="e", advisor="third"))
    examples = _pair("rooms", "of one problem", of, tight, broken)
    pinned = appointment(held("x", "09:00", "09:30"), id="p", case="elsewhere", advisor=None)
    of = problem(case(), places=(replace(HOUSE, rooms=1),), staff=(advisor(),), pinned=(pinned,))
    for tight_at, broken_at in ((("08:30", "09:00"), ("08:35", "09:05")), (("09:30", "10:00"), ("09:25", "09:55"))):
        tight, broken = (plan(of, appointment(held("m", *span))) for span in (tight_at, broken_at))
        examples += _pair("rooms", f"pinned, {broken_at[0]}", of, tight, broken)
    between = replace(pinned, end=at("09:05"), meetings=(held("x", "09:00", "09:05"),))
    of = problem(
        case(meeting("m", "bau"), meeting("n", "brand")), places=(replace(HOUSE, rooms=1), SITE, CHAMBER), pinned=(between,)
    )
    before, around = (
        appointment(held("m", *first, "bau-1"), held("n", *second, "brand-1"))
        for first, second in (
            (("08:00", "08:30"), ("08:30", "09:00")),
            (("08:30", "09:00"), ("09:05", "09:35")),
        )
    )
    examples += _pair("rooms", "taken by another while the customer waits", of, plan(of, before), plan(of, around))
    pinned_two = (pinned, replace(pinned, id="q"))
    of = problem(case(), places=(replace(HOUSE, rooms=3),), staff=(advisor(),), pinned=pinned_two)
    full = replace(of, places=(replace(HOUSE, rooms=2),))
    beside = appointment(held("m", "09:00", "09:30"))
    examples.append(Example("rooms", "the last of three", of, plan(of, beside), False))
    examples.append(Example("rooms", "the third of two", full, plan(full, beside), True))
    of = problem(*cases[:2], places=(replace(HOUSE, rooms=2),), staff=(advisor(), advisor("deputy")), pinned=(pinned,))
    tight, broken = (
        plan(of, beside, appointment(held("m", *span), id="a2", case="d", advisor="deputy"))
        for span in (("09:30", "10:00"), ("09:25", "09:55"))
    )
    return examples + _pair("rooms", "two beside a pinned one", of, tight, broken)


def _window() -> list[Example]:
    of = problem(case(meeting("m", earliest_day=1, latest_day=3)))
    plans = {day: plan(of, appointment(held("m", "08:00", "08:30", day=day))) for day in (0, 1, 3, 4)}
    weekend = problem(case(meeting("m", latest_day=7)), working_days=(0, 1, 2, 3, 4, 7), staff=(advisor(shifts=daily(days=8)),))
    monday, sunday = (plan(weekend, appointment(held("m", "08:00", "08:30", day=day))) for day in (7, 6))
    return [
        *_pair("window", "earliest day", of, plans[1], plans[0]),
        *_pair("window", "latest day", of, plans[3], plans[4]),
        *_pair("window", "no working day", weekend, monday, sunday, sayable=False),
    ]


def _order() -> list[Example]:
    of = problem(case(meeting("m"), meeting("n", after=(After("m", 0),))))
    first, then = held("m", "08:00", "08:30"), held("n", "08:30", "09:00")
    tight = plan(of, appointment(first, then))
    turned = plan(of, appointment(held("n", "08:00", "08:30"), held("m", "08:30", "09:00")))
    examples = _pair("order", "turned round", of, tight, turned)
    overlapping = plan(of, appointment(first, held("n", "08:25", "08:55")))
    examples += _pair("order", "a step early", of, tight, overlapping, alone=False)
    missing = plan(of, appointment(held("n", "08:30", "09:00")))
    examples += _pair("order", "predecessor unplaced", of, tight, missing)
    of = problem(
        case(meeting("m", latest_day=7), meeting("n", latest_day=9, after=(After("m", 2),))),
        working_days=(0, 1, 4, 7, 8),
        staff=(advisor(shifts=daily(days=9)),),
    )
    one = appointment(held("m", "08:00", "08:30", day=1))
    tight = plan(of, one, appointment(held("n", "08:00", "08:30", day=7), id="a2"))
    broken = plan(of, one, appointment(held("n", "08:00", "08:30", day=4), id="a2"))
    examples += _pair("order", "lag over a weekend", of, tight, broken)
    pinned = replace(of, pinned=(one,))
    tight = plan(pinned, one, appointment(held("n", "08:00", "08:30", day=7), id="a2"))
    broken = plan(pinned, one, appointment(held("n", "08:00", "08:30", day=4), id="a2"))
    examples += _pair("order", "lag after a pinned one", pinned, tight, broken)
    of = problem(case(meeting("m"), meeting("n", after=(After("m", 0),)), meeting("o", after=(After("n", 0),))))
    pin = appointment(held("n", "08:00", "08:30", day=1))
    of = replace(of, pinned=(pin,))
    free = plan(of, pin, appointment(held("o", "08:00", "08:30", day=2), id="a2"))
    early = plan(of, pin, appointment(held("o", "08:00", "08:30", day=0), id="a2"))
    examples += _pair("order", "after a pinned one that is out of order itself", of, free, early)
    return examples


def _pinned() -> list[Example]:
    pin = appointment(held("m", "08:00", "08:30", day=1), id="p")
    of = problem(case(), pinned=(pin,))
    step = appointment(held("m", "08:05", "08:35", day=2), id="p")
    dropped = plan(of, unplaced=("m",))
    lawless = appointment(held("m", "05:00", "06:00"), held("n", "06:45", "07:00"), id="p", end=at("13:00"))
    wild = problem(case(meeting("m", earliest_day=3), meeting("n", after=(After("m", 2),))), pinned=(lawless,))
    elsewhere = appointment(held("x", "08:00", "08:30", day=1), id="q", case="elsewhere", advisor=None)
    foreign = problem(case(), pinned=(elsewhere,))
    beside = appointment(held("m", "08:00", "08:30"))
    return [
        *_pair("pinned", "moved", of, plan(of, pin), plan(of, step)),
        Example("pinned", "another host", of, plan(of, replace(pin, advisor="bau-1")), True, alone=False, sayable=False),
        *_pair("pinned", "dropped", of, plan(of, pin), dropped),
        Example("pinned", "not asked of other rules", wild, plan(wild, lawless), False),
        *_pair("pinned", "of another case", foreign, plan(foreign, beside), plan(foreign, beside, elsewhere), sayable=False),
    ]


EXAMPLES = [
    *_once(), *_together(), *_customer(), *_advisor(), *_staff(), *_rooms(), *_window(), *_order(), *_pinned(),
]  # fmt: skip
