"""waitress as `lotse serve` runs it: whatever arrives is answered in problem+json, and a stop lets answers finish.

waitress closes the connection on a body above its own limit while the sender is still sending, who then sees a reset
and no answer. So it has no limit here: a body above the gate's is received and let go, and the gate says 413.
"""

import sys
from typing import Any

from waitress import wasyncore
from waitress.buffers import OverflowableBuffer
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask

from api.gate import MAX_BODY_BYTES
from api.problems import MEDIA_TYPE, document

THREADS = 8


class Letting(OverflowableBuffer):
    """Keeps a body as far as the gate takes one; of what lies beyond it counts the bytes."""

    let_go = 0

    def append(self, s: bytes) -> None:
        if len(self) + len(s) > MAX_BODY_BYTES:
            self.let_go += len(s)
        else:
            super().append(s)

    def __len__(self) -> int:
        return super().__len__() + self.let_go


class Parser(HTTPRequestParser):
    """Reads a request of any size."""

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        if self.body_rcv is None:
            return
        self.body_rcv.buf = Letting(self.adj.inbuf_overflow)
        if self.expect_continue and self.content_length > MAX_BODY_BYTES:  # who asks first need not send it at all
            self.expect_continue, self.body_rcv = False, None
            self.headers = {**self.headers, "CONNECTION": "close"}


class Refusal(ErrorTask):
    """The answer to what is no HTTP: it never reaches the application."""

    def execute(self) -> None:
        error: Any = getattr(self.request, "error")  # noqa: B009  the type stubs have no such field
        body = document(error.code, f"The request cannot be read: {error.body}.").encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers = [("Content-Type", MEDIA_TYPE)]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class Channel(HTTPChannel):
    parser_class = Parser
    error_task_class = Refusal


class Server(TcpWSGIServer):
    """Serves `app` on `host` and `port` (0: a free one). Raises OSError when the port cannot be taken.

    `stop_seconds`: how long what runs may go on after the signal to stop.
    """

    channel_class = Channel

    def __init__(self, app: Any, host: str, port: int, stop_seconds: float) -> None:
        self.sockets: dict[int, Any] = {}
        super().__init__(app, map=self.sockets, host=host, port=port, threads=THREADS, max_request_body_size=sys.maxsize)
        self._stop_seconds = stop_seconds

    def run(self) -> None:
        """Until SIGINT or SystemExit; then nobody is let in any more, what runs is finished and all connections are closed."""
        try:
            self.asyncore.loop(timeout=self.adj.asyncore_loop_timeout, map=self.sockets, use_poll=self.adj.asyncore_use_poll)
        except (SystemExit, KeyboardInterrupt):
            wasyncore.dispatcher.close(self)  # the port: who comes now is refused at once instead of waiting for nothing
            self.task_dispatcher.shutdown(timeout=self._stop_seconds)  # type: ignore[arg-type]  any number
        wasyncore.close_all(self.sockets)
