"""TOML (or JSON of the same shape) from outside, field by field: what is missing, unknown or of the wrong kind is refused
in a sentence. JSON has no days and times of its own, so both may also be written as text.

A `Table` knows its path (`officers[3].hours`) and which fields were asked for; `finish` refuses the rest, so that a
misspelt field is never ignored in silence.
"""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime, time
from typing import Any, TypeVar

from scheduler.errors import InputError

Kind = TypeVar("Kind")

_KIND_IN_WORDS: dict[type, str] = {
    str: "a text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    date: "a day like 2026-03-02",
    time: "a time like 08:30:00",
    list: "a list",
    dict: "a table",
}
_NOT_IN_GERMAN: dict[type, str] = {
    str: "kein Text",
    int: "keine ganze Zahl",
    float: "keine Zahl",
    bool: "weder ja noch nein",
    date: "kein Tag",
    time: "keine Uhrzeit",
    list: "keine Liste",
    dict: "keine Tabelle",
}
_AS_TEXT: dict[type, re.Pattern[str]] = {date: re.compile(r"\d{4}-\d\d-\d\d"), time: re.compile(r"\d\d:\d\d(:\d\d)?")}
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NAME = re.compile(r"[\w-]+")  # so that a path through it can be read again
LONGEST_ID = 80  # as long as a request may name one
LARGEST_NUMBER = 10**9  # what is larger is a slip of the pen, and no database or calendar takes it
# Control characters, and halves of a pair that JSON can spell and no file can hold. Lines may be broken.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_MANDATORY: Any = object()


class Table:
    """One TOML table at `path`; every getter takes a field's name and raises `InputError` when it is not as asked."""

    def __init__(self, fields: dict[str, Any], path: str = "") -> None:
        self._fields = fields
        self._asked: set[str] = set()
        self.path = path

    @property
    def fields(self) -> Mapping[str, Any]:
        """As they were given, unread."""
        return self._fields

    def path_of(self, field: str) -> str:
        return f"{self.path}.{field}" if self.path else field

    def error(self, field: str, sentence: str, advice: str = "", german: str = "") -> InputError:
        """The error to raise about a field whose value is of the right kind and yet wrong."""
        return InputError(sentence, path=self.path_of(field), value=self._fields.get(field), advice=advice, german=german)

    def has(self, field: str) -> bool:
        self._asked.add(field)
        return field in self._fields

    def text(self, field: str, default: str = _MANDATORY) -> str:
        value = self._get(field, str, default)
        if field in self._fields and not value.strip():
            raise self.error(field, "is empty.", german="Hier fehlt eine Angabe.")
        _refuse_unwritable(value, self.path_of(field))
        return value

    def known(self, field: str, ids: Collection[str], what: str) -> str:
        """The id in a field that must name one of `ids`; `what` says what these are."""
        id_ = self.text(field)
        if id_ not in ids:
            german = f"„{id_}“ gibt es hier nicht (mehr)."
            raise self.error(field, f'"{id_}" names no {what} of this town.', f"Known: {', '.join(sorted(ids))}.", german)
        return id_

    def slug(self, field: str) -> str:
        """An id that may stand in an address or a file name: small letters, digits and hyphens."""
        value = self.text(field)
        if not _SLUG.fullmatch(value):
            raise self.error(field, f"{value!r} is not an id.", "Ids are small letters, digits and hyphens, like adv-hoerde.")
        if len(value) > LONGEST_ID:
            raise self.error(field, f"is {len(value)} characters long.", f"Ids have at most {LONGEST_ID}.")
        return value

    def whole(self, field: str, at_least: int = 0, at_most: int = LARGEST_NUMBER, default: int = _MANDATORY) -> int:
        value = self._get(field, int, default)
        if value < at_least:
            raise self.error(field, f"{value} is less than {at_least}.", german=f"{value} ist weniger als {at_least}.")
        if value > at_most:
            raise self.error(field, f"{value} is more than {at_most}.", german=f"{value} ist mehr als {at_most}.")
        return value

    def number(self, field: str, at_least: float, at_most: float, default: float = _MANDATORY) -> float:
        """A number with or without a fraction, from `at_least` to `at_most`."""
        value = self._fields.get(field)
        if isinstance(value, int) and not isinstance(value, bool):
            value = float(self.whole(field, at_least=-LARGEST_NUMBER))
        else:
            value = self._get(field, float, default)
        if not at_least <= value <= at_most:
            given, least, most = (f"{number:.12g}" for number in (value, at_least, at_most))
            german = f"{given} liegt nicht zwischen {least} und {most}".replace(".", ",") + "."
            raise self.error(field, f"{given} is not between {least} and {most}.", german=german)
        return value

    def flag(self, field: str, default: bool = _MANDATORY) -> bool:
        return self._get(field, bool, default)

    def day(self, field: str) -> date:
        return self._get(field, date, _MANDATORY)

    def time(self, field: str) -> time:
        return self._get(field, time, _MANDATORY)

    def texts(self, field: str, default: tuple[str, ...] = _MANDATORY) -> tuple[str, ...]:
        """A list of distinct texts, none of them empty."""
        values = self._get(field, list, default)
        for index, value in enumerate(values):
            if not isinstance(value, str) or not value.strip():
                raise InputError(
                    f"{value!r} is not a text with letters in it.", path=f"{self.path_of(field)}[{index}]", value=value
                )
            _refuse_unwritable(value, f"{self.path_of(field)}[{index}]")
            if value in values[:index]:
                raise InputError(f'"{value}" stands there twice.', path=f"{self.path_of(field)}[{index}]", value=value)
        return tuple(values)

    def table(self, field: str) -> "Table":
        return Table(self._get(field, dict, _MANDATORY), self.path_of(field))

    def tables(self, field: str, default: tuple[()] = _MANDATORY) -> "list[Table]":
        """A list of tables, `[[field]]` or inline."""
        found = []
        for index, value in enumerate(self._get(field, list, default)):
            path = f"{self.path_of(field)}[{index}]"
            if not isinstance(value, dict):
                raise InputError(f"{value!r} is not a table.", path=path, value=value)
            found.append(Table(value, path))
        return found

    def rows(self, field: str) -> list[Any]:
        """A list as it is, for a reader of its own."""
        return self._get(field, list, _MANDATORY)

    def named_tables(self, field: str) -> "dict[str, Table]":
        """Tables by name, `[field.name]`."""
        outer = self.table(field)
        for name in outer._fields:
            if not _NAME.fullmatch(name):
                raise InputError(f"{name!r} is not a name.", path=outer.path, value=name, advice="Maybe letters and hyphens.")
        return {name: outer.table(name) for name in outer._fields}

    def sources(self) -> tuple[tuple[str, str], ...]:
        """(path, text) of every `source` in this table and in those within it, by path."""
        return tuple(sorted(_sources(self._fields, self.path)))

    def finish(self) -> None:
        """Refuse what nobody asked for."""
        for field in self._fields:
            if field not in self._asked:
                known = ", ".join(sorted(self._asked))
                raise self.error(field, "is not a known field.", f"Known here: {known}.")

    def _get(self, field: str, kind: type[Kind], default: Any) -> Kind:
        self._asked.add(field)
        if field not in self._fields:
            if default is _MANDATORY:
                raise self.error(field, "is missing.", f"It must be {_KIND_IN_WORDS[kind]}.", "Hier fehlt eine Angabe.")
            return default
        value = _spelled(self._fields[field], kind)
        # In Python True is an int and a datetime is a date; in a data file neither is meant.
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)) or isinstance(value, datetime):
            german = f"„{value}“ ist {_NOT_IN_GERMAN[kind]}." if value else "Hier fehlt eine Angabe."
            raise self.error(field, f"{value!r} is not {_KIND_IN_WORDS[kind]}.", german=german)
        return value


