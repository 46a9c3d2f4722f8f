"""Text as a calendar file may hold it: what somebody typed, without characters that begin a line or hide one.

RFC 5545 3.1 forbids control characters; icalendar 7.3 lets U+0000, U+000B, U+0085 and U+2028 pass, and some readers
take the last two for a new line, and with it for a new property (measured; reliability of mail clients differs).
"""

import re

# Everything that some reader takes for the end of a line, Unicode's own separators included.
_LINE_ENDS = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Control characters, marks that turn the reading direction, half surrogates (they cannot be written as UTF-8), BOM.
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


def paragraph(text: str) -> str:
    """`text` with plain line feeds and nothing unseen; tabs become spaces."""
    return _UNSEEN.sub("", _LINE_ENDS.sub("\n", text).replace("\t", " "))


def line(text: str) -> str:
    """`text` on one line, single spaces, nothing unseen."""
    return " ".join(paragraph(text).split())


def header(text: str) -> str:
    """`text` on one line for a mail's header. What looks like an encoded word (RFC 2047) is broken: Python's email reads it when
    it is set, and the line end inside becomes one of the mail's own, with whatever header stands behind it (measured, 3.11).
    """
    return line(text).replace("=?", "= ?")


def name(text: str) -> str:
    """`text` as a parameter value (CN): a quote cannot stand there, and its RFC 6868 spelling few readers know."""
    return line(text).replace('"', "'")
