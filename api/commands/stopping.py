"""How a command that works on and on is told to end: by Ctrl-C, or by the SIGTERM of a service manager."""

import signal
from threading import Event


def told_to_stop() -> Event:
    """Set as soon as either comes; what is under way is finished first."""
    stop = Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda _signal, _frame: stop.set())
    return stop
