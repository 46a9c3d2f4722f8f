"""Break every form of every rule and watch a test fail: `make prove-rules`.

In a copy of the repository each of the nine rules loses one of its two halves, or has it shifted by one unit (a step, a
day, a person, a room); so has the third form that rules and goals have in fit (tests/solver/fit_faults.py). The tests of
that form must notice every one of these faults. A fault that no longer matches its file exactly once is an error, so that
the list cannot rot silently. `prove_rules.py fit` tries the faults of one form only.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from queue import SimpleQueue

from tests.solver.fit_faults import FIT_FAULTS

ROOT = Path(__file__).parents[1]
PROCESSES, MOST_SECONDS = 2, 600
RULES = ("once", "together", "customer", "advisor", "staff", "rooms", "window", "order", "pinned")
HALVES = {"add": "def add(choice: Choice) -> None:\n", "violations": "def violations(standing: Standing) -> Iterator[str]:\n"}
CHOICE, STANDING = "choice.py", "standing.py"
TESTS = {"add": ("rules",), "violations": ("rules",), "fit": ("fit_rules", "fit", "fit_changes")}


@dataclass(frozen=True)
class Fault:
    """`old` becomes `new` in a file of solver/, which is the rule's own unless `file` says otherwise."""

    rule: str
    half: str
    what: str
    old: str
    new: str
    file: str = ""

    @property
    def path(self) -> str:
        return self.file or f"rules/{self.rule}.py"


