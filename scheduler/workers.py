"""Warm child processes that compute: what is slow, hungry or may crash is done beside the service and never in it.

Each has all it needs loaded and compiled before it is asked, may use so much memory and time, and is one process with
one connection of its own. So one that is killed, at whatever moment, takes nothing but its own answer along: no other
child shares a lock or a pipe with it (concurrent.futures gives up the whole pool, pebble shares one locked channel among
its children). They are started, never forked: a fork of a process with threads may inherit a lock that nobody will open.
"""

import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable
from multiprocessing.connection import Connection
from threading import Condition, Thread
from typing import Any

from scheduler.errors import BusyError, LostError

MEMORY_MB = 2048  # of address space; a warm child has taken 600 of it (measured), most of it libraries
GRACE_SECONDS = 5  # for all that is not search: reading, framing, building the model, the referee
PATIENCE_SECONDS = 5  # that a request waits for a child to be free
WARM_SECONDS = 120  # that a child may take to be ready; where nothing is compiled yet it takes longest
_AGAIN = "Nothing was changed. Maybe try again."
Answer = tuple[Exception | None, Any]  # what was raised, or None and what was returned


class Workers:
    """`count` children, each of which calls `opening()` once and then `work(what that gave, *arguments)` as often as asked.

    All of these must be known to a child by name: functions of a module, and values that pickle.
    """

    def __init__(self, count: int, opening: Callable[[], Any]) -> None:
        self._count, self._opening = count, opening
        self._free = Condition()
        self._idle = deque(_Worker(opening) for _ in range(count))
        self._closed = False

    def run(self, seconds: float, work: Callable[..., Any], *arguments: Any) -> Any:
        """What `work` returns, or raises of our own errors, within about `seconds`.

        Raises BusyError when no child gets free in time, LostError when the child was lost on the way.
        """
        worker = self._taken()
        try:
            error, value = worker.ask(seconds + GRACE_SECONDS, work, arguments)
        except BaseException:
            self._replace(worker)
            raise
        if isinstance(error, LostError):  # it ran out of memory: a fresh one has more of it
            self._replace(worker)
        else:
            self._give_back(worker)
        if error is not None:
            raise error
        return value

    def close(self) -> None:
        """End all children, whatever they do."""
        with self._free:
            self._closed = True
            idle = [*self._idle]
            self._idle.clear()
        for worker in idle:
            worker.end()

    @property
    def pids(self) -> tuple[int, ...]:
        """Of the children that wait for work."""
        with self._free:
            return tuple(worker.process.pid for worker in self._idle)

    def _taken(self) -> "_Worker":
        with self._free:
            if not self._free.wait_for(lambda: self._idle or self._closed, PATIENCE_SECONDS) or self._closed:
                sentence = f"All {self._count} of the processes that compute are busy."
                raise BusyError(sentence, advice="Send the request again in a few seconds.")
            worker = self._idle.pop()
        if worker.process.poll() is None:
            return worker
        self._replace(worker)  # it was ended while it waited: nobody has lost anything
        return self._taken()

    def _give_back(self, worker: "_Worker") -> None:
        with self._free:
            if not self._closed:
                self._idle.append(worker)  # the last one back is asked next: its calendar is the newest
                self._free.notify()
                return
        worker.end()

    def _replace(self, worker: "_Worker") -> None:
        worker.end()
        with self._free:
            if not self._closed:
                self._idle.appendleft(_Worker(self._opening))  # asked last: it has to warm up first
                self._free.notify()


class Apart:
    """One child for one long piece of work that may have to be stopped on the way; as a block, at whose end it is ended."""

    def __init__(self, opening: Callable[[], Any]) -> None:
        self._worker = _Worker(opening)

    def __enter__(self) -> "Apart":
        return self

    def __exit__(self, *_: object) -> None:
        self._worker.end()

    def run(self, seconds: float, stop: Callable[[], bool], work: Callable[..., Any], *arguments: Any) -> Any:
        """What `work` returns, or raises of our own errors. Raises LostError at once when `stop()` says so, asked twice a second,
        and when there is no answer within so many seconds.
        """
        answered: list[Answer] = []
        failed: list[LostError] = []

        def ask() -> None:
            try:
                answered.append(self._worker.ask(seconds, work, arguments))
            except LostError as error:
                failed.append(error)

        asking = Thread(target=ask, daemon=True)
        asking.start()
        while asking.is_alive():
            asking.join(0.5)
            if stop():
                self._worker.process.kill()
                asking.join()
                raise LostError("The process that was computing was stopped.")
        if failed:
            raise failed[0]
        ((error, value),) = answered
        if error is not None:
            raise error
        return value


class _Worker:
    """One child. `process.stdin` is its lifeline: the child ends when it is closed, be it that we are killed."""

    def __init__(self, opening: Callable[[], Any]) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603  our own words
                [sys.executable, "-P", "-m", "scheduler.worker", str(theirs.fileno()), str(MEMORY_MB)],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                process_group=0,  # Ctrl-C on the terminal is for the service, which then lets answers finish
            )
        self._connection = Connection(ours.detach())
        self._began, self._ready = time.monotonic(), False
        self._send(opening)

    def ask(self, seconds: float, work: Callable[..., Any], arguments: tuple[Any, ...]) -> Answer:
        """Raises LostError when there is no answer; then the child is of no more use."""
        if not self._ready:
            error, _ = self._received(self._began + WARM_SECONDS - time.monotonic())
            if error is not None:
                raise error
            self._ready = True
        self._send((work, arguments))
        return self._received(seconds)

    def end(self) -> None:
        """Whatever it does; it holds nothing that could be lost."""
        self._connection.close()
        self.process.kill()
        self.process.wait()
        if self.process.stdin is not None:
            self.process.stdin.close()

    def _send(self, asked: object) -> None:
        try:
            self._connection.send(asked)
        except OSError:
            raise self._lost() from None

    def _received(self, seconds: float) -> Answer:
        try:
            if self._connection.poll(max(seconds, 0)):
                return self._connection.recv()
        except (EOFError, OSError):
            raise self._lost() from None
        raise LostError(f"There was no answer within {seconds:.0f} s, so computing was stopped.", advice=_AGAIN)

    def _lost(self) -> LostError:
        try:
            status = self.process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return LostError("The process that was computing does not answer any more.", advice=_AGAIN)
        how = signal.Signals(-status).name if status < 0 else f"status {status}"
        return LostError(f"The process that was computing was ended before it had answered ({how}).", advice=_AGAIN)
