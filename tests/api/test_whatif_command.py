"""`lotse whatif` without a cluster: what it prints in each language, and what is refused before anything is computed."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from api.commands.whatif import whatif
from scheduler.errors import InputError

FIGURES = {"days_to_first|all|": 2.0, "appointments_per_case|all|": 1.5}


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A study that is played at once."""

    def played(_study, _engine, known, _keep) -> int:
        known.update({(0, number): FIGURES for number in range(2)})
        return 2

    monkeypatch.setattr("api.commands.whatif.run", played)
    file = tmp_path / "study.toml"
    file.write_text('name = "Frage"\nreplications = 2\n', encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("de", ("Ausgangslage", "Tage bis zum ersten Termin Arbeitstage", "2 Wiederholungen, Startzahl 1")),
        ("en", ("Today", "Days to the first appointment working days", "2 replications, seed 1")),
    ],
)
def test_the_table_is_in_one_language(study: Path, lang: str, words: tuple[str, ...]) -> None:
    told = CliRunner().invoke(whatif, [str(study), "--lang", lang], catch_exceptions=False)
    assert told.exit_code == 0
    assert all(word in told.output for word in words)


def test_the_files_are_there_although_nobody_reads_the_table(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(*_: object) -> None:
        raise BrokenPipeError

    monkeypatch.setattr("api.commands.whatif._print", closed)
    folder = study.parent / "out"
    CliRunner().invoke(whatif, [str(study), "-o", str(folder)])
    assert {"results.json", "figures.csv"} <= {file.name for file in folder.iterdir()}


def test_a_folder_that_cannot_be_written_is_refused_before_anything_is_computed(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.commands.whatif.run", None)
    told = CliRunner().invoke(whatif, [str(study), "-o", str(study / "out")])
    assert isinstance(told.exception, InputError)
    assert "cannot be written" in str(told.exception)
