"""A real `lotse serve` on a free port and a fresh database, as its own process."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LOTSE = Path(sys.executable).with_name("lotse")


@dataclass(frozen=True)
class Served:
    """`url` without a slash at its end; `log`: the lines of stderr, all of them once the block is left."""

    url: str
    process: subprocess.Popen[str]
    log: list[str]

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The log as it was meant; anything that is no line of JSON is an error."""
        return [json.loads(line) for line in self.log]

    def stop(self) -> int:
        """SIGTERM, and the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)


def environment(folder: Path, **more: str) -> dict[str, str]:
    """This one without any LOTSE_ setting of whoever runs the tests, and with the data in `folder`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LOTSE_")}
    return kept | {"LOTSE_DATA_DIR": str(folder)} | more


@contextmanager
def served(folder: Path, *options: str, **more: str) -> Iterator[Served]:
    """The service with these options, once it says where it listens; killed at the end if it still runs."""
    process = subprocess.Popen(
        [LOTSE, "serve", "--port", "0", *options],
        env=environment(folder, PYTHONWARNINGS="error", **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    # Its log is read all the time, or a full pipe would stop it.
    log: list[str] = []
    reader = threading.Thread(target=log.extend, args=(process.stderr,), daemon=True)
    reader.start()
    try:
        found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
        assert found, "".join(log)
        yield Served(found[0], process, log)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        reader.join()
        process.stdout.close()
        process.stderr.close()