SHIFTED = (
    Fault("once", "add", "held by one appointment more", "sum(one.holds) == one.here", "sum(one.holds) >= one.here"),
    Fault("once", "add", "placed without standing", "one.here + stands == one.placed", "one.here + stands <= one.placed"),
    Fault("once", "add", "stands without being placed", "one.here + stands == one.placed", "one.here + stands >= one.placed"),
    Fault("once", "violations", "stands one time more", "] != 1:", "] not in (1, 2):"),
    Fault("once", "violations", "stands one time less", "] != 1:", "] not in (0, 1):"),
    Fault("together", "add", "a step longer", "policy.max_appointment_minutes))", "policy.max_appointment_minutes) + 1)"),
    Fault("together", "add", "a step shorter", "policy.max_appointment_minutes))", "policy.max_appointment_minutes) - 1)"),
    Fault("together", "add", "a step more of waiting", "one.length + most)", "one.length + most + 1)"),
    Fault("together", "add", "a step less of waiting", "one.length + most)", "one.length + most - 1)"),
    Fault("together", "add", "begins a step early", "appointment.begin == one.start)", "appointment.begin == one.start - 1)"),
    Fault("together", "add", "ends a step late", "appointment.finish == one.start + one.length)",
          "appointment.finish == one.start + one.length + 1)"),
    Fault("together", "violations", "a step longer",
          "> policy.max_appointment_minutes:", "> policy.max_appointment_minutes + 5:"),
    Fault("together", "violations", "a step shorter",
          "> policy.max_appointment_minutes:", "> policy.max_appointment_minutes - 5:"),
    Fault("together", "violations", "a step more of waiting", "> policy.max_wait_minutes:", "> policy.max_wait_minutes + 5:"),
    Fault("together", "violations", "a step of overlap", "if after.start < before.end:", "if after.start + 5 < before.end:"),
    Fault("together", "violations", "a step short", "!= meeting.minutes:", "not in (meeting.minutes, meeting.minutes - 5):"),
    Fault("customer", "add", "the same day", "later.position >= earlier.position + 1", "later.position >= earlier.position"),
    Fault("customer", "add", "the day after a pinned one",
          "appointment.position != position", "appointment.position != position + 1"),
    Fault("customer", "add", "a step before the window", "(bits & -bits).bit_length() - 1)", "(bits & -bits).bit_length() - 2)"),
    Fault("customer", "add", "a step after the window", "<= bits.bit_length())", "<= bits.bit_length() + 1)"),
    Fault("customer", "violations", "a step before the window", "window.start <= one.start", "window.start - 5 <= one.start"),
    Fault("customer", "violations", "a step after the window", "one.end <= window.end", "one.end <= window.end + 5"),
    Fault("customer", "violations", "the day after a pinned one", "setdefault((one.case, one.day), one)",
          "setdefault((one.case, one.day + 1), one)"),
    Fault("advisor", "add", "nobody hosts", "sum(hosts) == (here", "sum(hosts) <= (here"),
    Fault("advisor", "add", "a step more to be free",
          "starts(advisor, place, one.length)", "starts(advisor, place, one.length + 1)"),
    Fault("advisor", "add", "leaves a step late", "(begin - travel, length,", "(begin - travel + 1, length,", CHOICE),
    Fault("advisor", "add", "is back a step early", "finish + travel, literal", "finish + travel - 1, literal", CHOICE),
    Fault("advisor", "add", "one appointment is forgotten", "add_no_overlap(choice.hosted_by(advisor))",
          "add_no_overlap(choice.hosted_by(advisor)[1:])"),
    Fault("advisor", "violations", "leaves a step late",
          "one.start - place.travel_minutes,", "one.start - place.travel_minutes + 5,"),
    Fault("advisor", "violations", "is back a step early", "one.end + place.travel_minutes\n",
          "one.end + place.travel_minutes - 5\n"),
    Fault("advisor", "violations", "taken from a step later", "appointment.start - travel, appointment.end + travel",
          "appointment.start - travel + 5, appointment.end + travel", STANDING),
    Fault("advisor", "violations", "two at once for a step", "one.end > two.start]", "one.end > two.start + 5]", STANDING),
    Fault("staff", "add", "one person fills two needs", "choice.model.add(seated <= 1)", "choice.model.add(seated <= 2)"),
    Fault("staff", "add", "a seat stays empty", "sum(seat.values()) == one.here", "sum(seat.values()) <= one.here"),
    Fault("staff", "add", "free a step less", "starts(officer, place, one.length)", "starts(officer, place, one.length - 1)"),
    Fault("staff", "add", "leaves a step late", "start <= one.start - travel)", "start <= one.start - travel + 1)"),
    Fault("staff", "add", "is back a step early", "end >= one.start + one.length + travel)",
          "end >= one.start + one.length + travel - 1)"),
    Fault("staff", "violations", "one person fills two needs", "len(set(held.staff)) < len(held.staff)",
          "len(set(held.staff)) < len(held.staff) - 1"),
    Fault("staff", "violations", "leaves a step late",
          "meetings[0].start - travel,", "meetings[0].start - travel + 5,", STANDING),
    Fault("staff", "violations", "is back a step early", "for held in meetings) + travel", "for held in meetings) + travel - 5",
          STANDING),
    Fault("staff", "violations", "two at once for a step", "one.end > two.start]", "one.end > two.start + 5]", STANDING),
    Fault("rooms", "add", "a room more", "len(intervals), capacity)", "len(intervals), capacity + 1)"),
    Fault("rooms", "add", "a room less", "len(intervals), capacity)", "len(intervals), capacity - 1)"),
    Fault("rooms", "add", "one pinned appointment is forgotten", "range(place.rooms - capacity + 1,",
          "range(place.rooms - capacity + 2,"),
    Fault("rooms", "violations", "a room more", "running > place.rooms", "running > place.rooms + 1"),
    Fault("rooms", "violations", "a room less", "running > place.rooms", "running > place.rooms - 1"),
    Fault("rooms", "violations", "a step longer in the room", "(one.end, -1)", "(one.end + 5, -1)"),
    Fault("window", "add", "a day early", "one.meeting.earliest_day, one", "one.meeting.earliest_day - 1, one"),
    Fault("window", "add", "a day late", "one.meeting.latest_day)", "one.meeting.latest_day + 1)"),
    Fault("window", "add", "not on the first day", "one.meeting.earliest_day, one", "one.meeting.earliest_day + 1, one"),
    Fault("window", "add", "not on the last day", "one.meeting.latest_day)", "one.meeting.latest_day - 1)"),
    Fault("window", "violations", "a day early", "not meeting.earliest_day <=", "not meeting.earliest_day - 1 <="),
    Fault("window", "violations", "a day late", "<= meeting.latest_day:", "<= meeting.latest_day + 1:"),
    Fault("window", "violations", "not on the last day", "<= meeting.latest_day:", "<= meeting.latest_day - 1:"),
    Fault("order", "add", "a step early", "other.start + other.length)", "other.start + other.length - 1)"),
    Fault("order", "add", "a step late", "other.start + other.length)", "other.start + other.length + 1)"),
    Fault("order", "add", "a day early",
          "choice.position(other) + after.working_days", "choice.position(other) + after.working_days - 1"),
    Fault("order", "add", "a day early after a pinned one",
          "(position + after.working_days)", "(position + after.working_days - 1)"),
    Fault("order", "violations", "a step early", "held.start < other.end", "held.start + 5 < other.end"),
    Fault("order", "violations", "a step late", "held.start < other.end", "held.start - 5 < other.end"),
    Fault("order", "violations", "a day early", "lag < after.working_days", "lag < after.working_days - 1"),
    Fault("order", "violations", "a day late", "lag < after.working_days", "lag < after.working_days + 1"),
    Fault("pinned", "add", "may be dropped", "stands == 1", "stands <= 1"),
    Fault("pinned", "add", "one case is forgotten", "in choice.cases:", "in choice.cases[1:]:"),
    Fault("pinned", "violations", "a step elsewhere", "one.content != pin.content",
          "tuple(part for index, part in enumerate(one.content) if index not in (4, 5, 6))"
          " != tuple(part for index, part in enumerate(pin.content) if index not in (4, 5, 6))"),
    Fault("pinned", "violations", "another person hosts", "one.content != pin.content",
          "(*one.content[:3], *one.content[4:]) != (*pin.content[:3], *pin.content[4:])"),
    Fault("pinned", "violations", "one is forgotten", "in standing.problem.pinned_here:", "in standing.problem.pinned_here[1:]:"),
)  # fmt: skip
DELETED = (Fault(rule, half, "deleted", line, f"{line}    return\n") for rule, (half, line) in product(RULES, HALVES.items()))
IN_FIT = (Fault(rule, "fit", what, old, new, f"fit/{room}.py") for rule, what, room, old, new in FIT_FAULTS)
FAULTS = (*DELETED, *SHIFTED, *IN_FIT)


