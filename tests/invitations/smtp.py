"""A mail server that is away in five ways: it refuses, hangs, says 4xx, drips, or cuts the line after it took the mail."""

import asyncio
import email
import email.policy
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage

FAULTS = ("refuse", "hang", "4xx", "drip", "cut")


class Faulty:
    """`fault` None: it works. `mails`: what it took, whether it could say so or not."""

    def __init__(self) -> None:
        self.fault: str | None = None
        self.mails: list[EmailMessage] = []
        self.port = 0
        self.visits = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.visits += 1
        fault = self.fault
        try:
            if fault == "hang":
                await asyncio.sleep(3600)
            if fault == "refuse":
                return
            await self._say(writer, "220 mail.example", fault)
            while line := await reader.readline():
                word = line[:4].upper()
                if word == b"QUIT":
                    await self._say(writer, "221 bye", fault)
                    return
                if word == b"DATA":
                    await self._say(writer, "354 go on", fault)
                    taken = await self._data(reader)
                    self.mails.append(taken)
                    if fault == "cut":
                        return
                    await self._say(writer, "250 taken", fault)
                elif word == b"RCPT" and fault == "4xx":
                    await self._say(writer, "451 greylisted", fault)
                else:
                    await self._say(writer, "250 ok", fault)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            with suppress(Exception):
                writer.close()

    async def _data(self, reader: asyncio.StreamReader) -> EmailMessage:
        content = await reader.readuntil(b"\r\n.\r\n")
        parsed = email.message_from_bytes(content[:-3].replace(b"\r\n..", b"\r\n."), policy=email.policy.default)
        assert isinstance(parsed, EmailMessage)
        return parsed

    async def _say(self, writer: asyncio.StreamWriter, line: str, fault: str | None) -> None:
        """A byte a second where it drips: as long as somebody waits."""
        content = f"{line}\r\n".encode()
        for each in [content[i : i + 1] for i in range(len(content))] if fault == "drip" else [content]:
            writer.write(each)
            await writer.drain()
            if fault == "drip":
                await asyncio.sleep(1)


@contextmanager
def faulty_server() -> Iterator[Faulty]:
    """Listening on a free port, in a thread of its own."""
    faulty, loop = Faulty(), asyncio.new_event_loop()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        faulty.port = listening.getsockname()[1]
        listening.setblocking(False)
        server = loop.run_until_complete(asyncio.start_server(faulty.serve, sock=listening.dup()))
        thread = threading.Thread(target=loop.run_forever, daemon=True)
        thread.start()
        try:
            yield faulty
        finally:
            asyncio.run_coroutine_threadsafe(_end(server), loop).result(10)
            loop.call_soon_threadsafe(loop.stop)
            thread.join(10)
            loop.close()


async def _end(server: asyncio.Server) -> None:
    server.close()
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
