"""What can go wrong, apart from "no", which is an answer: wrong input, a world that moved, a store that cannot be used.

Every error is a sentence with the path, the value and what may help. `code` is stable, for programs; which HTTP status
it becomes is said once, in the api.
"""

from collections.abc import Iterable


class LotseError(Exception):
    """The root of our errors. `path` names the field (`customer.email`), `value` is what stood there, `advice` may help.

    `german`: sentence and advice on a German page; empty where no page can meet it.
    """

    code = "error"

    def __init__(self, sentence: str, *, path: str = "", value: object = None, advice: str = "", german: str = "") -> None:
        self.sentence = sentence
        self.path = path
        self.value = value
        self.advice = advice
        self.german = german
        super().__init__(" ".join(part for part in (f"{path}: {sentence}" if path else sentence, advice) if part))


class InputError(LotseError):
    """Something from outside that cannot be used; nothing was changed."""

    code = "wrong-input"


class NotFoundError(LotseError):
    """An id that names nothing."""

    code = "not-found"


class Conflict(LotseError):  # noqa: N818  a state of the world, named as the interface names it
    """The world moved between reading and writing; nothing was written. `what_changed`: one sentence each."""

    code = "conflict"

    def __init__(self, what_changed: Iterable[str], *, advice: str = "Request a new plan.", german: str = "") -> None:
        self.what_changed = list(what_changed)
        super().__init__(" ".join(self.what_changed), advice=advice, german=german)


class StaleError(LotseError):
    """What was to be changed is no longer in the version that the caller had seen; nothing was written."""

    code = "stale"

    def __init__(self, what: str, version: object) -> None:
        sentence = f"{what} was changed by somebody else since version {version}."
        super().__init__(sentence, value=version, advice="Look at it again and send the change for its new version.")


class BusyError(LotseError):
    """The store, or all who compute, were taken by others for longer than we wait. Nothing was written; send it again."""

    code = "busy"


class AwayError(BusyError):
    """The database cannot be reached, or went away in the middle. Whether the last commit came through is then known to nobody
    but the database; sent again with its key, a request is done once either way.
    """

    code = "store-away"


class LostError(LotseError):
    """What was being computed was lost on the way: out of time or memory, or its process was ended. Nothing was written."""

    code = "computing-lost"


class StoreError(LotseError):
    """A store we refuse to work on, because a promise would not hold there."""

    code = "store-unfit"
