"""Many pieces of work on many cores: Dask distributed, on this machine or on a city's cluster, by the same code.

Nothing is started before there is work. Without an address it is a `LocalCluster` of processes on 127.0.0.1 with TLS, gone at the
end of the block. What is done must not depend on where or how often: a worker that dies has its piece done again by another.

A Future's `cancel` forgets an answer and does not stop who computes it, so work is handed `stop`: a question it asks now and
then. The answer is a key of the scheduler's metadata.
"""

import logging
import os
import signal
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scheduler.errors import BusyError, LostError
from scheduler.playing.scene import StoppedError

MEMORY = "3GiB"  # of one worker of this machine; a month of 700 contacts takes a tenth of it
_LOOK_SECONDS = 0.25  # between two looks at what is done, and two questions whether to stop
_AHEAD = 2  # pieces given to each thread: one in hand, one to go on with
_CONFIGURED = {
    # Dask lets its workers give memory back at once (glibc's mallopt, M_TRIM_THRESHOLD: the default adapts itself) and looks at
    # their stacks a hundred times a second. A play is thousands of short arrays: without either it takes a fifth less.
    "distributed.nanny.pre-spawn-environ.MALLOC_TRIM_THRESHOLD_": None,
    "distributed.worker.profile.enabled": False,
    # Its web servers cannot be left out, and know no TLS: they tell nothing, at a port nobody else wants.
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
}
_NO_DASHBOARD = {"dashboard": False, "dashboard_address": "127.0.0.1:0"}
_STOPPED_SECONDS = 1.5  # that workers get to stop by themselves; the cluster of this machine is ended after that


@dataclass(frozen=True)
class Cluster:
    """Where the work is done. `address` None: on `workers` processes of this machine. The files are PEM, of a TLS cluster."""

    address: str | None = None
    workers: int = 2
    ca_file: Path | None = None
    cert_file: Path | None = None
    key_file: Path | None = None


class Engine:
    """A block in which work can be run. Raises LostError where the cluster cannot be reached, BusyError where none starts."""

    def __init__(self, cluster: Cluster) -> None:
        self._where = cluster
        self._local: Any = None
        self._client: Any = None

    def __enter__(self) -> "Engine":
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(TimeoutError):
            if self._client is not None:
                self._client.close()
            if self._local is not None:
                self._local.close(timeout=5)
        self._kill()

    def run(
        self,
        work: Callable[..., Any],
        pieces: Iterable[tuple[Any, tuple[Any, ...]]],
        done: Callable[[Any, Any], None],
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        """`work(*arguments, stop)` for each piece `(tag, arguments)`, and `done(tag, answer)` in the order in which they end.

        `pieces` are asked for one by one as workers get free, so they may depend on what was done. Raises what work raises,
        LostError when a piece lost its worker three times, StoppedError once `stopping()` says so and all have stopped.
        """
        from distributed import wait

        client = self._connected()
        run = f"lotse-{time.time_ns()}"
        left, running = iter(pieces), {}
        threads = max(1, sum(client.nthreads().values()))
        try:
            while True:
                while len(running) < _AHEAD * threads and (piece := next(left, None)) is not None:
                    future = client.submit(_worked, work, run, piece[1], pure=False)
                    running[future] = piece[0]
                if not running:
                    return
                try:
                    waited: Any = wait(list(running), timeout=_LOOK_SECONDS, return_when="FIRST_COMPLETED")
                    ended = waited.done
                except TimeoutError:
                    ended = set()
                for future in [one for one in running if one in ended]:
                    done(running.pop(future), _answer(future))
                if stopping():
                    raise StoppedError
        except BaseException:
            self._stop(run, running)
            raise

    def _stop(self, run: str, running: dict[Any, Any]) -> None:
        """No piece is begun any more, and those that are worked on hear of it."""
        from distributed import wait

        self._client.set_metadata(["stop", run], True)
        at_work = {key for keys in self._client.processing().values() for key in keys}
        begun = [one for one in running if one.key in at_work]
        self._client.cancel([one for one in running if one not in begun])
        if not begun:
            return
        try:
            wait(begun, timeout=_STOPPED_SECONDS)
        except TimeoutError:
            self._kill()

    def _kill(self) -> None:
        """The workers of this machine that are still there: Dask asks them to end, and gives up where they do not answer."""
        if self._local is None:
            return
        for nanny in self._local.workers.values():
            nanny.auto_restart = False
            if nanny.pid:
                with suppress(ProcessLookupError):
                    os.kill(nanny.pid, signal.SIGKILL)

    def _connected(self) -> Any:
        if self._client is None:
            self._client = self._local_client() if self._where.address is None else self._remote_client(self._where.address)
        return self._client

    def _local_client(self) -> Any:
        import dask
        from distributed import Client, LocalCluster

        try:
            with dask.config.set(_CONFIGURED):
                self._local = LocalCluster(
                    n_workers=self._where.workers,
                    threads_per_worker=1,
                    processes=True,
                    host="127.0.0.1",
                    security=True,
                    scheduler_kwargs=_NO_DASHBOARD,
                    memory_limit=MEMORY,
                    silence_logs=logging.CRITICAL,
                )
            return Client(self._local)
        except (OSError, RuntimeError) as reason:  # TimeoutError is an OSError: the machine has too much to do
            advice = "Try again when this machine has less to do."
            raise BusyError("The processes that compute did not start in time.", advice=advice) from reason

    def _remote_client(self, address: str) -> Any:
        from distributed import Client
        from distributed.security import Security

        security = None
        if self._where.ca_file:
            security = Security(
                tls_ca_file=str(self._where.ca_file),
                tls_client_cert=str(self._where.cert_file),
                tls_client_key=str(self._where.key_file),
                require_encryption=True,
            )
        try:
            client = Client(address, security=security, timeout=10)
        except OSError as reason:
            sentence = f"The cluster at {address} cannot be reached."
            raise LostError(sentence, path="LOTSE_DASK_ADDRESS", value=address, advice="Maybe it is not running.") from reason
        if not client.nthreads():
            client.close()
            raise LostError(f"The cluster at {address} has no workers.", path="LOTSE_DASK_ADDRESS", value=address)
        return client


def _answer(future: Any) -> Any:
    from distributed.scheduler import KilledWorker

    try:
        return future.result()
    except KilledWorker as reason:
        raise LostError("A piece of the study lost its worker several times, maybe for memory.") from reason


def _worked(work: Callable[..., Any], run: str, arguments: tuple[Any, ...]) -> Any:
    """On a worker. Whoever asks whether to stop must be the thread of the task itself: others have no client there."""
    from distributed import get_client

    client, asked, told = get_client(), time.monotonic(), False

    def stop() -> bool:
        nonlocal asked, told
        now = time.monotonic()
        if not told and now - asked > _LOOK_SECONDS:
            told, asked = bool(client.get_metadata(["stop", run], False)), now
        return told

    try:
        return work(*arguments, stop)
    except StoppedError:
        return None
