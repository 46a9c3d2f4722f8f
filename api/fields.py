"""The kinds of field a request may hold, each taken in one spelling only.

A value two programs read differently is refused rather than guessed: no number for a day, no "3" for 3, no local time
without its offset. JSON has no days and times, so they are strings: RFC 3339 full-date, and its date-time, of which the
seconds may be left out.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, LiteralString, TypeVar

from pydantic import BeforeValidator, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

# No control character, nothing that some program takes for the end of a line.
_ONE_LINE = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$"
_DAY = r"^\d{4}-\d{2}-\d{2}$"
_MOMENT = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})$"

Value = TypeVar("Value")


def _moment(text: str) -> datetime:
    """Raises OverflowError for one so near an end of the calendar that it is beyond it in another time zone."""
    moment = datetime.fromisoformat(text)
    for there in (timedelta(days=-1), timedelta(days=1)):
        _ = moment.astimezone(UTC) + there
    return moment


def _written(pattern: str, read: Callable[[str], Value], error: LiteralString) -> BeforeValidator:
    """Takes a text in the spelling of `pattern` and nothing else; `error` names the sentence of api.faults."""

    def value_of(given: Any) -> Value:
        if isinstance(given, str) and re.fullmatch(pattern, given, re.ASCII):
            try:
                return read(given)
            except (ValueError, OverflowError):  # 30 February, 25 o'clock, a day before the first
                pass
        raise PydanticCustomError(error, "said in api.faults")

    return BeforeValidator(value_of)


OneLine = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=_ONE_LINE)]
# Of a district, a venture, a department. Any line may be sent: the use case answers an unknown one with those it knows.
Id = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=_ONE_LINE)]
Day = Annotated[
    date, _written(_DAY, date.fromisoformat, "day"), WithJsonSchema({"type": "string", "format": "date", "pattern": _DAY})
]
Moment = Annotated[
    datetime,
    _written(_MOMENT, _moment, "moment"),
    WithJsonSchema({"type": "string", "format": "date-time", "pattern": _MOMENT}),
]
# Of a query, where everything is text: no sign, blank, underscore or power of ten.
Digits = Annotated[int, _written(r"\d{1,10}", int, "digits")]
Decimal = Annotated[float, _written(r"\d{1,10}(\.\d{1,6})?", float, "decimal")]
