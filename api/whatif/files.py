"""The results of a study as files: JSON and CSV with every figure, for whoever computes on."""

import csv
import io
from typing import Any

from scheduler.outcomes import Key
from scheduler.study.compare import Compared
from scheduler.study.interval import Estimate
from scheduler.study.told import Told

FORMAT = "lotse-whatif-results/1"
COLUMNS = ("scenario", "measure", "by", "what", "mean", "half", "count", "difference", "difference_half")


def document(told: Told, found: tuple[Compared, ...], replications: int) -> dict[str, Any]:
    """`half`: how far the 95 % interval reaches to each side, null where one number says nothing about that."""
    return {
        "format": FORMAT,
        "name": told.name,
        "play": told.play,
        "seed": told.seed,
        "replications": replications,
        "scenarios": [
            {
                "name": scenario.name,
                "levers": list(scenario.english),
                "figures": [
                    {**_key(text), "value": _estimate(one), "difference": _estimate(compared.differences.get(text))}
                    for text, one in compared.values.items()
                ],
            }
            for scenario, compared in zip(told.scenarios, found, strict=True)
        ],
    }


def table(found: tuple[Compared, ...]) -> str:
    """The same as CSV, a line a figure."""
    text = io.StringIO()
    write = csv.writer(text, lineterminator="\n")
    write.writerow(COLUMNS)
    for one in found:
        for key, value in one.values.items():
            told = _key(key)
            difference = one.differences.get(key)
            write.writerow(
                [_cell(one.name), told["measure"], told["by"], told["what"], value.mean, value.half, value.count]
                + ([difference.mean, difference.half] if difference else ["", ""])
            )
    return text.getvalue()


def _cell(name: str) -> str:
    """What somebody typed, as text: a table program would compute a name that begins like a formula."""
    return f"'{name}" if name.startswith(("=", "+", "-", "@")) else name


def _key(text: str) -> dict[str, str]:
    key = Key.read(text)
    return {"measure": key.measure, "by": key.by, "what": key.what}


def _estimate(one: Estimate | None) -> dict[str, Any] | None:
    return None if one is None else {"mean": one.mean, "half": one.half, "count": one.count}
