"""The table of docs/deadlines.md from the law file: `python -m tests.scheduler.law_page` writes it anew."""

from collections.abc import Iterable
from pathlib import Path

from scheduler.known_law import Rule, the_law

PAGE = Path(__file__).parents[2] / "docs" / "deadlines.md"
START, END = "<!-- table -->\n", "<!-- end of table -->\n"
COLUMNS = ("deadline", "what", "length", "from", "pause", "binds", "by", "sure")
KINDS = {
    "promise": "Promises of the quality mark",
    "statute": "What the law demands of an authority",
    "fiction": "What is deemed granted or told at the end",
    "duty": "What the founder must do",
    "maximum_age": "What is worth nothing afterwards",
}


def written() -> str:
    """The page with its table as the law stands."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(START)
    return before + START + _tables() + END + rest.partition(END)[2]


def _tables() -> str:
    parts = []
    for kind, title in KINDS.items():
        rows = [_row(rule) for rule in the_law().rules if rule.kind == kind]
        head = [f"**{title}**\n", _line(COLUMNS), _line("---" for _ in COLUMNS)]
        parts.append("\n".join([*head, *rows]) + "\n")
    return "\n".join(["", *parts, ""])


def _row(rule: Rule) -> str:
    period = rule.period
    length = _many(period.amount, period.unit.replace("_", " "))
    if period.before:
        length += " before"
    elif period.unit != "working_days" and not period.moves:
        length += ", stays"
    if rule.extendable:
        longer = f"{_many(rule.extension_months, 'months')} more" if rule.extension_months else "longer, as is appropriate"
        length += f"; once {longer}"
    pauses = [f"leaves out {reason}" for reason in rule.not_counted] + [f"starts anew after {one}" for one in rule.restarts]
    started = rule.event if rule.starts == "own_event" else f"{rule.event} (`{rule.starts}`)"
    dated = "" if rule.valid_to is None else f", until {rule.valid_to}"
    return _line(
        [
            f"`{rule.id}`",
            rule.title,
            length,
            started,
            "; ".join(pauses),
            ", ".join(rule.bounds),
            f"{rule.reference}{dated}",
            rule.sure,
        ]
    )


def _many(count: int, units: str) -> str:
    return f"{count} {units.removesuffix('s') if count == 1 else units}"


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    PAGE.write_text(written(), encoding="utf-8")
