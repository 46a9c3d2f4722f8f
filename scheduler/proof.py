"""What a bound allows us to say: the proof of a plan as a sentence. A bound that is missing is said, never guessed."""

from collections.abc import Iterable
from dataclasses import replace

from scheduler.plans import Goal

_WORDS = {
    "en": ("no appointment", "1 appointment", "{} appointments", "{} is impossible", "{} are impossible", "not proved"),
    "de": ("kein Termin", "1 Termin", "{} Termine", "{} ist unmöglich", "{} sind unmöglich", "nicht bewiesen"),
}
_FEWEST = {"en": "fewer are impossible", "de": "weniger sind unmöglich"}
_FEWER = {"en": "that fewer are impossible", "de": "dass weniger unmöglich sind"}
_AT_LEAST = {"en": "proved is that it takes at least {}", "de": "bewiesen ist, dass es mindestens {} braucht"}


def proof(goals: Iterable[Goal], language: str = "en") -> str:
    """Of a plan's goals: "4 appointments; 3 are impossible", or what is not proved. `language`: en or de.

    Where meetings stayed unplaced that might have had a place, nothing is proved about appointments that matters.
    """
    by_name = {goal.name: goal for goal in goals}
    unplaced, appointments = by_name["unplaced"], by_name["appointments"]
    if unplaced.value != unplaced.bound:
        appointments = replace(appointments, bound=None)
    none, one, many, one_less, fewer, unproved = _WORDS[language]
    value, bound = appointments.value, appointments.bound
    said = none if value == 0 else one if value == 1 else many.format(value)
    if bound is None or bound < value:
        lead = f"{said}; {unproved}, {_FEWER[language]}" if language == "de" else f"{said}; {unproved} {_FEWER[language]}"
        return f"{lead} ({_AT_LEAST[language].format(bound)})" if bound else lead
    if value == 0:
        return said
    if value == 1:
        return f"{said}; {_FEWEST[language]}"
    return f"{said}; {(one_less if value == 2 else fewer).format(value - 1)}"
