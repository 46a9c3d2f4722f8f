"""Goals and their bounds over time as SVG, a panel an instance: Vega-Lite, rendered without a browser by vl-convert."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import vl_convert

from bench.methods import FIRST_COME, METHODS, MONOLITH, OURS, Run

_COLOURS = {FIRST_COME: "#8a929b", MONOLITH: "#d9822b", OURS: "#2f6db5"}  # apart for the colour-blind too
_WIDTHS = {FIRST_COME: 6, MONOLITH: 3.5, OURS: 1.5}  # where lines lie upon each other all are seen
_FROM_NONE = {"scale": {"type": "symlog"}, "axis": {"values": [0, 1, 3, 10, 30, 100, 300, 1000, 3000, 10000]}}
_NEAR = {"scale": {"zero": False}}
_PANEL = {"width": 330, "height": 170}


def curves(runs: Mapping[str, Sequence[Run]], goal: str, index: int) -> str:
    """`runs`: by instance those of each method; `index`: of the goal. What was known last holds until all are done.

    Unplaced falls from thousands to none, so it stands on a scale of logarithms that knows 0.
    """
    until = {instance: max(max(run.limit, run.seconds) for run in some) for instance, some in runs.items()}
    rows = [row for instance, some in runs.items() for run in some for row in _rows(instance, run, index, until[instance])]
    colour = {"domain": list(METHODS), "range": [_COLOURS[method] for method in METHODS]}
    width = {"domain": list(METHODS), "range": [_WIDTHS[method] for method in METHODS]}
    y = {"field": "value", "type": "quantitative", "title": goal, **(_NEAR if index else _FROM_NONE)}
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "background": "white",
        "data": {"values": rows},
        "columns": 2,
        "facet": {"field": "instance", "type": "nominal", "sort": list(runs), "title": None},
        "spec": {
            **_PANEL,
            "mark": {"type": "line", "interpolate": "step-after", "clip": True},
            "encoding": {
                "x": {"field": "seconds", "type": "quantitative", "title": "seconds", "scale": {"zero": True}},
                "y": y,
                "color": {"field": "method", "type": "nominal", "title": None, "scale": colour},
                "strokeWidth": {"field": "method", "type": "nominal", "title": None, "scale": width},
                "strokeDash": {"field": "line", "type": "nominal", "title": None, "sort": ["value", "bound"]},
            },
        },
        "resolve": {"scale": {"x": "independent", "y": "independent"}},
    }
    return vl_convert.vegalite_to_svg(spec) + "\n"


def _rows(instance: str, run: Run, index: int, until: float) -> Iterator[dict[str, Any]]:
    lines = {"value": [(one.seconds, one.values) for one in run.steps], "bound": [(one.seconds, one.bounds) for one in run.steps]}
    for line, known in lines.items():
        seen = [(seconds, values[index]) for seconds, values in known if values[index] is not None]
        if seen:
            for seconds, value in (*_changes(seen), (until, seen[-1][1])):
                yield {"instance": instance, "method": run.method, "line": line, "seconds": round(seconds, 2), "value": value}


def _changes(seen: Iterable[tuple[float, int | None]]) -> Iterator[tuple[float, int | None]]:
    last: int | None = None
    for seconds, value in seen:
        if value != last:
            yield seconds, value
        last = value
