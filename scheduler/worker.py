"""One warm child process: it answers what `workers` asks until it is ended. `python -m scheduler.worker FD MEGABYTES`"""

import gc
import json
import os
import resource
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any

from scheduler.errors import LostError, LotseError
from scheduler.traces import ChildError, trace_of
from scheduler.workers import Answer

STEPS_BACK = 10  # of nice(2): a tenth of what others get who want the same processor


def main() -> None:
    sys.excepthook = tell_uncaught
    connection, megabytes = Connection(int(sys.argv[1])), int(sys.argv[2])
    for each in (signal.SIGINT, signal.SIGTERM):  # a service manager sends it to all of us; who ends us is the service
        signal.signal(each, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    bytes_ = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (bytes_, bytes_))
    try:
        error, opened = _stepped_back(lambda: _answer(megabytes, connection.recv()))
        connection.send((error, None))
        gc.collect()
        gc.freeze()  # what is there now stays: a full collection, 0.1 to 0.2 s in the middle of an answer, need not look at it
        while True:
            work, arguments = connection.recv()
            connection.send(_answer(megabytes, partial(work, opened, *arguments)))
    except (EOFError, OSError):  # nobody is there any more who would want an answer
        return


def _stepped_back(work: Callable[[], Answer]) -> Answer:
    """What `work` answers or raises: getting warm takes seconds of a processor that requests are waiting for, so it is done in a
    thread that steps back behind them (nice(2): on Linux each thread has its own), and what is asked later in one that does not.
    """

    def done() -> Answer:
        thread = threading.get_native_id()
        os.setpriority(os.PRIO_PROCESS, thread, os.getpriority(os.PRIO_PROCESS, thread) + STEPS_BACK)
        return work()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(done).result()


def _answer(megabytes: int, work: Callable[[], Any]) -> Answer:
    try:
        return None, work()
    except LotseError as error:
        return error, None
    except MemoryError:
        sentence = f"Computing needed more than {megabytes} MB of memory and was stopped."
        return LostError(sentence, advice="Maybe plan fewer meetings at once."), None
    except Exception as error:  # noqa: BLE001  a bug of ours: it goes to the log of the service with the place where it happened
        return ChildError(trace_of(error)), None


def tell_uncaught(_kind: type[BaseException], error: BaseException | None, _trace: TracebackType | None) -> None:
    """A line of the service's log; Python's own words would hold what was being computed."""
    trace = trace_of(error) if error is not None else ()
    sys.stderr.write(json.dumps({"level": "critical", "event": "uncaught", "trace": trace}) + "\n")


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    main()
