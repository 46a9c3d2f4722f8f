"""A study worked off on an engine: replication by replication, what is known already is not done again."""

from collections.abc import Callable, Iterator, MutableMapping

from scheduler.engine import Engine
from scheduler.outcomes import Figures
from scheduler.scenarios import Study
from scheduler.study.replication import replicate
from scheduler.study.stop import replications_enough

Keep = Callable[[int, int, Figures], None]  # scenario, replication, its figures


def run(
    study: Study,
    engine: Engine,
    known: MutableMapping[tuple[int, int], Figures],
    keep: Keep = lambda *_: None,
    stopping: Callable[[], bool] = lambda: False,
) -> int:
    """Adds to `known` until the study is done, and says of how many replications it then consists. `keep` hears of each.

    Raises StoppedError, and what `Engine.run` raises.
    """

    def done(which: tuple[int, int], found: Figures) -> None:
        known[which] = found
        keep(*which, found)

    def pieces() -> Iterator[tuple[tuple[int, int], tuple[object, ...]]]:
        for replication in range(study.replications):
            if _enough(study, known) is not None:
                return
            for scenario in range(len(study.scenarios)):
                if (scenario, replication) not in known:
                    yield (scenario, replication), (study, scenario, replication)

    if _enough(study, known) is None:
        engine.run(replicate, pieces(), done, stopping)
    replications = _enough(study, known)
    if replications is None:
        raise AssertionError("a study ended before it was done")
    return replications


def _enough(study: Study, known: MutableMapping[tuple[int, int], Figures]) -> int | None:
    return replications_enough(study.enough, len(study.scenarios), known, study.replications)
