"""Law and practice as dated data: every figure in these TOML files names its reference or says "assumption"."""

from importlib.resources import files


def text(name: str) -> str:
    """The text of one data file of this folder, by its name (`ventures.toml`)."""
    return files(__name__).joinpath(name).read_text(encoding="utf-8")
