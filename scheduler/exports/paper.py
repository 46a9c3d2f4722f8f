"""A letter on paper, for who has no e-mail: PDF/UA-1, tagged and with its own fonts, so that a screen reader reads it too.

Typst makes it from one template (`letter.typ`); all that is said comes in as data, so nothing in it can act as markup. Its own
fonts hold Latin, Greek and Cyrillic; for other letters the fonts of the machine are asked, and PDF/UA is not claimed.
"""

import io
import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import segno

from scheduler.exports import plain
from scheduler.exports.booked import Booked
from scheduler.exports.note import Note
from scheduler.exports.phrases import day_of, say

MEDIA_TYPE = "application/pdf"
_TEMPLATE = Path(__file__).with_name("letter.typ")


def as_pdf(note: Note, booked: Booked, written_at: datetime) -> bytes:
    """The same bytes for the same letter."""
    import typst  # 50 ms and 60 MB that nobody else needs

    who, language = booked.cases[0].customer, note.language
    said = {
        "language": language,
        "subject": note.subject,
        "from": say(language, "from", name=plain.line(booked.desk.name), email=booked.desk.email),
        "address": [plain.line(who.name), *(plain.line(line) for line in who.postal_address.splitlines())],
        "written": day_of(language, written_at),
        "greeting": note.greeting,
        "lead": note.lead,
        "facts": [{"label": label, "lines": lines} for label, lines in note.facts],
        "sections": [{"heading": one.heading, "lines": one.lines, "kind": one.kind} for one in note.sections],
        "closing": note.closing.splitlines(),
        "code": _code(note.links[0][1]) if note.links else "",
        "scan": say(language, "scan"),
    }
    data: dict[str, Any] = {"sys_inputs": {"data": json.dumps(said, ensure_ascii=False)}, "format": "pdf"}
    try:
        return typst.compile(_TEMPLATE, font_paths=_own_fonts(), pdf_standards="ua-1", **data)
    except typst.TypstError:
        return typst.compile(_TEMPLATE, **data)


@cache
def _own_fonts() -> Any:
    import typst

    return typst.Fonts(include_system_fonts=False)


def _code(address: str) -> str:
    drawn = io.BytesIO()
    segno.make(address, error="l").save(drawn, kind="svg", border=2, xmldecl=False)
    return drawn.getvalue().decode()
