"""Options as an advisor reads them out: "3 Termine, fertig am 12. Mai; oder 4, fertig am 20. April"."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from scheduler.german import in_german


@dataclass(frozen=True)
class Gist:
    """What matters of a plan. `done`: the day of the last meeting, None where none is placed; `deputies`: how many of the
    appointments another than the district's own advisor hosts; `unplaced`: meetings.
    """

    appointments: int
    done: date | None
    deputies: int
    unplaced: int


def in_words(gists: Sequence[Gist]) -> str:
    """One sentence for plans to choose from."""
    return "; oder ".join(_in_words(gist, number == 0) for number, gist in enumerate(gists))


def price_in_words(without: Gist, wanted: Gist, kept: bool, free: bool) -> str:
    """What a preference costs, both plans being the best of theirs. `kept`: with it no more stays unplaced; `free`: all goals
    are the same.
    """
    if free:
        return "Das kostet nichts."
    verdict = "Möglich" if kept else "Das geht nicht"
    return f"{verdict}: {in_words([wanted])}, statt {in_words([without])}."


def _in_words(gist: Gist, first: bool) -> str:
    count = gist.appointments
    said = (f"{count} Termin" if count == 1 else f"{count} Termine") if first else str(count)
    if gist.done is not None:
        said += f", fertig am {in_german(gist.done)}"
    if gist.deputies:
        said += f", {'einer' if gist.deputies == 1 else gist.deputies} mit Vertretung"
    if gist.unplaced:
        said += f", {'1 Gespräch bleibt' if gist.unplaced == 1 else f'{gist.unplaced} Gespräche bleiben'} offen"
    return said
