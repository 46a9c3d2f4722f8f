"""What is wrong with a field of a request, in our words: one sentence for each kind of fault, with the value and what helps.

The left column are pydantic's types of error, and those of `api.fields`. pydantic's own words speak to programmers.
"""

import json
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, Field

_DESCRIBED = "The fields are described in /api/openapi.json."

SENTENCES = {
    "missing": f"is missing. {_DESCRIBED}",
    "extra_forbidden": f"is not a known field. Maybe it is mistyped. {_DESCRIBED}",
    "model_type": f"{{value}} is not an object. {_DESCRIBED}",
    "list_type": "{value} is not a list. Write it in square brackets, even where it has one entry.",
    "too_long": "holds more than {max_length} entries. Send fewer.",
    "string_type": "{value} is not a text. Write it in quotes.",
    "string_unicode": "{value} holds half a surrogate pair, which is no character. Write the character itself.",
    "string_too_short": "{value} has fewer than {min_length} letters.",
    "string_too_long": "{value} has more than {max_length} letters.",
    "string_pattern_mismatch": "{value} holds a character that cannot stand here. Write one plain line.",
    "day": "{value} is not a day of the calendar. Write YYYY-MM-DD in quotes, such as 2026-03-02.",
    "moment": "{value} is not a time with its time zone. Write it like 2026-03-02T08:00+01:00, in quotes.",
    "int_type": "{value} is not a whole number. Write it without quotes and without a decimal point.",
    "float_type": "{value} is not a number. Write it without quotes.",
    "bool_type": "{value} is neither true nor false. Write one of them without quotes.",
    "literal_error": "{value} is not known here. Write {expected}.",
    "greater_than_equal": "{value} is less than {ge}, the least that is taken.",
    "less_than_equal": "{value} is more than {le}, the most that is taken.",
    # of a query, where everything is text
    "digits": "{value} is not a whole number. Write it with digits alone.",
    "decimal": "{value} is not a number. Write it with digits and, where needed, a decimal point.",
}
OTHERWISE = f"{{value}} cannot stand here. {_DESCRIBED}"

_LONGEST_SHOWN = 60
_MOST_TOLD = 3


class FieldFault(BaseModel):
    """One field of the request that cannot be used."""

    path: str = Field(examples=["customer.email"])
    detail: str


def of_errors(errors: Iterable[Any]) -> list[FieldFault]:
    """pydantic's `errors()` as faults, in their order."""
    return [FieldFault(path=path_of(error["loc"]), detail=_sentence(error)) for error in errors]


def in_words(faults: list[FieldFault]) -> str:
    """The first few faults as one text."""
    sentences = [f"{fault.path}: {fault.detail}" if fault.path else fault.detail for fault in faults[:_MOST_TOLD]]
    more = len(faults) - _MOST_TOLD
    return " ".join([*sentences, f"And {more} more, see `faults`."] if more > 0 else sentences)


def path_of(location: Iterable[int | str]) -> str:
    """("meetings", 3, "minutes") -> meetings[3].minutes"""
    path = ""
    for step in location:
        plain = step if isinstance(step, int) or (step.isprintable() and len(step) <= _LONGEST_SHOWN) else shown(step)
        path += f"[{plain}]" if isinstance(step, int) else f".{plain}" if path else str(plain)
    return path


def shown(value: object) -> str:
    """The value as JSON, what cannot be seen escaped, cut where it gets long."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    text = "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in text)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 3]}..."


def _sentence(error: Any) -> str:
    return SENTENCES.get(error["type"], OTHERWISE).format(value=shown(error["input"]), **error.get("ctx", {}))
