"""The log: one JSON object a line on stderr, without personal data.

What may stand in it is said here and not where something is logged: of a message its template and of its arguments the
numbers, of one without arguments the place it comes from, of an exception its type and the places it went through. Everything
else may hold a name or an address, most of all what nobody expected. Own lines are events with fields, see `event`.
"""

import json
import logging
import sys
import threading
from datetime import UTC, datetime
from logging import LogRecord
from types import TracebackType
from typing import Any

from scheduler.traces import short, trace_of

_FIELDS = "lotse_fields"
_log = logging.getLogger("lotse")


class Lines(logging.Formatter):
    """A record as one line. Times are UTC; `at` has milliseconds."""

    def format(self, record: LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        line: dict[str, Any] = {"at": at, "level": record.levelname.lower()}
        fields = getattr(record, _FIELDS, None)
        if fields is None:  # somebody else's words
            line |= {"event": "message", "logger": record.name, "message": _without_values(record)}
        else:
            line |= fields
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            line["trace"] = trace_of(error)
        return json.dumps(line, ensure_ascii=False)


def event(name: str, level: int = logging.INFO, error: BaseException | None = None, **fields: str | float | None) -> None:
    """Log something of ours. `fields` are words of the program and numbers, never what somebody typed; None is left out."""
    told = {"event": name, **{key: value for key, value in fields.items() if value is not None}}
    _log.log(level, "%s", name, extra={_FIELDS: told}, exc_info=error)


def to_stderr() -> None:
    """From now on all that is logged in this process, and whatever ends it."""
    handler = logging.StreamHandler()
    handler.setFormatter(Lines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for chatty in ("alembic", "distributed", "waitress.queue"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    catch_all()


def catch_all() -> None:
    """Whatever ends a thread or the process is logged, and not printed by Python with all it carries."""
    sys.excepthook = _uncaught
    threading.excepthook = lambda args: _uncaught(args.exc_type, args.exc_value, args.exc_traceback)


def _uncaught(_kind: type[BaseException], error: BaseException | None, _trace: TracebackType | None) -> None:
    event("uncaught", logging.CRITICAL, error)


def _without_values(record: LogRecord) -> str:
    """The message with its numbers; in the place of any other value stands an ellipsis.

    One without arguments may have been put together before: waitress tells the path of who hung up, gunicorn the header that
    it could not read.
    """
    if not isinstance(record.msg, str) or not record.args:
        return f"… ({short(record.pathname)}:{record.lineno})"
    arguments = record.args if isinstance(record.args, tuple) else ()
    try:
        return record.msg % tuple(one if isinstance(one, int | float) else "…" for one in arguments)
    except (TypeError, ValueError):  # no such template after all
        return record.msg
