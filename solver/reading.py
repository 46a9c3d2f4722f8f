"""Reading JSON strictly: every refusal names the path, the value and what may help.

The rooms that know what the fields mean (`exchange`) read through a `Cursor`, which knows where it stands.
"""

import json
from collections.abc import Iterator
from math import inf
from typing import Any, NoReturn

MOST = 1_000_000  # the largest number taken: sums of goals stay far below 2**62, where CP-SAT would refuse them
MOST_BYTES, MOST_VALUES = 64 * 1024 * 1024, 2_000_000  # of a JSON text
_LONGEST_SHOWN = 60


class InputError(ValueError):
    """Wrong input: a sentence made of `path`, `value` and `problem`, and `advice` where something may help."""

    def __init__(self, path: str, problem: str, advice: str = "", value: object = None) -> None:
        self.path, self.problem, self.advice, self.value = path, problem, advice, value
        super().__init__(f"{path}: {problem}" + (f" {advice}" if advice else ""))


def shown(value: object) -> str:
    """A value as it stood in the file, cut short."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    text = "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in text)
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 3] + "..."


def load(text: str | bytes) -> Any:
    """JSON text -> plain values; InputError for what is no JSON, for a field given twice and for NaN or Infinity.

    The only reader of JSON from outside, files and requests alike: what two programs may read in two ways is how checks
    are passed by. UTF-8; a byte order mark in front, as editors on Windows write it, is passed over (RFC 8259 8.1).
    """

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        fields = dict(pairs)
        if len(fields) < len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            raise InputError("$", f"the field {shown(twice)} stands twice in one object.")
        return fields

    def no_constant(name: str) -> NoReturn:
        raise InputError("$", f"{name} is not a number.", "Write a whole number.")

    refuse_too_long(text)
    try:
        decoded = text.decode() if isinstance(text, bytes) else text
        return json.loads(decoded.removeprefix("\ufeff"), object_pairs_hook=once, parse_constant=no_constant)
    except UnicodeDecodeError as error:
        raise InputError("$", f"the text is not UTF-8 (byte {error.start}).", "Write it as UTF-8.") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise InputError("$", f"this is not JSON: {error.msg} at {where}.") from None
    except RecursionError:
        raise InputError("$", "the JSON is nested too deeply.") from None
    except InputError:  # a ValueError too; it says it better
        raise
    except ValueError:
        raise InputError("$", "a number has thousands of digits.", f"The largest taken is {MOST}.") from None


def refuse_too_long(text: str | bytes) -> None:
    """Counted in the text, before anything is made of it: memory and time go with these two. Raises InputError."""
    if len(text) > MOST_BYTES:
        raise InputError("$", f"the text is longer than {MOST_BYTES} bytes, the most that is read.", "Maybe split it.", len(text))
    values = text.count(b",") if isinstance(text, bytes) else text.count(",")
    if values > MOST_VALUES:
        raise InputError("$", f"the text holds about {values} values; at most {MOST_VALUES} are read.", "Maybe split it.", values)


class Cursor:
    """One JSON value and the path that leads to it (`cases[3].meetings[1].minutes`)."""

    def __init__(self, value: Any, path: str = "$") -> None:
        self.value, self.path = value, path

    def refuse(self, problem: str, advice: str = "") -> NoReturn:
        raise InputError(self.path, f"{shown(self.value)} {problem}.", advice, self.value)

    def fields(self, mandatory: tuple[str, ...], optional: tuple[str, ...] = (), ignored: bool = False) -> "Cursor":
        """Insist on an object with just these fields; `ignored` lets others stand."""
        if not isinstance(self.value, dict):
            self.refuse("is not an object")
        missing = [name for name in mandatory if name not in self.value]
        if missing:
            raise InputError(self._at(missing[0]), f"the field {shown(missing[0])} is missing.")
        extra = [] if ignored else [name for name in self.value if name not in mandatory and name not in optional]
        if extra:
            known = ", ".join((*mandatory, *optional))
            raise InputError(self._at(extra[0]), f"the field {shown(extra[0])} is not known.", f"Known are: {known}.")
        return self

    def _at(self, name: str) -> str:
        plain = name if name.isprintable() and len(name) <= _LONGEST_SHOWN else shown(name)
        return plain if self.path == "$" else f"{self.path}.{plain}"

    def has(self, name: str) -> bool:
        return name in self.value

    def __getitem__(self, name: str) -> "Cursor":
        return Cursor(self.value[name], self._at(name))

    def items(self) -> Iterator["Cursor"]:
        if not isinstance(self.value, list):
            self.refuse("is not a list")
        return (Cursor(value, f"{self.path}[{index}]") for index, value in enumerate(self.value))

    def text(self, most: int = 200) -> str:
        if not isinstance(self.value, str):
            self.refuse("is not a text")
        if not self.value or len(self.value) > most:
            self.refuse(f"is not a text of 1 to {most} characters")
        if any(0xD800 <= ord(letter) <= 0xDFFF for letter in self.value):
            self.refuse("holds half a character (a lone surrogate), which no file can carry")
        return self.value

    def texts(self) -> tuple[str, ...]:
        return tuple(item.text() for item in self.items())

    def truth(self) -> bool:
        if not isinstance(self.value, bool):
            self.refuse("is neither true nor false")
        return self.value

    def whole(self, least: int = 0, most: int = MOST) -> int:
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            self.refuse("is not a whole number")
        if self.value < least:
            self.refuse(f"is less than {least}")
        if self.value > most:
            self.refuse(f"is more than {most}, the largest number taken here")
        return self.value

    def number(self) -> float:
        if not isinstance(self.value, int | float) or isinstance(self.value, bool) or not 0 <= self.value < inf:
            self.refuse("is not a number from 0")
        return self.value

    def one_of(self, *words: str) -> str:
        if self.value not in words:
            self.refuse("is not one of " + ", ".join(shown(word) for word in words))
        return self.value

    def known(self, ids: Any, what: str) -> str:
        """A text that must name one of `ids`."""
        if self.text() not in ids:
            near = ", ".join(sorted(ids)[:5])
            self.refuse(f"is not a known {what}", f"Known are: {near}{', ...' if len(ids) > 5 else ''}." if ids else "")
        return self.value

    def unique(self, seen: set[str], what: str) -> str:
        """A text that must not be in `seen`; it is then."""
        if self.text() in seen:
            self.refuse(f"is the id of another {what} already", "Ids are unique within their list.")
        seen.add(self.value)
        return self.value
