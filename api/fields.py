"""The kinds of field a request may hold, each taken in one spelling only.

A value two programs read differently is refused rather than guessed: no number for a day, no "3" for 3, no local time
without its offset. JSON has no days and times, so they are strings: RFC 3339 full-date, and its date-time, of which the
seconds may be left out.
"""

import re
from datetime import date, datetime
from typing import Annotated, Any, LiteralString, TypeVar

from pydantic import BeforeValidator, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

# No control character, nothing that some program takes for the end of a line.
_ONE_LINE = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$"
_DAY = r"^\d{4}-\d{2}-\d{2}$"
_MOMENT = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})$"

Written = TypeVar("Written", date, datetime)


def _read(kind: type[Written], value: Any, pattern: str, name: LiteralString) -> Written:
    """`value` in the spelling of `pattern`; else an error of the type `name`, for which api.faults has the sentence."""
    if isinstance(value, str) and re.fullmatch(pattern, value, re.ASCII):
        try:
            return kind.fromisoformat(value)
        except ValueError:  # 30 February, 25 o'clock
            pass
    raise PydanticCustomError(name, "is refused in the words of api.faults")


OneLine = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=_ONE_LINE)]
# Of a district, a venture, a department. Any line may be sent: the use case answers an unknown one with those it knows.
Id = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=_ONE_LINE)]
Day = Annotated[
    date,
    BeforeValidator(lambda value: _read(date, value, _DAY, "day")),
    WithJsonSchema({"type": "string", "format": "date", "pattern": _DAY}),
]
Moment = Annotated[
    datetime,
    BeforeValidator(lambda value: _read(datetime, value, _MOMENT, "moment")),
    WithJsonSchema({"type": "string", "format": "date-time", "pattern": _MOMENT}),
]
