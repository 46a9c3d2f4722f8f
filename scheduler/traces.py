"""Where an exception came from, without anything it carries: its message may hold a name, an address, a whole row.

So does Python's own traceback, which ends in that message; a log that leaves the house must not.
"""

import traceback
from pathlib import Path

_ROOT = Path(__file__).parents[1]
_DEEPEST = 30  # frames of one exception; the inner ones tell more

Trace = tuple[str, ...]


class ChildError(Exception):
    """A bug met in a child process; `trace` is where, as `trace_of` says it."""

    def __init__(self, trace: Trace) -> None:
        super().__init__(trace)
        self.trace = trace


def trace_of(error: BaseException) -> Trace:
    """`["KeyError", "scheduler/cases.py:44 opened", ...]`, outermost frame first, then what it was raised from."""
    if isinstance(error, ChildError):
        return error.trace
    found: list[str] = []
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        frames = traceback.extract_tb(error.__traceback__)[-_DEEPEST:]
        found += [type(error).__qualname__, *(f"{short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames)]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)  # type: ignore[assignment]
    return tuple(found)


def short(filename: str) -> str:
    """Ours from the package on, a library's from its own name on: where something is installed is nobody's business."""
    path = Path(filename)
    if path.is_relative_to(_ROOT) and "site-packages" not in path.parts:
        return str(path.relative_to(_ROOT))
    return "/".join(path.parts[-2:])
