"""Broken rules as an advisor reads them: which rule, and the referee's words on it with people's names for things."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

TITLES = {
    "once": "Jedes Gespräch findet genau einmal statt oder bleibt offen.",
    "together": "So passen die Gespräche nicht in einen Termin: Ort, Länge, Überschneidung oder Wartezeit.",
    "customer": "Zu dieser Zeit kann die Unternehmerin oder der Unternehmer nicht, oder kommt an diesem Tag schon.",
    "advisor": "Zu dieser Zeit leitet hier niemand einen Termin.",
    "staff": "Aus einem Fachamt ist niemand da oder frei.",
    "rooms": "Zu dieser Zeit ist dort kein Raum frei.",
    "window": "An diesem Tag darf das Gespräch nicht liegen: Frist, frühester Tag oder kein Arbeitstag.",
    "order": "Reihenfolge oder Wartefrist sind nicht eingehalten.",
    "pinned": "Was fest zugesagt ist, bleibt, wie es ist.",
}


@dataclass(frozen=True)
class Broken:
    """A rule (its name in docs/problem.md), its German title, and what the referee found. By whom somebody is taken is
    nobody's business: other customers' appointments have no name here.
    """

    rule: str
    title: str
    detail: str


def broken(rule: str, sentence: str, case: str, titles: Mapping[str, str]) -> Broken:
    """`case`: the problem's name of the customer's cases; `titles`: the problem's meeting id -> its title."""

    def whose(found: re.Match[str]) -> str:
        return "the appointment" if found[1] == case else "another appointment"

    said = re.sub(r"appointment \S+ of case (\S+)", whose, sentence)
    said = re.sub(r"^(the appointment .* is the second of that customer on \S+), after \S+$", r"\1", said)
    said = said.replace(f" of case {case}", "")
    for id_ in sorted(titles, key=len, reverse=True):
        said = re.sub(rf"(?<!\S){re.escape(id_)}(?![\w-])", f"„{titles[id_]}“", said)
    if said.startswith(("the ", "meeting ", "another ")):  # and not with the id of a seat
        said = said[0].upper() + said[1:]
    return Broken(rule, TITLES[rule], f"{said}.")
