"""What children are asked to do in tests: it must have a name they can find."""

import os
import time
from typing import NoReturn

from scheduler.errors import NotFoundError


def opening(value: object) -> object:
    return value


def opened_as(opened: object) -> tuple[object, int]:
    return opened, os.getpid()


def refuse(_opened: object, asked: int) -> NoReturn:
    raise NotFoundError(f"{asked} does not exist.", path="case", value=asked)


def broken(_opened: object) -> float:
    return 1 / 0


def sleep(_opened: object, seconds: float) -> str:
    time.sleep(seconds)
    return "slept"


def take(_opened: object, bytes_: int) -> int:
    return len(bytearray(bytes_))
