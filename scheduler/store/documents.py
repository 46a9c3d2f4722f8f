"""Frozen values <-> JSON documents, by their field types: for what is stored whole (a town, a plan, a required meeting).

A field that is missing takes its default, so a document written before a field existed still reads; a field that no
longer exists is ignored. Times of day and days are ISO text; instants are ISO text in UTC.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from types import NoneType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from scheduler.clock import BERLIN

Value = TypeVar("Value")


def to_document(value: Any) -> Any:
    """A frozen value as JSON data (dict, list, text, number, None)."""
    if is_dataclass(value):
        return {field.name: to_document(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [to_document(item) for item in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return value


def from_document(kind: type[Value], document: Any) -> Value:
    """The value of type `kind` that `to_document` wrote; instants come back in Berlin."""
    return _reader(kind)(document)


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    """Reads documents of a type; what the type is made of is looked up once, for a case alone has a hundred fields."""
    options = [option for option in get_args(kind) if option is not NoneType]
    if get_origin(kind) is tuple:
        item_of = _reader(options[0])
        return lambda document: tuple([item_of(item) for item in document])
    if get_origin(kind) is Mapping:  # of plain values
        return _as_it_is
    if options:  # X | None
        read = _reader(options[0])
        return lambda document: None if document is None else read(document)
    if isinstance(kind, type) and is_dataclass(kind):
        of_field = {name: _reader(hint) for name, hint in get_type_hints(kind).items()}
        return lambda document: kind(**{name: of_field[name](item) for name, item in document.items() if name in of_field})
    if kind is datetime:
        return lambda document: datetime.fromisoformat(document).astimezone(BERLIN)
    if kind in (date, time):
        return kind.fromisoformat
    return _as_it_is


def _as_it_is(document: Any) -> Any:
    return document
