"""Lines 1: how large, how long, how it survives, and that two workers are worth having."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from scheduler.engine import Cluster, Engine
from scheduler.outcomes import Figures
from scheduler.scenarios import Study, study_of
from scheduler.study.run import run
from scheduler.toml_reader import Table
from scheduler.townfile import read_town_file
from scheduler.ventures import catalogue
from tests.api.served import served
from tests.processes import children_of, gone
from tests.whatif.said import said
from tests.whatif.service import asked, until

TOWN = Path(__file__).parents[2] / "fixtures" / "towns" / "dortmund.toml"
CLOSE = {"lever": "hours", "department": "gewerbemeldestelle", "close": [{"days": ["Do"], "start": "14:00", "end": "18:00"}]}
ADD = {"lever": "officers", "department": "brandschutz", "more": 1}
Results = dict[tuple[int, int], Figures]


def study(contacts: int, replications: int, seed: int, scenarios: list[dict[str, Any]], **more: Any) -> Study:
    return study_of(Table(document(contacts, replications, seed, scenarios, **more)), read_town_file(TOWN), catalogue())


def document(contacts: int, replications: int, seed: int, scenarios: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    month = {"contacts": contacts, "first_day": "2026-03-02"}
    return {"name": "Beweis", "replications": replications, "seed": seed, "month": month, "scenarios": scenarios} | more


def few() -> list[dict[str, Any]]:
    """Three scenarios beside the baseline."""
    return [
        {"name": "zu", "levers": [CLOSE]},
        {"name": "zu und mehr", "levers": [CLOSE, ADD]},
        {"name": "mehr", "levers": [{"lever": "demand", "times": 1.1}]},
    ]


def many() -> list[dict[str, Any]]:
    """Nineteen beside the baseline."""
    return [{"name": f"mal {times}", "levers": [{"lever": "demand", "times": times / 100}]} for times in range(85, 123, 2)]


def _timed(asked_for: Study, workers: int, during=lambda _count: None) -> tuple[float, Results]:
    """Seconds from the first finished replication, when all processes are warm, to the last; and the results."""
    known: Results = {}
    times: list[float] = []

    def keep(*_: object) -> None:
        times.append(time.monotonic())
        during(len(times))

    with Engine(Cluster(workers=workers)) as engine:
        run(asked_for, engine, known, keep)
    return times[-1] - times[min(workers, len(times) - 1) - 1], known


def sizes(seed: int) -> Iterator[bool]:
    for name, contacts, replications, scenarios, demanded in (
        ("1a", 700, 10, few(), "4 scenarios x 10 replications of the Dortmund month on 2 workers in <= 30 min, with progress"),
        ("1b", 70, 30, many(), "20 scenarios x 30 replications of a 70-contact town"),
    ):
        shown: list[int] = []
        begun = time.monotonic()
        _, known = _timed(study(contacts, replications, seed, scenarios), 2, shown.append)
        minutes = (time.monotonic() - begun) / 60
        whole = len(known) == replications * (len(scenarios) + 1) == len(shown)
        load = os.getloadavg()[1]
        seen = f"{minutes:.1f} min, {len(shown)} steps of progress, load {load:.1f}"
        yield said(name, demanded, seen, len(known), seed, whole and (name != "1a" or minutes <= 30))


def survives_a_worker(seed: int) -> Iterator[bool]:
    asked_for = study(70, 6, seed, few()[:1])
    _, undisturbed = _timed(asked_for, 2)
    killed: list[int] = []

    def kill(count: int) -> None:
        if count in (3, 7):
            worker = _busiest(os.getpid())
            os.kill(worker, 9)
            killed.append(worker)

    _, disturbed = _timed(asked_for, 2, kill)
    yield said(
        "1c", "kill -9 of a worker: the same result", f"{len(killed)} killed, equal: {undisturbed == disturbed}",
        len(disturbed), seed, undisturbed == disturbed and len(killed) == 2,
    )  # fmt: skip


def _busiest(pid: int) -> int:
    """The process below that has taken most of the processor."""

    def below(one: int) -> Iterator[int]:
        for child in children_of(one):
            yield child
            yield from below(child)

    def ticks(one: int) -> int:
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])

    return max(below(pid), key=ticks)


def survives_the_service(seed: int) -> Iterator[bool]:
    body = document(70, 6, seed, few()[:1])
    results, done, below = [], 0, list[int]()
    with TemporaryDirectory(prefix="lotse-prove-") as folder:
        for kills in (0, 1):
            job, tried = None, 0
            while tried <= kills:
                with served(Path(folder)) as service:
                    if job is None:
                        job = asked(service.url, "/scenarios", body)[1]["id"]
                    if tried < kills:
                        done = until(service.url, job, lambda one: one["done"] >= 4)["done"]
                        below = children_of(service.process.pid)
                        service.process.kill()
                        service.process.wait()
                    else:
                        until(service.url, job, lambda one: one["state"] == "done")
                        results.append(asked(service.url, f"/jobs/{job}/results")[1])
                tried += 1
        orphans = [pid for pid in below if not gone(pid)]
    same = results[0] == results[1]
    yield said(
        "1d", "kill -9 of the service: resumes, same result", f"killed after {done} of 12, equal: {same}, orphans {len(orphans)}",
        len(results[1]["scenarios"]), seed, same and not orphans,
    )  # fmt: skip


def cancels(seed: int) -> Iterator[bool]:
    for play, contacts, more in (("rolling", 700, {}), ("clairvoyant", 300, {"seconds": 300})):
        body = document(contacts, 10, seed, few(), play=play, **more)
        with TemporaryDirectory(prefix="lotse-prove-") as folder, served(Path(folder)) as service:
            job = asked(service.url, "/scenarios", body)[1]["id"]
            until(service.url, job, lambda one: one["state"] == "running")
            time.sleep(25)  # both workers are in the middle of a solve by then
            before = time.monotonic()
            asked(service.url, f"/jobs/{job}/cancel", {})
            until(service.url, job, lambda one: one["state"] == "cancelled")
            told = time.monotonic() - before
        demanded = f"cancel of a {play} study within 2 s, the solve ended"
        yield said("1e", demanded, f"{told:.1f} s, load {os.getloadavg()[0]:.1f}", 1, seed, told <= 2)


def two_beat_one(seed: int) -> Iterator[bool]:
    asked_for = study(150, 12, seed, [])
    one, results_of_one = _timed(asked_for, 1)
    two, results_of_two = _timed(asked_for, 2)
    # Of one worker 11 replications were timed, of two 10.
    times = (one / 11) / (two / 10)
    same = results_of_one == results_of_two
    seen = f"{times:.2f} times, equal results: {same}, load {os.getloadavg()[0]:.1f}"
    yield said("1f", "two workers >= 1.5 times one, with the same results", seen, 24, seed, times >= 1.5 and same)
