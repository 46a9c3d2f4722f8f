"""A letter as plain text, and as HTML that a phone and a screen reader read well: one column, no picture, nothing loaded."""

from html import escape

from scheduler.exports.note import Note
from scheduler.exports.words import AGENDA, LIST, Section

_BODY = "margin:0;padding:16px;font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif;color:#17242b;background:#ffffff"
_BUTTON = "display:inline-block;padding:10px 16px;border-radius:6px;background:#0b4f6c;color:#fff;text-decoration:none"
_PANEL = "border-collapse:collapse;background:#eef4f7;border-radius:6px;padding:8px 12px;display:block"
_LABEL = "text-align:left;vertical-align:top;padding:4px 12px 4px 0;font-weight:600"


def as_text(note: Note) -> str:
    facts = "\n".join(f"{label}: {lines[0]}" + "".join(f"\n  {more}" for more in lines[1:]) for label, lines in note.facts)
    links = [f"{label}:\n{address}" for label, address in note.links]
    body = [note.greeting, note.lead, facts, *(section.plain for section in note.sections), *links, note.closing]
    return "\n\n".join(body) + "\n"


def as_html(note: Note) -> str:
    facts = "".join(
        f'<tr><th scope="row" style="{_LABEL}">{escape(label)}</th>'
        f'<td style="padding:4px 0">{"<br>".join(map(escape, lines))}</td></tr>'
        for label, lines in note.facts
    )
    links = "".join(_link(number, label, address) for number, (label, address) in enumerate(note.links))
    closing = "<br>".join(map(escape, note.closing.splitlines()))
    return (
        f'<!doctype html>\n<html lang="{note.language}">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(note.subject)}</title></head>\n"
        f'<body style="{_BODY}"><div style="max-width:36em">\n'
        f"<p>{escape(note.greeting)}</p>\n<p>{escape(note.lead)}</p>\n"
        f'<table style="{_PANEL}">{facts}</table>\n'
        + "\n".join(map(_section, note.sections))
        + f"\n{links}\n<p>{closing}</p>\n</div></body>\n</html>\n"
    )


def _section(section: Section) -> str:
    heading = f'<h2 style="font-size:17px;margin:20px 0 4px">{escape(section.heading)}</h2>' if section.heading else ""
    if section.kind in (AGENDA, LIST):
        lines = "".join(f'<li style="margin:2px 0">{escape(line)}</li>' for line in section.lines)
        return f'{heading}<ul style="margin:4px 0;padding-left:20px">{lines}</ul>'
    return heading + "".join(f"<p>{escape(line)}</p>" for line in section.lines)


def _link(number: int, label: str, address: str) -> str:
    """The first is what most people want; the others are there and do not shout."""
    style = _BUTTON if number == 0 else "color:#0b4f6c"
    return f'<p><a href="{escape(address, quote=True)}" style="{style}">{escape(label)}</a></p>'
