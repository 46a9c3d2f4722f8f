"""`lotse whatif`: a study file in, a table and files out."""

import json
import os
import signal
from contextlib import closing
from errno import EACCES
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table as Shown

from api.commands.output import table_console
from api.commands.progress import cases_done
from api.commands.serve import FIRST_TOWN
from api.commands.town_file import JSON, TOWN_FILE, town_in
from api.whatif import files
from api.whatif.chosen import MOST_SHOWN, Chosen
from api.whatif.pictures import pictures
from api.whatif.plots import svg
from api.whatif.words import scenario_name, unit, verdict, with_interval
from scheduler import clock
from scheduler.engine import Engine
from scheduler.errors import InputError
from scheduler.outcomes import Figures, Key
from scheduler.outcomes.measures import MEASURES
from scheduler.problem_file import read_json
from scheduler.scenarios import Study, study_of
from scheduler.settings import settings
from scheduler.store.existing import existing_store
from scheduler.study.compare import Compared, compared
from scheduler.study.run import run
from scheduler.study.told import Told, told
from scheduler.toml_reader import Table, parse
from scheduler.ventures import catalogue
from scheduler.whatif import Studies, cluster_of

WIDTH = 150


@click.command()
@click.argument("scenario", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--town", "town_file", type=TOWN_FILE, default=FIRST_TOWN, help="A town file, TOML or JSON.")
@click.option("--store", is_flag=True, help="The town, the contacts and the calendar of the configured store instead.")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes; else LOTSE_WHATIF_WORKERS.")
@click.option("-o", "--output", type=click.Path(file_okay=False, path_type=Path), help="A folder for JSON, CSV and SVG files.")
@click.option("--lang", type=click.Choice(["de", "en"]), default="de", show_default=True, help="Of the table and the pictures.")
def whatif(scenario: Path, town_file: Path, store: bool, workers: int | None, output: Path | None, lang: str) -> None:
    """Play the study in SCENARIO (lotse-whatif/1, TOML or JSON) and tell what each scenario changes: docs/whatif.md."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C, so that nothing of the workers is left behind
    configured = settings(os.environ)
    study = _study(scenario, town_file, configured.database_url if store else None)
    if output is not None:
        _made(output)  # before half an hour is computed for it
    console, known = Console(stderr=True, highlight=False), dict[tuple[int, int], Figures]()
    with cases_done(console, "replications") as show, Engine(cluster_of(configured, workers)) as engine:
        of = len(study.scenarios) * study.replications
        show(0, of)
        replications = run(study, engine, known, lambda *_: show(len(known), of))
    words, found = told(study), compared(tuple(one.name for one in study.scenarios), known, replications)
    if output is not None:  # first, for the table may go to somebody who reads only the beginning of it
        _write(output, words, found, replications, lang)
    _print(words, found, replications, lang)
    if output is not None:
        console.print(f"Files in {output}.")


def _study(scenario: Path, town_file: Path, database_url: str | None) -> Study:
    try:
        text = scenario.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as reason:
        raise InputError(f"{scenario} cannot be read: {reason}.", path="scenario", value=str(scenario)) from reason
    root = parse(text) if scenario.suffix.lower() != JSON else Table(_object(text))
    if database_url is None:
        return study_of(root, town_in(town_file), catalogue())
    with closing(existing_store(database_url)) as opened:
        return Studies(opened, catalogue(), 1).study_now(root, clock.now())


def _object(text: str) -> dict:
    document = read_json(text)
    if not isinstance(document, dict):
        raise InputError("is JSON but not an object.", path="scenario")
    return document


def _print(words: Told, found: tuple[Compared, ...], replications: int, lang: str) -> None:
    console = table_console(WIDTH)
    how = {
        "de": f"{replications} Wiederholungen, Startzahl {words.seed}, {words.play}",
        "en": f"{replications} replications, seed {words.seed}, {words.play}",
    }[lang]
    table = Shown(title=f"{words.name}: {how}", show_lines=False)
    table.add_column("")
    for index in range(len(found)):
        table.add_column(scenario_name(words, index, lang), justify="right", overflow="fold")
    for measure in MEASURES:
        key = str(Key(measure.name))
        if key in found[0].values:
            cells = [with_interval(found[0].values[key], lang)]
            for one in found[1:]:
                difference = one.differences.get(key)
                cells.append(f"{with_interval(difference, lang, sign=True)}  {verdict(measure, difference, lang)}")
            table.add_row(f"{measure.title(lang)} {unit(measure.unit, lang)}".strip(), *cells)
    console.print(table)
    said = "Mean ± half of the 95 % interval; the scenarios as paired differences to the first column."
    console.print(
        said if lang == "en" else "Mittel ± halbes 95-%-Intervall; Szenarien als gepaarte Unterschiede zur ersten Spalte."
    )


def _write(folder: Path, words: Told, found: tuple[Compared, ...], replications: int, lang: str) -> None:
    try:
        text = json.dumps(files.document(words, found, replications), ensure_ascii=False, indent=1)
        (folder / "results.json").write_text(text + "\n", encoding="utf-8")
        (folder / "figures.csv").write_text(files.table(found), encoding="utf-8")
        shown = tuple(range(min(len(found), MOST_SHOWN + 1)))
        for picture in pictures(Chosen(words, found, shown, lang)):
            spec = {**picture.spec, "title": {"text": picture.title, "anchor": "start"}}  # on the page it stands above
            (folder / f"{picture.id}.svg").write_text(svg(spec, picture.title, lang), encoding="utf-8")
    except OSError as reason:
        raise _unwritable(folder, reason) from reason


def _made(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as reason:
        raise _unwritable(folder, reason) from reason
    if not os.access(folder, os.W_OK | os.X_OK):
        raise _unwritable(folder, PermissionError(EACCES, os.strerror(EACCES)))


def _unwritable(folder: Path, reason: OSError) -> InputError:
    return InputError(f"{folder} cannot be written: {reason.strerror}.", path="--output", value=str(folder))
