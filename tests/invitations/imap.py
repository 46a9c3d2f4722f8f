"""A real IMAP server with one mailbox, as a process of its own: pymap."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from imap_tools import MailBoxUnencrypted

from scheduler.replies.mailbox import ReplyBox

USER, PASSWORD = "termine", "geheim"
_PYMAP = Path(sys.executable).with_name("pymap")


@contextmanager
def imap_server() -> Iterator[ReplyBox]:
    """An empty mailbox."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [_PYMAP, "--host", "127.0.0.1", "--port", str(port), "--no-tls"]
    command += ["dict", "--demo-data", "--demo-user", USER, "--demo-password", PASSWORD]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    box = ReplyBox("127.0.0.1", port, "none", USER, PASSWORD)
    try:
        until = time.monotonic() + 30
        while True:
            try:
                with opened(box) as there:
                    there.delete(there.uids())
                break
            except OSError:
                assert time.monotonic() < until, "no IMAP server"
                time.sleep(0.2)
        yield box
    finally:
        process.kill()
        process.wait()


@contextmanager
def opened(box: ReplyBox) -> Iterator[MailBoxUnencrypted]:
    with MailBoxUnencrypted(box.host, box.port, timeout=10).login(box.user, box.password) as there:
        assert isinstance(there, MailBoxUnencrypted)
        yield there


def deliver(box: ReplyBox, mails: list[bytes]) -> None:
    with opened(box) as there:
        for mail in mails:
            there.append(mail, "INBOX")
