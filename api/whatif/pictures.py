"""The four pictures of a study, each with the table it is drawn from: whoever does not see the one reads the other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from api.whatif.chosen import Chosen, Rows
from api.whatif.words import department_title, half_day, number, offer_title, unit, with_interval
from scheduler.outcomes import MOST_APPOINTMENTS, Key
from scheduler.outcomes.measures import MEASURES
from scheduler.outcomes.use import HALF_DAYS
from scheduler.study.interval import Estimate

_COLOURS = ("#6b7280", "#0072b2", "#d55e00", "#009e73", "#cc79a7")  # apart for the colour-blind too (Okabe and Ito)
_FONT = "system-ui, Noto Sans, DejaVu Sans, sans-serif"


@dataclass(frozen=True)
class Picture:
    """`rows`: each begins with the text its line is about; `spec`: Vega-Lite."""

    id: str
    title: str
    told: str
    columns: tuple[str, ...]
    rows: Rows
    spec: dict[str, Any]


def pictures(chosen: Chosen) -> tuple[Picture, ...]:
    return tuple(draw(chosen) for draw in PICTURES.values())


def ventures(chosen: Chosen) -> Picture:
    """Appointments per case by venture, before and after."""
    per_case, how_many = "appointments_per_case", "contacts"
    seen = [
        id_
        for id_ in chosen.whats(per_case, "venture")
        if (c := chosen.value(0, Key(how_many, "venture", id_))) and c.mean >= 0.5
    ]
    seen.sort(key=lambda id_: -(chosen.value(0, Key(per_case, "venture", id_)) or Estimate(0, None, 0)).mean)
    values, rows = [], []
    for id_ in seen:
        title = offer_title(chosen.told, id_, chosen.lang)
        told = {index: chosen.value(index, Key(per_case, "venture", id_)) for index in chosen.shown}
        rows.append((title, *(with_interval(told[index], chosen.lang) for index in chosen.shown)))
        values += [_bar(title, chosen.name(index), one) for index, one in told.items() if one]
    title = chosen.say("Termine je Vorgang nach Vorhaben", "Appointments per case by venture")
    spec = {
        **_head(values),
        "width": 460,
        "height": {"step": 13},
        "layer": [
            {"mark": {"type": "bar"}, "encoding": {"x": _axis("mean", title), "color": _colour(chosen)}},
            {
                "mark": {"type": "rule", "color": "#111"},
                "encoding": {"x": {"field": "low", "type": "quantitative"}, "x2": {"field": "high"}},
            },
        ],
        "encoding": {
            "y": {"field": "what", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 430}},
            "yOffset": {"field": "scenario", "sort": chosen.names},
        },
    }
    told_in_words = chosen.say(
        "Balken: Mittel der Wiederholungen; Strich: 95-%-Intervall.", "Bars: mean of the replications; lines: 95 % intervals."
    )
    return Picture("ventures", title, told_in_words, (chosen.say("Vorhaben", "Venture"), *chosen.names), tuple(rows), spec)


def use(chosen: Chosen) -> Picture:
    """Use by department and half-day, a panel a scenario."""
    values, rows = [], []
    cells = chosen.whats("use_percent", "half_day")
    departments = list(dict.fromkeys(cell.partition("/")[0] for cell in cells))
    halves = [half for half in HALF_DAYS if any(cell.endswith(f"/{half}") for cell in cells)]
    for department in departments:
        title = department_title(chosen.told, department, chosen.lang)
        for index in chosen.shown:
            told = {half: chosen.value(index, Key("use_percent", "half_day", f"{department}/{half}")) for half in halves}
            if any(told.values()):
                rows.append(
                    (
                        f"{title} · {chosen.name(index)}",
                        *(number(one.mean, chosen.lang, 0) if one else "–" for one in told.values()),
                    )
                )
            values += [
                {"what": title, "scenario": chosen.name(index), "half": half_day(half, chosen.lang), "mean": round(one.mean, 1)}
                for half, one in told.items()
                if one
            ]
    labels = [half_day(half, chosen.lang) for half in halves]
    title = chosen.say("Auslastung nach Fachamt und Halbtag in Prozent", "Use by department and half-day in percent")
    cell = {
        "width": {"step": 34},
        "height": {"step": 16},
        "encoding": {
            "x": {"field": "half", "type": "nominal", "sort": labels, "title": None, "axis": {"labelAngle": -60}},
            "y": {"field": "what", "type": "nominal", "title": None, "axis": {"labelLimit": 430}},
        },
        "layer": [
            {
                "mark": "rect",
                "encoding": {
                    "color": {
                        "field": "mean",
                        "type": "quantitative",
                        "title": "%",
                        "scale": {"scheme": "blues", "domain": [0, 100], "clamp": True},
                    }
                },
            },
            {
                "mark": {"type": "text", "fontSize": 9},
                "encoding": {
                    "text": {"field": "mean", "type": "quantitative", "format": ".0f"},
                    "color": {"condition": {"test": "datum.mean > 55", "value": "#fff"}, "value": "#111"},
                },
            },
        ],
    }
    spec = {
        **_head(values),
        "facet": {"field": "scenario", "type": "nominal", "sort": chosen.names, "title": None},
        "columns": 2,
        "spec": cell,
    }
    told = chosen.say(
        "Vergebene Minuten in Prozent der angebotenen; leer: keine Sprechzeit.",
        "Taken minutes in percent of those offered; empty: no hours.",
    )
    return Picture("use", title, told, (chosen.say("Fachamt · Szenario", "Department · scenario"), *labels), tuple(rows), spec)


def histogram(chosen: Chosen) -> Picture:
    """How many cases have how many appointments."""
    values, rows = [], []
    last = max(
        (n for n in range(MOST_APPOINTMENTS + 1) for i in chosen.shown if (e := chosen.value(i, _cases(n))) and e.mean > 0),
        default=1,
    )
    for count in range(last + 1):
        label = f"{count}+" if count == MOST_APPOINTMENTS else str(count)
        told = {index: chosen.value(index, _cases(count)) for index in chosen.shown}
        rows.append((label, *(with_interval(one, chosen.lang, 1) for one in told.values())))
        values += [_bar(label, chosen.name(index), one) for index, one in told.items() if one]
    title = chosen.say("Wie viele Termine ein Vorgang hat", "How many appointments a case has")
    x_title = chosen.say("Termine", "appointments")
    spec = {
        **_head(values),
        "width": {"step": 14},
        "height": 220,
        "layer": [
            {
                "mark": "bar",
                "encoding": {
                    "y": _axis("mean", chosen.say("Prozent der Vorgänge", "percent of cases")),
                    "color": _colour(chosen),
                },
            },
            {
                "mark": {"type": "rule", "color": "#111"},
                "encoding": {"y": {"field": "low", "type": "quantitative"}, "y2": {"field": "high"}},
            },
        ],
        "encoding": {
            "x": {"field": "what", "type": "nominal", "sort": None, "title": x_title, "axis": {"labelAngle": 0}},
            "xOffset": {"field": "scenario", "sort": chosen.names},
        },
    }
    told = chosen.say("Prozent der Vorgänge mit so vielen Terminen.", "Percent of cases with so many appointments.")
    return Picture("histogram", title, told, (x_title, *chosen.names), tuple(rows), spec)


def differences(chosen: Chosen) -> Picture:
    """What each scenario changes, with intervals: a row a measure, each on a scale of its own."""
    values, rows, others = [], [], [index for index in chosen.shown if index]
    for measure in MEASURES:
        told = {index: chosen.found[index].differences.get(str(Key(measure.name))) for index in others}
        if not any(told.values()):
            continue
        title = measure.title(chosen.lang) + (f" ({unit(measure.unit, chosen.lang)})" if measure.unit else "")
        rows.append((title, *(with_interval(one, chosen.lang, sign=True) for one in told.values())))
        values += [_bar(title, chosen.name(index), one, counted=False) for index, one in told.items() if one]
    title = chosen.say("Unterschied zur Ausgangslage", "Difference to today")
    names = [chosen.name(index) for index in others]
    colour = {
        "field": "scenario",
        "type": "nominal",
        "title": None,
        "sort": names,
        "legend": {"orient": "top", "labelLimit": 400, "columns": 1},
        "scale": {"domain": names, "range": list(_COLOURS[1 : len(names) + 1])},
    }
    panel = {
        "width": 430,
        "height": {"step": 12},
        "encoding": {"y": {"field": "scenario", "type": "nominal", "sort": names, "title": None, "axis": None}, "color": colour},
        "layer": [
            {
                "mark": {"type": "rule", "strokeWidth": 3},
                "encoding": {"x": {"field": "low", "type": "quantitative", "title": None}, "x2": {"field": "high"}},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 60, "opacity": 1},
                "encoding": {"x": {"field": "mean", "type": "quantitative"}},
            },
            {"mark": {"type": "rule", "color": "#111", "strokeDash": [3, 3]}, "encoding": {"x": {"datum": 0}, "y": None}},
        ],
    }
    facet = {"field": "what", "type": "nominal", "sort": [row[0] for row in rows], "title": None}
    spec = {
        **_head(values),
        "facet": {"row": {**facet, "header": {"labelAngle": 0, "labelAlign": "left", "labelLimit": 320, "labelPadding": 8}}},
        "spec": panel,
        "resolve": {"scale": {"x": "independent"}},
        "spacing": 8,
    }
    told = chosen.say(
        "Punkt: mittlerer Unterschied; Strich: 95-%-Intervall. "
        "Reicht der Strich über die gestrichelte Null, ist kein Unterschied nachgewiesen.",
        "Dot: mean difference; line: 95 % interval. Where the line crosses the dashed zero, no difference has been shown.",
    )
    return Picture("differences", title, told, (chosen.say("Größe", "Measure"), *names), tuple(rows), spec)


PICTURES: dict[str, Callable[[Chosen], Picture]] = {
    "differences": differences,
    "ventures": ventures,
    "use": use,
    "histogram": histogram,
}


def _cases(count: int) -> Key:
    return Key("cases_percent", "appointments", str(count))


def _bar(what: str, scenario: str, one: Estimate, counted: bool = True) -> dict[str, Any]:
    """`counted`: it cannot be less than nothing, whatever the interval says."""
    half = one.half or 0.0
    low = one.mean - half
    return {
        "what": what,
        "scenario": scenario,
        "mean": one.mean,
        "low": max(low, 0.0) if counted else low,
        "high": one.mean + half,
    }


def _head(values: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "background": "white",
        "padding": 8,
        "config": {"font": _FONT, "axis": {"labelColor": "#111", "titleColor": "#111", "labelFontSize": 11}},
        "data": {"values": list(values)},
    }


def _axis(field: str, title: str) -> dict[str, Any]:
    return {"field": field, "type": "quantitative", "title": title}


def _colour(chosen: Chosen) -> dict[str, Any]:
    scale = {"domain": chosen.names, "range": list(_COLOURS[: len(chosen.names)])}
    legend = {"orient": "top", "labelLimit": 400, "columns": 1}
    return {"field": "scenario", "type": "nominal", "title": None, "sort": chosen.names, "scale": scale, "legend": legend}
