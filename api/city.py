"""Several processes on PostgreSQL: `gunicorn -c python:api.city`. This module is gunicorn's configuration and its application.

gunicorn reads the names below as its settings (its documentation lists them) and options of its command line go before
them. Each of its processes opens the store and starts its own children that compute, after it was forked.
"""

import os
import shutil
import tempfile
from contextlib import ExitStack
from typing import Any

from scheduler.settings import settings

wsgi_app = "api.city:application()"
bind = "127.0.0.1:8000"
workers = 2
worker_class = "gthread"
threads = 8
# The store is opened and children are started after the fork, never before: connections and threads do not survive it.
preload_app = False
graceful_timeout = int(settings(os.environ).stop_seconds)
# A worker whose main thread is silent that long is replaced. Requests run in other threads and have limits of their own.
timeout = 60
# The draft of a planner's study travels in the address (`api.whatif.draft`); nginx takes as much unless told otherwise.
limit_request_line = 8190
control_socket_disable = True
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "api.logs.Lines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"level": "INFO", "handlers": ["stderr"]},
    "loggers": {
        "gunicorn.error": {"level": "INFO", "handlers": ["stderr"], "propagate": False},
        "alembic": {"level": "WARNING"},
    },
}

_COUNTED_IN = "PROMETHEUS_MULTIPROC_DIR"
_open = ExitStack()


def application() -> Any:
    """The WSGI application of one process."""
    from api.logs import catch_all
    from api.service import opened

    catch_all()
    return _open.enter_context(opened(settings(os.environ))).app


def on_starting(_server: Any) -> None:
    """Before the first fork: an empty folder of our own in which the processes count; and our modules, read once for all of them
    (a second of a processor each). Nothing is opened or started by that.
    """
    os.environ[_COUNTED_IN] = tempfile.mkdtemp(prefix="lotse-metrics-")
    import api.service  # noqa: F401  after that: whether to count in a folder is decided when it is imported


def worker_exit(_server: Any, _worker: Any) -> None:
    _open.close()


def child_exit(_server: Any, worker: Any) -> None:
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)


def on_exit(_server: Any) -> None:
    shutil.rmtree(os.environ.pop(_COUNTED_IN), ignore_errors=True)
