"""Frozen values <-> JSON documents, by their field types: for what is stored whole (a town, a plan, a required meeting).

A field that is missing takes its default, so a document written before a field existed still reads; a field that no
longer exists is ignored. Times of day and days are ISO text; instants are ISO text in UTC.
"""

from collections.abc import Mapping
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
    return _read(kind, document)


def _read(kind: Any, document: Any) -> Any:
    options = [option for option in get_args(kind) if option is not NoneType]
    if get_origin(kind) is tuple:
        return tuple(_read(options[0], item) for item in document)
    if options:  # X | None
        return None if document is None else _read(options[0], document)
    if isinstance(kind, type) and is_dataclass(kind):
        types = _field_types(kind)
        return kind(**{name: _read(types[name], item) for name, item in document.items() if name in types})
    if kind is datetime:
        return datetime.fromisoformat(document).astimezone(BERLIN)
    if kind in (date, time):
        return kind.fromisoformat(document)
    return document


@cache
def _field_types(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)