def _refuse_unwritable(text: str, path: str) -> None:
    if found := _UNWRITABLE.search(text):
        raise InputError(f"U+{ord(found[0]):04X} stands in it, which is no character to be read.", path=path, value=text)


def _sources(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for index, entry in enumerate(value):
            yield from _sources(entry, f"{path}[{index}]")
    elif isinstance(value, dict):
        if "source" in value:
            yield path, value["source"]
        for field, inner in value.items():
            yield from _sources(inner, f"{path}.{field}" if path else field)


def _spelled(value: Any, kind: type) -> Any:
    """A day or a time written as text; whatever is not one stays as it is."""
    if isinstance(value, str) and kind in _AS_TEXT and _AS_TEXT[kind].fullmatch(value):
        with suppress(ValueError):
            return (date if kind is date else time).fromisoformat(value)
    return value


def parse(text: str) -> Table:
    """The outermost table of a TOML text; `InputError` with line and column when it is none."""
    try:
        return Table(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError) as reason:
        raise InputError(f"is not TOML: {reason}.", path="file") from reason
    except ValueError as reason:  # of Python's own reading of numbers, which tomllib leaves as it is
        raise InputError(f"has a number of thousands of digits. The largest taken is {LARGEST_NUMBER}.", path="file") from reason


def refuse_twice(tables: list[Table], ids: list[str]) -> None:
    """Ids are unique within their list; `ids` are those of `tables`, in order."""
    for index, (table, id_) in enumerate(zip(tables, ids, strict=True)):
        if id_ in ids[:index]:
            raise table.error("id", f'"{id_}" stands there twice.', "Every id may be given once.")
