"""A town's file, as commands read it: TOML, or JSON of the same shape when its name ends so."""

from pathlib import Path

import click

from scheduler.errors import InputError
from scheduler.problem_file import read_json
from scheduler.toml_reader import Table
from scheduler.town import Town
from scheduler.townfile import read_town_file, town_of

TOWN_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
JSON = ".json"


def town_in(path: Path) -> Town:
    """The town in that file. Raises InputError."""
    try:
        if path.suffix.lower() != JSON:
            return read_town_file(path)
        content = path.read_bytes()
    except OSError as reason:
        raise InputError(f"{path} cannot be read: {reason.strerror}.", path="file", value=str(path)) from reason
    document = read_json(content)
    if not isinstance(document, dict):
        raise InputError("is JSON but not an object.", path="file", advice="lotse town export --format json shows the shape.")
    return town_of(Table(document))
