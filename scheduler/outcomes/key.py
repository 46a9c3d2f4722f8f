"""The name of a figure: which measure, told by what, of which one."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Key:
    """`by` is "all", "venture", "district", "seat", "department", "place", "half_day"; `what` the id, empty for all."""

    measure: str
    by: str = "all"
    what: str = ""

    def __str__(self) -> str:
        return f"{self.measure}|{self.by}|{self.what}"

    @staticmethod
    def read(text: str) -> "Key":
        return Key(*text.split("|"))
