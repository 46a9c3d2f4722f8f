"""Where a command's answer goes: a file, or stdout."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

import click
from rich.console import Console


@contextmanager
def written(output: Path | None) -> Iterator[Callable[[str], None]]:
    """Gives `write(text)`. A file is opened before the work and takes its name after it: nothing lost, nothing half written."""
    if output is None:
        yield lambda text: click.echo(text, nl=False)
        return
    if output.exists() and not output.is_file():  # a pipe, /dev/null, /dev/stdout: it stays what it is
        with output.open("w", encoding="utf-8") as there:
            yield lambda text: there.writelines((text,))
        return
    try:
        aside = NamedTemporaryFile("w", encoding="utf-8", dir=output.parent, prefix=".lotse-", delete=False)  # noqa: SIM115
    except OSError as reason:
        raise click.BadParameter(f"{output}: {reason.strerror}.", param_hint="--output") from reason
    try:
        with aside:
            yield lambda text: aside.writelines((text,))
        Path(aside.name).chmod(0o644)
        Path(aside.name).replace(output)
    except BaseException:
        Path(aside.name).unlink(missing_ok=True)
        raise


def table_console(width: int) -> Console:
    """stdout for tables; in a file or a pipe nobody says how wide, so they get the width they want."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = width
    return console
