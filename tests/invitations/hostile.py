"""Texts that somebody may type to become a calendar line, a header or a second recipient."""

SPY = "spion@boese.example"

_ENDS = ("\n", "\r", "\r\n", "\x0b", "\x0c", "\x85", "\u2028", "\u2029")
_LINES = (f"ATTENDEE:mailto:{SPY}", "METHOD:CANCEL", "END:VEVENT\r\nBEGIN:VEVENT\r\nUID:fremd", "SEQUENCE:99")
ICS = (
    *(f"a{end}{line}" for end in _ENDS for line in _LINES),
    f'x";CUTYPE=ROOM:mailto:{SPY}',
    f"x:mailto:{SPY}",
    "^n^'^^ATTENDEE:x",
    "\\nATTENDEE:x",
    "a;b,c\\d",
    "\x00METHOD:CANCEL",
    "\u202egnp.exe\u2066",
    "\ufeffBEGIN:VCALENDAR",
)

_HEADER_ENDS = ("\n", "\r", "\r\n", "\r\n ", "\x0b", "\x85", "\u2028")
_HEADERS = (f"Bcc: {SPY}", f"To: {SPY}", "Content-Type: text/html", f"Subject: x\r\nCc: {SPY}")
HEADERS = (
    *(f"a{end}{header}" for end in _HEADER_ENDS for header in _HEADERS),
    f"a, {SPY}",
    f"a <{SPY}>",
    f'"a" <{SPY}>, b',
    f"a;{SPY}",
    f"=?utf-8?q?a=0ABcc:_{SPY}?=",
    f"=?utf-8?b?QQpCY2M6IHg=?= {SPY}",
    "%0ABcc:x",
    "\\r\\nBcc: x",
    "a\r\n\r\n<script>alert(1)</script>",
    "a\r\n.\r\nMAIL FROM:<x>",
    "<img src=x onerror=alert(1)>",
    "\x00\r\nBcc: x",
)
assert len(ICS) == len(HEADERS) == 40
