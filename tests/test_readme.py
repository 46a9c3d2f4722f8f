"""The README tells no commands that do not run."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
LOTSE = str(Path(sys.executable).parent / "lotse")


def commands(name: str) -> list[list[str]]:
    """The lines of code blocks that call `name`, comments taken off."""
    blocks = re.findall(r"^```\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines() if line.startswith(f"{name} ")]
    return [shlex.split(line, comments=True) for line in lines]


def test_every_make_target_named_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {target for command in commands("make") for target in command[1:2]}
    named |= set(re.findall(r"`make ([a-z-]+)", README))
    assert len(named) >= 6
    assert named <= targets


def test_solve_and_check_as_written(tmp_path):
    written = [command for command in commands("lotse") if command[1] in ("solve", "check")]
    assert [command[1] for command in written] == ["solve", "check"]
    for command in written:
        here = [str(ROOT / word) if word.startswith("fixtures/") else word for word in command[1:]]
        done = subprocess.run([LOTSE, *here], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "plan.json").stat().st_size


@pytest.mark.parametrize("command", ["demo", "serve"])
def test_long_runners_are_there(command):
    assert [command] in [words[1:] for words in commands("lotse")]
    done = subprocess.run([LOTSE, command, "--help"], capture_output=True, text=True, check=False)
    assert done.returncode == 0


def test_every_file_named_exists():
    paths = re.findall(r"\]\(([a-z/_.-]+)\)|`((?:solver|scheduler|tests|docs|fixtures|api)/[a-zA-Z/_.-]+)`", README)
    missing = [path for pair in paths for path in pair if path and not (ROOT / path).exists()]
    assert not [path for path in missing if not (ROOT / f"{path}.py").exists()]
    assert len(paths) >= 10
