"""Options as an advisor reads them out: "3 Termine, fertig am 12. Mai; oder 4, fertig am 20. April"."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from scheduler.german import in_german, listed


@dataclass(frozen=True)
class Gist:
    """What matters of a plan. `done`: the day of the last meeting, None where none is placed; `deputies`: how many of the
    appointments another than the district's own advisor hosts; `unplaced`: meetings; `changes`: of what was told; `waiting`:
    minutes.
    """

    appointments: int
    done: date | None
    deputies: int
    unplaced: int
    changes: int = 0
    waiting: int = 0


def in_words(gists: Sequence[Gist]) -> str:
    """One sentence for plans to choose from."""
    return "; oder ".join(_in_words(gist, number == 0) for number, gist in enumerate(gists))


def price_in_words(without: Gist, wanted: Gist, kept: bool | None, free: bool, sure: bool) -> str:
    """What a preference costs. `kept`: with it no more stays unplaced (None: not known); `free`: it is proved that all goals are
    the same; `sure`: that both plans are the best of theirs.
    """
    if free:
        return "Das kostet nichts."
    verdict = {True: "Möglich", False: "Das geht nicht", None: "Ob das geht, ließ sich in der Zeit nicht zeigen"}[kept]
    found = "" if sure else " (soweit die Zeit reichte)"
    with_it, without_it = in_words([wanted]), in_words([without])
    if with_it == without_it:
        return f"{verdict}: {with_it}, {_in_small(without, wanted, sure)}{found}."
    return f"{verdict}: {with_it}, statt {without_it}{found}."


def _in_small(without: Gist, wanted: Gist, sure: bool) -> str:
    """What sets apart two plans of the same number of appointments, done on the same day."""
    said = []
    if wanted.changes != without.changes:
        said.append(f"{wanted.changes} statt {without.changes} zugesagte Termine geändert")
    if wanted.waiting != without.waiting:
        said.append(f"{wanted.waiting} statt {without.waiting} Minuten Wartezeit")
    if said:
        return f"aber {listed(said)}"
    return "aber mit einer späteren Vertretung" if sure else "ohne wurde nichts Besseres gefunden"


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
