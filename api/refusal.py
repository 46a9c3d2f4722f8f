"""Why something was refused, as a page says it: in German where there is German, with the field as the page calls it."""

from collections.abc import Mapping
from typing import NamedTuple

from scheduler.errors import LotseError


class Refusal(NamedTuple):
    """`lang` of the text: what comes of a file or a request that no page makes is told in English."""

    text: str
    lang: str


def in_language(reason: LotseError, lang: str, fields: Mapping[str, str] | None = None) -> Refusal:
    """`fields`: what the German page calls a field of that name."""
    if lang != "de" or not reason.german:
        return Refusal(str(reason), "en")
    field = reason.path.rpartition(".")[2].partition("[")[0]
    title = (fields or {}).get(field)
    return Refusal(f"{title}: {reason.german}" if title else reason.german, "de")