def copied(folder: Path) -> Path:
    for name in ("solver", "tests"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def first_failure(folder: Path, half: str) -> str:
    """The name of the first test of a form that fails; empty when all pass.

    Compiled files would outlive an edit within a second; numba's, which are written, go by the nanosecond of the edit.
    """
    files = [f"tests/solver/test_{name}.py" for name in TESTS[half]]
    command = [sys.executable, "-m", "pytest", *files, "-q", "-x", "-p", "no:cacheprovider", "--no-header"]
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    try:
        run = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=MOST_SECONDS
        )
    except subprocess.TimeoutExpired:
        return f"(no end within {MOST_SECONDS} s)"
    if run.returncode == 0:
        return ""
    lines = [line for line in run.stdout.splitlines() if line.startswith("FAILED ")]
    if run.returncode != 1 or not lines:
        raise RuntimeError(f"pytest did not run: {run.stdout[-2000:]}{run.stderr[-2000:]}")
    return lines[0].partition("::")[2].partition(" - ")[0]


def tried(fault: Fault, folder: Path) -> str:
    """Which test catches the fault; the folder is as before afterwards."""
    path = folder / "solver" / fault.path
    sound = path.read_text("utf-8")
    if sound.count(fault.old) != 1:
        raise LookupError(f"{fault.path} holds {fault.old!r} {sound.count(fault.old)} times instead of once")
    path.write_text(sound.replace(fault.old, fault.new), "utf-8")
    try:
        return first_failure(folder, fault.half)
    finally:
        path.write_text(sound, "utf-8")


def main() -> int:
    began = time.monotonic()
    faults = [fault for fault in FAULTS if fault.half in (sys.argv[1:] or TESTS)]
    for rule, half in product(RULES, HALVES):
        if sum((fault.rule, fault.half) == (rule, half) for fault in SHIFTED) < 2:
            raise LookupError(f"{rule} {half} needs at least two shifts by one unit")
    with tempfile.TemporaryDirectory(prefix="prove-rules-") as home:
        free: SimpleQueue[Path] = SimpleQueue()
        for number in range(PROCESSES):
            free.put(copied(Path(home) / str(number)))
        folder = free.get()
        broken = "".join(first_failure(folder, half) for half in TESTS)
        free.put(folder)
        if broken:
            print(f"Nothing is proved: without any fault {broken} fails.")
            return 1

        def caught(fault: Fault) -> str:
            folder = free.get()
            try:
                return tried(fault, folder)
            finally:
                free.put(folder)

        survived = 0
        print(f"{'rule':12} {'form':11} {'fault':44} caught by")
        with ThreadPoolExecutor(PROCESSES) as pool:
            for fault, test in zip(faults, pool.map(caught, faults), strict=True):
                survived += not test
                print(f"{fault.rule:12} {fault.half:11} {fault.what:44} {test or 'NOBODY'}", flush=True)
    forms = len({(fault.rule, fault.half) for fault in faults})
    print(f"{len(faults)} faults in {forms} forms of rules and goals, {survived} survived, {time.monotonic() - began:.0f} s.")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
