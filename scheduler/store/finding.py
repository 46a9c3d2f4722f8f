"""One fault in the store, in words."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """`kind` is stable, for programs; `ids`: what it is about, a table's name and the number in it."""

    kind: str
    sentence: str
    ids: tuple[tuple[str, int], ...] = ()
