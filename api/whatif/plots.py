"""Vega-Lite to SVG on the server, without a browser; the one place that knows vl-convert."""

from functools import lru_cache
from html import escape
from json import dumps, loads
from typing import Any


def svg(spec: dict[str, Any], title: str, lang: str) -> str:
    """The picture of a Vega-Lite spec, which says what it shows wherever it is taken; the first one takes a third of a second,
    the next ones some milliseconds.
    """
    drawn = _drawn(dumps(spec, ensure_ascii=False), {"de": "de-DE", "en": "en-GB"}[lang])
    return drawn.replace("<svg ", f'<svg role="img" lang="{lang}" ', 1).replace(">", f"><title>{escape(title)}</title>", 1)


@lru_cache(maxsize=64)
def _drawn(spec: str, locale: str) -> str:
    import vl_convert

    known: Any = locale
    return vl_convert.vegalite_to_svg(loads(spec), format_locale=known) + "\n"
