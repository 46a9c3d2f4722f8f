"""Deadlines of another version of the rules: one of another length, one left out, or all as they were on another day."""

from dataclasses import dataclass, replace
from datetime import date

from scheduler.known_law import Law, refuse_unknown_day
from scheduler.levers.lever import Lever, day_of, plain
from scheduler.playing.scene import Scene
from scheduler.toml_reader import Table

NAME = "deadlines"
LONGEST = 500


@dataclass(frozen=True)
class Deadlines(Lever):
    """`rule` of `amount` in its own unit, None: left out; or `as_on`: the rules in force on that day hold always."""

    rule: str | None
    rule_title: str
    amount: int | None
    as_on: date | None

    @property
    def touches(self) -> frozenset[str]:
        return frozenset({f"the deadline {self.rule}" if self.rule else "the deadlines"})

    def title(self, lang: str) -> str:
        if self.as_on:
            return f"{plain('Fristen wie am|Deadlines as on', lang)} {day_of(self.as_on, lang)}"
        how = plain("entfällt|left out", lang) if self.amount is None else str(self.amount)
        return f"{plain('Frist „|Deadline “', lang)}{self.rule_title}{plain('“|”', lang)}: {how}"

    def of_law(self, law: Law) -> Law:
        if self.as_on:
            held = (one for one in law.rules if one.in_force_on(self.as_on))
            return replace(law, rules=tuple(replace(one, valid_from=law.first_day, valid_to=None) for one in held))
        if self.amount is None:
            return replace(law, rules=tuple(one for one in law.rules if one.id != self.rule))
        amount = self.amount
        rules = (replace(one, period=replace(one.period, amount=amount)) if one.id == self.rule else one for one in law.rules)
        return replace(law, rules=tuple(rules))


def read(table: Table, scene: Scene) -> Deadlines:
    if table.has("as_on"):
        day = table.day("as_on")
        refuse_unknown_day(day, table.path_of("as_on"), scene.law)
        return Deadlines(None, "", None, day)
    titles = {one.id: one.title for one in scene.law.rules}
    rule = table.known("rule", titles, "deadline")
    if table.flag("left_out", default=False):
        if table.has("amount"):
            raise table.error("amount", "and left_out are both given.", "Leave one of the two out.")
        return Deadlines(rule, titles[rule], None, None)
    return Deadlines(rule, titles[rule], table.whole("amount", at_least=1, at_most=LONGEST), None)
