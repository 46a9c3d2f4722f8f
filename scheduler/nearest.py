"""An id that is not known: the sentence that names the known ones, and the one that was probably meant."""

from collections.abc import Mapping
from difflib import get_close_matches

from scheduler.errors import InputError

_SPELT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", " ": "-"})


def unknown(given: str, what: str, known: Mapping[str, str], *, path: str) -> InputError:
    """The error to raise: `given` is not `what` ("a district of Kleinstadt"). `known`: ids with their titles."""
    near = nearest(given, known)
    maybe = "" if near is None else f'Maybe "{near}" was meant. '
    return InputError(f'"{given}" is not {what}.', path=path, value=given, advice=f"{maybe}Known: {', '.join(known)}.")


def nearest(given: str, known: Mapping[str, str]) -> str | None:
    """The id whose letters or title's letters are the most alike, umlauts spelt out; else one whose title holds `given`."""
    meant = _spelt(given)
    spelt = {_spelt(word): id_ for id_, title in known.items() for word in (title, id_)}
    alike = get_close_matches(meant, spelt, n=1)
    if alike:
        return spelt[alike[0]]
    return next((id_ for word, id_ in spelt.items() if len(meant) > 2 and meant in word), None)


def _spelt(text: str) -> str:
    return text.casefold().translate(_SPELT)
