"""The whole calendar, three ways side by side: `make bench`, `make bench-quick`.

First come, first served; one CP-SAT model of everything, hinted with that plan; and Lotse. Each in a process of its own,
with the same seconds, on the same file, one after the other; every plan is read back and refereed. Writes a table, the
curves of goals and bounds over time, and all that was measured as JSON. docs/benchmarks.md keeps what was seen.
"""

import argparse
import json
import os
import platform
import secrets
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from bench.curves import curves
from bench.instances import BY_NAME, CITY, INSTANCES, SEEDS, Instance, seed_of
from bench.methods import FIRST_COME, METHODS, Asked, Run, run
from solver.exchange import GOAL_NAMES, read_problem
from solver.problem import Problem
from solver.question import APPOINTMENTS, CHANGES, UNPLACED
from solver.search import versions

OUT = Path(__file__).parents[1] / "out" / "bench"
SECONDS, CITY_SECONDS, QUICK_SECONDS = 60.0, 180.0, 15.0
QUICK = ("small", "on-site")
SHOWN = tuple(index for index in range(len(GOAL_NAMES)) if index != CHANGES)  # nothing was told before, so none changes


def main() -> int:
    options = argparse.ArgumentParser(description="Methods side by side on months from a seed.")
    options.add_argument("--only", action="append", choices=BY_NAME, help="this instance, or several; else all of them")
    options.add_argument("--quick", action="store_true", help=f"{', '.join(QUICK)}, {QUICK_SECONDS:.0f} s each")
    options.add_argument("--seed", type=seed_of, default=secrets.randbelow(SEEDS), help="else drawn at run time")
    options.add_argument("--seconds", type=float, help=f"for each method; else {SECONDS:.0f}, for a city {CITY_SECONDS:.0f}")
    options.add_argument("--out", type=Path, default=OUT)
    asked = options.parse_args()
    names = asked.only or (QUICK if asked.quick else [one.name for one in (*INSTANCES, CITY)])
    seconds = asked.seconds or (QUICK_SECONDS if asked.quick else None)
    print(f"seed {asked.seed}; {machine()}; load {os.getloadavg()[0]:.1f}", flush=True)
    print(*HEAD, sep="\n")
    runs: dict[str, list[Run]] = {}
    for name in names:
        limit = seconds or (CITY_SECONDS if name == CITY.name else SECONDS)
        runs[name] = []
        for one in side_by_side(BY_NAME[name], asked.seed, limit, asked.out):
            print(line_of(name, one), flush=True)
            runs[name].append(one)
        written(asked.out, asked.seed, runs)
    faults = [fault for some in runs.values() for one in some for fault in one.faults]
    print("\n".join(faults) or f"every plan is lawful; see {asked.out}")
    return 1 if faults else 0


def side_by_side(instance: Instance, seed: int, limit: float, folder: Path) -> Iterator[Run]:
    """Each method on the month of that seed, in turn; first-come's plan is CP-SAT's hint, so it comes first."""
    path, problem = month_file(instance, seed, folder)
    plans = {method: path.with_suffix(f".{method}.plan.json") for method in METHODS}
    for method in METHODS:
        yield run(Asked(method, path, plans[method], limit, seed, hint=plans[FIRST_COME]), problem)


def month_file(instance: Instance, seed: int, folder: Path) -> tuple[Path, Problem]:
    """The instance as a problem file in the folder, and what it holds."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{instance.name}-{seed}.json"
    if not path.exists():
        path.write_text(instance.text(seed), "utf-8")
    return path, read_problem(path.read_bytes())


HEAD = (
    "| instance | method | " + " | ".join(f"{GOAL_NAMES[index]} (bound)" for index in SHOWN) + " | gap | seconds | MB |",
    "|---|---|" + "---|" * len(SHOWN) + "---|---|---|",
)


def line_of(name: str, one: Run) -> str:
    """A line of the table."""
    cells = [name, one.method]
    if one.failed:
        cells += [f"none: {one.failed}", *[""] * len(SHOWN)]
    else:
        cells += [f"{one.values[index]} ({_dash(one.bounds[index])})" for index in SHOWN]
        cells += [gap(one)]
    return f"| {' | '.join([*cells, f'{one.seconds:.0f}', str(one.megabytes)])} |"


def gap(one: Run) -> str:
    """How far the first goal that is not proved may be from its best; behind it nothing is comparable."""
    for name, value, bound in zip(GOAL_NAMES, one.values, one.bounds, strict=True):
        if value != bound:
            return f"{name} {_dash(None if value is None or bound is None else value - bound)}"
    return "proved"


def _dash(value: int | None) -> str:
    return "-" if value is None else str(value)


def written(folder: Path, seed: int, runs: Mapping[str, Sequence[Run]]) -> None:
    """The table, the curves and all figures."""
    lines = [line_of(name, one) for name, some in runs.items() for one in some]
    (folder / "table.md").write_text("\n".join([*HEAD, *lines, ""]), "utf-8")
    for goal, index in (("unplaced", UNPLACED), ("appointments", APPOINTMENTS)):
        (folder / f"{goal}.svg").write_text(curves(runs, goal, index), "utf-8")
    figures = {name: [asdict(one) for one in some] for name, some in runs.items()}
    all_of_it = {"seed": seed, "machine": machine(), "versions": versions(), "runs": figures}
    (folder / "figures.json").write_text(json.dumps(all_of_it, indent=1) + "\n", "utf-8")


def machine() -> str:
    return f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}, Python {platform.python_version()}"


if __name__ == "__main__":
    sys.exit(main())
