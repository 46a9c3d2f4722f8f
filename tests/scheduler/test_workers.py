"""Child processes that compute: what they answer, and what is left when one of them is lost."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from scheduler import worker
from scheduler import workers as rooms
from scheduler.errors import BusyError, LostError, NotFoundError
from scheduler.traces import ChildError
from scheduler.workers import Workers
from tests.processes import children_of, gone, wait_until_gone
from tests.scheduler import work


@pytest.fixture
def workers() -> Iterator[Workers]:
    both = Workers(2, partial(work.opening, "open"))
    yield both
    both.close()


def test_what_is_asked_is_answered_with_what_was_opened_once(workers: Workers):
    first, second = workers.run(10, work.opened_as), workers.run(10, work.opened_as)
    assert first == second == ("open", first[1])
    assert first[1] != os.getpid()


def test_our_own_errors_come_back_as_they_were(workers: Workers):
    with pytest.raises(NotFoundError) as refused:
        workers.run(10, work.refuse, 17)
    assert (str(refused.value), refused.value.path, refused.value.value) == ("case: 17 does not exist.", "case", 17)


def test_a_bug_is_told_with_its_place_and_costs_no_child(workers: Workers):
    before = set(workers.pids)
    with pytest.raises(ChildError) as bug:
        workers.run(10, work.broken)
    kind, *places = bug.value.trace
    assert kind == "ZeroDivisionError"
    assert places[-1].startswith("tests/scheduler/work.py:")
    assert places[-1].endswith(" broken")
    assert set(workers.pids) == before


def test_what_ends_a_child_is_told_by_its_place_alone(capsys: pytest.CaptureFixture[str]):
    """Not by what it carries, which may be a customer's name."""
    try:
        raise ValueError("Wunderlich")
    except ValueError as error:
        worker.tell_uncaught(ValueError, error, None)
    line = json.loads(capsys.readouterr().err)
    kind, place = line["trace"]
    assert (line["event"], kind) == ("uncaught", "ValueError")
    assert place.startswith("tests/scheduler/test_workers.py:")


def test_who_is_killed_while_computing_is_said_to_be_lost_and_the_next_is_answered(workers: Workers):
    with ThreadPoolExecutor() as threads:
        asked = threads.submit(workers.run, 30, work.sleep, 30)
        (_, idle) = workers.run(10, work.opened_as)
        (busy,) = {child for child in children_of(os.getpid()) if b"scheduler.worker" in _command(child)} - {idle}
        os.kill(busy, signal.SIGKILL)
        with pytest.raises(LostError, match=r"ended before it had answered \(SIGKILL\)\. .*Maybe try again"):
            asked.result(timeout=10)
    answers = {workers.run(30, work.opened_as)[1] for _ in range(3)}
    assert busy not in answers
    assert len(workers.pids) == 2


def test_who_is_killed_while_idle_is_replaced_and_nobody_notices(workers: Workers):
    workers.run(10, work.opened_as)
    before = workers.pids
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    wait_until_gone(*before)
    assert workers.run(10, work.opened_as)[0] == "open"
    assert not set(workers.pids) & set(before)


def test_kills_at_any_moment_lose_nothing_but_the_answers_under_way(workers: Workers):
    """Requests from four threads while children are killed: each is answered or said to be lost, and none waits for ever."""
    stop = time.monotonic() + 4

    def ask() -> list[str]:
        told: list[str] = []
        while time.monotonic() < stop:
            try:
                told.append(workers.run(30, work.sleep, 0.05))
            except (LostError, BusyError) as reason:
                told.append(type(reason).__name__)
        return told

    with ThreadPoolExecutor() as threads:
        asking = [threads.submit(ask) for _ in range(4)]
        killed = 0
        while time.monotonic() < stop - 1:
            time.sleep(0.4)
            for child in [one for one in children_of(os.getpid()) if b"scheduler.worker" in _command(one)][:1]:
                os.kill(child, signal.SIGKILL)
                killed += 1
        told = [answer for one in asking for answer in one.result(timeout=60)]
    assert killed >= 4
    assert "slept" in told
    assert set(told) <= {"slept", "LostError", "BusyError"}
    assert workers.run(30, work.sleep, 0) == "slept"


def test_who_computes_for_too_long_is_stopped(workers: Workers, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rooms, "GRACE_SECONDS", 0.5)
    workers.run(10, work.opened_as)
    before, began = workers.pids, time.monotonic()
    with pytest.raises(LostError, match="no answer within 1 s, so computing was stopped"):
        workers.run(0.5, work.sleep, 60)
    assert time.monotonic() - began < 5
    assert len(set(before) & set(workers.pids)) == 1


def test_who_takes_too_much_memory_is_stopped_and_replaced(workers: Workers):
    with pytest.raises(LostError, match=r"needed more than 2048 MB of memory"):
        workers.run(30, work.take, 3 * 2**30)
    assert workers.run(30, work.take, 2**20) == 2**20


def test_more_than_there_are_children_is_refused_when_none_gets_free(workers: Workers, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rooms, "PATIENCE_SECONDS", 0.2)
    with ThreadPoolExecutor() as threads:
        asked = [threads.submit(workers.run, 30, work.sleep, 2) for _ in range(2)]
        time.sleep(1)
        with pytest.raises(BusyError, match="All 2 of the processes that compute are busy"):
            workers.run(10, work.opened_as)
        assert [one.result(timeout=20) for one in asked] == ["slept", "slept"]


def test_a_child_that_cannot_be_opened_says_why():
    only = Workers(1, partial(work.refuse, None, 17))
    for _ in range(2):
        with pytest.raises(NotFoundError, match="17 does not exist"):
            only.run(10, work.opened_as)
    only.close()


def test_closing_ends_all_of_them(workers: Workers):
    workers.run(10, work.opened_as)
    pids = workers.pids
    workers.close()
    assert all(map(gone, pids))
    with pytest.raises(BusyError):
        workers.run(10, work.opened_as)


def test_no_child_outlives_a_service_that_is_killed():
    """Not even one in the middle of its work."""
    script = (
        "from functools import partial; from tests.scheduler import work; from scheduler.workers import Workers;"
        "both = Workers(2, partial(work.opening, 1)); both.run(30, work.opened_as);"
        "print(*both.pids, flush=True); both.run(60, work.sleep, 60)"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as service:
        assert service.stdout is not None
        children = [int(pid) for pid in service.stdout.readline().split()]
        assert len(children) == 2
        time.sleep(0.3)
        service.kill()
    wait_until_gone(*children)


def test_children_are_asked_the_last_one_back_first(workers: Workers):
    """Its calendar is the newest."""
    asked = [workers.run(10, work.opened_as)[1] for _ in range(4)]
    assert all(one == two for one, two in pairwise(asked[1:]))


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
