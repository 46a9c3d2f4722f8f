"""What is computed in child processes, counted and timed for /metrics."""

from collections.abc import Callable, Iterable
from typing import Any

from prometheus_client import Counter, Histogram

from scheduler import backlog, explaining, options, planning, refitting, replans
from scheduler.errors import BusyError, LostError
from scheduler.plans import Goal
from scheduler.workers import Workers

# What the label `work` calls it, and the goals of what comes of it, for the share that is proved.
NAMES: dict[Callable[..., Any], str] = {
    planning.drafted: "plan",
    planning.solved_json: "solve",
    options.drafted: "options",
    explaining.explained: "explanation",
    backlog.drafted: "backlog",
    replans.drafted: "replan",
    refitting.refitted: "another_time",
}
_GOALS: dict[str, Callable[[Any], Iterable[Goal]]] = {
    "plan": lambda draft: draft.plan.goals,
    "backlog": lambda draft: draft.backlog.after,
    "explanation": lambda found: found.goals,
    "replan": lambda proposal: proposal.replan.goals,
}

_SECONDS = Histogram(
    "lotse_solve_seconds",
    "What was computed in child processes, and how long it took.",
    ("work",),
    buckets=(0.03, 0.1, 0.3, 1, 3, 10, 30, 60),
)
_OUTCOMES = Counter(
    "lotse_solves",
    "What became of it: proved (nothing better is possible), open (not proved), answered (has no goals), refused (all were"
    " busy), lost (out of time or memory, or killed), failed (wrong input or a bug).",
    ("work", "outcome"),
)


class MeasuredWorkers(Workers):
    """Workers that are counted and timed."""

    def run(self, seconds: float, work: Callable[..., Any], *arguments: Any) -> Any:
        name, outcome = NAMES.get(work, "other"), "failed"
        try:
            with _SECONDS.labels(name).time():
                found = super().run(seconds, work, *arguments)
            outcome = _outcome(name, found)
            return found
        except BusyError:
            outcome = "refused"
            raise
        except LostError:
            outcome = "lost"
            raise
        finally:
            _OUTCOMES.labels(name, outcome).inc()


def refused() -> None:
    """Nobody had a turn to give, so it is not known what for."""
    _OUTCOMES.labels("any", "refused").inc()


def _outcome(name: str, found: Any) -> str:
    if name not in _GOALS:
        return "answered"
    return "proved" if all(goal.value == goal.bound for goal in _GOALS[name](found)) else "open"
